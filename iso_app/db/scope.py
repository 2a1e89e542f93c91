"""Every ORM statement is narrowed to the scope in force; writes outside it are refused before the flush.

The predicates are added *always*, never "if the statement needs it": chosen by looking at the statement
they leak through subqueries, joins and aliases. PostgreSQL's row-level security stands behind them
(`migrations/rls.py`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.orm import ORMExecuteState, Session

from iso_app.core.actor import SYSTEM_SCOPE, Scope
from iso_app.core.errors import OutOfScope
from iso_app.db import (
    AgencyItself,
    AgencyOwned,
    Keeper,
    PersonItself,
    ProvinceItself,
    ProvinceOwned,
    db,
)
from iso_app.db.narrowing import (
    AGENCY,
    HOLDING,
    OF_AGENCY,
    OF_NOBODY,
    OF_PROVINCE,
    SCOPED,
    Criteria,
    in_force,
    loaded_anew,
    narrowed,
)
from iso_app.db.rows import among
from iso_app.db.written import keys_given, owners_given, reads_unnarrowed

_PROVINCE_OF = "province_of"  # in `Session.info`: the agencies that are known, and their provinces
_HELD_FOR = "held_for"  # in `Session.info`: the last scope in force; outside any nothing is loaded


@contextmanager
def acting_in(scope: Scope) -> Iterator[None]:
    """Everything read and written inside happens in this scope."""
    outer = in_force.get()
    if outer != scope:
        _settle()  # what was changed outside is judged by the scope outside
    token = in_force.set(scope)
    if outer != scope:
        _forget_foreign(scope)
    try:
        yield
        if outer != scope:
            _settle()
    except BaseException:
        in_force.reset(token)
        # Of a transaction that failed already its own error is the one to see.
        with suppress(DBAPIError, PendingRollbackError):
            _return_to(outer, scope)
        raise
    in_force.reset(token)
    _return_to(outer, scope)


def _return_to(outer: Scope | None, inner: Scope) -> None:
    if outer != inner:
        _forget_foreign(outer)


@contextmanager
def whole_country() -> Iterator[None]:
    """For the operator's tools, for signing in and for jobs on the whole; an architecture test lists its callers."""
    with acting_in(SYSTEM_SCOPE):
        yield


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope = in_force.get()
    if state.is_relationship_load or state.is_column_load:
        state.statement = loaded_anew(state.statement)
    if scope is not None and scope.is_system:
        return
    if scope is None:
        _refuse_unscoped(state)
    elif state.is_insert or state.is_update or state.is_delete:
        _refuse_foreign_rows(state, scope)
    if state.is_select or state.is_update or state.is_delete:
        state.statement = narrowed(state.statement, _criteria(scope))


def _criteria(scope: Scope | None) -> Criteria:
    if scope is None:
        return OF_NOBODY
    return OF_PROVINCE if scope.is_province else OF_AGENCY


def _refuse_unscoped(state: ORMExecuteState) -> None:
    owned = [m.class_.__name__ for m in state.all_mappers if issubclass(m.class_, SCOPED)]
    if owned:
        raise OutOfScope(f"{owned[0]} was queried outside any scope")


def _refuse_foreign_rows(state: ORMExecuteState, scope: Scope) -> None:
    """A statement that writes many rows at once is held to the rules of a flush."""
    if state.is_orm_statement and reads_unnarrowed(state.statement):
        raise OutOfScope(
            f"read first, then write: nothing narrows what this statement reads: {state.statement}"
        )
    kind = state.bind_mapper.class_ if state.bind_mapper is not None else object
    if not issubclass(kind, SCOPED):
        return
    if not state.is_insert and not _may_sweep(kind, scope):
        raise OutOfScope(f"rows of {kind.__name__} may not be changed in {scope}")
    _refuse_foreign_owners(kind, owners_given(state, _owner_column(kind)), scope)
    keys = keys_given(state)
    if keys - _found(kind, keys):
        raise OutOfScope(f"rows of {kind.__name__} that {scope} does not find may not be changed")


def _found(kind: Any, keys: Collection[int]) -> set[int]:
    """Those of the ids that the scope in force finds."""
    if not keys:
        return set()
    with db.session.no_autoflush:
        return set(db.session.scalars(select(kind.id).where(among(kind.id, keys))))


def _refuse_foreign_owners(kind: type, owners: Iterable[Any], scope: Scope | None) -> None:
    for owner in owners:
        if scope is None or not _may_own(kind, owner, scope):
            raise OutOfScope(f"{kind.__name__} of {owner} may not be written in {scope}")


