"""The generated pages say what the code says."""

import pytest
from flask import Flask

from tools import generate_docs


@pytest.mark.parametrize("name", ["permissions.md", "workflows.md", "routes.md", "data-model.md"])
def test_the_page_is_current(name: str, app: Flask) -> None:
    stored = (generate_docs.FOLDER / name).read_text(encoding="utf-8")
    assert stored == generate_docs.pages(app)[name], f"docs/generated/{name} is old: run make docs"


def test_no_page_is_left_over(app: Flask) -> None:
    assert sorted(path.name for path in generate_docs.FOLDER.iterdir()) == sorted(generate_docs.pages(app))


def test_every_page_tells_of_what_there_is(app: Flask) -> None:
    pages = generate_docs.pages(app)
    assert "| `standards:read` |" in pages["permissions.md"]
    assert "draft --> frozen" in pages["workflows.md"]
    assert "| `/tim-kiem` | `search.results` | GET |" in pages["routes.md"]
    assert "check `ck_agency_ends_after_it_begins`" in pages["data-model.md"]
