from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.dates import parse_day
from iso_app.printing.kinds import KINDS
from iso_app.reports import files, policies, queries, shown, sides
from iso_app.reports.difference import Comparison
from iso_app.reports.models import TemplateVersion
from iso_app.reports.views import bp
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

HOME = "Phụ lục"


def _asked(name: str, usual: str) -> str:
    """The side that the address names; a day beside a year makes it that day's."""
    key = request.args.get(name, "").strip() or usual
    day = request.args.get(f"{name}_day", "").strip()
    return parse_day(day).isoformat() if day and key.isdigit() else key


def _both(version: TemplateVersion) -> tuple[list[sides.Option], Comparison]:
    options = sides.options(version)
    usual = sides.usual(options)
    left = sides.side(actor(), version, _asked("left", usual[0]))
    right = sides.side(actor(), version, _asked("right", usual[1]))
    return options, sides.compared(left, right)


def _trail(version: TemplateVersion, *further: tuple[str, str | None]) -> None:
    crumbs((say(HOME), url_for(".index")), (version.title, url_for(".live", code=version.code)), *further)


@bp.get("/mau/<code>/so-sanh")
@guarded(policies.READ)
def compare(code: str) -> ResponseReturnValue:
    """Two states of a table beside each other."""
    version = queries.template(code)
    options, found = _both(version)
    chosen: dict[str, Any] = {"left": found.left.key, "right": found.right.key}
    _trail(version, (say("So sánh"), None))
    return render_template(
        "reports/compare.html",
        version=version,
        found=found,
        population=shown.population(found.population),
        options=[(option.key, shown.said(option.label)) for option in options],
        chosen=chosen,
        left=shown.said(found.left.label),
        right=shown.said(found.right.label),
        cell_url=lambda key: url_for(".compare_cell", code=code, cell=key, **chosen),
        files=[(label, url_for(".compare_file", code=code, kind=kind, **chosen)) for kind, label in KINDS],
    )


@bp.get("/mau/<code>/so-sanh/o/<cell>")
@guarded(policies.READ)
def compare_cell(code: str, cell: str) -> ResponseReturnValue:
    """The agencies that make one number differ."""
    version = queries.template(code)
    _, found = _both(version)
    back = url_for(".compare", code=code, left=found.left.key, right=found.right.key)
    _trail(version, (say("So sánh"), back), (say("Vì sao khác"), None))
    return render_template(
        "reports/compare_cell.html",
        account=shown.account(found, cell, code),
        left=shown.said(found.left.label),
        right=shown.said(found.right.label),
        back=back,
    )


@bp.get("/mau/<code>/so-sanh/tep/<kind>")
@guarded(policies.READ)
def compare_file(code: str, kind: str) -> ResponseReturnValue:
    version = queries.template(code)
    _, found = _both(version)
    return files.comparison(actor(), kind, version.title, found)
