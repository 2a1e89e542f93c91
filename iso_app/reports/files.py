"""A table as Word, Excel and PDF: what is printed under it depends on how far it has come."""

from flask import Response

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.core.errors import NotFound
from iso_app.core.text import slug
from iso_app.printing import PrintedReport
from iso_app.printing.kinds import RENDERERS
from iso_app.reports import queries
from iso_app.reports.content import Content
from iso_app.reports.difference import Comparison
from iso_app.reports.models import Snapshot
from iso_app.reports.printed import DRAFT, file_name, printed, printed_comparison
from iso_app.reports.shown import in_vietnamese, population
from iso_app.reports.workflow import SnapshotState
from iso_app.signatures import queries as signatures
from iso_app.web.export import attachment


def prints_evidence(kind: str) -> bool:
    """Whether a kind of file holds the agencies behind each number: only the second sheet of Excel does."""
    return kind == "xlsx"


def render(kind: str, report: PrintedReport) -> bytes:
    """The bytes of one kind of file."""
    return RENDERERS[kind][0](report)


def answer(kind: str, content: Content, report: PrintedReport) -> Response:
    """The file as a download; NotFound for a kind there is not."""
    if kind not in RENDERERS:
        raise NotFound("Không có tệp loại “{kind}”; các loại: docx, xlsx, pdf.", kind=kind)
    return attachment(render(kind, report), name=file_name(content, kind), mimetype=RENDERERS[kind][1])


def comparison(actor: Actor, kind: str, title: str, found: Comparison) -> Response:
    """Two states of a table as a file; NotFound for a kind there is not."""
    if kind not in RENDERERS:
        raise NotFound("Không có tệp loại “{kind}”; các loại: docx, xlsx, pdf.", kind=kind)
    report = printed_comparison(
        found,
        title=title,
        population=population(found.population, speak=in_vietnamese),
        province=queries.province_of(actor),
    )
    name = slug(f"so-sanh-{found.left.content['template']}-{found.left.key}-{found.right.key}")
    return attachment(render(kind, report), name=f"{name}.{kind}", mimetype=RENDERERS[kind][1])


def of_live(actor: Actor, content: Content) -> PrintedReport:
    """The sheet of a table computed now: a draft, and it says so."""
    return printed(content, province=queries.province_of(actor), notes={}, watermark=DRAFT)


def of_snapshot(actor: Actor, snapshot: Snapshot, content: Content) -> PrintedReport:
    """The sheet of a table: marked as a draft until frozen, with who signed it once issued."""
    explained = queries.explanations(snapshot)
    notes = {
        check["key"]: explained[check["key"]]["text"]
        for check in content["checks"]
        if _noted(check["key"], explained)
    }
    signed = signatures.of(snapshot)
    last = signed[-1] if signed else None
    return printed(
        content,
        province=queries.province_of(actor),
        notes=notes,
        watermark=DRAFT if snapshot.state is SnapshotState.DRAFT else "",
        digest=snapshot.digest,
        signature=f"Đã ký trong ISO điện tử, {show_moment(last.signed_at)}" if last else "",
        signed_name=last.person_name if last else "",
    )


def _noted(key: str, explained: dict[str, dict[str, object]]) -> bool:
    return key in explained and bool(explained[key]["printed"])
