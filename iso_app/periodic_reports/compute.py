"""Rows that fill themselves in: what the measures say of an agency, or of the agencies below it, for a period."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from iso_app.agencies import queries as agencies
from iso_app.compliance.measures import Period, measure
from iso_app.compliance.models import Status
from iso_app.core.actor import Scope
from iso_app.core.roles import Reach
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.periodic_reports.kinds import BLANK, Value
from iso_app.periodic_reports.template import FormRow, FormTemplate, Over

YES, NO = Value("1", Decimal(1)), Value("0", Decimal(0))
HALF_YEAR = 6
Statuses = Mapping[int, str]


@dataclass(frozen=True)
class Computed:
    """What a row fills in, and the codes of the agencies that made it so."""

    value: Value = BLANK
    agencies: tuple[str, ...] = ()


def period_of(year: int, half: int = 0, as_of: date | None = None) -> Period:
    """A year, its first half (1) or its second half (2), up to its last day or to `as_of`."""
    start = date(year, HALF_YEAR + 1, 1) if half == 2 else date(year, 1, 1)  # noqa: PLR2004 - the second half
    end = date(year, HALF_YEAR, 30) if half == 1 else date(year, 12, 31)
    return Period(year, start, as_of or end)


def computed_rows(form: FormTemplate, province_id: int, period: Period) -> dict[int, dict[str, Computed]]:
    """Agency -> row -> what the measures fill in, for every agency of a province that exists on the day.

    Asked in the province's scope whoever is asking: a row about subordinate agencies needs what these did, of which
    its reader learns no more than the row says. One statement a measure.
    """
    rows = form.computed
    if not rows:
        return {}
    codes = {code for row in rows for code in row.measures}
    with acting_in(Scope(Reach.PROVINCE, province_id=province_id)):
        people = {row.agency_id: row for row in db.session.execute(agencies.as_on(period.as_of))}
        answers = {code: _answers(code, period) for code in codes}
    below = _below(people)
    return {
        id_: {row.key: _computed(row, id_, answers, below[id_], people) for row in rows} for id_ in people
    }


def _answers(code: str, period: Period) -> dict[int, str]:
    return {row.agency_id: row.status for row in db.session.execute(_statement(code, period))}


@lru_cache(maxsize=64)  # to build a statement takes longer than a province's answer to it
def _statement(code: str, period: Period) -> Any:
    return measure(code).statement(period, {})


def _below(people: Mapping[int, Any]) -> dict[int, list[int]]:
    """Agency -> its subordinate units: those directly below it that do not belong to its own group.

    A chi cục of the group “Sở, ngành” reports for itself as a sở does; its parent does not count it again.
    """
    found: dict[int, list[int]] = defaultdict(list)
    for id_, row in people.items():
        above = people.get(row.parent_id)
        if above is not None and above.group_id != row.group_id:
            found[row.parent_id].append(id_)
    return found


def _computed(
    row: FormRow, id_: int, answers: Mapping[str, Statuses], below: list[int], people: Mapping[int, Any]
) -> Computed:
    asked = [id_] if row.over is Over.SELF else below
    told = {one: {answers[code].get(one) for code in row.measures} for one in asked}
    yes = [one for one, statuses in told.items() if Status.YES in statuses]
    if yes:
        return Computed(YES, tuple(people[one].code for one in yes))
    known = all(Status.NOT_REPORTED not in statuses and None not in statuses for statuses in told.values())
    return Computed(NO if known else BLANK)
