"""Readers of one cell: text in, typed value out, DomainError with a sentence that says what would be right.

A reader whose `takes_days` is false refuses a cell that Excel holds as a real date: there the date is what
Excel made of something else ("12/2021" becomes a day), and the text that was typed is lost. `hint` and
`example` fill the second sheet of a blank form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from iso_app.core.dates import parse_day
from iso_app.core.errors import DomainError
from iso_app.core.numbers import parse_number
from iso_app.core.policy import sentence_of
from iso_app.core.text import clean, fold


class Fact(Enum):
    """What a date column may say besides a date."""

    NOT_DONE = "Không"


NOT_DONE: Final = Fact.NOT_DONE
"""The officer states that the thing was not done; a blank cell states nothing."""

FIRST_YEAR, LAST_YEAR = 1990, 2100
_CLOCK = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?Z?$")
_WHOLE = re.compile(r"[+-]?([0-9]{1,18}|[0-9]{1,3}(\.[0-9]{3}){1,5})")
_NOT_DONE_WORDS = frozenset({"khong", "chua"})


@dataclass(frozen=True)
class Text:
    """See `text` and `code`."""

    limit: int
    lines: bool = False
    spaces: bool = True
    takes_days: bool = False

    @property
    def hint(self) -> str:
        what = "Chữ" if self.spaces else "Mã viết liền, giữ nguyên các số 0 ở đầu"
        return f"{what}, nhiều nhất {_dots(self.limit)} ký tự."

    @property
    def example(self) -> str:
        return "" if self.spaces else "00941"

    def __call__(self, raw: str) -> str:
        value = clean(raw, lines=self.lines)
        if len(value) > self.limit:
            raise DomainError(
                "Dài {letters} ký tự; chỉ ghi nhiều nhất {most} ký tự.",
                letters=_dots(len(value)),
                most=_dots(self.limit),
            )
        if not self.spaces and " " in value:
            raise DomainError("Mã phải viết liền, không có dấu cách.")
        return value


def text(limit: int = 255, *, lines: bool = False) -> Text:
    """Free text of at most `limit` letters; `lines` keeps line breaks. A leading "=" is harmless text."""
    return Text(limit, lines=lines)


def code(limit: int = 64) -> Text:
    """A code exactly as shown: leading zeros stay, no spaces inside."""
    return Text(limit, spaces=False)


@dataclass(frozen=True)
class Day:
    """See `day` and `day_or_no`."""

    or_no: bool = False
    takes_days: bool = True
    example: str = "31/12/2021"

    @property
    def hint(self) -> str:
        also = " Chưa làm thì ghi Không; chưa biết thì để trống." if self.or_no else ""
        return f"Ngày dạng dd/mm/yyyy.{also}"

    def __call__(self, raw: str) -> date | Fact:
        if self.or_no and fold(raw) in _NOT_DONE_WORDS:
            return NOT_DONE
        try:
            return parse_day(_CLOCK.sub("", clean(raw)))
        except DomainError as refusal:
            if not self.or_no:
                raise
            raise DomainError(
                "{why} Chưa làm thì ghi Không; chưa biết thì để trống.", why=sentence_of(refusal)
            ) from refusal


def day() -> Day:
    """A date: dd/mm/yyyy, ISO, or a real Excel date; a time of day behind it is dropped."""
    return Day()


def day_or_no() -> Day:
    """A date, or the word Không or Chưa for NOT_DONE."""
    return Day(or_no=True)


@dataclass(frozen=True)
class Year:
    """See `year`."""

    takes_days: bool = False
    hint: str = f"Năm gồm bốn chữ số, từ {FIRST_YEAR} đến {LAST_YEAR}."
    example: str = "2021"

    def __call__(self, raw: str) -> int:
        value = clean(raw)
        if not re.fullmatch("[0-9]{4}", value) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
            raise DomainError(
                "Ghi năm gồm bốn chữ số, từ {first} đến {last}.", first=FIRST_YEAR, last=LAST_YEAR
            )
        return int(value)


def year() -> Year:
    """A year of four digits, 1990 to 2100."""
    return Year()


@dataclass(frozen=True)
class Whole:
    """See `whole`."""

    minimum: int
    maximum: int
    takes_days: bool = False

    @property
    def hint(self) -> str:
        return f"Số nguyên từ {_dots(self.minimum)} đến {_dots(self.maximum)}."

    @property
    def example(self) -> str:
        return _dots(self.minimum)

    def __call__(self, raw: str) -> int:
        value = clean(raw)
        if (
            _WHOLE.fullmatch(value)
            and self.minimum <= (number := int(value.replace(".", ""))) <= self.maximum
        ):
            return number
        raise DomainError(
            "Ghi số nguyên từ {least} đến {most}.", least=_dots(self.minimum), most=_dots(self.maximum)
        )


def _dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def whole(minimum: int = 0, maximum: int = 999_999_999) -> Whole:
    """A whole number within bounds; thousands may be parted by dots."""
    return Whole(minimum, maximum)


@dataclass(frozen=True)
class Choice:
    """See `choice`."""

    words: tuple[str, ...]
    values: Mapping[str, Any]
    takes_days: bool = False

    @property
    def hint(self) -> str:
        return f"Đúng một trong các từ: {' · '.join(self.words)}."

    @property
    def example(self) -> str:
        return self.words[0]

    def __call__(self, raw: str) -> Any:
        folded = fold(raw)
        if folded not in self.values:
            raise DomainError("Ghi đúng một trong các từ: {words}.", words=" · ".join(self.words))
        return self.values[folded]


def choice(words: Mapping[str, Any]) -> Choice:
    """One of a few words, compared without regard to case and marks; the advice gives the exact words."""
    return Choice(tuple(words), {fold(word): value for word, value in words.items()})


@dataclass(frozen=True)
class Number:
    """See `decimal`."""

    takes_days: bool = False
    hint: str = "Số với dấu phẩy thập phân."
    example: str = "80,18"

    def __call__(self, raw: str) -> Decimal:
        return parse_number(clean(raw))


def decimal() -> Number:
    """A number as written in Vietnamese: decimal comma, thousands dot."""
    return Number()
