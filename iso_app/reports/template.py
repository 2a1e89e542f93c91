"""A table's template: parsed from data, checked as a whole, expanded for the groups, levels and classes it names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iso_app.compliance.measures import MEASURES
from iso_app.core.errors import DomainError

VERBS = ("count", "sum", "percent", "figure")
RELATIONS = ("equals", "within", "equals_cell")
ROW_KINDS = ("row", "section", "sub", "total")


@dataclass(frozen=True)
class ColumnSpec:
    """A column: of words (`field` says which of the row's) or of cells."""

    key: str
    label: str
    width: float
    align: str = "left"
    field: str | None = None


@dataclass(frozen=True)
class Expression:
    """What a cell says: how many agencies a measure says yes of, a sum of cells of its row, a percentage, or the
    figure that the province has entered or brought in for it, word for word."""

    verb: str
    measure: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    within: str = ""
    of: str = ""
    of_options: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowSpec:
    """A line of the table; `cells` by column key. A section has words only."""

    key: str
    kind: str
    label: str
    stt: str = ""
    unit: str = ""
    note: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, Expression] = field(default_factory=dict)
    zero_cell: str = ""
    zero_others: tuple[str, ...] = ()
    of_each: bool = False


@dataclass(frozen=True)
class CheckSpec:
    """A sentence that should hold: cells together `equals` an expression, lie `within` it, or make the number of
    another cell (`equals_cell`)."""

    key: str
    label: str
    cells: tuple[str, ...]
    relation: str
    against: Expression
    failed: str


@dataclass(frozen=True)
class ListSpec:
    """A list of agencies printed after the table: those of which a measure has one of some statuses."""

    key: str
    title: str
    measure: str
    statuses: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True)
class TableTemplate:
    """One version of a table."""

    code: str
    version: int
    title: str
    heading: str
    subject: str
    summary: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...]
    checks: tuple[CheckSpec, ...] = ()
    lists: tuple[ListSpec, ...] = ()

    @property
    def cell_columns(self) -> list[ColumnSpec]:
        return [column for column in self.columns if column.field is None]

    @property
    def has_figures(self) -> bool:
        """Whether any of its cells is entered and not computed."""
        return any(cell.verb == "figure" for row in self.rows for cell in row.cells.values())


@dataclass(frozen=True)
class Setting:
    """What a template is expanded for: the province's groups, the levels, the classes of the year's scale.

    Each member gives the values of the places in braces: `{"number": "1", "name": "Sở, ngành", …}`.
    """

    members: Mapping[str, Sequence[Mapping[str, Any]]]


def parse(body: Mapping[str, Any], setting: Setting) -> TableTemplate:
    """The template for a setting; DomainError names the place that is wrong."""
    try:
        columns = tuple(ColumnSpec(**column) for column in body["columns"])
        rows = tuple(row for spec in body["rows"] for row in _rows(spec, setting))
        template = TableTemplate(
            code=body["code"],
            version=body["version"],
            title=body["title"],
            heading=body["heading"],
            subject=body["subject"],
            summary=body.get("summary", ""),
            columns=columns,
            rows=rows,
            checks=tuple(_check(check, rows) for check in body.get("checks", ())),
            lists=tuple(_list(spec) for spec in body.get("lists", ())),
        )
    except (KeyError, TypeError, StopIteration) as error:
        raise DomainError("Mẫu bảng thiếu hoặc sai mục {item}.", item=str(error)) from error
    _check_whole(template)
    return template


def _rows(spec: Mapping[str, Any], setting: Setting) -> Iterator[RowSpec]:
    if "each" not in spec:
        yield _row(spec, of_each=False)
        return
    for member in setting.members[spec["each"]]:
        filled = _fill({k: v for k, v in spec.items() if k != "each"}, member)
        yield _row(filled, of_each=True)


