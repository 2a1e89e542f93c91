"""A secretary brings in thirty files of a shelf that looks real: previewed, stored, found, each with its origin."""

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as documents
from iso_app.documents.models import Document, Revision, RevisionText
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.files import queries as contents
from iso_app.jobs import worker
from iso_app.shelf.kinds import LineResult, LineVerdict
from iso_app.trail.models import TrailEntry
from iso_app.trail.verify import verify
from tests.support import shelf as made


def test_thirty_files(app: Flask, browse: Any, kinds: dict[str, int], shelf_of: Any, lines_of: Any) -> None:
    page = browse("snv.iso_secretary")
    zip_file = made.real_zip()
    sent = {"file": (io.BytesIO(zip_file), "Tài liệu Sở Nội vụ.zip")}
    progress = page.follow("/nhap-tai-lieu/tai-len", files=sent)
    assert "Kiểm tra tệp" in progress.h1.get_text()
    worker.work_off(app)
    index = page.get("/nhap-tai-lieu")
    assert "Chờ lưu" in index.get_text()
    preview = page.get("/nhap-tai-lieu/1")
    text = preview.get_text(" ", strip=True)
    assert "Chưa lưu gì" in text
    assert "QT-TTHC-08" in text
    assert shelf_of(1).counts == {"new": 30, "revision": 0, "same": 0, "wrong": 0}
    with unit_of_work(keep=False), whole_country():
        assert db.session.scalars(select(Document)).all() == [], "nothing is stored before it is said"
    page.post("/nhap-tai-lieu/1/luu")
    worker.work_off(app)
    result = page.get("/nhap-tai-lieu/1").get_text(" ", strip=True)
    assert "Đã lưu" in result
    assert shelf_of(1).counts["stored"] == 30
    assert {line.result for line in lines_of(1).values()} == {LineResult.STORED}
    _everything_is_there(zip_file, shelf_of(1).file_digest)


def _everything_is_there(zip_file: bytes, digest: str) -> None:
    files, _ = made.real_shelf()
    with unit_of_work(keep=False), whole_country():
        assert contents.content(digest) == zip_file, "the ZIP is kept as it was sent"
        found = db.session.scalars(select(Document)).all()
        assert len(found) == 27
        assert {d.state for d in found} == {DocumentState.IN_FORCE}
        assert all(d.next_review_on is not None for d in found)
        revisions = db.session.scalars(select(Revision)).all()
        states = Counter(revision.state for revision in revisions)
        assert states == {RevisionState.EFFECTIVE: 27, RevisionState.SUPERSEDED: 3}
        assert all(r.paper_basis.startswith("Quyết định") and not r.approved_by for r in revisions)
        old = next(r for r in revisions if r.state is RevisionState.SUPERSEDED)
        assert f"{old.effective_on:%d/%m/%Y} {old.ended_on:%d/%m/%Y}" == "20/02/2019 15/01/2023"
        kept = {contents.content(r.file_digest or "") for r in revisions}
        assert len({r.file_digest for r in revisions}) == 30
        assert files["TTHC/QT-TTHC-01.docx"] in kept
        assert {t.trouble for t in db.session.scalars(select(RevisionText))} == {""}
        verbs = Counter(db.session.scalars(select(TrailEntry.verb)))
        assert verbs["document.opened"] == verbs["document.in_force"] == 27
        assert verbs["revision.brought_in"] == 30
        assert verbs["shelf.stored"] == 1
    db.session.remove()
    with db.engine.connect() as connection:
        assert verify(connection).broken is None


def test_what_was_brought_in_is_found_and_says_where_it_is_from(
    look: Any, store: Any, acting: Any, browse: Any
) -> None:
    store(look(made.real_zip()))
    with acting("snv.staff") as actor:
        hits = documents.search(actor, "thu tuc thi tuyen cong chuc")
        assert [hit.code for hit in hits] == ["QT-TTHC-07"]
        document_id = hits[0].document_id
    revision = browse("snv.iso_secretary").get(f"/tai-lieu/{document_id}/lan/1")
    assert "Tài liệu Sở.zip" in revision.get_text()
    assert made.BASIS in revision.get_text()
    assert "Tài liệu Sở.zip" not in browse("snv.staff").get(f"/tai-lieu/{document_id}/lan/1").get_text()


def test_the_same_shelf_again_changes_nothing(look: Any, store: Any, shelf_of: Any, lines_of: Any) -> None:
    store(look(made.real_zip()))
    again = look(made.real_zip())
    assert shelf_of(again).counts == {"new": 0, "revision": 0, "same": 30, "wrong": 0}
    assert {line.verdict for line in lines_of(again).values()} == {LineVerdict.SAME}


def test_a_later_revision_takes_the_place(look: Callable[..., int], store: Any, lines_of: Any) -> None:
    store(
        look(made.packed({"d.xlsx": made.listed([made.line("QT-01", "a.docx")]), "a.docx": made.word("Một")}))
    )
    second = made.line("qt-01", "b.docx", number=2, day="01/02/2024")
    shelf_id = look(made.packed({"d.xlsx": made.listed([second]), "b.docx": made.word("Hai")}))
    assert lines_of(shelf_id)[2].verdict is LineVerdict.REVISION
    store(shelf_id)
    with unit_of_work(keep=False), whole_country():
        document = db.session.scalars(select(Document)).one()
        first, newer = sorted(document.revisions, key=lambda revision: revision.number)
        assert (first.state, newer.state) == (RevisionState.SUPERSEDED, RevisionState.EFFECTIVE)
        assert first.ended_on == newer.effective_on
        assert lines_of(shelf_id)[2].revision_id == newer.id


def test_the_result_as_a_file(look: Any, store: Any, browse: Any) -> None:
    shelf_id = look(made.real_zip())
    store(shelf_id)
    page = browse("snv.leader")
    answer = page.client.get(f"/nhap-tai-lieu/{shelf_id}?export=xlsx")
    assert answer.data[:2] == b"PK"
    assert "Không lưu" not in page.get(f"/nhap-tai-lieu/{shelf_id}?ket-qua=stored").find("table").get_text()
    sent = page.client.get(f"/nhap-tai-lieu/{shelf_id}/tep-goc")
    assert sent.data == made.real_zip()
