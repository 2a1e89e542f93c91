"""Every ORM statement is narrowed to the scope in force; writes outside it are refused before the flush.

The predicates are added *always*, never "if the statement needs it": chosen by looking at the statement they
leak through subqueries, joins and aliases. PostgreSQL's row-level security stands behind them (`migrations/rls.py`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, column, event, false, select, table, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption

from iso_app.core.actor import SYSTEM_SCOPE, Scope
from iso_app.core.errors import OutOfScope
from iso_app.db import (
    AgencyItself,
    AgencyOwned,
    Keeper,
    PersonItself,
    ProvinceItself,
    ProvinceOwned,
    ProvinceShared,
    db,
)

_AGENCY = table("agency", column("id"), column("province_id"))
_HOLDING = table("post_holding", column("person_id"), column("agency_id"))
_SCOPED = (AgencyOwned, ProvinceOwned, ProvinceShared, AgencyItself, ProvinceItself, PersonItself)
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope | None:
    return _scope.get()


@contextmanager
def acting_in(scope: Scope) -> Iterator[None]:
    """Everything read and written inside happens in this scope."""
    outer = _scope.get()
    token = _scope.set(scope)
    _tell_database(scope)
    try:
        yield
    finally:
        _scope.reset(token)
        if outer != scope:
            _tell_database(outer)


@contextmanager
def whole_country() -> Iterator[None]:
    """For the operator's tools, for signing in and for jobs on the whole; an architecture test lists its callers."""
    with acting_in(SYSTEM_SCOPE):
        yield


@lru_cache(maxsize=4096)
def _criteria(scope: Scope | None) -> tuple[LoaderCriteriaOption, ...]:
    if scope is None:
        return tuple(_narrow_to(kind, lambda cls: false()) for kind in _SCOPED)
    return _of_province(scope.province_id) if scope.is_province else _of_agency(scope.agency_id)


def _narrow_to(kind: type, rule: Callable[[Any], ColumnElement[bool]]) -> LoaderCriteriaOption:
    return with_loader_criteria(kind, rule, include_aliases=True)


# SQLAlchemy caches these lambdas by their code and tracks the closure's plain values as bound parameters: keep
# them plain expressions of `cls` and one integer, so that no scope can be answered with another one's predicate.
def _of_province(province_id: int | None) -> tuple[LoaderCriteriaOption, ...]:
    return (
        _narrow_to(
            AgencyOwned,
            lambda cls: cls.agency_id.in_(select(_AGENCY.c.id).where(_AGENCY.c.province_id == province_id)),
        ),
        _narrow_to(ProvinceOwned, lambda cls: cls.province_id == province_id),
        _narrow_to(ProvinceShared, lambda cls: cls.province_id == province_id),
        _narrow_to(AgencyItself, lambda cls: cls.province_id == province_id),
        _narrow_to(ProvinceItself, lambda cls: cls.id == province_id),
        _narrow_to(PersonItself, lambda cls: cls.province_id == province_id),
    )


def _of_agency(agency_id: int | None) -> tuple[LoaderCriteriaOption, ...]:
    return (
        _narrow_to(AgencyOwned, lambda cls: cls.agency_id == agency_id),
        _narrow_to(ProvinceOwned, lambda cls: false()),
        _narrow_to(
            ProvinceShared,
            lambda cls: cls.province_id.in_(select(_AGENCY.c.province_id).where(_AGENCY.c.id == agency_id)),
        ),
        _narrow_to(AgencyItself, lambda cls: cls.id == agency_id),
        _narrow_to(
            ProvinceItself,
            lambda cls: cls.id.in_(select(_AGENCY.c.province_id).where(_AGENCY.c.id == agency_id)),
        ),
        _narrow_to(
            PersonItself,
            lambda cls: cls.id.in_(select(_HOLDING.c.person_id).where(_HOLDING.c.agency_id == agency_id)),
        ),
    )


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope = _scope.get()
    if scope is not None and scope.is_system:
        return
    if scope is None:
        _refuse_unscoped(state)
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(*_criteria(scope))


def _refuse_unscoped(state: ORMExecuteState) -> None:
    owned = [m.class_.__name__ for m in state.all_mappers if issubclass(m.class_, _SCOPED)]
    if owned:
        raise OutOfScope(f"{owned[0]} was queried outside any scope")


@event.listens_for(Session, "before_flush")
def _stay_inside(session: Session, *_: object) -> None:
    scope = _scope.get()
    if scope is not None and scope.is_system:
        return
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, _SCOPED) and (scope is None or not _may_write(record, scope)):
            raise OutOfScope(f"{record!r} may not be written in {scope}")


def _may_write(record: Any, scope: Scope) -> bool:
    if isinstance(record, PersonItself):
        return record.province_id == scope.province_id  # type: ignore[attr-defined, no-any-return]
    if isinstance(record, ProvinceItself):
        return scope.is_province and record.id == scope.province_id  # type: ignore[attr-defined]
    if not isinstance(record, AgencyOwned):
        return scope.is_province and record.province_id == scope.province_id
    if record.keeper is not Keeper.AUTHORITY and record.agency_id == scope.agency_id:
        return True
    written_by_authority = record.keeper is not Keeper.AGENCY and scope.is_province
    return written_by_authority and _is_of_province(record.agency_id, scope.province_id)


def _is_of_province(agency_id: int, province_id: int | None) -> bool:
    known: dict[int, int] = db.session.info.setdefault("province_of", {})
    if agency_id not in known:
        with db.session.no_autoflush:
            query = select(_AGENCY.c.province_id).where(_AGENCY.c.id == agency_id)
            known[agency_id] = db.session.connection().scalar(query)  # type: ignore[assignment]
    return known[agency_id] == province_id


@event.listens_for(Session, "after_begin")
def _begin(session: Session, transaction: object, connection: Connection) -> None:
    _set_locals(connection, _scope.get())


def _tell_database(scope: Scope | None) -> None:
    session = db.session()
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        _set_locals(session.connection(), scope)


def _set_locals(connection: Connection, scope: Scope | None) -> None:
    """PostgreSQL's policies read these; they end with the transaction."""
    if connection.dialect.name != "postgresql":
        return
    reach = scope.reach.value if scope else "none"
    connection.execute(
        text(
            "SELECT set_config('iso.reach', :reach, true), set_config('iso.agency', :agency, true),"
            " set_config('iso.province', :province, true)"
        ),
        {
            "reach": reach,
            "agency": str(scope.agency_id or 0) if scope else "0",
            "province": str(scope.province_id or 0) if scope else "0",
        },
    )
