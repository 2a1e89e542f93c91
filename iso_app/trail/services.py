"""`record` says what an actor has just done; the session refuses to commit an audited change that nobody explained."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import event, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import UnexplainedChange
from iso_app.db import AgencyItself, AgencyOwned, Audited, Model, WrittenOnce, db
from iso_app.trail.chain import digest_of
from iso_app.trail.models import TrailChain, TrailEntry

_EXPLAINED = "explained"
_CHANGED = "changed"
_HIDDEN = frozenset({"password_hash", "token_digest", "secret"})


def record(actor: Actor, verb: str, subject: Model, *, label: str = "", **facts: Any) -> None:
    """Say what `actor` has just done to `subject`; the columns that changed are noted by themselves.

    `verb` is `noun.past_participle` (`snapshot.frozen`); `label` is how the record is called on screen.
    """
    changes = _changes(subject)
    db.session.flush()  # the subject needs its id
    note(actor, verb, [(subject, label or str(subject), changes, facts)])
    explain(subject)


def explain(subject: Model) -> None:
    """Count the subject's change as explained by an entry written for it."""
    db.session.info.setdefault(_EXPLAINED, set()).add(subject)


Noted = tuple[Model, str, dict[str, Any], dict[str, Any]]


def note(actor: Actor, verb: str, subjects: Iterable[Noted]) -> None:
    """Write one entry a subject (with its label, changes and facts), each on the chain of its owner."""
    rows = [
        {
            "chain": chain_of(subject),
            "subject_type": subject.__tablename__,
            "subject_id": subject.id,
            "subject_label": label[:300],
            "changes": changes,
            "facts": facts,
        }
        for subject, label, changes, facts in subjects
    ]
    write(actor, verb, rows)


def write(actor: Actor, verb: str, rows: Sequence[dict[str, Any]]) -> None:
    """Append prepared entries (chain, subject_*, changes, facts) to their chains, all in two statements."""
    if not rows:
        return
    heads = _locked_heads({row["chain"] for row in rows})
    common = {
        "at": now(),
        "person_id": actor.person_id,
        "actor_name": actor.name,
        "post_label": actor.post_label,
        "verb": verb,
        "request_id": actor.request_id,
    }
    entries = []
    for row in rows:
        length, previous = heads[row["chain"]]
        entry = common | row | {"position": length + 1, "previous": previous}
        entry["digest"] = digest_of(entry)
        heads[row["chain"]] = (length + 1, entry["digest"])
        entries.append(entry)
    db.session.execute(insert(TrailEntry), entries)
    _move_heads(heads)


def chain_of(subject: Model) -> str:
    """The key of the chain a record's entries belong to."""
    if isinstance(subject, AgencyItself):
        return f"agency:{subject.id}"
    if isinstance(subject, AgencyOwned):
        return f"agency:{subject.agency_id}"
    province_id = getattr(subject, "province_id", None)
    return f"province:{province_id}" if province_id else "system"


def _locked_heads(keys: set[str]) -> dict[str, tuple[int, str]]:
    _open_chains(keys)
    query = (
        select(TrailChain.key, TrailChain.length, TrailChain.head)
        .where(TrailChain.key.in_(keys))
        .order_by(TrailChain.key)  # one order for everybody: two writers never wait for each other
        .with_for_update()
    )
    return {key: (length, head) for key, length, head in db.session.execute(query)}


def _open_chains(keys: set[str]) -> None:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [{"key": key, "length": 0, "head": ""} for key in sorted(keys)]
    db.session.execute(dialect.insert(TrailChain).on_conflict_do_nothing(), rows)


def _move_heads(heads: dict[str, tuple[int, str]]) -> None:
    rows = [{"key": key, "length": length, "head": head} for key, (length, head) in heads.items()]
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(TrailChain)
    moved = {"length": statement.excluded.length, "head": statement.excluded.head}
    db.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=moved), rows)


def _changes(subject: Model) -> dict[str, list[str | None]]:
    def shown(key: str, values: Any) -> str | None:
        if not values or values[0] is None:
            return None
        return "…" if key in _HIDDEN else str(getattr(values[0], "value", values[0]))

    state = inspect(subject)
    return {
        column.key: [shown(column.key, history.deleted), shown(column.key, history.added)]
        for column in state.mapper.column_attrs
        if column.key not in {"id", "version"}
        and (history := state.attrs[column.key].history).has_changes()
        and shown(column.key, history.deleted) != shown(column.key, history.added)
    }


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, *_: object) -> None:
    written = (*session.new, *session.deleted, *(r for r in session.dirty if session.is_modified(r)))
    changed = {record for record in written if isinstance(record, Audited)}
    if changed:
        session.info.setdefault(_CHANGED, set()).update(changed)


@event.listens_for(Session, "before_commit")
def _refuse_unexplained(session: Session) -> None:
    session.flush()
    unexplained = session.info.pop(_CHANGED, set()) - session.info.pop(_EXPLAINED, set())
    if unexplained:
        raise UnexplainedChange(f"changed with no trail entry: {sorted(map(repr, unexplained))}")


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if not previous.nested:
        session.info.pop(_CHANGED, None)
        session.info.pop(_EXPLAINED, None)


@event.listens_for(WrittenOnce, "before_update", propagate=True)
@event.listens_for(WrittenOnce, "before_delete", propagate=True)
def _written_once(mapper: object, connection: object, target: object) -> None:
    raise UnexplainedChange(f"{target!r} is written once and never changed or removed")
