"""When two numbers are the same, and what a document's data may be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso_app.core.clock import today
from iso_app.core.dates import months_later
from iso_app.core.errors import DomainError
from iso_app.external_documents.facts import Facts, Standing, write, write_standing
from iso_app.external_documents.kinds import DocumentClass, Force, number_key
from iso_app.external_documents.models import ExternalDocument
from iso_app.texts import find_citations

PARTS = st.text("0123456789ABCĐQNDTTgCP", min_size=1, max_size=6)


@pytest.mark.parametrize(
    "spelling", ["30/2020/NĐ-CP", "30 / 2020/NĐ – CP", "30/2020/nđ-cp", " 30/2020/ND-CP ", "30/2020/NĐ−CP"]
)
def test_spellings_of_one_number_have_one_key(spelling: str) -> None:
    assert number_key(spelling) == "30/2020/nd-cp"


def test_different_numbers_have_different_keys() -> None:
    numbers = ["30/2020/NĐ-CP", "3/02020/NĐ-CP", "30/2021/NĐ-CP", "TCVN ISO 9001:2015", "TCVN ISO 9001:2008"]
    assert len({number_key(number) for number in numbers}) == len(numbers)


@given(st.lists(PARTS, min_size=1, max_size=4), st.sampled_from(["", " ", "  "]))
def test_spaces_around_signs_never_matter(parts: list[str], space: str) -> None:
    assert number_key(f"{space}/{space}".join(parts)) == number_key("/".join(parts))


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text: str) -> None:
    assert number_key(number_key(text)) == number_key(text)


def test_what_is_found_in_a_text_has_the_key_of_the_register() -> None:
    found = find_citations("Căn cứ Nghị định số 30 / 2020 / NĐ – CP và TCVN ISO 9001 : 2015.")
    assert [number_key(hit.number) for hit in found] == [
        number_key("30/2020/NĐ-CP"), number_key("TCVN ISO 9001:2015"),
    ]  # fmt: skip


def blank() -> ExternalDocument:
    return ExternalDocument(ended_on=None, replaced_by="", force=Force.IN_FORCE)


def facts(**changes) -> Facts:
    return Facts(**({"number": "1/QĐ", "title": "Tên", "document_class": DocumentClass.OTHER} | changes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "  "}, "number"),
        ({"title": "\u200b"}, "title"),
        ({"number": "x" * 101}, "number"),
        ({"title": "x" * 1001}, "title"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"issued_on": date(2020, 3, 5), "effective_on": date(2020, 3, 4)}, "effective_on"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://a b"}, "link"),
    ],
)
def test_bad_facts_are_refused_at_their_field(changes: dict, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        write(blank(), facts(**changes))
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("standing", "field"),
    [
        (Standing(Force.REPLACED), "replaced_by"),
        (Standing(Force.IN_FORCE, "2/QĐ"), "replaced_by"),
        (Standing(Force.EXPIRED, "2/QĐ"), "replaced_by"),
        (Standing(Force.REPLACED, "1 / QĐ"), "replaced_by"),
        (Standing(Force.EXPIRED, "", date(2019, 12, 31)), "ended_on"),
        (Standing(Force.EXPIRED, "", today() + timedelta(days=2)), "ended_on"),
    ],
)
def test_bad_standings_are_refused_at_their_field(standing: Standing, field: str) -> None:
    document = blank()
    write(document, facts(effective_on=date(2020, 1, 1)))
    with pytest.raises(DomainError) as refused:
        write_standing(document, standing)
    assert refused.value.field == field


def test_a_good_standing_is_kept() -> None:
    document = blank()
    write(document, facts(issued_on=date(2020, 1, 1), effective_on=date(2020, 1, 1)))
    write_standing(document, Standing(Force.REPLACED, " 2/QĐ ", date(2020, 1, 1)))
    assert (document.force, document.replaced_by, document.is_ended) == (Force.REPLACED, "2/QĐ", True)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 300))
def test_months_later_is_that_month_and_never_a_later_day(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_the_last_day_of_a_short_month() -> None:
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert months_later(date(2090, 5, 5), 1200) == date(2100, 12, 31)
