"""The types of value that a row takes, and how what is typed becomes one. Knows no record and no form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from iso_app.core.checks import require_short
from iso_app.core.errors import DomainError
from iso_app.core.numbers import parse_number, show_number
from iso_app.core.text import clean, fold

TEXT_LETTERS = 500
LARGEST = Decimal(999_999_999)
PLACES = 2


class FieldType(StrEnum):
    """What a row takes. `NONE` is a heading."""

    NONE = "none"
    COUNT = "count"
    PERCENT = "percent"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TEXT = "text"


TYPE_LABELS = {
    FieldType.NONE: "Không nhập",
    FieldType.COUNT: "Số đếm",
    FieldType.PERCENT: "Tỷ lệ %",
    FieldType.YES_NO: "Có = 1, Không = 0",
    FieldType.CHOICE: "Chọn một mục",
    FieldType.TEXT: "Chữ (số, ký hiệu văn bản)",
}
TYPE_HELP = {
    FieldType.COUNT: "Ghi số nguyên. Không có thì ghi 0, chưa biết thì để trống.",
    FieldType.PERCENT: "Ghi tỷ lệ %, dùng dấu phẩy cho phần thập phân, ví dụ 97,5.",
    FieldType.YES_NO: "Chọn Có hoặc Không; chưa biết thì để trống.",
    FieldType.CHOICE: "Chọn một mục; chưa biết thì để trống.",
    FieldType.TEXT: "Ghi tối đa 500 ký tự.",
}
YES_NO = {"1": "Có", "0": "Không"}


@dataclass(frozen=True)
class FieldSpec:
    """The type of a row with what it needs: the choices (value -> words), the smallest and largest number."""

    type: FieldType
    choices: Mapping[str, str] = field(default_factory=dict)
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None

    @property
    def options(self) -> Mapping[str, str]:
        return YES_NO if self.type is FieldType.YES_NO else self.choices

    @property
    def largest(self) -> Decimal:
        if self.maximum is not None:
            return self.maximum
        return Decimal(100) if self.type is FieldType.PERCENT else LARGEST


@dataclass(frozen=True)
class Value:
    """What a row says: the text as it is printed and, for all but words, the number behind it."""

    text: str = ""
    number: Decimal | None = None

    @property
    def blank(self) -> bool:
        return not self.text


BLANK = Value()


def read(spec: FieldSpec, typed: str) -> Value:
    """The value that was typed; nothing typed is blank. Raises DomainError that says how to write it."""
    words = clean(typed)
    if not words:
        return BLANK
    if spec.type is FieldType.NONE:
        raise DomainError("Dòng này là đề mục, không nhập số liệu.")
    if spec.type is FieldType.TEXT:
        require_short(words, most=TEXT_LETTERS)
        return Value(words)
    if spec.type in {FieldType.YES_NO, FieldType.CHOICE}:
        return _chosen(spec, words)
    return _number(spec, words)


def _chosen(spec: FieldSpec, words: str) -> Value:
    for value, label in spec.options.items():
        if words == value or fold(words) == fold(label):
            return Value(value, Decimal(value) if value.isdigit() else None)
    known = "; ".join(f"{value} = {label}" for value, label in spec.options.items())
    raise DomainError("Chỉ nhận một trong các mục: {known}.", known=known)


def _number(spec: FieldSpec, words: str) -> Value:
    number = parse_number(words)
    if spec.type is FieldType.COUNT and (number != number.to_integral_value() or words.endswith("%")):
        raise DomainError("Dòng này là số đếm; hãy ghi một số nguyên, không ghi phần thập phân hay dấu %.")
    if not spec.minimum <= number <= spec.largest:
        raise DomainError(
            "Phải từ {least} đến {most}.", least=show_number(spec.minimum), most=show_number(spec.largest)
        )
    if spec.type is FieldType.PERCENT and number != round(number, PLACES):
        raise DomainError("Tỷ lệ ghi nhiều nhất hai chữ số sau dấu phẩy.")
    return value_of(spec, number)


def value_of(spec: FieldSpec, number: Decimal) -> Value:
    """A number as a row of this type prints it: a percentage with its sign, nought as a bare 0."""
    shown = show_number(number, places=PLACES)
    return Value(f"{shown}%" if spec.type is FieldType.PERCENT and number else shown, number)


def words_of(spec: FieldSpec, value: str) -> str:
    """A value as a person reads it: the words of a choice beside its number."""
    label = spec.options.get(value)
    return f"{value} – {label}" if label else value
