"""A form that agencies fill in: parsed from data and checked as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from iso_app.compliance.measures import MEASURES
from iso_app.core.errors import DomainError
from iso_app.periodic_reports.kinds import FieldSpec, FieldType


class RowKind(StrEnum):
    """What a row is in the table."""

    SECTION = "section"
    ITEM = "item"
    LINE = "line"


class Over(StrEnum):
    """Whom a computed row asks about: the agency itself, or the agencies below it."""

    SELF = "self"
    CHILDREN = "children"


class CheckKind(StrEnum):
    """How rows hang together: parts not above their whole, parts that make it, a percentage of two rows."""

    AT_MOST = "at_most"
    SUM = "sum"
    QUOTIENT = "quotient"


ROW_KIND_LABELS = {RowKind.SECTION: "Phần", RowKind.ITEM: "Mục", RowKind.LINE: "Dòng"}
OVER_LABELS = {Over.SELF: "Chính cơ quan", Over.CHILDREN: "Các đơn vị trực thuộc"}
CHECK_KIND_LABELS = {
    CheckKind.AT_MOST: "Các dòng thành phần cộng lại không quá dòng tổng",
    CheckKind.SUM: "Các dòng thành phần cộng lại bằng dòng tổng",
    CheckKind.QUOTIENT: "Dòng tỷ lệ bằng dòng thành phần chia dòng tổng",
}


@dataclass(frozen=True)
class FormRow:
    """One row: its words as printed, its type, help, and the measures that fill it in (none: it is entered)."""

    key: str
    kind: RowKind
    label: str
    field: FieldSpec
    stt: str = ""
    unit: str = ""
    help: str = ""
    measures: tuple[str, ...] = ()
    over: Over = Over.SELF

    @property
    def has_value(self) -> bool:
        return self.field.type is not FieldType.NONE

    @property
    def is_computed(self) -> bool:
        return bool(self.measures)


@dataclass(frozen=True)
class FormCheck:
    """What should hold between rows; `whole` is a row or, where there is none, the number `limit`."""

    key: str
    kind: CheckKind
    label: str
    failed: str
    parts: tuple[str, ...]
    whole: str = ""
    limit: Decimal | None = None
    percent: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(key for key in (*self.parts, self.percent, self.whole) if key)


@dataclass(frozen=True)
class FormTemplate:
    """One version of a form."""

    code: str
    version: int
    title: str
    heading: str
    subject: str
    value_label: str
    summary: str
    rows: tuple[FormRow, ...]
    checks: tuple[FormCheck, ...]

    @cached_property
    def by_key(self) -> dict[str, FormRow]:
        return {row.key: row for row in self.rows}

    @cached_property
    def valued(self) -> list[FormRow]:
        """The rows that take a value."""
        return [row for row in self.rows if row.has_value]

    @cached_property
    def computed(self) -> list[FormRow]:
        return [row for row in self.rows if row.is_computed]

    def sections(self) -> Iterator[tuple[FormRow, list[FormRow]]]:
        """Each part with the rows below it."""
        starts = [place for place, row in enumerate(self.rows) if row.kind is RowKind.SECTION]
        for start, end in zip(starts, [*starts[1:], len(self.rows)], strict=True):
            yield self.rows[start], list(self.rows[start + 1 : end])

    def row(self, key: str) -> FormRow:
        """The row with this key; DomainError if there is none."""
        found = self.by_key.get(key)
        if found is None:
            raise DomainError("Biểu không có dòng “{row}”.", row=key)
        return found


def parse(body: Mapping[str, Any], *, version: int | None = None) -> FormTemplate:
    """The form that data describes; DomainError names the place that is wrong."""
    try:
        form = FormTemplate(
            code=body["code"],
            version=version if version is not None else body["version"],
            title=body["title"],
            heading=body["heading"],
            subject=body["subject"],
            value_label=body["value_label"],
            summary=body.get("summary", ""),
            rows=tuple(_row(spec) for spec in body["rows"]),
            checks=tuple(_check(spec) for spec in body.get("checks", ())),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise DomainError("Biểu thiếu hoặc sai mục {item}.", item=str(error)) from error
    _check_whole(form)
    return form


def _row(spec: Mapping[str, Any]) -> FormRow:
    return FormRow(
        key=spec["key"],
        kind=RowKind(spec["kind"]),
        label=spec["label"],
        field=FieldSpec(
            FieldType(spec.get("type", "none")),
            {str(value): words for value, words in spec.get("choices", {}).items()},
            Decimal(str(spec.get("min", 0))),
            None if spec.get("max") is None else Decimal(str(spec["max"])),
        ),
        stt=spec.get("stt", ""),
        unit=spec.get("unit", ""),
        help=spec.get("help", ""),
        measures=tuple(spec.get("measures", ())),
        over=Over(spec.get("of", "self")),
    )


def _check(spec: Mapping[str, Any]) -> FormCheck:
    return FormCheck(
        key=spec["key"],
        kind=CheckKind(spec["kind"]),
        label=spec["label"],
        failed=spec["failed"],
        parts=tuple(spec["parts"]),
        whole=spec.get("whole", ""),
        limit=None if spec.get("limit") is None else Decimal(str(spec["limit"])),
        percent=spec.get("percent", ""),
    )


def _check_whole(form: FormTemplate) -> None:
    """Keys are unique, the first row is a part, choices have words, measures exist, checks name numbers."""
    keys = [row.key for row in form.rows]
    if len(keys) != len(set(keys)):
        raise DomainError("Biểu có hai dòng cùng khóa.")
    if not form.rows or form.rows[0].kind is not RowKind.SECTION:
        raise DomainError("Dòng đầu tiên của biểu phải là tên một phần.")
    if not form.valued:
        raise DomainError("Biểu chưa có dòng nào để nhập số liệu.")
    for row in form.rows:
        _check_row(row)
    for check in form.checks:
        _check_check(form, check)


def _check_row(row: FormRow) -> None:
    if not row.label:
        raise DomainError("Dòng “{row}” chưa có tên chỉ tiêu.", row=row.key)
    if row.kind is RowKind.SECTION and row.has_value:
        raise DomainError("Dòng “{row}” là tên một phần nên không nhập số liệu.", row=row.label)
    if row.field.type is FieldType.CHOICE and not row.field.choices:
        raise DomainError("Dòng “{row}” cần các mục để chọn.", row=row.label)
    if row.field.minimum > row.field.largest:
        raise DomainError("Dòng “{row}” có số nhỏ nhất lớn hơn số lớn nhất.", row=row.label)
    if unknown := [code for code in row.measures if code not in MEASURES]:
        raise DomainError("Không có phép đo “{code}”.", code=unknown[0])
    if row.measures and row.field.type is not FieldType.YES_NO:
        raise DomainError("Dòng “{row}” tự điền nên phải là loại Có = 1, Không = 0.", row=row.label)


def _check_check(form: FormTemplate, check: FormCheck) -> None:
    numbers = {row.key for row in form.valued if row.field.type is not FieldType.TEXT}
    unknown = [key for key in check.rows if key not in numbers]
    if unknown:
        raise DomainError(
            "Phép kiểm tra “{check}” nêu dòng không có số: {row}.", check=check.label, row=unknown[0]
        )
    complete = check.parts and (check.whole or check.limit is not None)
    if not complete or (check.kind is CheckKind.QUOTIENT and not (check.percent and check.whole)):
        raise DomainError("Phép kiểm tra “{check}” chưa đủ các dòng.", check=check.label)


def body_of(form: FormTemplate, rows: Sequence[Mapping[str, Any]], checks: Sequence[Any]) -> dict[str, Any]:
    """The data of a form with other rows and checks."""
    return {
        "kind": "periodic",
        "code": form.code,
        "version": form.version,
        "title": form.title,
        "heading": form.heading,
        "subject": form.subject,
        "value_label": form.value_label,
        "summary": form.summary,
        "rows": list(rows),
        "checks": list(checks),
    }
