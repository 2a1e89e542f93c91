"""Numbers without gaps: one row a series, locked from the taking of a number to the end of its work."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.numbering.models import NumberSeries

DIGITS = 4


def next_number(actor: Actor, *, agency_id: int, key: str, year: int) -> str:
    """The next number of an agency's series of a year: "BC-2021-0007".

    It counts only if the transaction is kept; undone, the same number is given again. Whoever else asks for a
    number of the series waits until then. Raises NotFound for an agency outside the scope.
    """
    _require_reach(actor, agency_id)
    return f"{key}-{year}-{_take(agency_id, key, year):0{DIGITS}}"


def _require_reach(actor: Actor, agency_id: int) -> None:
    # The statement below goes round the session, so that its rule of writing has to be asked here.
    query = select(Agency.id).where(Agency.id == agency_id)
    if not actor.scope.is_system:
        own = Agency.id == actor.agency_id
        query = query.where(Agency.province_id == actor.province_id if actor.scope.is_province else own)
    if db.session.scalar(query) is None:
        raise NotFound("Không tìm thấy cơ quan để cấp số.")


def _take(agency_id: int, key: str, year: int) -> int:
    # One statement opens the series or moves it on: between asking and writing nobody else can come in.
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(NumberSeries.__table__).values(agency_id=agency_id, key=key, year=year, last=1)
    taken = statement.on_conflict_do_update(
        index_elements=["agency_id", "key", "year"], set_={"last": NumberSeries.__table__.c.last + 1}
    ).returning(NumberSeries.__table__.c.last)
    return int(db.session.execute(taken).scalar_one())
