"""The lists: what an agency has to decide, and how far the agencies of a province are."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import day_of
from iso_app.core.dates import show_day
from iso_app.core.text import sort_key
from iso_app.documents import policies as documents
from iso_app.documents import queries as document_queries
from iso_app.documents.models import Document, DocumentKind
from iso_app.documents.workflow import DOCUMENT_LABELS, DocumentState
from iso_app.inheritance.kinds import (
    DECISION_LABELS,
    DECISION_TONES,
    UNDECIDED,
    UNDECIDED_LABEL,
    Decision,
)
from iso_app.inheritance.models import InheritedDocument
from iso_app.web.filters import being, having_words, naming
from iso_app.web.languages import say
from iso_app.web.picking import picks
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge

_TEACHES = (
    "Khi cơ quan của bạn được lập từ việc sáp nhập, chia tách cơ quan khác, tài liệu đang hiệu lực của các cơ quan "
    "trước sắp xếp hiện ở đây để quyết định từng tài liệu: tiếp nhận thành tài liệu của mình, hoặc không tiếp nhận."
)


def _state(value: str) -> ColumnElement[bool] | None:
    if value == UNDECIDED:
        return InheritedDocument.id.is_(None)
    return being(InheritedDocument.decision, Decision)(value)


def _states() -> list[tuple[str, str]]:
    return [(UNDECIDED, UNDECIDED_LABEL), *((each.value, label) for each, label in DECISION_LABELS.items())]


def _label(row: AnyRow) -> str:
    return say(DECISION_LABELS[row.decision] if row.decision is not None else UNDECIDED_LABEL)


def _badge(row: AnyRow) -> Markup:
    return badge(DECISION_TONES[row.decision] if row.decision is not None else "warning", _label(row))


def _became(actor: Actor) -> Any:
    """The new document and how it stands, or why there is none. Who may not know of drafts reads that there is one."""

    def show(row: AnyRow) -> str:
        if row.decision is not Decision.TAKEN:
            return row.reason or ""
        state = say(DOCUMENT_LABELS[row.new_state])
        known = documents.sees_every_draft(actor) or row.new_state is not DocumentState.PREPARING
        return f"{row.new_code} · {state}" if known else state

    return show


def _decided(row: AnyRow) -> str:
    if row.decided_at is None:
        return ""
    return f"{show_day(day_of(row.decided_at))}, {row.decided_by}"


def former(actor: Actor, agencies: Mapping[int, str], *, picking: bool) -> Table:
    """What the agencies (id -> name) left; with `picking` what is not decided can be ticked."""
    return Table(
        label="Tiếp nhận tài liệu",
        columns=(
            Column("title", "Tên tài liệu", lambda row: row.title, sort=Document.sort_title.expression),
            *((picks(lambda row: row.decision is None),) if picking else ()),
            Column(
                "code", "Mã hiệu cũ", lambda row: row.code, sort=Document.sort_code.expression, nowrap=True
            ),
            Column("agency", "Cơ quan cũ", lambda row: row.agency, sort=Agency.sort_name.expression),
            Column("kind", "Loại", lambda row: row.kind, sort=DocumentKind.position.expression),
            Column(
                "number",
                "Lần ban hành",
                lambda row: f"{row.number:02}" if row.number else "",
                align="right",
                export=lambda row: row.number,
                optional=True,
            ),
            Column(
                "effective",
                "Ngày hiệu lực",
                lambda row: show_day(row.effective_on),
                export=lambda row: row.effective_on,
                optional=True,
            ),
            Column("state", "Quyết định", _badge, export=_label),
            Column("became", "Tài liệu mới, lý do", _became(actor)),
            Column("decided", "Người quyết định", _decided, optional=True),
        ),
        identity=Document.id.expression,
        default_sort="title",
        filters=(
            Filter("q", "Mã hiệu, tên tài liệu", having_words(Document.folded)),
            Filter(
                "co-quan",
                "Cơ quan cũ",
                naming(Document.agency_id),
                lambda: sorted(
                    ((str(id_), name) for id_, name in agencies.items()), key=lambda one: sort_key(one[1])
                ),
            ),
            Filter("kind", "Loại", naming(Document.kind_id), document_queries.names_of_kinds),
            Filter("state", "Quyết định", _state, _states),
        ),
        empty=Empty("Không có tài liệu nào chờ tiếp nhận", _TEACHES),
        link=lambda row: url_for("inheritance.show", document_id=row.id),
        tone=lambda row: "muted" if row.decision is Decision.DECLINED else None,
    )


def province(base: Any) -> Table:
    """The agencies that carry on; `base` is `queries.overview`."""
    left = base.selected_columns["left"]

    def of_state(value: str) -> ColumnElement[bool] | None:
        return {"left": left > 0, "done": left == 0}.get(value)

    return Table(
        label="Tiếp nhận tài liệu toàn tỉnh",
        columns=(
            Column("name", "Cơ quan", lambda row: row.name, sort=Agency.sort_name.expression),
            Column("formers", "Cơ quan cũ", lambda row: row.formers, align="right"),
            Column("total", "Tài liệu", lambda row: row.total, align="right"),
            Column("decided", "Đã quyết định", lambda row: row.decided, align="right"),
            Column("left", "Còn lại", lambda row: row.left, sort=left, align="right"),
        ),
        identity=Agency.id.expression,
        default_sort="-left",
        filters=(
            Filter("q", "Tên cơ quan", having_words(Agency.folded)),
            Filter("state", "Tình trạng", of_state, lambda: (("left", "Chưa xong"), ("done", "Đã xong"))),
        ),
        empty=Empty(
            "Chưa có cơ quan nào phải tiếp nhận tài liệu",
            "Sau khi ghi việc sắp xếp cơ quan, cơ quan kế tục quyết định từng tài liệu đang hiệu lực của cơ quan đã "
            "kết thúc; tiến độ của mỗi cơ quan hiện ở đây.",
        ),
        link=lambda row: url_for("agencies.show", code=row.code),
        tone=lambda row: "warning" if row.left else None,
    )
