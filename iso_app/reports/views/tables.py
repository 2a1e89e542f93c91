from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from iso_app.core.clock import today
from iso_app.core.dates import parse_day, show_day
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.numbers import whole
from iso_app.printing.kinds import KINDS
from iso_app.reports import figures, files, pages, policies, queries, services
from iso_app.reports.forms import DraftForm, ExplainForm, NoteForm
from iso_app.reports.models import Snapshot
from iso_app.reports.tables import SNAPSHOTS
from iso_app.reports.views import bp
from iso_app.reports.workflow import STATE_LABELS
from iso_app.signatures import queries as signatures
from iso_app.signatures.forms import SignForm
from iso_app.signatures.models import Meaning
from iso_app.web import export
from iso_app.web.guard import actor, guarded
from iso_app.web.languages import say
from iso_app.web.page import crumbs

HOME = ("Phụ lục", "/phu-luc/")


def _year(known: Sequence[int] | None = None) -> int:
    """The year asked for, else the newest of those that are known."""
    asked = whole(request.args.get("year", ""))
    if asked is not None:
        return asked
    known = queries.years_with_facts() if known is None else known
    return known[0] if known else today().year


def _as_of() -> date | None:
    asked = request.args.get("as_of", "").strip()
    return parse_day(asked) if asked else None


@bp.get("/")
@guarded(policies.READ)
def index() -> ResponseReturnValue:
    crumbs((say(HOME[0]), None))
    templates, years = queries.templates(), queries.years_with_facts()
    return render_template(
        "reports/index.html",
        templates=templates,
        years_of=queries.years_by_template(templates, years),
        years=years,
        year=_year(years),
        may_keep_templates=actor().holds(policies.TEMPLATES),
        page=SNAPSHOTS.page(queries.snapshots()),
    )


@bp.get("/da-lap")
@guarded(policies.READ)
def snapshots() -> ResponseReturnValue:
    page = SNAPSHOTS.page(queries.snapshots())
    if export.wanted():
        return export.answer(page)
    crumbs((say(HOME[0]), url_for(".index")), (say("Bảng đã lập"), None))
    return render_template("reports/snapshots.html", page=page)


@bp.get("/mau/<code>")
@guarded(policies.READ)
def live(code: str) -> ResponseReturnValue:
    """A table computed now."""
    version = queries.template(code)
    years = queries.years_of(version)
    period = queries.period(_year(years), _as_of())
    content = queries.live(actor(), version, period)
    printed = figures.tables(code, period.year)
    crumbs((say(HOME[0]), url_for(".index")), (version.title, None))
    return render_template(
        "reports/live.html",
        version=version,
        period=period,
        years=years,
        sheet=pages.sheet(
            content, lambda cell: url_for(".live_cell", code=code, cell=cell, **pages.asked(period)), printed
        ),
        printed=pages.printed_beside(content, printed, period),
        may_compile=actor().holds(policies.COMPILE),
        computes=not queries.prints_figures(version.body),
        notes=queries.noted_rows(actor(), version, period),
        files=[
            (label, url_for(".live_file", code=code, kind=kind, **pages.asked(period)))
            for kind, label in KINDS
        ],
    )


@bp.get("/mau/<code>/o/<cell>")
@guarded(policies.READ)
def live_cell(code: str, cell: str) -> ResponseReturnValue:
    """The agencies behind one number of a table computed now."""
    version = queries.template(code)
    period = queries.period(_year(queries.years_of(version)), _as_of())
    content = queries.live(actor(), version, period, cell=cell)
    back = url_for(".live", code=code, **pages.asked(period))
    crumbs((say(HOME[0]), url_for(".index")), (version.title, back), (say("Cơ quan đứng sau con số"), None))
    return render_template("reports/cell.html", drill=pages.drill(content, cell), back=back)


@bp.get("/mau/<code>/tep/<kind>")
@guarded(policies.READ)
def live_file(code: str, kind: str) -> ResponseReturnValue:
    version = queries.template(code)
    period = queries.period(_year(queries.years_of(version)), _as_of())
    content = queries.live(actor(), version, period, with_evidence=files.prints_evidence(kind))
    return files.answer(kind, content, files.of_live(actor(), content))


@bp.route("/mau/<code>/lap", methods=["GET", "POST"])
@guarded(policies.COMPILE)
def draft(code: str) -> ResponseReturnValue:
    version = queries.template(code)
    form = DraftForm(data={"year": str(_year(queries.years_of(version))), "as_of": _as_of()})
    if form.validate_on_submit():
        with form.attempt():
            made = services.draft(
                actor(), code=code, year=pages.year_of(form.year.data), as_of=form.as_of.data
            )
            flash(
                say(
                    "Đã lập bảng {number}. Hãy xem các phép kiểm tra, giải trình rồi chốt.",
                    number=made.number,
                ),
                "success",
            )
            return redirect(url_for(".snapshot", number=made.number))
    crumbs(
        (say(HOME[0]), url_for(".index")),
        (version.title, url_for(".live", code=code)),
        (say("Lập bảng"), None),
    )
    return render_template("reports/draft.html", form=form, version=version)


