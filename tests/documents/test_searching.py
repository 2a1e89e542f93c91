"""Words of documents: each begins like one that is sought, and stands under the province whose reader seeks it."""

from collections.abc import Callable
from typing import Any

import pytest

from iso_app.core.actor import operator
from iso_app.core.text import fold
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries, services
from iso_app.documents.content import Written
from iso_app.documents.reading import words_of
from iso_app.documents.services import Plan

Make = Callable[..., tuple[int, int]]


@pytest.mark.parametrize("key", ["tdc.province_admin", "tdc.inspector", "snv.staff", "snv.auditor"])
def test_beginnings_of_words_are_enough_in_the_reach_of_the_reader(
    in_force: Make, acting: Any, key: str
) -> None:
    in_force("QT-01")
    with acting(key) as actor:
        assert [found.code for found in queries.search(actor, "kie SOÁT thô qt 01")] == ["QT-01"]
        assert queries.search(actor, "kiem soat nghi") == []
        assert queries.search(actor, "iem") == []


@pytest.mark.parametrize("key", ["kgtdc.province_admin", "xa.iso_secretary"])
def test_words_of_others_are_not_found(in_force: Make, acting: Any, key: str) -> None:
    in_force("QT-01")
    with acting(key) as actor:
        assert queries.search(actor, "kiem soat") == []


def test_who_sees_the_country_finds_in_every_province(in_force: Make) -> None:
    in_force("QT-01")
    with unit_of_work(), whole_country():
        assert [found.code for found in queries.search(operator(), "kiem soat")] == ["QT-01"]


def test_where_a_text_stands_is_no_word_of_it(in_force: Make, acting: Any) -> None:
    in_force("QT-01")
    with acting("tdc.province_admin") as actor:
        for typed in ("=p1", "p1", "=a2", "a2", "=", '"', "*", "'", "\\"):
            assert queries.search(actor, typed) == []


def test_words_saved_anew_take_the_place_of_those_before(drafted: Make, acting: Any) -> None:
    _, revision_id = drafted("QT-01")
    with acting("snv.staff") as actor:
        revision = queries.revision_read(actor, revision_id)
        services.save(actor, revision, body=Written({"purpose": "Trực lễ"}), plan=Plan())
    with acting("snv.staff") as actor:
        assert [found.code for found in queries.search(actor, "truc le")] == ["QT-01"]
        assert queries.search(actor, "thong tin dang van ban") == []


@pytest.mark.parametrize(
    "text", ["Điều 5.2: “Đánh giá”  nội bộ\n8½ giờ", "ﬁ\u00a0\x1cx e\u0301 \u0301 İ", ""]
)
def test_words_of_a_text_are_those_of_the_text_folded_at_once(text: str) -> None:
    assert words_of(text) == words_of(fold(text))
