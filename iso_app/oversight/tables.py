"""The list of readings: an agency's own, the province's with all its agencies."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.oversight import queries
from iso_app.oversight.models import RecordRead
from iso_app.web.feature import registry
from iso_app.web.filters import naming, since, until
from iso_app.web.languages import say
from iso_app.web.reading import BETWEEN
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table


def readings(actor: Actor) -> Table:
    """The table for an actor: whoever sees a province also sees, and filters by, the agency."""
    return _PROVINCE if actor.sees_province else _AGENCY


def _parts() -> Sequence[tuple[str, str]]:
    """(blueprint, words) of the features that have pages."""
    return [(bp.name, feature.label) for feature in registry() for bp in feature.blueprints[:1]]


def _part(row: AnyRow) -> str:
    blueprint = row.endpoint.partition(".")[0]
    labels = {bp.name: feature.label for feature in registry() for bp in feature.blueprints}
    return say(labels.get(blueprint, ""))


def _of_part(value: str) -> ColumnElement[bool]:
    feature = next((f for f in registry() if any(bp.name == value for bp in f.blueprints)), None)
    names = [bp.name for bp in feature.blueprints] if feature else [value]
    first, *others = (RecordRead.endpoint.startswith(f"{name}.", autoescape=True) for name in names)
    for other in others:
        first |= other
    return first


def _what(row: AnyRow) -> str:
    """The way to the page, those of its steps that are the product's words in the reader's language."""
    return BETWEEN.join(say(step) for step in row.title.split(BETWEEN)) or row.address


def _how(row: AnyRow) -> str:
    return say("Tải tệp") if row.as_file else say("Mở trang")


_WHEN = Column("when", "Thời điểm", lambda row: show_moment(row.at), sort=RecordRead.id.expression)
_WHO = Column("who", "Người xem", lambda row: row.reader_name, sort=RecordRead.reader_name.expression)
_POST = Column("post", "Vị trí", lambda row: row.post_label)
_AGENCY_NAME = Column("agency", "Cơ quan được xem", lambda row: row.agency)
_WHAT = Column("what", "Nội dung đã xem", _what)
_PART = Column("part", "Phần", _part, optional=True)
_HOW = Column("how", "Cách xem", _how)

_SINCE = Filter("from", "Từ ngày", since(RecordRead.at), is_day=True)
_TO = Filter("to", "Đến ngày", until(RecordRead.at), is_day=True)
_READER = Filter("person", "Người xem", naming(RecordRead.person_id), queries.readers)
_OF = Filter("of", "Cơ quan được xem", naming(RecordRead.agency_id), queries.agencies)
_IN = Filter("part", "Phần", _of_part, _parts)
_AS = Filter(
    "how",
    "Cách xem",
    lambda value: RecordRead.as_file.is_(value == "file"),
    lambda: (("page", "Mở trang"), ("file", "Tải tệp")),
)
_EMPTY = Empty(
    "Chưa ai xem",
    "Mỗi lần người của cơ quan cấp trên mở bản ghi của cơ quan, lần xem ấy được ghi lại tại đây, không sửa được.",
)

_PROVINCE = Table(
    label="Ai đã xem",
    columns=(_WHEN, _WHO, _POST, _AGENCY_NAME, _WHAT, _PART, _HOW),
    identity=RecordRead.id.expression,
    default_sort="-when",
    filters=(_SINCE, _TO, _OF, _READER, _IN, _AS),
    empty=_EMPTY,
)
_AGENCY = Table(
    label="Ai đã xem",
    columns=(_WHEN, _WHO, _POST, _WHAT, _PART, _HOW),
    identity=RecordRead.id.expression,
    default_sort="-when",
    filters=(_SINCE, _TO, _READER, _IN, _AS),
    empty=_EMPTY,
)
