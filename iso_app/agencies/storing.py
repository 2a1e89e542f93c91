"""Writes what a planned list of agencies says: few statements whatever the number of lines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from iso_app.agencies import policies, queries, services
from iso_app.agencies.home import Home
from iso_app.agencies.models import Agency, AgencyPeriod
from iso_app.agencies.planning import Known
from iso_app.core.actor import Actor
from iso_app.core.policy import require
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.db.rows import insert_rows, write_rows
from iso_app.sheets.kind import Change, LineRef, Outcome, Plan
from iso_app.trail.services import explain_rows, write

Lines = Callable[[Sequence[LineRef]], dict[int, int]]

# The tables, not the classes: nothing is loaded, and writing takes half the time.
_AGENCY = cast("Table", Agency.__table__)
_PERIOD = cast("Table", AgencyPeriod.__table__)
_MIRRORED = ("name", "short_name", "level", "applicability", "sort_name", "group_id", "parent_id", "valid_to")


def found(actor: Actor, plan: Plan) -> int:
    """The id of the province of a plan, founded here if the file is its first."""
    home: Home = plan.context
    if home.province_id is not None:
        return home.province_id
    return services.ensure_province(actor, home.code, home.name).id


def store(actor: Actor, plan: Plan, lines: Lines) -> None:
    """Write the plan's new and changed agencies with their periods, each explained in the trail."""
    if plan.province_id is None:
        raise ValueError("the province is found before a plan is stored")
    require(policies.may_import(actor, plan.province_id))
    work = _Work(actor, plan.province_id, [*plan.of(Outcome.NEW), *plan.of(Outcome.CHANGED)])
    work.write(lines)


