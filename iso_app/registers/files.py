"""A register as a file, and its page."""

from iso_app.core.clock import today
from iso_app.core.text import slug
from iso_app.printing import PrintedReport
from iso_app.printing.kinds import RENDERERS
from iso_app.printing.wording import PAGE_HEAD, form_lines


def lines_beside(report: PrintedReport) -> list[str]:
    """What the box of a page on screen says: its pages are counted on paper only."""
    return [*form_lines(report.form), f"{PAGE_HEAD} ……"] if report.form else []


def rendered(kind: str, report: PrintedReport) -> tuple[bytes, str]:
    """The register in one of `KINDS`, and its media type."""
    make, mimetype = RENDERERS[kind]
    return make(report), mimetype


def name_of(report: PrintedReport, kind: str) -> str:
    """`danh-muc-ho-so-so-noi-vu-20261121.docx`."""
    agency = report.form.agency if report.form else ""
    return f"{slug(f'{report.kind} {agency}')}-{today():%Y%m%d}.{kind}"
