"""How lists are narrowed is the same in all of them."""

from collections.abc import Callable
from enum import StrEnum

import pytest
from sqlalchemy import DateTime, Integer, String, column

from iso_app.web.filters import being, choice_of, having_words, naming, on_day, since, until

NAME, OF, AT = column("name", String), column("of", Integer), column("at", DateTime)


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


def test_a_chosen_record_is_one_and_what_is_no_id_names_none() -> None:
    assert said(naming(OF)("12")) == "of = 12"
    assert said(naming(OF)("²")) == said(naming(OF)("' OR 1=1")) == "of = 0"


def test_a_day_begins_and_ends_in_vietnam() -> None:
    begin, end = "at >= '2021-03-04 17:00:00+00:00'", "at < '2021-03-05 17:00:00+00:00'"
    assert said(since(AT)("05/03/2021")) == begin
    assert said(until(AT)("05/03/2021")) == end
    assert said(on_day(AT)("05/03/2021")) == f"{begin} AND {end}"


@pytest.mark.parametrize("typed", ["31/02/2021", "31/12/9999", "hôm nay"])
def test_what_is_no_day_narrows_nothing(typed: str) -> None:
    assert [narrow(AT)(typed) for narrow in (since, until, on_day)] == [None, None, None]


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
