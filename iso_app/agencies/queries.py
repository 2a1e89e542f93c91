"""Everything that only reads agencies. Whatever counts agencies starts from `as_on`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from iso_app.agencies.models import (
    Agency,
    AgencyGroup,
    AgencyPeriod,
    Applicability,
    Department,
    Level,
    Province,
)
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.words import has_words, values_of_words


@lru_cache(maxsize=64)  # built anew for every page it would cost more than it takes to run
def as_on(day: date) -> Select[Any]:
    """The agencies that existed on `day`, one row each, as they were then.

    Columns: agency_id, code, name, short_name, sort_name, level, group_id, group_name, parent_id,
    applicability, province_id, is_authority. Narrow it with `AgencyPeriod`, `Agency` and `AgencyGroup`,
    or take its subquery.
    """
    columns: tuple[Any, ...] = (
        AgencyPeriod.agency_id,
        Agency.code,
        AgencyPeriod.name,
        AgencyPeriod.short_name,
        AgencyPeriod.sort_name,
        AgencyPeriod.level,
        AgencyPeriod.group_id,
        AgencyGroup.name.label("group_name"),
        AgencyPeriod.parent_id,
        AgencyPeriod.applicability,
        Agency.province_id,
        Agency.is_authority,
    )
    return (
        select(*columns)
        .join(Agency, Agency.id == AgencyPeriod.agency_id)
        .join(AgencyGroup, AgencyGroup.id == AgencyPeriod.group_id)
        .where(
            AgencyPeriod.valid_from <= day,
            or_(AgencyPeriod.valid_to.is_(None), AgencyPeriod.valid_to >= day),
        )
    )


@lru_cache(maxsize=64)
def with_parents(day: date) -> Select[Any]:
    """`as_on` with the name of the one above (`parent_name`), for lists."""
    above = aliased(Agency)
    return (
        as_on(day)
        .outerjoin(above, above.id == AgencyPeriod.parent_id)
        .add_columns(above.name.label("parent_name"))
    )


def by_id(agency_id: int) -> Agency | None:
    """The agency, if the scope may know of it."""
    return db.session.scalars(select(Agency).where(Agency.id == agency_id)).one_or_none()


def get(code: str) -> Agency:
    """The agency with this code; NotFound if there is none that the scope may know of."""
    found = by_code(code)
    if found is None:
        raise NotFound("Không tìm thấy cơ quan có mã “{code}”.", code=code)
    return found


def by_code(code: str, *, province_id: int | None = None) -> Agency | None:
    """The agency with this code, whatever its case; refuses a code that two provinces in scope use."""
    query = select(Agency).where(func.lower(Agency.code) == code.lower())
    if province_id is not None:
        query = query.where(Agency.province_id == province_id)
    found = db.session.scalars(query.limit(2)).all()
    if len(found) > 1:
        raise DomainError(
            "Mã cơ quan “{code}” có ở nhiều tỉnh; hãy làm bằng tài khoản của một tỉnh.", code=code
        )
    return found[0] if found else None


def superior_name(agency: Agency) -> str:
    """The name of the agency above, as it stands over one's own on printed pages, whoever prints; empty if none is.

    An agency sees no record of the one above it, but its papers bear the name.
    """
    if agency.parent_id is None:
        return ""
    with db.session.no_autoflush, whole_country():
        return db.session.scalar(select(Agency.name).where(Agency.id == agency.parent_id)) or ""


def children(agency_id: int, day: date) -> list[Row[Any]]:
    """The agencies directly below one on a day, in the order of their names."""
    query = as_on(day).where(AgencyPeriod.parent_id == agency_id)
    return list(db.session.execute(query.order_by(AgencyPeriod.sort_name, AgencyPeriod.agency_id)))


@dataclass
class Node:
    """An agency in the tree; `size` counts it and all below it."""

    id: int
    code: str
    name: str
    level: Level
    group_name: str
    applicability: Applicability
    children: list["Node"] = field(default_factory=list)
    size: int = 1


def tree(day: date) -> list[Node]:
    """The agencies of the scope on a day as trees; one whose parent did not exist then stands at the top."""
    rows = db.session.execute(
        as_on(day)
        .join(Province, Province.id == Agency.province_id)
        .order_by(Province.name, AgencyPeriod.level, AgencyGroup.position, AgencyPeriod.sort_name)
    ).all()
    nodes = {
        r.agency_id: Node(r.agency_id, r.code, r.name, r.level, r.group_name, r.applicability) for r in rows
    }
    tops: list[Node] = []
    for row in rows:
        above = nodes.get(row.parent_id)
        (tops if above is None else above.children).append(nodes[row.agency_id])
    for top in tops:
        _measure(top)
    return sorted(tops, key=lambda node: -node.size)


def _measure(node: Node) -> int:
    node.children.sort(key=lambda child: list(Level).index(child.level))
    node.size = 1 + sum(_measure(child) for child in node.children)
    return node.size


def counts_by_group(day: date) -> list[Row[Any]]:
    """(group_name, total, mandatory) of the scope's agencies on a day, in the province's own order."""
    mandatory = func.sum(case((AgencyPeriod.applicability == Applicability.MANDATORY, 1), else_=0))
    return list(
        db.session.execute(
            as_on(day)
            .with_only_columns(
                AgencyGroup.name.label("group_name"),
                func.count().label("total"),
                mandatory.label("mandatory"),
            )
            .group_by(AgencyGroup.id, AgencyGroup.name, AgencyGroup.position)
            .order_by(AgencyGroup.position, AgencyGroup.id)
        )
    )


def periods(agency: Agency) -> list[Row[Any]]:
    """What an agency was over time, newest first."""
    query = (
        select(
            AgencyPeriod.name,
            AgencyPeriod.level,
            AgencyGroup.name.label("group_name"),
            AgencyPeriod.applicability,
            AgencyPeriod.valid_from,
            AgencyPeriod.valid_to,
        )
        .join(AgencyGroup, AgencyGroup.id == AgencyPeriod.group_id)
        .where(AgencyPeriod.agency_id == agency.id)
        .order_by(AgencyPeriod.valid_from.desc())
    )
    return list(db.session.execute(query))


def groups(province_id: int | None = None) -> list[AgencyGroup]:
    """The groups in the province's own order; without a province those of the scope."""
    query = _groups()
    if province_id is not None:
        query = query.where(AgencyGroup.province_id == province_id)
    return list(db.session.scalars(query))


