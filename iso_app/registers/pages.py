"""What the pages of every register do alike: its form on screen and as files, and a form that changes a line of it."""

from collections.abc import Sequence

from flask import Response, render_template, url_for

from iso_app.core.policy import Verdict
from iso_app.printing import PrintedReport
from iso_app.printing.kinds import KINDS
from iso_app.registers.files import lines_beside, name_of, rendered
from iso_app.registers.printed import PrintedRegister
from iso_app.web import export
from iso_app.web.page import crumbs

Place = tuple[str, str]


def sheet(register: PrintedRegister, agency_id: int | None, *, may_keep: Verdict) -> str:
    """The register as its form; the blueprint has the pages `.index` and, for its files, `.file`."""
    report = register.of(agency_id)
    return render_template(
        "registers/sheet.html",
        report=report,
        lines=lines_beside(report),
        back=url_for(".index"),
        files=[(label, url_for(".file", kind=kind)) for kind, label in KINDS],
        form_url=url_for("registers.form", register=register.key) if may_keep else None,
    )


def download(report: PrintedReport, kind: str) -> Response:
    """The form as Word, Excel or PDF."""
    content, mimetype = rendered(kind, report)
    return export.attachment(content, name=name_of(report, kind), mimetype=mimetype)


def change(
    form: object, *, way: Sequence[Place], heading: str, button: str, lede: str = "", crumb: str = ""
) -> str:
    """A form at the end of the way (label, address) that leads to it; who gives up goes back one step.

    `crumb` is what the way calls it where that is shorter than the heading.
    """
    crumbs(*way, (crumb or heading, None))
    return render_template(
        "registers/change.html", form=form, heading=heading, lede=lede, button=button, back=way[-1][1]
    )
