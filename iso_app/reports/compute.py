"""A table computed from the facts: each cell with its number, how it is printed, and the agencies behind it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, String, type_coerce

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Level, Maintains
from iso_app.compliance.measures import Period, statement
from iso_app.compliance.models import Status
from iso_app.core.errors import DomainError
from iso_app.core.numbers import parse_number, percent, show_number
from iso_app.core.policy import Sentence
from iso_app.core.text import fold
from iso_app.db.plain import plain_rows
from iso_app.reports import checks
from iso_app.reports.template import CheckSpec, Expression, RowSpec, TableTemplate

DASH = "-"
NOBODY: frozenset[int] = frozenset()
LEVEL_ORDER = {Level.PROVINCE.value: 0, Level.DISTRICT.value: 1, Level.COMMUNE.value: 2}

Number = int | Decimal | None


class CountedAgency(NamedTuple):
    """An agency as it was on the day of the table. A tuple: a country has thirteen thousand of them.

    `level` and `applicability` are values of `Level` and `Applicability`, as the database keeps them.
    """

    id: int
    code: str
    name: str
    level: str
    group: str
    applicability: str


class Answered:
    """What a measure answered. Cells need to know who is counted; statuses and facts are gathered once asked for."""

    def __init__(self, rows: Sequence[Any]) -> None:
        told = Status.YES.value
        self._rows = rows
        self.yes = frozenset([agency_id for agency_id, status, _, _ in rows if status == told])

    @cached_property
    def statuses(self) -> Mapping[int, str]:
        """Agency -> its status."""
        return {agency_id: status for agency_id, status, _, _ in self._rows}

    @cached_property
    def facts(self) -> Mapping[int, tuple[int, ...]]:
        """Agency -> the facts that made its status so, where there are any."""
        return {
            agency_id: tuple(fact for fact in (first, second) if fact is not None)
            for agency_id, _, first, second in self._rows
            if first is not None or second is not None
        }


@dataclass(frozen=True, slots=True)
class CellResult:
    """A number and how it is printed; `agencies` in the order of the list; `asked` names the answers used;
    `whole` is what a percentage is of, counted."""

    value: Number
    display: str
    agencies: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    key: str
    label: str
    ok: bool
    message: Sentence
    cells: tuple[str, ...]
    rows: tuple[str, ...]
    agencies: tuple[int, ...] = ()


@dataclass(frozen=True)
class ListResult:
    key: str
    title: str
    agencies: tuple[int, ...]


@dataclass(frozen=True)
class TableResult:
    """The computed table; `answers` by the key that cells name in `asked`."""

    template: TableTemplate
    period: Period
    cells: Mapping[str, CellResult]
    checks: tuple[CheckResult, ...]
    lists: tuple[ListResult, ...]
    agencies: Mapping[int, CountedAgency]
    answers: Mapping[str, Answered]
    notes: Mapping[str, str] = field(default_factory=dict)


def compute(
    template: TableTemplate,
    period: Period,
    *,
    rule: Callable[[], Maintains] = lambda: Maintains.AUDIT_OR_REVIEW,
    figures: Mapping[str, str] | None = None,
) -> TableResult:
    """Every cell, check and list of a template, in the scope in force. One statement a measure.

    `rule` says what a system is maintained by; only of a template that counts who maintains one is it asked.
    `figures` are what was entered for cells of the kind `figure`, word for word, by `row.column`.
    """
    return _Computation(template, period, rule, figures or {}).run()


class _Computation:
    def __init__(
        self,
        template: TableTemplate,
        period: Period,
        rule: Callable[[], Maintains],
        figures: Mapping[str, str],
    ) -> None:
        self.template = template
        self.figures = figures
        self.period = period
        self._rule = rule
        self.agencies = _population(period)
        self.order = {id_: place for place, id_ in enumerate(self.agencies)}
        self.everyone = frozenset(self.agencies)
        self.groups, self.levels = _parts(self.agencies.values())
        self.answers: dict[str, Answered] = {}
        self.cells: dict[str, CellResult] = {}

    def run(self) -> TableResult:
        for row in self.template.rows:
            self._row(row)
        return TableResult(
            template=self.template,
            period=self.period,
            cells=self.cells,
            checks=tuple(found for check in self.template.checks if (found := self._check(check))),
            lists=tuple(self._list(spec) for spec in self.template.lists),
            agencies=self.agencies,
            answers=self.answers,
        )

    @cached_property
    def rule(self) -> Maintains:
        """The province's rule, read at the first cell that needs it."""
        return self._rule()

    # -- answers -------------------------------------------------------------------------------------------------

    def _ask(self, code: str, options: Mapping[str, Any]) -> str:
        """Ask a measure once; gives the key of its answer."""
        if code == "maintains":
            options = {"rule": self.rule} | dict(options)
        key = code if not options else f"{code}({', '.join(f'{k}={options[k]}' for k in sorted(options))})"
        if key not in self.answers:
            given = tuple((name, _fixed(options[name])) for name in sorted(options))
            self.answers[key] = Answered(plain_rows(statement(code, self.period, given)))
        return key

    def _members(self, where: Mapping[str, str]) -> frozenset[int] | None:
        """The agencies a condition names; None when it names none that exist (the column or row has no sense)."""
        found = self.everyone
        if "group" in where:
            found = found & self.groups.get(fold(where["group"]), NOBODY)
        if "level" in where:
            found = found & self.levels.get(where["level"], NOBODY)
        return found if found or not where else None

    def _counted(self, expression: Expression) -> tuple[frozenset[int] | None, tuple[str, ...]]:
        members = self._members(expression.where)
        asked = self._ask(expression.measure, expression.options)
        if members is None:
            return None, (asked,)
        counted = members & self.answers[asked].yes
        if expression.within:
            within = self._ask(expression.within, {})
            counted = counted & self.answers[within].yes
        return counted, (asked,)

    # -- cells ---------------------------------------------------------------------------------------------------

    def _row(self, row: RowSpec) -> None:
        for column, expression in row.cells.items():
            key = f"{row.key}.{column}"
            if expression.verb == "figure":
                self.cells[key] = entered(self.figures.get(key, ""))
            elif expression.verb != "sum":
                self.cells[key] = self._cell(expression)
        for column, expression in row.cells.items():
            if expression.verb == "sum":
                self.cells[f"{row.key}.{column}"] = self._sum(row, expression)
        self._dash_zero(row)

    def _cell(self, expression: Expression) -> CellResult:
        counted, asked = self._counted(expression)
        if expression.verb == "percent":
            return self._percent(expression, counted, asked)
        if counted is None:
            return CellResult(None, DASH, (), asked)
        return CellResult(len(counted), show_number(len(counted)), self._sorted(counted), asked)

    def _percent(
        self, expression: Expression, counted: frozenset[int] | None, asked: tuple[str, ...]
    ) -> CellResult:
        members = self._members(expression.where)
        over = self._ask(expression.of, expression.of_options)
        whole = self.answers[over].yes & (members or NOBODY)
        part = (counted or NOBODY) & whole
        value = percent(len(part), len(whole)) if members is not None else None
        shown = show_number(value, blank=DASH)
        return CellResult(value, shown, self._sorted(part), (*asked, over), len(whole))

    def _sum(self, row: RowSpec, expression: Expression) -> CellResult:
        parts = [self.cells[part if "." in part else f"{row.key}.{part}"] for part in expression.parts]
        numbers = [part.value for part in parts if part.value is not None]
        total = sum(numbers) if numbers else 0
        members = {id_ for part in parts for id_ in part.agencies}
        asked = tuple(dict.fromkeys(key for part in parts for key in part.asked))
        return CellResult(total, show_number(total), self._sorted(members), asked)

    def _dash_zero(self, row: RowSpec) -> None:
        if not row.zero_cell or self.cells[f"{row.key}.{row.zero_cell}"].value != 0:
            return
        for column in row.zero_others:
            cell = self.cells[f"{row.key}.{column}"]
            self.cells[f"{row.key}.{column}"] = CellResult(None, DASH, (), cell.asked)

    def _sorted(self, ids: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(ids, key=self.order.__getitem__))

    # -- checks and lists ----------------------------------------------------------------------------------------

    def _check(self, check: CheckSpec) -> CheckResult | None:
        """What a check says; None where the numbers it asks about were not printed."""
        if check.relation == "equals_cell":
            return self._check_numbers(check)
        cells = [self.cells[key] for key in check.cells]
        left = sum(int(cell.value or 0) for cell in cells)
        inside = NOBODY.union(*(cell.agencies for cell in cells))
        right, _ = self._counted(check.against)
        right = right or NOBODY
        outside = inside ^ right if check.relation == "equals" else inside - right
        ok = not outside and (check.relation == "within" or left == len(right))
        named = self._sorted(outside)
        message = checks.held(check.label) if ok else self._failure(check, left, len(right), named)
        return CheckResult(check.key, check.label, ok, message, check.cells, _rows_of(check.cells), named)

    def _check_numbers(self, check: CheckSpec) -> CheckResult | None:
        """Whether numbers add up to another one that was printed. A blank is no zero: it neither holds nor fails."""
        keys = (*check.cells, *check.against.parts)
        printed = [Decimal(value) for key in check.cells if (value := self.cells[key].value) is not None]
        left, right = sum(printed, Decimal(0)), self.cells[check.against.parts[0]].value
        if right is None or not printed:
            return None
        if left == right:
            return CheckResult(check.key, check.label, True, checks.held(check.label), keys, _rows_of(keys))
        message = checks.failed(check.failed, left=left, right=right)
        return CheckResult(check.key, check.label, False, message, keys, _rows_of(keys))

    def _failure(self, check: CheckSpec, left: int, right: int, outside: Sequence[int]) -> Sentence:
        named = [(self.agencies[id_].name, self.agencies[id_].group) for id_ in outside]
        return checks.failed(check.failed, left=left, right=right, outside=named)

    def _list(self, spec: Any) -> ListResult:
        asked = self.answers[self._ask(spec.measure, {})]
        members = self.everyone
        if spec.within:
            members = members & self.answers[self._ask(spec.within, {})].yes
        found = {id_ for id_ in members if asked.statuses.get(id_) in spec.statuses}
        return ListResult(spec.key, spec.title, self._sorted(found))


