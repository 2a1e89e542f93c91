"""What a serving process holds on to: not what only rare acts need, nor what an answer has left behind."""

import gc
import subprocess
import sys
import weakref

import pytest
from werkzeug.test import Client

from iso_app import serving
from iso_app.serving import GROWN_BEFORE_GIVING_BACK, GivingBack

RARE = {
    "aiohttp", "alembic", "holidays", "icalendar", "numpy", "obstore", "pandas", "procrastinate", "pyhanko",
    "pypdfium2", "segno", "webauthn",
}  # fmt: skip


def test_what_only_rare_acts_need_is_not_loaded_at_the_start():
    script = "import sys, iso_app.serving, iso_app.app; iso_app.app.create_app(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert not RARE & set(loaded.stdout.split())


class Tree:
    """Knows its branch, which knows it: only a collection finds that nobody needs them."""

    def __init__(self):
        self.branch = self


@pytest.fixture
def no_collections():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("grown", "is_left"), [(GROWN_BEFORE_GIVING_BACK + 1, False), (GROWN_BEFORE_GIVING_BACK, True)]
)
def test_a_large_answer_leaves_nothing_behind(monkeypatch, no_collections, grown, is_left):
    trees = []

    def application(_environ, start_response):
        trees.append(weakref.ref(Tree()))
        monkeypatch.setattr(serving, "_resident", lambda: grown)
        start_response("200 OK", [])
        return [b"whole"]

    monkeypatch.setattr(serving, "_resident", lambda: 0)
    answer = Client(GivingBack(application)).get("/", buffered=True)
    assert answer.data == b"whole"
    assert (trees[0]() is not None) is is_left
