"""Walking the list of documents page by page meets each of them once, also those that have nothing to be ordered by."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from iso_app.db import db
from iso_app.documents import tables
from iso_app.documents.models import Document
from iso_app.trail.services import explain
from iso_app.web.places import Place, place_of, token


@pytest.fixture
def undated(drafted: Any, acting: Any) -> set[str]:
    """Seven documents, of which every other one has no day of its next review; their codes."""
    codes = [f"QT-{number:02}" for number in range(1, 8)]
    for number, code in enumerate(codes):
        document_id, _ = drafted(code)
        if number % 2:
            with acting("snv.leader"):
                document = db.session.get_one(Document, document_id)
                document.next_review_on = date(2022, 1, number // 3 + 1)  # two of them on one day
                explain(document)
    return set(codes)


@pytest.mark.parametrize("sort", ["review", "-review", "code", "-code"])
def test_every_row_is_on_one_page(
    sort: str, undated: set[str], browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = tables.documents
    monkeypatch.setattr(tables, "documents", lambda actor: replace(full(actor), size=2))
    leader = browse("snv.leader")
    forwards = list(_walk(leader, f"/tai-lieu?sort={sort}", "after="))
    met = [code for page, _ in forwards for code in page]
    assert sorted(met) == sorted(undated)
    back = list(_walk(leader, forwards[-1][1], "before="))
    assert [page for page, _ in reversed(back)] == [page for page, _ in forwards]


def test_a_row_in_no_order_comes_last(undated: set[str], browse: Any) -> None:
    """On both engines alike."""
    assert next(_walk(browse("snv.leader"), "/tai-lieu?sort=review", "after="))[0][-4:] == [
        "QT-01", "QT-03", "QT-05", "QT-07",
    ]  # fmt: skip


def _walk(reader: Any, address: str | None, towards: str) -> Iterator[tuple[list[str], str]]:
    """The codes of each page and its address, as the links lead."""
    while address:
        page = reader.get(address)
        yield (
            [row.get_text(strip=True) for row in page.select("tbody tr td:first-child, tbody tr th")],
            address,
        )
        link = page.select_one(f"a[href*='{towards}']")
        address = str(link["href"]) if link else None


def test_a_place_is_what_it_was() -> None:
    day, identity = date(2021, 5, 1), Document.id.expression
    for place in (Place(day, 7), Place(None, 7)):
        assert place_of(token(place), by=Document.next_review_on.expression, identity=identity) == place
    assert place_of(token(Place(None, 7)), by=Document.sort_code.expression, identity=identity) is None
