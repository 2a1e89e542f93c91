"""The criteria of scopes, and statements with them: both made once, for whoever is in force when one is sent.

The criteria read their one value from the scope in force at each execution, so that neither they nor a statement that
is kept are made anew for every agency of a country. A scope can be answered with no other's predicate: none is kept.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Integer,
    bindparam,
    column,
    false,
    select,
    table,
)
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption

from iso_app.core.actor import Scope
from iso_app.db import AgencyItself, AgencyOwned, PersonItself, ProvinceItself, ProvinceOwned, ProvinceShared

AGENCY: Final = table("agency", column("id"), column("province_id"))
HOLDING: Final = table("post_holding", column("person_id"), column("agency_id"))
SCOPED: Final = (AgencyOwned, ProvinceOwned, ProvinceShared, AgencyItself, ProvinceItself, PersonItself)
in_force: Final[ContextVar[Scope | None]] = ContextVar("scope", default=None)

Criteria = tuple[LoaderCriteriaOption, ...]
_of_scopes: set[LoaderCriteriaOption] = set()


def current() -> Scope | None:
    return in_force.get()


def of_scope(name: str, value: Callable[[Scope], int | None]) -> BindParameter[Any]:
    """A parameter whose value is asked of the scope in force whenever a statement is sent; nothing outside any."""

    def now() -> int | None:
        scope = in_force.get()
        return None if scope is None else value(scope)

    return bindparam(f"scope_{name}", type_=Integer, callable_=now)


def narrow_to(kind: type, rule: Callable[[Any], ColumnElement[bool]]) -> LoaderCriteriaOption:
    """The option that narrows a kind in one statement, its subqueries, aliases and joined loads.

    `rule` is kept by its code: it may look at `cls` and at names of its module, never at values around it.
    """
    if rule.__closure__:
        raise TypeError("a rule of a scope is kept once for everybody: it may not close over a value")
    option = with_loader_criteria(kind, rule, include_aliases=True)
    _of_scopes.add(option)
    return option


_PROVINCE = of_scope("province", lambda scope: scope.province_id)
_AGENCY_ID = of_scope("agency", lambda scope: scope.agency_id)

OF_NOBODY: Final[Criteria] = tuple(narrow_to(kind, lambda _cls: false()) for kind in SCOPED)
OF_PROVINCE: Final[Criteria] = (
    narrow_to(
        AgencyOwned,
        lambda cls: cls.agency_id.in_(select(AGENCY.c.id).where(AGENCY.c.province_id == _PROVINCE)),
    ),
    narrow_to(ProvinceOwned, lambda cls: cls.province_id == _PROVINCE),
    narrow_to(ProvinceShared, lambda cls: cls.province_id == _PROVINCE),
    narrow_to(AgencyItself, lambda cls: cls.province_id == _PROVINCE),
    narrow_to(ProvinceItself, lambda cls: cls.id == _PROVINCE),
    narrow_to(PersonItself, lambda cls: cls.province_id == _PROVINCE),
)
OF_AGENCY: Final[Criteria] = (
    narrow_to(AgencyOwned, lambda cls: cls.agency_id == _AGENCY_ID),
    narrow_to(ProvinceOwned, lambda _cls: false()),
    narrow_to(
        ProvinceShared,
        lambda cls: cls.province_id.in_(select(AGENCY.c.province_id).where(AGENCY.c.id == _AGENCY_ID)),
    ),
    narrow_to(AgencyItself, lambda cls: cls.id == _AGENCY_ID),
    narrow_to(
        ProvinceItself,
        lambda cls: cls.id.in_(select(AGENCY.c.province_id).where(AGENCY.c.id == _AGENCY_ID)),
    ),
    narrow_to(
        PersonItself,
        lambda cls: cls.id.in_(select(HOLDING.c.person_id).where(HOLDING.c.agency_id == _AGENCY_ID)),
    ),
)

# -- statements with criteria -------------------------------------------------------------------------------------

_narrowed: WeakKeyDictionary[Executable, dict[int, Executable]] = WeakKeyDictionary()


def narrowed(statement: Any, criteria: Criteria) -> Any:
    """The statement with the criteria; of a statement that is kept always the same one, with the key SQLAlchemy
    looks its text up by. `criteria` are constants of a module: they are told apart by what they are."""
    made = _narrowed.setdefault(statement, {})
    found = made.get(id(criteria))
    if found is None:
        found = made[id(criteria)] = statement.options(*criteria)
    return found


def loaded_anew(statement: Any) -> Any:
    """A statement that loads more of a record, without the criteria of the scope that the record was loaded in.

    SQLAlchemy hands them on with the record. Asked in another scope they would look for that scope's values by the
    rules of this one: the scope in force says by its own what is found.
    """
    handed_on = statement._with_options  # noqa: SLF001  options can be added by a public name, not taken away
    if _of_scopes.isdisjoint(handed_on):
        return statement
    anew = statement._generate()  # noqa: SLF001
    anew._with_options = tuple(each for each in handed_on if each not in _of_scopes)  # noqa: SLF001
    return anew
