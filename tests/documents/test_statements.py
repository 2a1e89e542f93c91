"""What the pages of documents ask of the database does not grow with what there is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from iso_app.documents import queries, services
from iso_app.documents.content import Written
from iso_app.documents.services import Plan
from tests.support.statements import of_page

MOST_OF_A_LIST = 8
MOST_OF_A_RECORD = 19  # some ten of its own, and one of each panel that a higher feature shows there


@pytest.fixture
def count(app: Any, browse: Callable[..., Any]) -> Callable[[str, str], int]:
    """How many statements of its own a page takes, the sign-in and the frame included."""

    return lambda key, path: len(of_page(browse(key), path))


PAGES = ("/tai-lieu", "/tai-lieu?q=kiem", "/danh-muc-tai-lieu", "/tai-lieu/1", "/tai-lieu/1/lan/1")


def _grow(in_force: Any, drafted: Any, acting: Any) -> Iterator[None]:
    in_force("QT-01")
    yield
    for number in range(2, 5):
        in_force(f"QT-{number:02}")
        drafted(f"HD-{number:02}")
    with acting("snv.staff") as actor:
        document = queries.document(actor, 1)
        services.begin_revision(actor, document, body=Written({"purpose": "Mới"}), plan=Plan())
    yield


@pytest.mark.parametrize("who", ["snv.iso_secretary", "snv.auditor", "tdc.inspector"])
def test_statements_do_not_grow(in_force: Any, drafted: Any, acting: Any, count: Any, who: str) -> None:
    pages = PAGES if who.startswith("snv") else PAGES[:2]
    growing = _grow(in_force, drafted, acting)
    next(growing)
    few = {path: count(who, path) for path in pages}
    next(growing)
    many = {path: count(who, path) for path in pages}
    assert all(many[path] <= few[path] + 2 for path in pages)
    assert all(many[path] <= MOST_OF_A_LIST for path in pages[:3])
    assert all(many[path] <= MOST_OF_A_RECORD for path in pages[3:])
