"""What may be typed in a row of each type, and how it is stored and printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso_app.core.errors import DomainError
from iso_app.core.numbers import show_number
from iso_app.periodic_reports.kinds import FieldSpec, FieldType, read, words_of

COUNT, PERCENT = FieldSpec(FieldType.COUNT), FieldSpec(FieldType.PERCENT)
YES_NO, TEXT = FieldSpec(FieldType.YES_NO), FieldSpec(FieldType.TEXT)
CHOICE = FieldSpec(FieldType.CHOICE, {"0": "Trực tuyến", "1": "Phát phiếu"})


@pytest.mark.parametrize(
    ("spec", "typed", "text", "number"),
    [
        (COUNT, "16", "16", 16),
        (COUNT, "2265", "2.265", 2265),
        (COUNT, " 2.265 ", "2.265", 2265),
        (COUNT, "0", "0", 0),
        (PERCENT, "100%", "100%", 100),
        (PERCENT, "97,5", "97,5%", Decimal("97.5")),
        (PERCENT, "0", "0", 0),
        (YES_NO, "1", "1", 1),
        (YES_NO, "không", "0", 0),
        (CHOICE, "phát phiếu", "1", 1),
        (TEXT, "Kế hoạch số 01/KH-SKHCN", "Kế hoạch số 01/KH-SKHCN", None),
        (COUNT, "", "", None),
    ],
)
def test_what_is_typed_becomes_a_value(spec, typed, text, number):
    value = read(spec, typed)
    assert (value.text, value.number) == (text, number)


@pytest.mark.parametrize(
    ("spec", "typed"),
    [
        (COUNT, "1,5"),
        (COUNT, "-1"),
        (COUNT, "12%"),
        (COUNT, "nhiều"),
        (COUNT, "9999999999"),
        (PERCENT, "101"),
        (PERCENT, "33,333"),
        (YES_NO, "2"),
        (CHOICE, "3"),
        (TEXT, "x" * 501),
        (FieldSpec(FieldType.NONE), "1"),
        (FieldSpec(FieldType.COUNT, minimum=Decimal(5)), "4"),
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence(spec, typed):
    with pytest.raises(DomainError) as refused:
        read(spec, typed)
    assert refused.value.message.endswith(".")


def test_a_percentage_may_be_allowed_to_pass_a_hundred():
    assert read(FieldSpec(FieldType.PERCENT, maximum=Decimal(1000)), "120").text == "120%"


def test_a_choice_is_read_with_its_words():
    assert words_of(CHOICE, "1") == "1 – Phát phiếu"
    assert words_of(COUNT, "5") == "5"


@given(st.integers(0, 999_999_999))
def test_a_count_that_was_stored_is_typed_again_as_itself(number):
    once = read(COUNT, str(number))
    assert read(COUNT, once.text) == once
    assert once.number == number


@given(st.decimals(0, 100, places=2))
def test_a_percentage_that_was_stored_is_typed_again_as_itself(number):
    once = read(PERCENT, show_number(number))
    assert read(PERCENT, once.text) == once
    assert once.number == number