def entered(text: str) -> CellResult:
    """A figure as somebody wrote it: printed word for word, its number known where it is one."""
    try:
        value = parse_number(text) if text else None
    except DomainError:
        value = None
    return CellResult(value, text)


def _rows_of(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.split(".")[0] for key in cells))


def _population(period: Period) -> dict[int, CountedAgency]:
    """The agencies of the day in the order in which tables list them: by level, then by name."""
    rows = plain_rows(_listed(period.as_of))
    placed = [
        (LEVEL_ORDER[level], sort_name, code, CountedAgency(id_, code, name, level, group, applicability))
        for id_, code, name, sort_name, level, group, applicability in rows
    ]
    placed.sort()
    return {agency.id: agency for *_, agency in placed}


@lru_cache(maxsize=64)
def _listed(day: date) -> Select[Any]:
    """`as_on` with what a table says of an agency."""
    columns: tuple[Any, ...] = (
        AgencyPeriod.agency_id,
        Agency.code,
        AgencyPeriod.name,
        AgencyPeriod.sort_name,
        type_coerce(AgencyPeriod.level, String),
        AgencyGroup.name,
        type_coerce(AgencyPeriod.applicability, String),
    )
    return agencies.as_on(day).with_only_columns(*columns)


def _parts(listed: Iterable[CountedAgency]) -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    """The agencies by the folded name of their group, and by their level. One loop: a country is long."""
    groups: dict[str, list[int]] = defaultdict(list)
    levels: dict[str, list[int]] = defaultdict(list)
    for id_, _, _, level, group, _ in listed:
        groups[group].append(id_)
        levels[level].append(id_)
    folded: dict[str, frozenset[int]] = defaultdict(frozenset)
    for group, ids in groups.items():
        folded[fold(group)] |= frozenset(ids)
    return folded, {level: frozenset(ids) for level, ids in levels.items()}


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
