"""What can be compared: a template computed now for a year (and day), its snapshots, and printed figures of it.

An address names a side: `2021`, `2021-06-30`, the number of a snapshot, or `in-` and the id of a printed table.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import LEVEL_LABELS
from iso_app.compliance.measures import Period
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.reports import checks, evidence, figures, lineage, queries
from iso_app.reports import content as contents
from iso_app.reports.comparison import compare
from iso_app.reports.compute import TableResult, entered
from iso_app.reports.content import Content
from iso_app.reports.difference import Comparison, Said, Side
from iso_app.reports.figures import Printed
from iso_app.reports.models import Snapshot, TemplateVersion
from iso_app.reports.workflow import STATE_LABELS, SnapshotState

NOW = "Năm {year}, tính đến ngày {day} (số liệu hiện tại)"
SNAPSHOT = "Bảng {number}, năm {year} ({state})"
PRINTED = "Số in năm {year}: {source}"

_YEAR = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?")
_PRINTED = re.compile(r"in-(\d{1,9})")


@dataclass(frozen=True)
class Option:
    """A side that may be chosen."""

    key: str
    label: Said


def options(version: TemplateVersion) -> list[Option]:
    """Everything of a template that may stand on a side: years with data, snapshots, printed figures."""
    years = [Option(str(year), _now(Period.of_year(year))) for year in queries.years_of(version)]
    made = [
        Option(snapshot.number, _of_snapshot(snapshot)) for snapshot in queries.snapshots_of(version.code)
    ]
    printed = [Option(f"in-{known.id}", _of_printed(known)) for known in figures.tables(version.code)]
    return years + made + printed


def usual(options: Sequence[Option]) -> tuple[str, str]:
    """What is compared if nothing is said: the year before the newest one with the newest, else whatever else
    there is with it."""
    years = [option.key for option in options if option.key.isdigit()] or [str(today().year)]
    others = years[1:] or [option.key for option in options if option.key not in years] or years
    return others[0], years[0]


def side(actor: Actor, version: TemplateVersion, key: str) -> Side:
    """The side that an address names; NotFound or DomainError says what is wrong with the name."""
    if match := _YEAR.fullmatch(key):
        return _live(actor, version, key, _period(match))
    if match := _PRINTED.fullmatch(key):
        return _printed(actor, version, figures.printed(version.code, int(match[1])))
    snapshot = queries.snapshot(key)
    if snapshot.template.code != version.code:
        raise DomainError("Bảng {number} thuộc mẫu khác, không so sánh được với mẫu này.", number=key)
    return of_snapshot(actor, snapshot)


def compared(left: Side, right: Side) -> Comparison:
    """Both sides beside each other, with what became of agencies between their days."""
    between = lineage.between(left.as_of, right.as_of) if left.as_of != right.as_of else lineage.Lineage()
    return compare(left, right, between)


def with_today(actor: Actor, snapshot: Snapshot) -> Comparison:
    """A snapshot beside the same table for the same period and day as it would be drawn up now."""
    wanted = queries.period(snapshot.year, snapshot.as_of)
    return compared(of_snapshot(actor, snapshot), _live(actor, snapshot.template, str(wanted.year), wanted))


def _period(match: re.Match[str]) -> Period:
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        as_of = date(year, month, day) if month else None
    except ValueError as error:
        raise DomainError("Không có ngày {day}/{month}/{year}.", day=day, month=month, year=year) from error
    return queries.period(year, as_of)


# -- computed now ------------------------------------------------------------------------------------------------


def _now(period: Period) -> Said:
    return Said(NOW, {"year": period.year, "day": show_day(period.as_of)})


def _live(actor: Actor, version: TemplateVersion, key: str, period: Period) -> Side:
    result = queries.table(actor, version, period)
    content = contents.build(result, queries.province_of(actor), with_population=True)
    return Side(
        key=key,
        label=_now(period),
        as_of=period.as_of,
        content=content,
        people=content["population"],
        statuses=content["statuses"],
        facts=_Facts(result),
    )


class _Facts:
    """The evidence of a table computed now, read only for the agencies asked for."""

    def __init__(self, result: TableResult) -> None:
        self.result = result
        self.ids = {agency.code: id_ for id_, agency in result.agencies.items()}

    def __call__(self, asked: Sequence[str], codes: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
        wanted = {
            code: [
                fact
                for key in asked
                if key in self.result.answers
                for fact in self.result.answers[key].facts.get(self.ids.get(code, 0), ())
            ]
            for code in codes
        }
        loaded = evidence.load({fact for facts in wanted.values() for fact in facts})
        return {code: [loaded[fact] for fact in facts if fact in loaded] for code, facts in wanted.items()}


# -- kept --------------------------------------------------------------------------------------------------------


def _of_snapshot(snapshot: Snapshot) -> Said:
    state = STATE_LABELS[snapshot.state].lower()
    return Said(SNAPSHOT, {"number": snapshot.number, "year": snapshot.year, "state": state})


def of_snapshot(actor: Actor, snapshot: Snapshot) -> Side:
    """A snapshot: of a draft what it says now, of a frozen one what it says for ever."""
    label, as_of = _of_snapshot(snapshot), snapshot.as_of
    if snapshot.state is SnapshotState.DRAFT:
        live = _live(actor, snapshot.template, snapshot.number, queries.period(snapshot.year, as_of))
        return Side(snapshot.number, label, as_of, live.content, live.people, live.statuses, live.facts)
    content = checks.retold(json.loads(snapshot.content), snapshot.template.body)
    return Side(
        key=snapshot.number,
        label=label,
        as_of=as_of,
        content=content,
        people=content.get("population") or _known_on(as_of) | _counted(content),
        statuses=content.get("statuses", {}),
        facts=_KeptFacts(content),
    )


def _known_on(day: date) -> dict[str, dict[str, str]]:
    """The agencies of a day as they are known now: what is frozen without its population is compared with these."""
    return {
        row.code: {
            "name": row.name,
            "level": LEVEL_LABELS[row.level],
            "group": row.group_name,
            "applicability": row.applicability.value,
        }
        for row in db.session.execute(agencies.as_on(day))
    }


def _counted(content: Content) -> dict[str, dict[str, str]]:
    return {
        code: {**agency, "applicability": agency.get("applicability", "mandatory")}
        for code, agency in content["agencies"].items()
    }


class _KeptFacts:
    """The evidence that was frozen with a table."""

    def __init__(self, content: Content) -> None:
        self.kept: Mapping[str, Mapping[str, list[Mapping[str, Any]]]] = content.get("evidence", {})

    def __call__(self, asked: Sequence[str], codes: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
        return {
            code: [fact for key in asked for fact in self.kept.get(key, {}).get(code, ())] for code in codes
        }


# -- printed -----------------------------------------------------------------------------------------------------


def _of_printed(known: Printed) -> Said:
    return Said(PRINTED, {"year": known.year, "source": known.source})


def _printed(actor: Actor, version: TemplateVersion, known: Printed) -> Side:
    """The table of the year with the printed figures in its cells; what was not printed stays out."""
    period = queries.period(known.year, None)
    content = queries.live(actor, version, period)
    for row in content["rows"]:
        row["cells"] = {
            column: _figure(known.figures[f"{row['key']}.{column}"].text)
            for column in row["cells"]
            if f"{row['key']}.{column}" in known.figures
        }
    content["checks"] = []
    return Side(
        key=f"in-{known.id}",
        label=_of_printed(known),
        as_of=period.as_of,
        content=content,
        people={},
        statuses={},
        facts=lambda _asked, _codes: {},
        has_agencies=False,
    )


def _figure(text: str) -> dict[str, Any]:
    cell = entered(text)
    return {"value": contents.plain(cell.value), "display": cell.display, "agencies": [], "asked": []}
