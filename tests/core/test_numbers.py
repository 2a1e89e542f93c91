from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iso_app.core.errors import DomainError
from iso_app.core.numbers import as_whole, ids, parse_number, percent, round_half_up, show_number, whole


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1.234", "1234"),
        ("80,18", "80.18"),
        ("100%", "100"),
        ("99,5 %", "99.5"),
        ("1234.5", "1234.5"),
        ("80.18", "80.18"),
        ("0.234", "0.234"),
        ("1234.567", "1234.567"),
        ("1,234", "1.234"),
        ("1 234 567,8", "1234567.8"),
        ("1\u00a0234", "1234"),
        (" -3 ", "-3"),
        ("\u22123,5", "-3.5"),
        ("+7", "7"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_as_officials_write_them(typed: str, value: str) -> None:
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        "mười",
        "1.2.3",
        "1.23.456",
        "1,234,567",
        "1,234.5",
        "1.234.56",
        "0.123.456",
        "12 34",
        ",5",
        "5,",
        "5.",
        "1e5",
        "NaN",
        "Infinity",
        "--5",
        "5-",
        "%",
        "٣",
        "1_000",
        "=1+1",
        "{typed}",
    ],
)
def test_anything_else_is_refused_with_the_right_way(typed: str) -> None:
    with pytest.raises(DomainError, match=r"dấu phẩy.*dấu chấm.*1\.234,5") as refusal:
        parse_number(typed)
    assert f"“{typed}”" in refusal.value.message


def test_nothing_typed_is_not_zero() -> None:
    with pytest.raises(DomainError, match="Chưa nhập số"):
        parse_number(" \u200b ")


def test_a_number_has_an_end() -> None:
    assert parse_number("9" * 30) == Decimal("9" * 30)
    with pytest.raises(DomainError, match="30 chữ số") as refusal:
        parse_number("9" * 5000)
    assert len(refusal.value.message) < 120


def test_minus_zero_is_zero() -> None:
    assert str(parse_number("-0")) == "0"
    assert show_number(-0.001) == "0"
    assert show_number(Decimal("-0.00"), fixed=True) == "0,00"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (100, "100"),
        (Decimal("100.00"), "100"),
        (Decimal("99.80"), "99,8"),
        (1.987, "1,99"),
        (1.005, "1,01"),  # as a binary float it is a little less than 1.005
        (2.675, "2,68"),
        (Decimal("0.125"), "0,13"),
        (-2.345, "-2,35"),
        (1234567.891, "1.234.567,89"),
        (1000, "1.000"),
        (0, "0"),
        (1e21, "1.000.000.000.000.000.000.000"),
        (
            Decimal("12345678901234567890123456789012345.678"),
            "12.345.678.901.234.567.890.123.456.789.012.345,68",
        ),
        (Decimal("999.999"), "1.000"),
    ],
)
def test_numbers_are_shown_as_officials_write_them(value: float | Decimal, shown: str) -> None:
    assert show_number(value) == shown


def test_decimals_can_be_fixed_or_chosen() -> None:
    assert show_number(100, fixed=True) == "100,00"
    assert show_number(Decimal("2.5"), places=0) == "3"
    assert show_number(1000, places=0, fixed=True) == "1.000"
    assert show_number(1.23456, places=4) == "1,2346"


def test_a_blank_is_never_a_zero() -> None:
    assert show_number(None) == ""
    assert show_number(None, blank="-") == "-"
    assert show_number(float("nan"), blank="-") == "-"
    assert show_number(0, blank="-") == "0"


def test_infinity_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="cannot be rounded"):
        show_number(float("inf"))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**18), max_value=10**18))
@example(Decimal("1234.0000"))
def test_what_is_shown_can_be_read_back(value: Decimal) -> None:
    assert parse_number(show_number(value, places=4)) == value
    assert parse_number(show_number(value, places=4, fixed=True)) == value


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40),
    st.integers(0, 6),
)
def test_rounding_is_exact(value: Decimal, places: int) -> None:
    rounded = round_half_up(value, places)
    step = Fraction(1, 10**places)
    distance = abs(Fraction(rounded)) - abs(Fraction(value))
    assert -rounded.as_tuple().exponent == places  # type: ignore[operator]
    assert -step / 2 < distance <= step / 2


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 5))
@example(1, 8, 1)
@example(1, 2000, 1)
def test_percent_is_exact(part: int, whole: int, places: int) -> None:
    shown = percent(part, whole, places)
    assert shown is not None
    error = Fraction(shown) - Fraction(100 * part, whole)
    assert -Fraction(1, 2 * 10**places) < error <= Fraction(1, 2 * 10**places)


def test_percent_of_the_reports() -> None:
    assert percent(151, 151) == 100
    assert show_number(percent(3, 151)) == "1,99"
    assert show_number(percent(2, 3)) == "66,67"
    assert percent(1, 8, 1) == Decimal("12.5")
    assert percent(1, 8, 0) == 13


def test_percent_of_nothing_is_not_a_number() -> None:
    assert percent(0, 0) is None
    assert percent(3, 0) is None


def test_counts_are_not_negative() -> None:
    for part, total in ((-1, 3), (1, -3)):
        with pytest.raises(ValueError, match="negative"):
            percent(part, total)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2021", 2021),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("²", None),
        ("٢", None),
        ("9" * 9, 999_999_999),
        ("9" * 10, None),
    ],
)
def test_a_whole_number_of_an_address(typed, number):
    assert whole(typed) == number


@pytest.mark.parametrize("typed", ["", "-1", "9" * 10, "²"])
def test_what_is_no_whole_number_is_as_if_not_given(typed: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - any; werkzeug looks no further
        as_whole(typed)
    assert str(refused.value) == typed


def test_ids_are_those_that_a_record_can_have() -> None:
    assert ids(["3", "²", "", "-1", "9" * 30, "12"]) == [3, 12]
