"""Thousands of files: batches with few statements each, killed half-way and taken up again, nothing lost or doubled."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import Written
from iso_app.documents.models import Document, Revision
from iso_app.documents.reading import Said
from iso_app.documents.services import DocumentFacts, Plan, shelving
from iso_app.jobs import running, worker
from iso_app.jobs.models import Job, JobState
from iso_app.shelf import queries, services
from iso_app.shelf.kinds import LineResult, LineVerdict
from iso_app.shelf.models import ShelfFile, ShelfLine
from iso_app.shelf.services import looking, storing
from iso_app.shelf.workflow import ShelfState
from iso_app.trail.models import TrailEntry
from tests.shelf.conftest import SECRETARY
from tests.support import shelf as made
from tests.support.statements import heard

MANY = 1_200
MOST_A_FILE, MOST_A_LINE = (
    0.5,
    14.0,
)  # statements: of a file examined, of a line stored with all that follows it


class Killed(BaseException):
    """As a worker goes that is killed: nothing catches it."""


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Statements by their first word, without those that ask PostgreSQL about itself."""
    found: Counter[str] = Counter()
    with heard() as sent:
        yield found
    found.update(statement.split(None, 1)[0] for statement in sent if "pg_" not in statement)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What small files say is read elsewhere under test: a process for each would only cost time here."""
    monkeypatch.setattr(
        looking, "said_by", lambda *_: Said([{"text": "Nội dung", "style": "paragraph", "page": None}])
    )


def many(number: int) -> bytes:
    """So many small documents of as many codes; each is another content."""
    names = [f"Tệp/{place:04}.xlsx" for place in range(1, number + 1)]
    lines = [made.line(f"HD-{place:04}", name, kind="HD") for place, name in enumerate(names, start=1)]
    plain = made.excel([["Nội dung"]])
    return made.packed({"Danh mục.xlsx": made.listed(lines)} | {n: _marked(plain, n) for n in names})


def _marked(workbook: bytes, name: str) -> bytes:
    """Another content that is the same to whoever opens it: a comment at the end of the archive."""
    comment = name.encode()
    return workbook[:-2] + len(comment).to_bytes(2, "little") + comment


def test_1_200_files_in_batches(
    app: Flask,
    bring: Callable[..., int],
    quick: None,
    acting: Any,
    shelf_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What follows a document that comes into force is for those who follow it to count.
    monkeypatch.setattr(shelving, "announce", lambda _event: None)
    shelf_id = bring(many(MANY))
    db.session.remove()
    with counted() as looked:
        worker.work_off(app)
    assert shelf_of(shelf_id).counts == {"new": MANY, "revision": 0, "same": 0, "wrong": 0}
    assert looked.total() < MOST_A_FILE * MANY, looked
    with acting(SECRETARY) as actor:
        services.store_later(actor, queries.shelf(shelf_id))
    db.session.remove()
    with counted() as stored:
        worker.work_off(app)
    assert shelf_of(shelf_id).counts["stored"] == MANY
    assert stored.total() < MOST_A_LINE * MANY, stored
    _each_once(MANY)


def _each_once(number: int) -> None:
    with unit_of_work(keep=False), whole_country():
        assert db.session.scalar(select(func.count(Document.id))) == number
        assert db.session.scalar(select(func.count(Revision.id))) == number
        verbs = Counter(
            db.session.scalars(select(TrailEntry.verb).where(TrailEntry.verb.startswith("revision.")))
        )
        assert verbs == {"revision.brought_in": number}
        lines = db.session.scalars(select(ShelfLine.revision_id)).all()
        assert len(set(lines)) == len(lines) == number


def test_killed_while_looking_and_while_storing(
    app: Flask,
    bring: Callable[..., int],
    quick: None,
    acting: Any,
    shelf_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf_id = bring(many(130))
    db.session.remove()
    _kill_at(monkeypatch, looking, "_examine_some", 3)
    with pytest.raises(Killed):
        worker.work_off(app)
    monkeypatch.undo()
    monkeypatch.setattr(looking, "said_by", lambda *_: Said([]))
    with unit_of_work(keep=False), whole_country():
        before = (
            db.session.scalar(select(func.count(ShelfFile.id)).where(ShelfFile.examined_at.is_not(None))) or 0
        )
    assert 0 < before < 130, "what was examined is kept"
    _take_up(app)
    assert shelf_of(shelf_id).state is ShelfState.PREVIEWED
    with acting(SECRETARY) as actor:
        services.store_later(actor, queries.shelf(shelf_id))
    db.session.remove()
    _kill_at(monkeypatch, storing, "bring_in_all", 2, after=True)
    with pytest.raises(Killed):
        worker.work_off(app)
    monkeypatch.undo()
    with unit_of_work(keep=False), whole_country():
        there = db.session.scalar(select(func.count(Document.id)))
        results = db.session.scalar(select(func.count(ShelfLine.id)).where(ShelfLine.result.is_not(None)))
    assert there == results == storing.LINES_A_BATCH, "a batch is there with its results, or not at all"
    _take_up(app)
    assert shelf_of(shelf_id).counts["stored"] == 130
    _each_once(130)


def _kill_at(patch: pytest.MonkeyPatch, module: Any, name: str, call: int, *, after: bool = False) -> None:
    """Have the process killed when a function is called so often, `after` it has done its part."""
    original, calls = getattr(module, name), 0

    def killed(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            if after:
                original(*given, **named)
            raise Killed
        return original(*given, **named)

    patch.setattr(module, name, killed)


def _take_up(app: Flask) -> None:
    """Another worker finds what the killed one was at."""
    db.session.remove()
    assert running.revive() == 1
    worker.work_off(app)
    with unit_of_work(keep=False):
        assert db.session.scalar(select(func.count(Job.id)).where(Job.state != JobState.DONE)) == 0


def test_what_moved_meanwhile_is_judged_anew(
    app: Flask, look: Callable[..., int], store: Any, acting: Any, lines_of: Any, kinds: Any, shelf_of: Any
) -> None:
    lines = [
        made.line("QT-01", "a.docx", number=2), made.line("QT-01", "b.docx", number=1, state="lần cũ"),
        made.line("QT-02", "c.docx"),
    ]  # fmt: skip
    files = {f"{name}.docx": made.word(name) for name in "abc"}
    shelf_id = look(made.packed({"Danh mục.xlsx": made.listed(lines)} | files))
    assert {line.verdict for line in lines_of(shelf_id).values()} == {LineVerdict.NEW}
    with acting(SECRETARY) as actor:
        facts = DocumentFacts(kinds["QT"], "QT-01", "Quy trình đang soạn")
        document = document_services.open_document(actor, actor.agency_id or 0, facts=facts)
        document_services.begin_revision(actor, document, body=Written({"purpose": "Mục đích"}), plan=Plan())
    store(shelf_id)
    found = lines_of(shelf_id)
    assert [found[line].result for line in (2, 3, 4)] == [
        LineResult.LEFT_OUT, LineResult.LEFT_OUT, LineResult.STORED,
    ]  # fmt: skip
    assert "đang được soạn" in found[2].faults[0]["advice"]
    assert shelf_of(shelf_id).counts["left_out"] == 2


def test_asked_twice_it_is_stored_once(look: Callable[..., int], acting: Any, store: Any) -> None:
    shelf_id = look(
        made.packed({"Danh mục.xlsx": made.listed([made.line("QT-01", "a.docx")]), "a.docx": made.word("a")})
    )
    with acting(SECRETARY) as actor:
        first = services.store_later(actor, queries.shelf(shelf_id))
    with acting(SECRETARY) as actor:
        assert services.store_later(actor, queries.shelf(shelf_id)) == first
    store(shelf_id)
    _each_once(1)


def test_what_has_a_result_stays(look: Callable[..., int], store: Any, lines_of: Any) -> None:
    shelf_id = look(
        made.packed({"Danh mục.xlsx": made.listed([made.line("QT-01", "a.docx")]), "a.docx": made.word("a")})
    )
    store(shelf_id)
    line = lines_of(shelf_id)[2]
    for act in (
        "UPDATE shelf_line SET code = 'X'",
        "DELETE FROM shelf_line",
        "UPDATE shelf SET file_name = 'x'",
    ):
        with pytest.raises(Exception, match="written once"):
            _do(act)
    assert lines_of(shelf_id)[2].code == line.code


def _do(statement: str) -> None:
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('iso.reach', 'system', true)")
        connection.exec_driver_sql(statement)


def test_nothing_of_it_is_for_the_province_or_another_agency(
    look: Callable[..., int], browse: Any, acting: Any
) -> None:
    shelf_id = look(
        made.packed({"Danh mục.xlsx": made.listed([made.line("QT-01", "a.docx")]), "a.docx": made.word("a")})
    )
    with acting("tdc.province_admin"):
        assert db.session.scalars(select(ShelfLine)).all() == []
        assert documents.kinds()
    browse("xa.iso_secretary").get(f"/nhap-tai-lieu/{shelf_id}", expect=404)
    browse("snv.staff").get(f"/nhap-tai-lieu/{shelf_id}", expect=403)


def test_the_pages_take_few_statements(
    look: Callable[..., int], store: Any, browse: Any, quick: None
) -> None:
    shelf_id = look(many(120))
    page = browse(SECRETARY)
    for address in ("/nhap-tai-lieu", f"/nhap-tai-lieu/{shelf_id}", f"/nhap-tai-lieu/{shelf_id}/tep"):
        page.get(address)
        with counted() as statements:
            page.get(address)
        asked = statements.total() - statements["BEGIN"] - statements["SAVEPOINT"] - statements["RELEASE"]
        assert asked <= 12, (address, statements)
    store(shelf_id)
    with counted() as statements:
        page.get(f"/nhap-tai-lieu/{shelf_id}")
    assert statements["SELECT"] <= 12, statements
