"""`record` says what an actor has just done; no session commits an audited change that nobody explained."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, cast

from sqlalchemy import Table, event, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.db import AgencyItself, AgencyOwned, Model, ProvinceItself, db
from iso_app.db.rows import among, write_rows
from iso_app.trail.chain import digest_of
from iso_app.trail.ledger import as_noted, ledger, settle
from iso_app.trail.models import TrailChain, TrailEntry

_CHAIN = cast("Table", TrailChain.__table__)
_ENTRY = cast("Table", TrailEntry.__table__)
_PLAIN = frozenset({str, bool, int, NoneType})


def record(
    actor: Actor, verb: str, subject: Model, *, label: str = "", in_agency: int | None = None, **facts: Any
) -> None:
    """Say what `actor` has just done to `subject`; the columns that changed since the last entry are noted.

    `verb` is `noun.past_participle` (`snapshot.frozen`) and has words in `trail.words`; `label` is how the
    record is called on screen; `facts` are plain values (text, numbers, days, lists of those). The entry stands
    in the chain of the subject's owner, or in that of the agency `in_agency`, which is to read of it.
    """
    db.session.flush()  # the subject needs its id, its changes are gathered while they are written
    changes = as_noted(ledger(db.session()).changes.pop(subject, {}))
    chain = chain_of(subject) if in_agency is None else f"agency:{in_agency}"
    write(actor, verb, [_entry(chain, subject, label or str(subject), changes, facts)])


def explain(subject: Model) -> None:
    """Count what has changed on the subject until now as explained by an entry written for it."""
    db.session.flush()
    ledger(db.session()).changes.pop(subject, None)


def explain_rows(kind: type[Model]) -> None:
    """Count the rows of `kind` that statements changed in this transaction as explained by another entry."""
    ledger(db.session()).explained.add(kind.__tablename__)


Changes = Mapping[str, Sequence[str | None]]  # column -> old, new, as text
Noted = tuple[Model, str, Changes, Mapping[str, Any]]


def note(actor: Actor, verb: str, subjects: Iterable[Noted]) -> None:
    """Write one entry a subject (with its label, changes and facts), each on the chain of its owner."""
    write(actor, verb, [_entry(chain_of(noted[0]), *noted) for noted in subjects])


def _entry(
    chain: str, subject: Model, label: str, changes: Changes, facts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "chain": chain,
        "subject_type": subject.__tablename__,
        "subject_id": subject.id,
        "subject_label": label,
        "changes": changes,
        "facts": facts,
    }


def write(actor: Actor, verb: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append prepared entries (chain, subject_*, changes, facts); they reach their chains at the commit.

    Changes are text by now and stay as they are given; facts may be whatever `record` takes.
    """
    common = {
        "at": now(),
        "person_id": actor.person_id,
        "actor_name": actor.name[:200],
        "post_label": actor.post_label[:300],
        "verb": verb,
        "request_id": actor.request_id,
    }
    waiting = ledger(db.session())
    for row in rows:
        label = str(row["subject_label"])[:300]
        waiting.entries.append({**common, **row, "facts": _plain(row["facts"]), "subject_label": label})
    waiting.explained.update({row["subject_type"] for row in rows})


def chain_of(subject: Model) -> str:
    """The key of the chain a record's entries belong to."""
    if isinstance(subject, AgencyItself):
        return f"agency:{subject.id}"
    if isinstance(subject, AgencyOwned):
        return f"agency:{subject.agency_id}"
    province_id = subject.id if isinstance(subject, ProvinceItself) else getattr(subject, "province_id", None)
    return f"province:{province_id}" if province_id else "system"


def _plain(value: Any) -> Any:
    """A value that JSON gives back as it was: an entry that read differently would look forged."""
    # By class first: nine of ten are answered there, and an import asks ten thousands of times.
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, list | tuple | set | frozenset):
        ordered = sorted(value) if isinstance(value, set | frozenset) else value
        return [_plain(inner) for inner in ordered]
    if isinstance(value, dict | Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, str | bool | int) else str(value)


@event.listens_for(Session, "before_commit")
def _write_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is released: the work goes on
    entries = settle(session)
    if entries:
        _append(session, entries)


def _append(session: Session, entries: list[dict[str, Any]]) -> None:
    heads = _locked_heads(session, {entry["chain"] for entry in entries})
    for entry in entries:
        length, previous = heads[entry["chain"]]
        entry.update(position=length + 1, previous=previous)
        entry["digest"] = digest_of(entry)
        heads[entry["chain"]] = (length + 1, entry["digest"])
    # The scope is over by now, and PostgreSQL would not let the new ids be read back.
    write_rows(insert(_ENTRY), entries)
    _move_heads(session, heads)


def _locked_heads(session: Session, keys: set[str]) -> dict[str, tuple[int, str]]:
    ordered = sorted(keys)  # one order for everybody: no two writers wait for each other
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time, no rows to lock
        rows = [{"key": key, "length": 0, "head": ""} for key in ordered]
        write_rows(_insert(session).on_conflict_do_nothing(), rows)
    query = (
        select(TrailChain.key, TrailChain.length, TrailChain.head)
        .where(among(_CHAIN.c.key, ordered))
        .order_by(TrailChain.key)
        .with_for_update()
    )
    there = {key: (length, head) for key, length, head in session.execute(query)}
    return dict.fromkeys(ordered, (0, "")) | there


def _move_heads(session: Session, heads: dict[str, tuple[int, str]]) -> None:
    rows = [{"key": key, "length": length, "head": head} for key, (length, head) in heads.items()]
    statement = _insert(session)
    moved = {"length": statement.excluded.length, "head": statement.excluded.head}
    write_rows(statement.on_conflict_do_update(index_elements=["key"], set_=moved), rows)


def _insert(session: Session) -> Any:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(_CHAIN)
