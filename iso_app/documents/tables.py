"""The lists: an agency's documents, those of a province."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.db import db
from iso_app.documents import queries
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.workflow import DOCUMENT_LABELS, STATE_LABELS, DocumentState, RevisionState
from iso_app.web.filters import being, choice_of, having_words, naming
from iso_app.web.found import FoundPage
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge

OPEN = (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED)
LATE = "late"
_TONES = {
    DocumentState.PREPARING: "neutral",
    DocumentState.IN_FORCE: "success",
    DocumentState.WITHDRAWN: "neutral",
}


def _state(actor: Actor, value: str) -> ColumnElement[bool] | None:
    if value == LATE:
        return and_(Document.state == DocumentState.IN_FORCE, Document.next_review_on < today())
    if value in set(OPEN):
        # Who may not read a draft does not learn from the filter that there is one.
        known = queries.revision_seen_by(actor)
        preparing = select(Revision.document_id).where(Revision.state == RevisionState(value), known)
        return Document.id.in_(preparing)
    return being(Document.state, DocumentState)(value)


def _states() -> Sequence[tuple[str, str]]:
    return (
        *choice_of(DOCUMENT_LABELS)(),
        (LATE, "Quá hạn soát xét"),
        *choice_of({state: STATE_LABELS[state] for state in OPEN})(),
    )


def _is_late(row: AnyRow) -> bool:
    in_force = row.state is DocumentState.IN_FORCE
    return in_force and row.next_review_on is not None and row.next_review_on < today()


def _shown_state(row: AnyRow) -> str:
    return say("Quá hạn soát xét") if _is_late(row) else say(DOCUMENT_LABELS[row.state])


def _state_badge(row: AnyRow) -> Markup:
    return badge("danger" if _is_late(row) else _TONES[row.state], _shown_state(row))


def _shown_open(row: AnyRow) -> str:
    if row.open_state is None:
        return ""
    return say(
        "Lần {number}: {state}", number=f"{row.open_number:02}", state=say(STATE_LABELS[row.open_state])
    )


def _tone(row: AnyRow) -> str | None:
    if row.state is DocumentState.WITHDRAWN:
        return "muted"
    late = row.next_review_on is not None and row.next_review_on < today()
    return "danger" if late and row.state is DocumentState.IN_FORCE else None


def _day(name: str) -> Any:
    return lambda row: show_day(getattr(row, name))


def _bare(name: str) -> Any:
    return lambda row: getattr(row, name)


def _columns(*, of_province: bool) -> tuple[Column, ...]:
    whose = (Column("agency", "Cơ quan", _bare("agency"), sort=Agency.sort_name.expression),)
    return (
        Column("code", "Mã hiệu", _bare("code"), sort=Document.sort_code.expression),
        Column("title", "Tên tài liệu", _bare("title"), sort=Document.sort_title.expression),
        *(whose if of_province else ()),
        Column("kind", "Loại", _bare("kind"), sort=DocumentKind.position.expression, optional=True),
        Column("department", "Đơn vị soạn thảo", lambda row: row.department or "", optional=True),
        Column("number", "Lần ban hành", lambda row: f"{row.number:02}" if row.number else "", align="right"),
        Column(
            "effective", "Ngày hiệu lực", _day("effective_on"), export=_bare("effective_on"), optional=True
        ),
        Column("state", "Tình trạng", _state_badge, export=_shown_state),
        Column(
            "review", "Hạn soát xét", _day("next_review_on"), sort=Document.next_review_on.expression,
            export=_bare("next_review_on"),
        ),
        *(() if of_province else (Column("open", "Đang soạn", _shown_open),)),
        Column("author", "Người lập", _bare("author_name"), optional=True),
    )  # fmt: skip


def documents(actor: Actor) -> Table:
    """The list of documents: of one agency, or with a column of whose they are."""
    return Table(
        label="Tài liệu nội bộ",
        columns=_columns(of_province=actor.sees_province),
        identity=Document.id.expression,
        default_sort="code",
        filters=(
            Filter("q", "Mã hiệu, tên tài liệu", having_words(Document.folded)),
            Filter("kind", "Loại", naming(Document.kind_id), queries.names_of_kinds),
            Filter("state", "Tình trạng", lambda value: _state(actor, value), _states),
            whose(actor),
        ),
        empty=Empty(
            "Chưa có tài liệu nào",
            "Tài liệu nội bộ của hệ thống quản lý chất lượng: chính sách, quy trình, hướng dẫn, biểu mẫu.",
        ),
        link=lambda row: url_for("documents.show", document_id=row.id),
        tone=_tone,
    )


def whose(actor: Actor) -> Filter:
    """Documents of one agency, for whoever sees a province; of one department for those in an agency."""
    if actor.sees_province:
        return Filter("agency", "Cơ quan", naming(Document.agency_id), queries.agencies_with_documents)
    return Filter(
        "department",
        "Đơn vị soạn thảo",
        naming(Document.department_id),
        lambda: [
            (str(id_), name) for id_, name in agencies.departments_open_on(actor.agency_id or 0, today())
        ],
    )


@dataclass
class DocumentsPage(FoundPage):
    """A page of the list; what its lines say depends on who reads."""

    actor: Actor | None = None

    def lines(self, among: ColumnElement[bool]) -> Select[Any]:
        if self.actor is None:
            raise ValueError("a list of documents is somebody's")
        return queries.lines(self.actor).where(among)

    def export_rows(self) -> Iterator[list[object]]:
        lines = self.in_order(Document.id.in_(self.filtered.correlate(None)))
        rows = db.session.execute(lines.execution_options(yield_per=1000), self.values)
        columns = [column for column in self.table.columns if column.key in self.shown_columns]
        for row in rows:
            yield [column.exported(row) for column in columns]


def page(actor: Actor) -> DocumentsPage:
    """The page of the list that the request's address asks for."""
    asked = documents(actor).page(queries.known(actor))
    # What is sorted by in another table comes along; counting drops it again.
    joined = {
        "agency": (Agency, Agency.id == Document.agency_id),
        "kind": (DocumentKind, DocumentKind.id == Document.kind_id),
    }
    also = joined.get(asked.sort[0].key)
    base = asked.base.join(*also) if also is not None else asked.base
    values = queries.reader(actor)
    return DocumentsPage(asked.table, base, asked.asked, asked.endpoint, asked.view_args, values, actor)