def require_own(kind: type, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse new rows of a kind that the scope in force may not write: for those that go past the session."""
    scope = in_force.get()
    if issubclass(kind, SCOPED) and (scope is None or not scope.is_system):
        key = _owner_column(kind)
        _refuse_foreign_owners(kind, {row[key] for row in rows}, scope)


def _may_sweep(kind: type, scope: Scope) -> bool:
    """Whether all rows of a kind that the scope sees are also rows it may write."""
    if issubclass(kind, PersonItself):
        return True
    if not issubclass(kind, AgencyOwned):
        return scope.is_province
    return kind.keeper is not (Keeper.AGENCY if scope.is_province else Keeper.AUTHORITY)


@event.listens_for(Session, "after_soft_rollback")
def _unlearn(session: Session, _transaction: object) -> None:
    """The id of an agency whose making was undone is given to the next one, perhaps of another province."""
    session.info.pop(_PROVINCE_OF, None)


@event.listens_for(Session, "before_flush")
def _stay_inside(session: Session, *_: object) -> None:
    scope = in_force.get()
    if scope is not None and scope.is_system:
        return
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, SCOPED) and (scope is None or not _may_write(record, scope)):
            raise OutOfScope(f"{record!r} may not be written in {scope}")


@event.listens_for(Session, "before_attach")
def _stay_outside(_session: Session, record: Any) -> None:
    """What a scope let go does not come back by being added, nor with a record that is joined to it."""
    scope = in_force.get()
    if scope is None or scope.is_system or not isinstance(record, SCOPED) or not inspect(record).has_identity:
        return
    has = _has(record, scope)
    if has is False or (has is None and any(_not_found([record]))):
        raise OutOfScope(f"{record!r} is not of {scope}")


def _may_write(record: Any, scope: Scope) -> bool:
    kind = type(record)
    return _may_own(kind, getattr(record, _owner_column(kind)), scope)


def _owner_column(kind: type) -> str:
    if issubclass(kind, AgencyOwned):
        return "agency_id"
    return "id" if issubclass(kind, ProvinceItself) else "province_id"


def _may_own(kind: type, owner: Any, scope: Scope) -> bool:
    """Whether a record of this kind and owner may be written in the scope."""
    if issubclass(kind, PersonItself):
        return bool(owner == scope.province_id)
    if not issubclass(kind, AgencyOwned):
        return bool(scope.is_province and owner == scope.province_id)
    if kind.keeper is not Keeper.AUTHORITY and owner == scope.agency_id:
        return True
    written_by_authority = kind.keeper is not Keeper.AGENCY and scope.is_province
    return written_by_authority and _is_of_province(owner, scope.province_id)


def _is_of_province(agency_id: int, province_id: int | None) -> bool:
    known: dict[int, int] = db.session.info.setdefault(_PROVINCE_OF, {})
    if agency_id not in known:
        # All at once: a statement may name every agency of the province.
        with db.session.no_autoflush:
            query = select(AGENCY.c.id, AGENCY.c.province_id).where(AGENCY.c.province_id == province_id)
            known.update((row[0], row[1]) for row in db.session.connection().execute(query))
    return known.get(agency_id) == province_id


def _settle() -> None:
    session = db.session()
    if session.new or session.dirty or session.deleted:
        session.flush()


def _forget_foreign(scope: Scope | None) -> None:
    """Records that a wider scope loaded are not at hand in a narrower one: `get` would ask no database."""
    if scope is None:
        return
    session = db.session()
    before = session.info.get(_HELD_FOR)
    session.info[_HELD_FOR] = scope
    if scope.is_system or scope == before:
        return
    foreign, unsure = [], []
    for record in session.identity_map.values():
        has = _has(record, scope) if isinstance(record, SCOPED) else True
        if has is None:
            unsure.append(record)
        elif not has:
            foreign.append(record)
    gone = (*foreign, *_not_found(unsure))
    for record in gone:
        if record in session:  # it may have gone with the record it is part of
            session.expunge(record)
    if gone:
        _forget_links(session)


def _forget_links(session: Session) -> None:
    """What is at hand keeps hold of no record that was let go: it is looked up again, in the scope in force."""
    for record in session.identity_map.values():
        state = inspect(record)
        lost = [
            link.key
            for link in state.mapper.relationships
            if (held := state.dict.get(link.key))
            and any(each not in session for each in (held if link.uselist else [held]))
        ]
        if lost:
            session.expire(record, lost)


Judge = Callable[[Any, Scope], bool | None]
_judges: list[tuple[type, Judge]] = []


def narrowed_further(kind: type) -> Callable[[Judge], Judge]:
    """Whoever narrows a kind beyond the scope says by this function whether the scope finds a record at hand.

    It is asked of records of the scope, and asks no database: None says that it cannot tell.
    """

    def keep(judge: Judge) -> Judge:
        _judges.append((kind, judge))
        return judge

    return keep


def _has(record: Any, scope: Scope) -> bool | None:
    """Whether the scope finds a record at hand; None if only the database can tell."""
    if _owner_at_hand(record, scope) is None:
        return None
    if not _may_have(record, scope):
        return False
    said = [judge(record, scope) for kind, judge in _judges if isinstance(record, kind)]
    return False if False in said else None if None in said else True


def _owner_at_hand(record: Any, scope: Scope) -> Any:
    """Whose a record is, without asking the database: of one that is expired no more than its identity is known."""
    of_itself = isinstance(record, AgencyItself) and not scope.is_province
    key, state = "id" if of_itself else _owner_column(type(record)), inspect(record)
    return state.identity[0] if key == "id" else state.dict.get(key)


def _not_found(records: Sequence[Any]) -> Iterator[Any]:
    """Those that the scope in force does not find. What is expired would be read again, and that is never narrowed."""
    kinds: dict[Any, dict[int, Any]] = {}
    for record in records:
        state = inspect(record)
        kinds.setdefault(state.mapper, {})[state.identity[0]] = record
    for mapper, by_id in kinds.items():
        found = _found(mapper.class_, by_id)
        yield from (record for id_, record in by_id.items() if id_ not in found)


def _may_have(record: Any, scope: Scope) -> bool:
    owner = _owner_at_hand(record, scope)
    if isinstance(record, ProvinceOwned):
        return bool(scope.is_province and owner == scope.province_id)
    if isinstance(record, PersonItself) and not scope.is_province:
        people = select(HOLDING.c.person_id).where(HOLDING.c.agency_id == scope.agency_id)
        return inspect(record).identity[0] in set(db.session.connection().scalars(people))
    if not isinstance(record, AgencyOwned | AgencyItself):
        return bool(owner == scope.province_id)
    if isinstance(record, AgencyItself) and scope.is_province:
        return bool(owner == scope.province_id)
    return _is_of_province(owner, scope.province_id) if scope.is_province else bool(owner == scope.agency_id)
