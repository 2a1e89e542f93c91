"""How lists are narrowed is the same in all of them."""

from collections.abc import Callable
from enum import StrEnum

import pytest
from sqlalchemy import String, column

from iso_app.web.filters import being, choice_of, having_words

NAME = column("name", String)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def said(condition: object) -> str:
    return str(condition.compile(compile_kwargs={"literal_binds": True}))


def test_a_word_of_the_address_that_is_no_member_narrows_nothing() -> None:
    narrow = being(NAME, Colour)
    assert said(narrow("blue")) == "name = 'blue'"
    assert narrow("BLUE") is None
    assert narrow("' OR 1=1 --") is None


def test_a_choice_has_the_members_in_the_order_of_their_words() -> None:
    assert choice_of({Colour.BLUE: "Xanh", Colour.RED: "Đỏ"})() == [("blue", "Xanh"), ("red", "Đỏ")]


def test_every_word_counts_and_signs_stand_for_themselves() -> None:
    assert said(having_words(NAME)("  Đánh   50%")) == (
        "(name LIKE '%' || 'danh' || '%' ESCAPE '/') AND (name LIKE '%' || '50/%' || '%' ESCAPE '/')"
    )


@pytest.mark.parametrize(
    ("path", "typed", "found"),
    [
        ("/co-quan?tim", "vụ sở", "Sở Nội vụ"),
        ("/nguoi-dung/?q", "leader snv", "Lãnh đạo SNV"),
        ("/tieu-chuan/co-quan?q", "vụ sở", "Sở Nội vụ"),
        ("/van-ban-dung-chung/cac-co-quan?q", "vụ sở", "Sở Nội vụ"),
    ],
)
def test_words_are_found_in_whatever_order_they_are_typed(
    browse: Callable, path: str, typed: str, found: str
) -> None:
    rows = browse("tdc.province_admin").get(f"{path}={typed}").select("tbody tr")
    assert len(rows) == 1
    assert found in rows[0].get_text(" ")
