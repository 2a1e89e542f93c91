"""Yearly facts of agencies from a file: one record an agency and year, planned and stored set-based.

Both `tinh-hinh` and `kiem-tra` are of this shape; they differ in their columns and their model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.db import db
from iso_app.imports.differences import compare, shown
from iso_app.imports.subjects import Subject, find_agencies, unknown_agencies
from iso_app.sheets import Problem, Reading, Row, Sheet
from iso_app.sheets.kind import Change, LineRef, Outcome, Plan
from iso_app.trail.bulk import Written, insert_all, update_all


@dataclass(frozen=True)
class YearlySheet:
    """How one kind of yearly file maps to its records.

    `values` turns a row into column values (without agency and year); `columns` are those compared;
    `check` gives further problems of a row; `words` the words of enumerated values.
    """

    sheet: Sheet
    model: Any
    columns: tuple[str, ...]
    values: Callable[[Row], Mapping[str, Any]]
    check: Callable[[Row], list[Problem]]
    words: Mapping[Any, str]
    verb: str

    def plan(self, _actor: Actor, reading: Reading) -> Plan:
        """What the file would do; agencies are looked up in the scope in force."""
        agencies = find_agencies(reading)
        problems = [*reading.problems, *unknown_agencies(self.sheet, reading.rows, agencies, filename="")]
        for row in reading.rows:
            problems.extend(self.check(row))
        wrong = {problem.line for problem in problems}
        existing = self._existing({row.values["year"] for row in reading.rows})
        changes = tuple(
            self._change(row, agencies[row.values["code"]], existing)
            for row in reading.rows
            if row.line not in wrong
        )
        return Plan(changes, tuple(problems), reading.notes)

    def _change(self, row: Row, agency: Subject | None, existing: Mapping[tuple[int, int], Any]) -> Change:
        if agency is None:
            raise ValueError("a row of an unknown agency is a problem, not a change")
        old = existing.get((agency.id, row.values["year"]))
        return compare(
            self.sheet,
            row,
            old=None if old is None else dict(old._mapping),  # noqa: SLF001 - SQLAlchemy's public view of a row
            new=self.values(row),
            label=f"{agency.name} ({row.values['year']})",
            subject=(agency, None if old is None else old.id),
            words=self.words,
        )

    def _existing(self, years: set[int]) -> dict[tuple[int, int], Any]:
        model = self.model
        columns = [getattr(model, name) for name in self.columns]
        query = select(model.id, model.agency_id, model.year, *columns).where(model.year.in_(years))
        return {(row.agency_id, row.year): row for row in db.session.execute(query)}

    def store(
        self, actor: Actor, plan: Plan, lines: Callable[[Sequence[LineRef]], dict[int, int]]
    ) -> list[Change]:
        """Write what is new and changed; gives those changes."""
        changes = [c for c in plan.changes if c.outcome in {Outcome.NEW, Outcome.CHANGED}]
        line_ids = lines([LineRef(change.subject[0].id, change.row) for change in changes])
        new = [self._written(c, line_ids) for c in changes if c.outcome is Outcome.NEW]
        changed = [self._written(c, line_ids) for c in changes if c.outcome is Outcome.CHANGED]
        insert_all(actor, f"{self.verb}_imported", self.model, new)
        update_all(actor, f"{self.verb}_corrected", self.model, changed)
        return changes

    def _written(self, change: Change, line_ids: Mapping[int, int]) -> Written:
        agency, record_id = change.subject
        values = self.values(change.row)
        keyed = {
            **values,
            "agency_id": agency.id,
            "year": change.row.values["year"],
            "import_line_id": line_ids[change.row.line],
        }
        moved: dict[str, tuple[str | None, str | None]]
        if record_id:
            keyed["id"] = record_id
            moved = {head: (old or None, new or None) for head, old, new in change.fields}
        else:
            moved = {k: (None, shown(v, self.words)) for k, v in values.items() if v not in (None, "", [])}
        return Written(keyed, change.label, moved, {"line": change.row.line})


def no_further_check(_row: Row) -> list[Problem]:
    """For sheets whose columns say everything."""
    return []
