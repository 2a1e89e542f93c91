"""Days and moments as Vietnamese officials read and write them."""

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final

from iso_app.core.clock import VIETNAM
from iso_app.core.errors import DomainError
from iso_app.core.text import clean

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_MONTHS: Final = 12
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]+)")
# A spreadsheet writes a day as its midnight.
_YEAR_FIRST: Final = re.compile(r"([0-9]+)-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_SHOWN_IN_MESSAGE: Final = 40

# Kept by Word, HTML and PDF alike; ordinary spaces in a row would be drawn as one.
_ROOM_FOR_PEN: Final = "\u00a0" * 5


def parse_day(text: str) -> date:
    """The day in `text`: d/m/yyyy (also with "-" or "."), yyyy-mm-dd, and the latter followed by midnight.

    Raises DomainError with what is wrong and how to write it: another form, a day that the calendar does not
    have, a year outside 1900-2100.
    """
    typed = clean(text)
    if not typed:
        raise DomainError("Chưa nhập ngày. Hãy viết ngày/tháng/năm, ví dụ 05/01/2021.")
    if match := _DAY_FIRST.fullmatch(typed):
        day, month, year = match[1], match[3], match[4]
    elif match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = match[1], match[2], match[3]
    else:
        shown = typed if len(typed) <= _SHOWN_IN_MESSAGE else typed[:_SHOWN_IN_MESSAGE] + "…"
        raise DomainError(
            "“{typed}” không phải là ngày viết đúng cách. Hãy viết ngày/tháng/năm, ví dụ 05/01/2021.",
            typed=shown,
        )
    return _existing_day(_year(year), int(month), int(day))


def _year(digits: str) -> int:
    if len(digits) != len(str(_LAST_YEAR)) or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        raise DomainError(
            "Năm “{year}” không đúng. Hãy viết năm đủ 4 chữ số, từ {first} đến {last}, ví dụ 05/01/2021.",
            year=digits[:_SHOWN_IN_MESSAGE],
            first=_FIRST_YEAR,
            last=_LAST_YEAR,
        )
    return int(digits)


def _existing_day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= _MONTHS:
        raise DomainError(
            "Không có tháng {month}. Hãy viết ngày trước, tháng (01 đến 12) sau, ví dụ 05/01/2021.",
            month=f"{month:02}",
        )
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DomainError(
            "Không có ngày {day}/{month}/{year}. Tháng {month} năm {year} có các ngày từ 01 đến {last}.",
            day=f"{day:02}",
            month=f"{month:02}",
            year=year,
            last=last,
        )
    return date(year, month, day)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that has no such day. At most 31/12/2100."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if year > _LAST_YEAR:
        return date(_LAST_YEAR, _MONTHS, 31)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def show_day(day: date | None) -> str:
    """dd/mm/yyyy, or nothing."""
    return "" if day is None else f"{day.day:02}/{day.month:02}/{day.year:04}"


def show_moment(moment: datetime | None) -> str:
    """dd/mm/yyyy HH:MM by the clocks of Viet Nam, or nothing. Raises ValueError if the moment has no zone."""
    if moment is None:
        return ""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: it could be any of 24 hours.")
    local = moment.astimezone(VIETNAM)
    return f"{show_day(local)} {local.hour:02}:{local.minute:02}"


def long_day(day: date, place: str = "") -> str:
    """The day in the head of an official document: "Sóc Trăng, ngày 05 tháng 01 năm 2021".

    Nghị định 30/2020/NĐ-CP: a zero before days under 10 and before months 1 and 2, so that no pen can put a 1
    or a 2 there.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 the decree's own figure
    return f"{place}{', ' if place else ''}ngày {day.day:02} tháng {month} năm {day.year}"


def blank_long_day(place: str = "") -> str:
    """The same line with room for the clerk's pen: day, month and the end of the year are left open."""
    return f"{place or '…'}, ngày{_ROOM_FOR_PEN}tháng{_ROOM_FOR_PEN}năm 20…"
