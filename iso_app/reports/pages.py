"""What the pages of tables show, made from their content: no rule stands here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from iso_app.compliance.measures import Period
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.numbers import whole
from iso_app.core.policy import Verdict
from iso_app.reports import policies, sides
from iso_app.reports.content import Content, cells, row_of
from iso_app.reports.difference import Comparison
from iso_app.reports.evidence import source_words, words
from iso_app.reports.figures import Figure, Printed
from iso_app.reports.models import Snapshot, TemplateDraft
from iso_app.reports.template import TableTemplate
from iso_app.reports.workflow import SnapshotState
from iso_app.trail.queries import HistoryEntry
from iso_app.trail.queries import history as trail_history


@dataclass(frozen=True)
class ShownCell:
    text: str
    url: str | None = None
    align: str = "left"
    checks: tuple[str, ...] = ()
    label: str = ""
    head: str = ""
    printed: str = ""


@dataclass(frozen=True)
class ShownRow:
    kind: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class Sheet:
    """A table on screen: as it will be printed, each number a link."""

    content: Content
    heads: tuple[Mapping[str, Any], ...]
    rows: tuple[ShownRow, ...]

    @property
    def failing(self) -> list[Mapping[str, Any]]:
        return [check for check in self.content["checks"] if not check["ok"]]

    @property
    def holding(self) -> list[Mapping[str, Any]]:
        return [check for check in self.content["checks"] if check["ok"]]

    @property
    def lists(self) -> list[dict[str, Any]]:
        named = self.content["agencies"]
        return [
            {"title": found["title"], "agencies": [(code, named[code]["name"]) for code in found["agencies"]]}
            for found in self.content["lists"]
        ]


def sheet(content: Content, link: Callable[[str], str], printed: Sequence[Printed] = ()) -> Sheet:
    """The table on screen; `link` gives the address of the agencies behind `row.column`. Beside our numbers stand
    those of the printed table brought in last, where they differ."""
    beside = printed[0].figures if printed else {}
    failing: dict[str, list[str]] = {}
    for check in content["checks"]:
        for mark in () if check["ok"] else check["marks"]:
            failing.setdefault(mark, []).append(check["key"])
    rows = tuple(
        ShownRow(
            row["kind"], tuple(_cell(row, column, failing, link, beside) for column in content["layout"])
        )
        for row in content["rows"]
    )
    return Sheet(content, tuple(content["layout"]), rows)


def _cell(
    row: Mapping[str, Any],
    column: Mapping[str, Any],
    failing: Mapping[str, list[str]],
    link: Callable[[str], str],
    beside: Mapping[str, Figure],
) -> ShownCell:
    if column["field"]:
        return ShownCell(row[column["field"]], align=column["align"])
    found = row["cells"].get(column["key"])
    if found is None:
        return ShownCell("", align=column["align"])
    key = f"{row['key']}.{column['key']}"
    url = link(key) if found["value"] is not None and found["asked"] else None
    label = f"{row['label'].lstrip('- ')} – {column['label']}: {found['display']}"
    doubts = tuple(failing.get(key, ()))
    other = beside[key].text if key in beside and found["asked"] else ""
    differs = other if other != found["display"] else ""
    return ShownCell(
        found["display"], url, column["align"], doubts, label, head=column["label"], printed=differs
    )


@dataclass(frozen=True)
class PrintedBeside:
    """A printed table of the year: how many figures it has, how many stand beside a computed number, how many of
    these differ, where they are compared."""

    source: str
    number: int
    compared: int
    differing: int
    url: str
    edit_url: str


def printed_beside(content: Content, printed: Sequence[Printed], period: Period) -> list[PrintedBeside]:
    """The printed tables of a year, each counted against ours. A number that is only printed is compared with none."""
    ours = {
        f"{row['key']}.{column['key']}": cell["display"]
        for row, column, cell in cells(content)
        if cell["asked"]
    }
    return [
        PrintedBeside(
            known.source,
            len(known.figures),
            len(ours.keys() & known.figures.keys()),
            sum(ours[key] != figure.text for key, figure in known.figures.items() if key in ours),
            url_for(
                "reports.compare", code=content["template"], left=f"in-{known.id}", right=str(period.year)
            ),
            url_for("reports.figures", code=content["template"], year=period.year, source=known.source),
        )
        for known in printed
    ]


@dataclass(frozen=True)
class DrillLine:
    code: str
    name: str
    level: str
    group: str
    evidence: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Drill:
    """The agencies behind one number, each with its evidence: (sentence, source, address of the source)."""

    title: str
    column: str
    display: str
    definitions: tuple[str, ...]
    lines: tuple[DrillLine, ...]


def drill(content: Content, cell: str) -> Drill:
    """What stands behind `row.column`; NotFound if the table has no such number."""
    row_key, _, column_key = cell.partition(".")
    row = row_of(content, row_key)
    column = next((c for c in content["columns"] if c["key"] == column_key), None)
    found = row["cells"].get(column_key) if row else None
    if row is None or column is None or found is None:
        raise NotFound("Bảng này không có ô đó.")
    return Drill(
        title=f"{row['stt']}. {row['label']}" if row["stt"] else row["label"].lstrip("- "),
        column=column["label"],
        display=found["display"],
        definitions=tuple(dict.fromkeys(content["definitions"][asked] for asked in found["asked"])),
        lines=tuple(_line(content, code, found["asked"]) for code in found["agencies"]),
    )


def _line(content: Content, code: str, asked: list[str]) -> DrillLine:
    agency = content["agencies"][code]
    facts = [fact for key in asked for fact in content["evidence"].get(key, {}).get(code, ())]
    told = dict.fromkeys((words(fact), source_words(fact), _source_url(fact)) for fact in facts)
    return DrillLine(code, agency["name"], agency["level"], agency["group"], tuple(told))


def _source_url(fact: Mapping[str, Any]) -> str | None:
    if fact["batch"] is None:
        return None
    return url_for("imports.line", batch_id=fact["batch"], line=fact["line"])


@dataclass(frozen=True)
class ShownMove:
    """A button, or the reason why it is closed."""

    label: str
    url: str
    verdict: Verdict
    tone: str
    method: str
    confirm: str = ""


def moves(actor: Actor, snapshot: Snapshot) -> list[ShownMove]:
    """What can be done with a table, from its workflow and policy."""
    number = snapshot.number
    found = [
        ShownMove(
            "Chốt số liệu",
            url_for("reports.freeze", number=number),
            policies.may_freeze(actor, snapshot),
            "primary",
            "post",
            "Sau khi chốt, số liệu, danh sách cơ quan và giải trình của bảng này không thay đổi được nữa.",
        ),
        ShownMove(
            "Ký ban hành",
            url_for("reports.issue", number=number),
            policies.may_issue(actor, snapshot),
            "primary",
            "get",
        ),
    ]
    ahead = {SnapshotState.DRAFT: found[:1], SnapshotState.FROZEN: found[1:], SnapshotState.ISSUED: []}
    return ahead[snapshot.state]


def explain_url(actor: Actor, snapshot: Snapshot) -> Callable[[str], str] | None:
    """Where a check of the table is explained; None when it cannot be."""
    if not policies.may_explain(actor, snapshot):
        return None
    return lambda key: url_for("reports.explanation", number=snapshot.number, check=key)


def differences(actor: Actor, snapshot: Snapshot) -> Comparison | None:
    """What would differ today; None for a draft, which is of today anyway."""
    return None if snapshot.state is SnapshotState.DRAFT else sides.with_today(actor, snapshot)


def newest(years: Sequence[int]) -> int:
    """The newest year with data, else this one."""
    return years[0] if years else today().year


def history_of(draft: TemplateDraft) -> list[HistoryEntry]:
    return trail_history(draft.__tablename__, draft.id)


def history(snapshot: Snapshot) -> list[HistoryEntry]:
    return trail_history(snapshot.__tablename__, snapshot.id)


def asked(period: Period) -> dict[str, Any]:
    """The part of an address that names a period."""
    ends = period.as_of == Period.of_year(period.year).as_of
    return {"year": str(period.year)} | ({} if ends else {"as_of": show_day(period.as_of)})


def year_of(text: str) -> int:
    """A year as typed."""
    year = whole(text)
    if year is None:
        raise DomainError("Hãy ghi năm bằng bốn chữ số, ví dụ 2021.", field="year")
    return year


def cells_to_type(template: TableTemplate) -> list[tuple[str, str]]:
    """(`row.column`, words) of every cell of a template, in reading order."""
    columns = {column.key: column.label for column in template.cell_columns}
    return [
        (f"{row.key}.{key}", f"{row.stt} {row.label.lstrip('- ')} – {columns[key]}".strip())
        for row in template.rows
        for key in row.cells
    ]
