"""A computed table as plain data: the one form that pages, files, snapshots and `--format json` are made from."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from iso_app.agencies.models import LEVEL_LABELS, Level, Province
from iso_app.compliance.measures import MEASURES
from iso_app.core.dates import show_day
from iso_app.core.policy import as_written
from iso_app.reports import evidence
from iso_app.reports.compute import CellResult, CheckResult, Number, TableResult
from iso_app.reports.template import RowSpec

Content = dict[str, Any]
ALL = "*"


def build(
    result: TableResult,
    province: Province | None,
    *,
    evidence_of: str = "",
    with_population: bool = False,
) -> Content:
    """The table's content. `evidence_of` is a cell (`row.column`) or ALL: for every agency behind its number the
    facts are added that put it there. With its population it holds every agency of the day, to be compared later.
    """
    template, period = result.template, result.period
    codes = {id_: agency.code for id_, agency in result.agencies.items()}
    places = {"year": str(period.year), "as_of": show_day(period.as_of)}
    content: Content = {
        "template": template.code,
        "version": template.version,
        "year": period.year,
        "as_of": period.as_of.isoformat(),
        "title": template.title,
        "heading": template.heading,
        "subject": str(as_written(template.subject, **places)),
        "layout": [_column(column) for column in template.columns],
        "columns": [{"key": column.key, "label": column.label} for column in template.cell_columns],
        "rows": [_row(row, result, codes, province) for row in template.rows],
        "checks": [_check(check, codes) for check in result.checks],
        "lists": [
            {"key": found.key, "title": found.title, "agencies": [codes[id_] for id_ in found.agencies]}
            for found in result.lists
        ],
        "definitions": _definitions(result),
    }
    named = _named(result)
    content["agencies"] = {
        codes[id_]: {
            "name": result.agencies[id_].name,
            "level": LEVEL_LABELS[Level(result.agencies[id_].level)],
            "group": result.agencies[id_].group,
        }
        for id_ in result.agencies
        if id_ in named
    }
    if evidence_of:
        content["evidence"] = _evidence(result, codes, evidence_of)
    if with_population:
        content["population"] = population_of(result)
        content["statuses"] = {
            key: {codes[id_]: status for id_, status in answer.statuses.items()}
            for key, answer in result.answers.items()
        }
    return content


def population_of(result: TableResult) -> dict[str, dict[str, str]]:
    """Code -> what each agency of the day was, also those that no number counts."""
    return {
        agency.code: {
            "name": agency.name,
            "level": LEVEL_LABELS[Level(agency.level)],
            "group": agency.group,
            "applicability": agency.applicability,
        }
        for agency in result.agencies.values()
    }


def _column(column: Any) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "width": column.width,
        "align": column.align,
        "field": column.field,
    }


def _row(
    row: RowSpec, result: TableResult, codes: Mapping[int, str], province: Province | None
) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "stt": row.stt,
        "label": row.label,
        "unit": row.unit,
        "note": note_of(row, province, result.period.year),
        "cells": {column: _cell(result.cells[f"{row.key}.{column}"], codes) for column in row.cells},
    }


def note_of(row: RowSpec, province: Province | None, year: int) -> str:
    """What the province has written for the year, else what a published table of that place and year says."""
    note = row.note
    if "text" in note or not note:
        return str(note.get("text", ""))
    if province is not None:
        written = province.settings.get(note["setting"], {}).get(str(year))
        if written is not None:
            return str(written)
        for known in note.get("known", ()):
            if known["year"] == year and known["place"].casefold() in province.name.casefold():
                return str(known["text"])
    return ""


def _cell(cell: CellResult, codes: Mapping[int, str]) -> dict[str, Any]:
    return {
        "value": plain(cell.value),
        "display": cell.display,
        "agencies": [codes[id_] for id_ in cell.agencies],
        "asked": list(cell.asked),
    } | ({} if cell.whole is None else {"whole": cell.whole})


def plain(value: Number) -> int | float | None:
    """A number as JSON has it: whole where it is whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _check(check: CheckResult, codes: Mapping[int, str]) -> dict[str, Any]:
    return {
        "key": check.key,
        "label": check.label,
        "ok": check.ok,
        "message": check.message,
        "cells": list(check.rows),
        "marks": list(check.cells),
        "agencies": [codes[id_] for id_ in check.agencies],
    }


def _definitions(result: TableResult) -> dict[str, str]:
    return {key: MEASURES[key.split("(")[0]].definition for key in result.answers}


def _named(result: TableResult) -> set[int]:
    """Every agency that stands behind a number, a failing check or a list."""
    groups: list[Iterable[int]] = [cell.agencies for cell in result.cells.values()]
    groups += [check.agencies for check in result.checks]
    groups += [found.agencies for found in result.lists]
    return {id_ for group in groups for id_ in group}


def _evidence(result: TableResult, codes: Mapping[int, str], wanted: str) -> dict[str, dict[str, list[Any]]]:
    """Of one cell or of all: only the facts of the agencies that are named there are read."""
    cell = result.cells.get(wanted)
    if cell is None:
        named, answers = _named(result), dict(result.answers)
    else:
        named, answers = set(cell.agencies), {key: result.answers[key] for key in cell.asked}
    asked = {
        fact for a in answers.values() for id_, facts in a.facts.items() if id_ in named for fact in facts
    }
    loaded = evidence.load(asked)
    return {
        key: {
            codes[id_]: [loaded[fact] for fact in facts if fact in loaded]
            for id_, facts in answer.facts.items()
            if id_ in named
        }
        for key, answer in answers.items()
    }


# -- the contract of `--format json` (reports.md §5) -------------------------------------------------------------


def contract(content: Content) -> dict[str, Any]:
    """The stable JSON that other tools read."""
    answer: dict[str, Any] = {
        key: content[key] for key in ("template", "version", "year", "as_of", "columns")
    }
    answer["rows"] = [_contract_row(row) for row in content["rows"] if row["kind"] != "section"]
    answer["checks"] = [
        {key: check[key] for key in ("key", "ok", "message", "cells")} for check in content["checks"]
    ]
    if content["lists"]:
        answer["lists"] = content["lists"]
    return answer


def _contract_row(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {
        key: {name: cell[name] for name in ("value", "display", "agencies")}
        for key, cell in row["cells"].items()
    }
    return {key: row[key] for key in ("key", "stt", "label", "unit", "note")} | {"cells": cells}


# -- what is frozen ----------------------------------------------------------------------------------------------


def canonical(content: Content) -> str:
    """The text that is kept and signed: sorted keys, no blanks."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 (hex) of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def body_digest(body: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a template's body."""
    return digest(json.dumps(body, sort_keys=True, ensure_ascii=False))


def row_of(content: Content, key: str) -> dict[str, Any] | None:
    return next((row for row in content["rows"] if row["key"] == key), None)


def cells(content: Content) -> Iterable[tuple[dict[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
    """Every cell with its row and column, in reading order."""
    columns: Sequence[Mapping[str, Any]] = content["columns"]
    for row in content["rows"]:
        for column in columns:
            if column["key"] in row["cells"]:
                yield row, column, row["cells"][column["key"]]
