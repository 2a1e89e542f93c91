"""A reading kept, and what is too old taken away."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, delete, exists, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from iso_app.accounts.models import PostHolding, SignInEvent
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import NotPermitted
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.db.unit_of_work import unit_of_work
from iso_app.oversight.models import RecordRead

SPAN_SECONDS = 600
LEAST_DAYS = 365  # the triggers of the database hold this whatever is asked


@dataclass(frozen=True)
class Opened:
    """A page or file as it was opened: the way to it, its address, the endpoint that answered."""

    title: str
    address: str
    endpoint: str
    as_file: bool


@dataclass(frozen=True)
class Typed:
    """A code in an address as somebody typed it, and the address before and after it. Empty: there is none."""

    code: str = ""
    before: str = ""
    after: str = ""


def note_reading(
    actor: Actor,
    *,
    agencies: Collection[int],
    people: Collection[int],
    opened: Opened,
    typed: Typed | None = None,
) -> None:
    """Write that the actor opened records of these agencies, or of the agencies where these people hold posts.

    One row an agency of the actor's province, none of their own; the same again within ten minutes is no further
    one, however its code was typed. In a transaction of its own, with one statement: a page that only reads keeps
    nothing else.
    """
    moment = now()
    table, agency, holding = RecordRead.__table__, Agency.__table__, PostHolding.__table__
    values: dict[str, Any] = {
        "at": moment,
        "span": int(moment.timestamp()) // SPAN_SECONDS,
        "person_id": actor.person_id,
        "reader_name": actor.name[:200],
        "post_label": actor.post_label[:300],
        "request_id": actor.request_id,
        **asdict(opened),
    }
    columns = {name: literal(value, table.c[name].type).label(name) for name, value in values.items()}
    if typed is not None and typed.code:
        own = literal(typed.before) + agency.c.code + literal(typed.after)
        is_its = func.lower(agency.c.code) == typed.code.lower()
        columns["address"] = case((is_its, own), else_=columns["address"]).label("address")
    theirs = select(holding.c.agency_id).where(
        holding.c.person_id.in_(people), or_(holding.c.held_to.is_(None), holding.c.held_to >= today())
    )
    noted = exists().where(
        table.c.agency_id == agency.c.id,
        table.c.address == columns["address"].element,
        *(table.c[name] == columns[name].element for name in ("person_id", "as_file", "span")),
    )
    # Taken from the agencies themselves: a number in the address that is none of the province writes nothing.
    rows = select(agency.c.id.label("agency_id"), *columns.values()).where(
        or_(agency.c.id.in_(agencies), agency.c.id.in_(theirs)),
        agency.c.province_id == actor.province_id,
        agency.c.id != actor.agency_id,
        ~noted,
    )
    with unit_of_work(), acting_in(actor.scope):
        db.session.execute(_insert(table).from_select(["agency_id", *values], rows).on_conflict_do_nothing())


def _insert(table: Any) -> Any:
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def trim_logs(actor: Actor, *, older_than_days: int) -> tuple[int, int]:
    """Take readings and sign-ins away that are older than so many days, at least a year. How many of each."""
    if not actor.scope.is_system:
        raise NotPermitted("Chỉ người vận hành hệ thống được dọn nhật ký cũ.")
    before = now() - timedelta(days=max(older_than_days, LEAST_DAYS))
    reads = db.session.execute(delete(RecordRead).where(RecordRead.at < before))
    sign_ins = db.session.execute(delete(SignInEvent).where(SignInEvent.at < before))
    return int(reads.rowcount), int(sign_ins.rowcount)  # type: ignore[attr-defined]