@cache
def _groups() -> Select[AgencyGroup]:
    """Built once: every list of agencies has its groups to choose from."""
    return select(AgencyGroup).order_by(AgencyGroup.position, AgencyGroup.id)


def names_of_groups() -> list[tuple[str, str]]:
    """(id, name) of the groups in the scope in their order; for a filter."""
    return [(str(group.id), group.name) for group in groups()]


def group_by_name(folded: str, *, province_id: int | None = None) -> AgencyGroup | None:
    """The group whose folded name this is."""
    return next((group for group in groups(province_id) if group.folded == folded), None)


def group_by_id(group_id: int) -> AgencyGroup | None:
    return db.session.scalars(select(AgencyGroup).where(AgencyGroup.id == group_id)).one_or_none()


def group_sizes() -> dict[int, int]:
    """How many agencies, past ones too, each group of the scope has."""
    query = select(Agency.group_id, func.count()).group_by(Agency.group_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def get_group(group_id: int) -> AgencyGroup:
    """The group; NotFound if the scope has none like it."""
    found = group_by_id(group_id)
    if found is None:
        raise NotFound("Không tìm thấy loại cơ quan này.")
    return found


def get_department(agency: Agency, department_id: int) -> Department:
    """The department of an agency; NotFound if it has none like it."""
    found = department_by_id(agency.id, department_id)
    if found is None:
        raise NotFound("Không tìm thấy phòng, bộ phận này.")
    return found


def departments(agency_id: int) -> list[Department]:
    """The departments of an agency, standing ones first."""
    query = select(Department).where(Department.agency_id == agency_id)
    return list(db.session.scalars(query.order_by(Department.valid_to.isnot(None), Department.id)))


def standing_departments(agency_id: int) -> list[tuple[int, str]]:
    """(id, name) of those that nobody has closed, for a choice, in the order in which they were entered."""
    return [(each.id, each.name) for each in departments(agency_id) if each.valid_to is None]


def departments_open_on(agency_id: int, day: date) -> list[tuple[int, str]]:
    """(id, name) of those that are not closed before a day, for a choice, in the order of the dictionary."""
    query = select(Department.id, Department.name).where(
        Department.agency_id == agency_id, or_(Department.valid_to.is_(None), Department.valid_to >= day)
    )
    rows = [(id_, name) for id_, name in db.session.execute(query)]
    return sorted(rows, key=lambda row: (sort_key(row[1]), row[0]))


def department_by_id(agency_id: int, department_id: int) -> Department | None:
    query = select(Department).where(Department.id == department_id, Department.agency_id == agency_id)
    return db.session.scalars(query).one_or_none()


def search(folded: str, limit: int) -> list[Row[Any]]:
    """(id, code, name, group_name) of agencies whose name, short name or code has every folded word."""
    words = folded.split()
    return list(db.session.execute(_having(len(words)), values_of_words(words) | {"most": limit}))


@lru_cache(maxsize=8)
def _having(number: int) -> Select[Any]:
    """Built once for so many words: every search asks it."""
    query: Any = (
        select(Agency.id, Agency.code, Agency.name, AgencyGroup.name.label("group_name"))
        .join(AgencyGroup, AgencyGroup.id == Agency.group_id)
        .where(*has_words(Agency.folded, number))
        .order_by(Agency.valid_to.isnot(None), Agency.sort_name)
        .limit(bindparam("most", type_=Integer))
    )
    found: Select[Any] = query
    return found


def parents_on(day: date) -> list[tuple[str, str]]:
    """(id, name) of the agencies that have others below them on a day; for a choice."""
    return [(str(row.agency_id), row.name) for row in db.session.execute(_parents_on(day))]


@lru_cache(maxsize=8)
def _parents_on(day: date) -> Select[Any]:
    """Built once a day: every list of agencies has its parents to choose from."""
    above = as_on(day).with_only_columns(AgencyPeriod.parent_id)
    query = as_on(day).where(AgencyPeriod.agency_id.in_(above)).order_by(None)
    return query.order_by(AgencyPeriod.level.desc(), AgencyPeriod.sort_name)


def choices_of_parent(province_id: int) -> list[tuple[int, str]]:
    """(id, "name (code)") of every agency of a province above commune level; for a choice."""
    query = (
        select(Agency.id, Agency.name, Agency.code)
        .where(Agency.province_id == province_id, Agency.level != Level.COMMUNE)
        .order_by(Agency.sort_name, Agency.id)
    )
    return [(id_, f"{name} ({code})") for id_, name, code in db.session.execute(query)]


def authority(province_id: int) -> Agency | None:
    """The agency whose people plan and inspect for the province (Chi cục TĐC)."""
    query = select(Agency).where(Agency.province_id == province_id, Agency.is_authority)
    return db.session.scalars(query).one_or_none()


def province_of(actor: Actor) -> Province:
    """The actor's province; for the operator the only one there is."""
    if actor.province_id is not None:
        return db.session.get_one(Province, actor.province_id)  # at hand already, as a rule
    found = db.session.scalars(select(Province).limit(2)).all()
    if len(found) != 1:
        raise DomainError(
            "Có nhiều tỉnh trong phần mềm; hãy làm bằng tài khoản của một tỉnh."
            if found
            else "Chưa có tỉnh nào; hãy nhập tệp cơ quan (co-quan) trước."
        )
    return found[0]


def provinces_with(codes: Iterable[str]) -> list[int]:
    """Ids of the provinces in scope that have one of these codes, or an agency with one of them."""
    wanted = {code.casefold() for code in codes}
    own = db.session.execute(select(Province.id, Province.code))
    found = {id_ for id_, code in own if code.casefold() in wanted}
    theirs = db.session.execute(select(Agency.province_id, Agency.code))
    return sorted(found | {id_ for id_, code in theirs if code.casefold() in wanted})


def province_named(name: str) -> Province | None:
    """The province in scope with this name, however it is typed."""
    provinces = db.session.scalars(select(Province))
    return next((province for province in provinces if fold(province.name) == fold(name)), None)
