"""Numbers as Vietnamese officials read and write them: decimal comma, thousands dot, rounded half up.

Inside, a number is a `Decimal`; a float is taken by its shortest decimal form, so 1.005 is 1,005 and not a
little less.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from iso_app.core.errors import DomainError
from iso_app.core.text import clean

# 1.234.567,8 or 1 234 567,8: whole groups of three after one to three digits, not beginning with a zero.
_GROUPED: Final = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:,([0-9]+))?")
_PLAIN: Final = re.compile(r"([0-9]+)(?:,([0-9]+))?")
# A decimal point, tried after _GROUPED: here it can no longer be a thousands dot.
_POINTED: Final = re.compile(r"([0-9]+)\.([0-9]+)")
# The hyphen of the keyboard, and the true minus that Word and Excel put in its place.
_MINUSES: Final = ("-", "\u2212")
_MOST_DIGITS: Final = 30
_SHOWN_IN_MESSAGE: Final = 40
_MOST_DIGITS_OF_AN_ID: Final = 9


def whole(text: str) -> int | None:
    """The whole number in an address or a choice: up to nine ASCII digits; None for anything else.

    "²" is a digit to Python and 5 000 digits are a number: neither is an id or a year.
    """
    plain = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS_OF_AN_ID
    return int(text) if plain else None


def as_whole(text: str) -> int:
    """`whole` for `request.args.get(…, type=as_whole)`: what is none raises ValueError and counts as not given."""
    number = whole(text)
    if number is None:
        raise ValueError(text[:_SHOWN_IN_MESSAGE])
    return number


def ids(texts: Iterable[str]) -> list[int]:
    """The ids among the texts, in their order."""
    return [id_ for text in texts if (id_ := whole(text)) is not None]


def parse_number(text: str) -> Decimal:
    """The number in `text`: "1.234,5", "80,18", "-3", "100%" (a percentage keeps its figure: 100).

    A dot parts thousands wherever it can ("1.234" is 1234); "1234.5" and "80.18" are understood because they
    cannot be anything else. Raises DomainError, saying how to write it.
    """
    typed = clean(text)
    if not typed:
        raise DomainError("Chưa nhập số. Hãy nhập một số, ví dụ 1.234,5.")
    sign, digits = _sign_and_digits(typed)
    for form in (_GROUPED, _PLAIN, _POINTED):
        if match := form.fullmatch(digits):
            whole = re.sub("[. ]", "", match[1])
            return _decimal(sign, whole, match[2] or "", typed)
    raise DomainError(
        "“{typed}” không phải là số viết đúng cách. "
        "Hãy dùng dấu phẩy trước phần thập phân, dấu chấm ngăn hàng nghìn, ví dụ 1.234,5.",
        typed=_short(typed),
    )


def _sign_and_digits(typed: str) -> tuple[str, str]:
    body = typed.removesuffix("%").rstrip()
    if body[:1] in _MINUSES:
        return "-", body[1:].lstrip()
    return "", body.removeprefix("+").lstrip()


def _decimal(sign: str, whole: str, fraction: str, typed: str) -> Decimal:
    if len(whole) + len(fraction) > _MOST_DIGITS:
        raise DomainError(
            "Số “{typed}” quá dài. Hãy nhập số có không quá {most} chữ số.",
            typed=_short(typed),
            most=_MOST_DIGITS,
        )
    value = Decimal(f"{sign}{whole}.{fraction}")
    return value or abs(value)  # there is no minus zero on paper


def _short(typed: str) -> str:
    return typed if len(typed) <= _SHOWN_IN_MESSAGE else typed[:_SHOWN_IN_MESSAGE] + "…"


def round_half_up(value: float | Decimal, places: int) -> Decimal:
    """`value` with exactly `places` decimals, a half going away from zero. ValueError if not finite."""
    exact = _exact(value)
    if not exact.is_finite():
        raise ValueError(f"{value} cannot be rounded.")
    enough = Context(prec=max(exact.adjusted(), 0) + places + 3, rounding=ROUND_HALF_UP)
    rounded = exact.quantize(Decimal(1).scaleb(-places), context=enough)
    return rounded or abs(rounded)


def _exact(value: float | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def show_number(
    value: float | Decimal | None, *, places: int = 2, fixed: bool = False, blank: str = ""
) -> str:
    """`value` for people: 1234.5 is "1.234,5". At most `places` decimals, exactly so many if `fixed`.

    `blank` stands for no number: None, and the NaN by which a table marks an empty cell.
    """
    if value is None or _exact(value).is_nan():
        return blank
    shown = f"{round_half_up(value, places):,f}".translate(str.maketrans(",.", ".,"))
    if fixed or "," not in shown:
        return shown
    return shown.rstrip("0").rstrip(",")


def percent(part: int, whole: int, places: int = 2) -> Decimal | None:
    """How many per cent of `whole` is `part`, rounded half up; None when `whole` is 0.

    Both are counts: ValueError if negative.
    """
    if part < 0 or whole < 0:
        raise ValueError(f"{part} of {whole}: counts cannot be negative.")
    if whole == 0:
        return None
    # In integers: a division that is rounded twice may end on the wrong side of a half.
    scaled = (2 * part * 100 * 10**places + whole) // (2 * whole)
    return Decimal(f"{scaled}E-{places}")
