"""The register of printed copies."""

from flask import url_for
from sqlalchemy import ColumnElement

from iso_app.core.actor import Actor
from iso_app.core.dates import show_day, show_moment
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.printed_copies import queries
from iso_app.printed_copies.kinds import PURPOSE_LABELS, Purpose
from iso_app.printed_copies.models import PrintedCopy
from iso_app.web.filters import being, choice_of, having_words, naming, since, until
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table

IN_FORCE, ENDED = "in-force", "ended"


def copies(actor: Actor) -> Table:
    """The register for an actor: whoever sees a province also sees, and filters by, the agency."""
    return _PROVINCE if actor.sees_province else _AGENCY


def standing_of(row: AnyRow) -> str:
    """In words whether a copy is in force."""
    if row.state is RevisionState.EFFECTIVE:
        return say("Đang có hiệu lực")
    return say("Hết hiệu lực từ {day}", day=show_day(row.ended_on))


def _holder(row: AnyRow) -> str:
    return say("Bản điện tử") if row.purpose is Purpose.SIGNING else str(row.holder)


def _standing(value: str) -> ColumnElement[bool]:
    is_in_force = Revision.state == RevisionState.EFFECTIVE
    return is_in_force if value == IN_FORCE else ~is_in_force


_CODE = Column("code", "Mã hiệu", lambda row: row.code, Document.sort_code)
_TITLE = Column("title", "Tên tài liệu", lambda row: row.title, Document.sort_title)
_REVISION = Column(
    "revision", "Lần ban hành", lambda row: f"{row.revision:02}", Revision.number, align="center"
)
_COPY = Column("number", "Bản số", lambda row: f"{row.number:02}", PrintedCopy.number, align="center")
_PURPOSE = Column(
    "purpose", "Loại bản", lambda row: say(PURPOSE_LABELS[row.purpose]), PrintedCopy.purpose, optional=True
)
_HOLDER = Column("holder", "Người giữ", _holder, PrintedCopy.holder)
_WHEN = Column(
    "printed",
    "In lúc",
    lambda row: show_moment(row.printed_at),
    PrintedCopy.printed_at,
    lambda row: row.printed_at,
)
_WHO = Column("by", "Người in", lambda row: row.printed_by, PrintedCopy.printed_by, optional=True)
_STANDING = Column("standing", "Tình trạng", standing_of, Revision.state)
_OF = Column("agency", "Cơ quan", lambda row: row.agency)

_NAME = Filter("q", "Mã hiệu, tên tài liệu", having_words(Document.folded))
_STATE = Filter(
    "standing", "Tình trạng", _standing, lambda: ((IN_FORCE, "Đang có hiệu lực"), (ENDED, "Hết hiệu lực"))
)
_KIND = Filter("purpose", "Loại bản", being(PrintedCopy.purpose, Purpose), choice_of(PURPOSE_LABELS))
_SINCE = Filter("from", "Từ ngày", since(PrintedCopy.printed_at), is_day=True)
_TO = Filter("to", "Đến ngày", until(PrintedCopy.printed_at), is_day=True)
_AGENCIES = Filter("agency", "Cơ quan", naming(PrintedCopy.agency_id), queries.agencies_with_copies)
_EMPTY = Empty(
    "Chưa có bản in nào",
    "Mở lần ban hành đang hiệu lực của một tài liệu, chọn “In bản kiểm soát”: mỗi bản có số và mã QR riêng.",
    "Xem tài liệu nội bộ",
    "documents.index",
)


def _link(row: AnyRow) -> str:
    return url_for("printed_copies.of_revision", document_id=row.document_id, number=row.revision)


def _table(columns: tuple[Column, ...], filters: tuple[Filter, ...]) -> Table:
    return Table(
        label="Sổ bản in tài liệu",
        columns=columns,
        identity=PrintedCopy.id.expression,
        default_sort="-printed",
        filters=filters,
        empty=_EMPTY,
        link=_link,
        tone=lambda row: None if row.state is RevisionState.EFFECTIVE else "muted",
    )


_COLUMNS = (_CODE, _TITLE, _REVISION, _COPY, _PURPOSE, _HOLDER, _WHEN, _WHO, _STANDING)
_FILTERS = (_NAME, _STATE, _KIND, _SINCE, _TO)
_AGENCY = _table(_COLUMNS, _FILTERS)
_PROVINCE = _table((_OF, *_COLUMNS), (*_FILTERS, _AGENCIES))