@bp.route("/mau/<code>/ghi-chu/<row>", methods=["GET", "POST"])
@guarded(policies.COMPILE)
def note(code: str, row: str) -> ResponseReturnValue:
    """The note of a line for a year."""
    version = queries.template(code)
    period = queries.period(_year(), None)
    noted = queries.noted_row(actor(), version, period, row)
    form = NoteForm(data={"row": row, "text": noted.text})
    back = url_for(".live", code=code, **pages.asked(period))
    if form.validate_on_submit():
        with form.attempt():
            services.write_notes(actor(), year=period.year, notes={noted.setting: form.text.data})
            flash(say("Đã lưu ghi chú của năm {year}.", year=period.year), "success")
            return redirect(back)
    crumbs((say(HOME[0]), url_for(".index")), (version.title, back), (say("Ghi chú"), None))
    return render_template("reports/note.html", form=form, noted=noted, period=period, back=back)


@bp.get("/<number>")
@guarded(policies.READ)
def snapshot(number: str) -> ResponseReturnValue:
    found = queries.snapshot(number)
    content = queries.content_of(actor(), found)
    crumbs((say(HOME[0]), url_for(".index")), (number, None))
    return render_template(
        "reports/snapshot.html",
        snapshot=found,
        sheet=pages.sheet(content, lambda cell: url_for(".snapshot_cell", number=number, cell=cell)),
        explanations=queries.explanations(found),
        moves=pages.moves(actor(), found),
        differences=pages.differences(actor(), found),
        signatures=signatures.of(found),
        history=pages.history(found),
        state_labels=STATE_LABELS,
        explain_url=pages.explain_url(actor(), found),
        files=[(label, url_for(".snapshot_file", number=number, kind=kind)) for kind, label in KINDS],
    )


@bp.get("/<number>/o/<cell>")
@guarded(policies.READ)
def snapshot_cell(number: str, cell: str) -> ResponseReturnValue:
    found = queries.snapshot(number)
    content = queries.content_of(actor(), found, cell=cell)
    back = url_for(".snapshot", number=number)
    crumbs((say(HOME[0]), url_for(".index")), (number, back), (say("Cơ quan đứng sau con số"), None))
    return render_template("reports/cell.html", drill=pages.drill(content, cell), back=back)


@bp.get("/<number>/tep/<kind>")
@guarded(policies.READ)
def snapshot_file(number: str, kind: str) -> ResponseReturnValue:
    found = queries.snapshot(number)
    content = queries.content_of(actor(), found, with_evidence=files.prints_evidence(kind))
    return files.answer(kind, content, files.of_snapshot(actor(), found, content))


@bp.route("/<number>/giai-trinh/<check>", methods=["GET", "POST"])
@guarded(policies.COMPILE)
def explanation(number: str, check: str) -> ResponseReturnValue:
    found = queries.snapshot(number)
    wanted = _check(found, check)
    written = queries.explanations(found).get(check, {})
    form = ExplainForm(
        data={"check": check, "text": written.get("text", ""), "printed": written.get("printed", True)}
    )
    form.check.choices = [(check, wanted["label"])]
    if form.validate_on_submit():
        with form.attempt():
            services.explain(
                actor(), found, check_key=check, text=form.text.data, printed=bool(form.printed.data)
            )
            flash(say("Đã lưu giải trình."), "success")
            return redirect(url_for(".snapshot", number=number) + "#kiem-tra")
    crumbs(
        (say(HOME[0]), url_for(".index")),
        (number, url_for(".snapshot", number=number)),
        (say("Giải trình"), None),
    )
    return render_template("reports/explanation.html", form=form, snapshot=found, check=wanted)


def _check(found: Snapshot, key: str) -> dict[str, str]:
    checks = queries.content_of(actor(), found)["checks"]
    wanted: dict[str, str] | None = next((check for check in checks if check["key"] == key), None)
    if wanted is None:
        raise NotFound("Bảng này không có phép kiểm tra đó.")
    return wanted


@bp.post("/<number>/chot")
@guarded(policies.COMPILE)
def freeze(number: str) -> ResponseReturnValue:
    services.freeze(actor(), queries.snapshot(number))
    flash(say("Đã chốt số liệu. Bảng không thay đổi nữa; mời lãnh đạo ký ban hành."), "success")
    return redirect(url_for(".snapshot", number=number), HTTPStatus.SEE_OTHER)


@bp.route("/<number>/ky", methods=["GET", "POST"])
@guarded(policies.SIGN)
def issue(number: str) -> ResponseReturnValue:
    found = queries.snapshot(number)
    verdict = policies.may_issue(actor(), found)
    if not verdict:
        raise DomainError(verdict.reason.template, **verdict.reason.facts)
    form = SignForm().on(found.digest, [Meaning.APPROVED])
    if form.validate_on_submit():
        with form.attempt():
            services.issue(
                actor(), found, shown_digest=form.shown_digest.data or "", password=form.password.data or ""
            )
            flash(say("Đã ký ban hành bảng {number}.", number=number), "success")
            return redirect(url_for(".snapshot", number=number))
    content = queries.content_of(actor(), found)
    crumbs(
        (say(HOME[0]), url_for(".index")),
        (number, url_for(".snapshot", number=number)),
        (say("Ký ban hành"), None),
    )
    return render_template(
        "reports/issue.html",
        form=form,
        snapshot=found,
        sheet=pages.sheet(content, lambda cell: url_for(".snapshot_cell", number=number, cell=cell)),
        explanations=queries.explanations(found),
        as_of=show_day(found.as_of),
    )
