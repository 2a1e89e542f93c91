"""What digests are taken of stays, byte for byte, what it was."""

import json
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from iso_app.core.canonical import canonical, kept

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
)


class Level(StrEnum):
    PROVINCE = "tỉnh"


@given(PLAIN)
def test_it_is_what_python_itself_writes(value):
    expected = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value) == expected.encode()


@given(PLAIN)
def test_a_column_gives_back_what_it_keeps(value):
    assert json.loads(kept(value)) == value


def test_keys_stand_in_one_order_and_kept_ones_as_they_came():
    value = {"xã": 1, "huyện": {"b": 1, "a": 2}}
    assert canonical(value) == '{"huyện":{"a":2,"b":1},"xã":1}'.encode()
    assert kept(value) == '{"xã":1,"huyện":{"b":1,"a":2}}'


@pytest.mark.parametrize("words", [Markup("Cần &amp; đủ"), Level.PROVINCE])
def test_kinds_of_text_are_text(words):
    assert json.loads(canonical([words])) == [str(words)] == json.loads(kept([words]))


def test_what_json_does_not_know_is_refused():
    for value in (object(), 1j):
        with pytest.raises(TypeError):
            canonical(value)


def test_half_of_a_character_is_refused():
    with pytest.raises(UnicodeError):
        canonical("\ud800")


def test_a_decimal_is_text():
    assert canonical(Decimal("80.10")) == b'"80.10"'
