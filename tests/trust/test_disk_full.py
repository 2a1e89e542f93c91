"""A disk that takes no more, a file store that is away: nothing by half, a sentence, and all is well afterwards."""

import gc
import io
import resource
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, update
from structlog.testing import capture_logs

from iso_app.accounts.models import UserSession
from iso_app.core.clock import now
from iso_app.core.errors import Unavailable
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.files import store as stores
from iso_app.files.models import StoredFile
from iso_app.imports.models import ImportBatch
from iso_app.trail.models import TrailEntry
from tests.agencies.rosters import as_csv
from tests.support.drills import size

pytestmark = pytest.mark.drill

ROUNDS = size(2, 20)
ROOM_OF_DATABASE = 4000  # bytes: less than one page in the log of SQLite
ROOM_OF_FILES = 200 << 10  # less than what is held in memory of a form
LARGE = b"\n" * (ROOM_OF_FILES + 1)  # after the lines of a file


@contextmanager
def full_disk(room):
    """The system refuses this process every byte beyond `room` of any file, as a disk does that has no more."""
    given = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, given[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, given)


@contextmanager
def store_away():
    """The folder of files is not where it was, as when its disk is not there."""
    root = stores.in_use().root
    root.rename(root.with_name("files elsewhere"))
    try:
        yield
        assert not root.exists(), "nothing was put where the files are not"
    finally:
        root.with_name("files elsewhere").rename(root)


@contextmanager
def store_no_folder():
    """Something else stands where the folder was."""
    with store_away():
        root = stores.in_use().root
        root.write_text("")
        try:
            yield
        finally:
            root.unlink()


def kept():
    """What a file brought in leaves: its row, what was made of it, what the trail tells."""
    db.session.remove()
    with unit_of_work(keep=False), whole_country():
        counted = [
            db.session.scalar(select(func.count(model.id))) for model in (StoredFile, ImportBatch, TrailEntry)
        ]
    parts = list(Path(stores.in_use().root).rglob("*.part"))
    db.session.remove()
    return counted, parts


def send(browser, content, key):
    sent = {"file": (io.BytesIO(content), "co-quan.csv"), "kind": "co-quan", "_key": key}
    answer = browser.client.post("/nhap/tep", data=sent, content_type="multipart/form-data")
    return answer.status_code, BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def empty_log():
    """SQLite's log begins anew, so that what is written next makes it grow."""
    db.session.remove()
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def outages():
    if db.engine.dialect.name == "sqlite":
        yield "database", lambda: full_disk(ROOM_OF_DATABASE), b"", "tạm ngắt"
    yield "full disk of files", lambda: full_disk(ROOM_OF_FILES), LARGE, "Kho tệp"
    yield "files elsewhere", store_away, b"", "Kho tệp"
    yield "no folder of files", store_no_folder, b"", "Kho tệp"


def test_nothing_is_kept_by_half_and_the_same_goes_through_afterwards(world, browse, figure):
    browser = browse("tdc.province_admin")
    assert send(browser, as_csv(), "the first")[0] == 302
    refused = 0
    for turn in range(ROUNDS):
        for name, outage, more, words in outages():
            key, content = f"{name} {turn}", as_csv() + more + b"\n" * (refused + 1)  # each content is new
            before = kept()
            empty_log()
            with capture_logs(), outage():  # where tests keep what is logged there is no room either
                status, said = send(browser, content, key)
            assert (status, words in said) == (503, True), f"{name}: {status} {said}"
            assert kept() == before, name
            refused += 1
            assert send(browser, content, key)[0] == 302, f"{name}: not well afterwards"
            (files, batches, _), parts = kept()
            assert (files, batches, parts) == (before[0][0] + 1, before[0][1] + 1, [])
    figure(
        f"disk full, file store away: {refused} refused with a sentence, 0 halves, {refused} done afterwards"
    )


def test_pages_are_read_while_the_disk_is_full(world, browse):
    """That a session lives is noted beside the page: where it cannot be, the page is shown all the same."""
    browser = browse("snv.iso_secretary")
    with unit_of_work(), whole_country():
        db.session.execute(update(UserSession).values(seen_at=now() - timedelta(minutes=5)))
    empty_log()
    with full_disk(ROOM_OF_DATABASE):
        assert browser.client.get("/").status_code == 200


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Werkzeug leaves it to be collected
def test_a_large_form_is_refused_with_a_sentence(world, browse):
    """What is too large to be held in memory is put aside while it is read."""
    part = b'Content-Disposition: form-data; name="file"; filename="a.csv"'
    body = b"--x\r\n" + part + b"\r\n\r\n" + b"a,b\n" * 300_000 + b"\r\n--x--\r\n"
    browser = browse("tdc.province_admin")
    with full_disk(ROOM_OF_FILES):
        answer = browser.client.post("/nhap/tep", data=body, content_type="multipart/form-data; boundary=x")
    assert (answer.status_code, "hết chỗ" in answer.text) == (503, True)
    gc.collect()


def test_files_are_not_said_to_be_lost_while_the_store_is_away(world, app):
    from iso_app.files import queries, services

    with unit_of_work():
        digest = services.store(b"kept", "text/plain").digest
    with store_away(), pytest.raises(Unavailable):
        queries.content(digest)
    with store_away(), pytest.raises(Unavailable), queries.on_disk(digest):
        pass
    with store_away():
        assert app.test_client().get("/readyz").json["files"] is False
    assert queries.content(digest) == b"kept"