def _fill(value: Any, member: Mapping[str, Any]) -> Any:
    """Put a member's values into the places in braces, everywhere in a piece of a template."""
    if isinstance(value, Mapping):
        return {key: _fill(part, member) for key, part in value.items()}
    if isinstance(value, list):
        return [_fill(part, member) for part in value]
    if not isinstance(value, str):
        return value
    for name, given in member.items():
        if value == f"{{{name}}}":
            return given
        value = value.replace(f"{{{name}}}", str(given))
    return value


def _row(spec: Mapping[str, Any], *, of_each: bool) -> RowSpec:
    zero = spec.get("zero_dashes", {})
    note = spec.get("note", {})
    return RowSpec(
        key=spec["key"],
        kind=spec.get("kind", "row"),
        label=spec["label"],
        stt=spec.get("stt", ""),
        unit=spec.get("unit", ""),
        note={"text": note} if isinstance(note, str) else note,
        cells={key: _expression(cell) for key, cell in spec.get("cells", {}).items()},
        zero_cell=zero.get("cell", ""),
        zero_others=tuple(zero.get("others", ())),
        of_each=of_each,
    )


def _expression(spec: Mapping[str, Any]) -> Expression:
    verbs = [verb for verb in VERBS if verb in spec]
    if len(verbs) != 1:
        raise DomainError("Mỗi ô cần đúng một trong các phép: {verbs}.", verbs=", ".join(VERBS))
    verb = verbs[0]
    if verb == "figure":
        return Expression(verb)
    if verb == "sum":
        return Expression(verb, parts=tuple(spec["sum"]))
    return Expression(
        verb,
        measure=spec[verb],
        options=spec.get("options", {}),
        where=spec.get("where", {}),
        within=spec.get("within", ""),
        of=spec["of"] if verb == "percent" else "",
        of_options=spec.get("of_options", {}),
    )


def _check(spec: Mapping[str, Any], rows: Sequence[RowSpec]) -> CheckSpec:
    relation = next(known for known in RELATIONS if known in spec)
    against = Expression("cell", parts=(spec[relation],)) if relation == "equals_cell" else None
    cells: list[str] = []
    for cell in spec["cells"]:
        if cell.startswith("each."):
            cells.extend(f"{row.key}.{cell.removeprefix('each.')}" for row in rows if row.of_each)
        else:
            cells.append(cell)
    return CheckSpec(
        key=spec["key"],
        label=spec["label"],
        cells=tuple(cells),
        relation=relation,
        against=against or _expression(spec[relation]),
        failed=spec["failed"],
    )


def _list(spec: Mapping[str, Any]) -> ListSpec:
    return ListSpec(
        spec["key"], spec["title"], spec["measure"], tuple(spec["statuses"]), spec.get("within", "")
    )


def _check_whole(template: TableTemplate) -> None:
    """Keys are unique, every cell has a column, every measure exists."""
    keys = [row.key for row in template.rows]
    if len(keys) != len(set(keys)):
        raise DomainError("Mẫu bảng có hai dòng cùng khóa.")
    columns = {column.key for column in template.cell_columns}
    for row in template.rows:
        if row.kind not in ROW_KINDS or not set(row.cells) <= columns:
            raise DomainError("Dòng “{row}” của mẫu bảng có ô không thuộc cột nào.", row=row.key)
        for expression in row.cells.values():
            _check_measures(expression)
    for check in template.checks:
        _check_measures(check.against)
        named = (*check.cells, *(check.against.parts if check.relation == "equals_cell" else ()))
        if unknown := [cell for cell in named if cell.split(".")[0] not in keys]:
            raise DomainError(
                "Phép kiểm tra “{check}” nêu ô không có: {cell}.", check=check.key, cell=unknown[0]
            )


def _check_measures(expression: Expression) -> None:
    for code in (expression.measure, expression.of, expression.within):
        if code and code not in MEASURES:
            raise DomainError("Không có phép đo “{code}”.", code=code)