class _Work:
    """One storing: groups, then new agencies from the top of the tree downwards, then the changed ones."""

    def __init__(self, actor: Actor, province_id: int, changes: Sequence[Change]) -> None:
        self.actor = actor
        self.province_id = province_id
        self.new = [change for change in changes if change.outcome is Outcome.NEW]
        self.changed = [change for change in changes if change.outcome is Outcome.CHANGED]
        self.groups = self._groups([change.subject.values["group"] for change in changes])
        query = select(Agency.id, Agency.code).where(Agency.province_id == province_id)
        self.ids = {code.casefold(): id_ for id_, code in db.session.execute(query)}

    def _groups(self, names: Sequence[str]) -> dict[str, int]:
        known = {group.folded: group.id for group in queries.groups(self.province_id)}
        for name in dict.fromkeys(names):  # new ones stand in the order of the file
            if fold(name) not in known:
                known[fold(name)] = services.new_group(self.actor, self.province_id, name=name).id
        return {name: known[fold(name)] for name in dict.fromkeys(names)}

    def write(self, lines: Lines) -> None:
        created = self._insert()
        altered, before = self._update()
        refs = [LineRef(self._id(change), change.row) for change in (*self.new, *self.changed)]
        line_ids = lines(refs)
        self._explain("agency.imported", self.new, created, {}, line_ids)
        self._explain("agency.import_changed", self.changed, altered, before, line_ids)
        db.session.expire_all()

    def _id(self, change: Change) -> int:
        return self.ids[change.subject.key]

    def _columns(self, known: Known) -> dict[str, Any]:
        values = known.values
        return {
            "name": values["name"],
            "short_name": values["short_name"],
            "level": values["level"],
            "applicability": values["applicability"],
            "sort_name": sort_key(values["name"]),
            "group_id": self.groups[values["group"]],
            "parent_id": self.ids[known.parent] if known.parent else None,
            "valid_from": values["valid_from"],
            "valid_to": values["valid_to"],
        }

    def _search_text(self, known: Known) -> str:
        return services.folded(known.values["name"], known.values["short_name"], known.code)

    # -- new -------------------------------------------------------------------------------------------------

    def _insert(self) -> list[dict[str, Any]]:
        """One statement for each depth of the tree, so that everybody's parent has its id."""
        columns: dict[str, dict[str, Any]] = {}
        for layer in _layers(self.new, set(self.ids)):
            rows = []
            for change in layer:
                known: Known = change.subject
                columns[known.key] = row = self._columns(known)
                own = {
                    "province_id": self.province_id,
                    "code": known.code,
                    "folded": self._search_text(known),
                    "is_authority": False,
                    "version": 1,
                }
                rows.append(row | own)
            for (_, code), id_ in insert_rows(_AGENCY, rows, key=("province_id", "code")).items():
                self.ids[code.casefold()] = id_
        ordered = [columns[change.subject.key] for change in self.new]
        periods = [row | {"agency_id": self._id(c)} for row, c in zip(ordered, self.new, strict=True)]
        write_rows(insert(_PERIOD), periods)
        return [row | {"code": c.subject.code} for row, c in zip(ordered, self.new, strict=True)]

    # -- changed ---------------------------------------------------------------------------------------------

    def _update(self) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
        """The columns written and, by agency, those that were there before."""
        if not self.changed:
            return [], {}
        before = self._before()
        rows = [self._columns(change.subject) for change in self.changed]
        # By hand, not by primary key through the ORM: the version counts up whoever holds which.
        names = (*_MIRRORED, "valid_from", "folded")
        statement = (
            update(_AGENCY)
            .where(_AGENCY.c.id == bindparam("of_id"))
            .values({name: bindparam(f"new_{name}") for name in names} | {"version": _AGENCY.c.version + 1})
        )
        given = []
        for row, change in zip(rows, self.changed, strict=True):
            shown = row | {"folded": self._search_text(change.subject)}
            given.append({f"new_{name}": shown[name] for name in names} | {"of_id": self._id(change)})
        write_rows(statement, given)
        self._update_periods(rows)
        return rows, before

    def _before(self) -> dict[int, dict[str, Any]]:
        names = (*_MIRRORED, "valid_from")
        query = select(Agency.id, *(getattr(Agency, name) for name in names)).where(
            Agency.province_id == self.province_id
        )
        wanted = {self._id(change) for change in self.changed}
        rows = (dict(row._mapping) for row in db.session.execute(query))  # noqa: SLF001 - the public view of a row
        return {row["id"]: row for row in rows if row["id"] in wanted}

    def _update_periods(self, rows: Sequence[dict[str, Any]]) -> None:
        """The latest period says what the agency says; the first one begins when the agency does."""
        query = (
            select(AgencyPeriod.agency_id, AgencyPeriod.id)
            .join(Agency, Agency.id == AgencyPeriod.agency_id)
            .where(Agency.province_id == self.province_id)
            .order_by(AgencyPeriod.agency_id, AgencyPeriod.valid_from)
        )
        periods: dict[int, list[int]] = {}
        for agency_id, period_id in db.session.execute(query):
            periods.setdefault(agency_id, []).append(period_id)
        of = [periods[self._id(change)] for change in self.changed]
        last = [{n: row[n] for n in _MIRRORED} | {"id": ids[-1]} for row, ids in zip(rows, of, strict=True)]
        first = [{"id": ids[0], "valid_from": row["valid_from"]} for row, ids in zip(rows, of, strict=True)]
        db.session.execute(update(AgencyPeriod), last)
        db.session.execute(update(AgencyPeriod), first)

    # -- the trail -------------------------------------------------------------------------------------------

    def _explain(
        self, verb: str, changes: Sequence[Change], written: Sequence[dict[str, Any]],
        before: Mapping[int, Mapping[str, Any]], line_ids: Mapping[int, int],
    ) -> None:  # fmt: skip
        entries = []
        for change, row in zip(changes, written, strict=True):
            agency_id = self._id(change)
            entries.append(
                {
                    "chain": f"agency:{agency_id}",
                    "subject_type": Agency.__tablename__,
                    "subject_id": agency_id,
                    "subject_label": row["name"],
                    "changes": _moved(before.get(agency_id, {}), row),
                    "facts": {"line": change.row.line, "import_line": line_ids[change.row.line]},
                }
            )
        write(self.actor, verb, entries)
        explain_rows(AgencyPeriod)


def _layers(changes: Sequence[Change], there: set[str]) -> Iterator[list[Change]]:
    """The new agencies by depth: a layer's parents stand in the database or in a layer before."""
    left = list(changes)
    while left:
        layer = [c for c in left if not c.subject.parent or c.subject.parent in there]
        if not layer:
            raise ValueError("a plan without problems has a tree without circles")
        yield layer
        there |= {change.subject.key for change in layer}
        taken = {change.subject.key for change in layer}
        left = [change for change in left if change.subject.key not in taken]


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    told: dict[str, tuple[str | None, str | None]] = {}
    for name, value in new.items():
        before, after = _said(old.get(name)) if old else None, _said(value)
        if before != after and name != "sort_name":
            told[name] = before, after
    return told


def _said(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)
