"""Contents are kept once, whole, and never read back as something else."""

import os

import pytest
from sqlalchemy import func, select

from iso_app.core.errors import DomainError, Unavailable
from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from iso_app.files import queries, services, sniff
from iso_app.files import store as stores
from iso_app.files.models import StoredFile

TEXT = "Quyết định công bố".encode()


def test_a_content_comes_back_as_it_was(app):
    with unit_of_work():
        kept = services.store(TEXT, "text/plain")
        assert (kept.size, kept.digest) == (len(TEXT), stores.digest_of(TEXT))
    assert queries.content(kept.digest) == TEXT


def test_the_same_content_is_one_file(app):
    with unit_of_work():
        first = services.store(b"twice", "text/plain")
        assert services.store(b"twice", "text/csv").id == first.id
    assert db.session.scalar(select(func.count(StoredFile.id))) == 1


def test_lost_content_is_written_again(app):
    with unit_of_work():
        digest = services.store(b"lost", "text/plain").digest
    (stores.in_use().root / digest[:2] / digest).unlink()
    with pytest.raises(stores.Damaged):
        queries.content(digest)
    with unit_of_work():
        services.store(b"lost", "text/plain")
    assert queries.content(digest) == b"lost"


def test_changed_content_is_never_handed_out(app):
    with unit_of_work():
        digest = services.store(b"as it was", "text/plain").digest
    (stores.in_use().root / digest[:2] / digest).write_bytes(b"as somebody wants it")
    with pytest.raises(stores.Damaged):
        queries.content(digest)


def test_a_write_that_breaks_off_leaves_no_name(tmp_path, monkeypatch):
    place = stores.open_store(str(tmp_path))

    def fail(_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unavailable, match="hết chỗ"):
        place.put("ab" * 32, b"half")
    assert not place.has("ab" * 32)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_object_store_keeps_the_same_promises(tmp_path):
    place = stores.open_store(tmp_path.as_uri())
    assert not place.has("ab" * 32)
    place.put("ab" * 32, b"in a bucket")
    assert place.has("ab" * 32)
    assert place.get("ab" * 32) == b"in a bucket"
    with pytest.raises(FileNotFoundError):
        place.get("cd" * 32)


def test_an_object_store_that_refuses_is_away(tmp_path):
    place = stores.open_store(tmp_path.as_uri())
    (tmp_path / "ab").write_text("where a folder should be")
    for act in (lambda: place.put("ab" * 32, b"x"), lambda: place.get("ab" * 32)):
        with pytest.raises(Unavailable):
            act()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7 ...", "a.pdf", sniff.PDF),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "image/png"),
        ("Mã,Tên".encode(), "a.csv", sniff.CSV),
        ("Mã,Tên".encode("utf-16"), "a.csv", sniff.CSV),
        (b"plain", "a.txt", sniff.PLAIN),
        (b"\x00\x01\x02", "a.bin", sniff.UNKNOWN),
        (b"", "a.csv", sniff.UNKNOWN),
    ],
)
def test_what_a_content_is(content, name, media_type):
    assert sniff.sniff(content, name) == media_type


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.pdf"), (b"%PDF-1.7", "a.docx"), (b"MZ\x90\x00", "a.exe"), (b"%PDF" + b"." * 100, "a.pdf")],
)
def test_what_is_not_kept_as_evidence(content, name):
    with pytest.raises(DomainError):
        sniff.require_evidence(content, name, limit=50)


def test_what_is_kept_as_evidence():
    assert sniff.require_evidence(b"%PDF-1.7", "Biên bản.PDF", limit=50) == sniff.PDF
