"""What an agency is still writing has no name where the province reads: in trails, tasks, searches, notices."""

from collections.abc import Callable
from typing import Any

import pytest

from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries, services
from iso_app.documents.services import Plan
from iso_app.tasks import queries as tasks
from iso_app.tasks import services as tasks_services
from iso_app.trail.queries import history
from tests.documents.conftest import WORDS, drafted, in_force, kinds, sign, submitted  # noqa: F401 - fixtures

Make = Callable[..., tuple[int, int]]
NAMES = ("QT-77", "Quy trình kiểm soát", "bi mat")
NEUTRAL = "tài liệu chưa có hiệu lực"
IN_TASKS = "Việc về tài liệu chưa có hiệu lực"


@pytest.fixture
def at_work(submitted: Make, drafted: Make, acting: Any) -> tuple[int, int]:  # noqa: F811
    """One document handed in, one given up with words about it: neither was ever in force."""
    ids = submitted("QT-77")
    _, other = drafted("QT-78")
    with acting("snv.staff") as actor:
        services.discard(actor, queries.revision_read(actor, other), reason="Bí mật của cơ quan")
    return ids


def _says_nothing(text: str) -> None:
    for name in (*NAMES, "QT-78", "Bí mật"):
        assert name not in text


@pytest.mark.parametrize("key", ["tdc.province_admin", "tdc.leader", "tdc.iso_secretary"])
def test_the_trail_of_the_province_names_no_draft(key: str, at_work: Any, browse: Any) -> None:
    reader = browse(key)
    for address in ("/nhat-ky?columns=what&columns=changes&columns=agency", "/nhat-ky?export=csv"):
        text = reader.client.get(address).get_data(as_text=True)
        _says_nothing(text)
    page = reader.get("/nhat-ky?columns=what&columns=changes").get_text()
    if key == "tdc.province_admin":
        assert f"Lập {NEUTRAL}" in page
        assert f"Bỏ bản soạn {NEUTRAL}: …" in page
        assert IN_TASKS in page


def test_the_agency_reads_its_own_trail_in_full(at_work: Any, browse: Any) -> None:
    page = browse("snv.leader").get("/nhat-ky").get_text()
    assert "Lập QT-77 Quy trình kiểm soát" in page
    assert "Bí mật của cơ quan" in page
    assert NEUTRAL not in page


def test_histories_and_records_that_point_to_a_draft(
    at_work: tuple[int, int],
    acting: Any,
    sign: Any,  # noqa: F811
) -> None:
    sign("snv.staff", at_work[1])
    with acting("tdc.inspector"):
        for subject, id_ in (
            ("document", at_work[0]),
            ("revision", at_work[1]),
            ("signature", 1),
            ("task", 1),
        ):
            told = history(subject, id_)
            assert told
            assert all(entry.changes == [] for entry in told)
            _says_nothing(" ".join(entry.sentence for entry in told))
    with acting("snv.leader"):
        assert "QT-77" in history("signature", 1)[0].sentence


def test_once_in_force_it_is_named(at_work: tuple[int, int], acting: Any, sign: Any) -> None:  # noqa: F811
    for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
        sign(key, at_work[1])
    with acting("tdc.inspector"):
        assert all("QT-77" in entry.sentence for entry in history("document", at_work[0]))
        assert "QT-77" in history("task", 1)[0].sentence
    with unit_of_work(keep=False), acting("kgtdc.inspector"):
        assert history("document", at_work[0]) == []


def test_tasks_of_the_province_name_no_draft(at_work: Any, browse: Any, acting: Any) -> None:
    admin = browse("tdc.province_admin")
    page = admin.get("/viec/tinh/danh-sach?sort=title")
    assert IN_TASKS in page.get_text()
    _says_nothing(page.get_text())
    _says_nothing(str(page))
    assert admin.get("/viec/tinh/danh-sach?q=kiem soat").select("tbody tr") == []
    assert len(admin.get("/viec/tinh/danh-sach?q=chua co hieu luc").select("tbody tr")) == 1
    _says_nothing(admin.client.get("/viec/tinh/danh-sach?export=csv").get_data(as_text=True))
    one = admin.get("/viec/1")
    assert one.h1.get_text() == IN_TASKS
    _says_nothing(one.get_text())
    assert "/tai-lieu/" not in str(one.main)
    assert "QT-77" in browse("snv.staff").get("/viec/1").get_text()
    with acting("snv.leader") as actor:
        rows = tasks.of_agency(actor.agency_id)
        from iso_app.db import db

        assert all("QT-77" in row.title and not row.is_veiled for row in db.session.execute(rows))


def test_what_was_said_of_more_time_for_a_draft(at_work: Any, acting: Any, browse: Any) -> None:
    from datetime import timedelta

    with acting("snv.staff") as actor:
        task = tasks.task(1)
        tasks_services.ask_extension(
            actor, task, due_on=task.due_on + timedelta(days=3), reason="Bí mật chưa xong"
        )
    admin = browse("tdc.province_admin")
    _says_nothing(admin.get("/viec/1").get_text())
    _says_nothing(admin.get("/nhat-ky").get_text())
    assert "Bí mật chưa xong" in browse("snv.leader").get("/viec/1").get_text()


def test_the_search_of_the_province_finds_no_draft(at_work: Any, browse: Any) -> None:
    _says_nothing(browse("tdc.province_admin").get("/tim-kiem?q=kiem soat thong tin").main.get_text())


@pytest.mark.parametrize("key", ["snv.auditor", "tdc.province_admin"])
def test_no_filter_tells_that_a_document_is_being_revised(
    key: str,
    in_force: Make,  # noqa: F811
    acting: Any,
    browse: Any,
) -> None:
    """The list shows them the document and not its draft: nor does what the list is narrowed to."""
    document_id, _ = in_force("QT-79")
    with acting("snv.staff") as actor:
        document = queries.document(actor, document_id)
        services.begin_revision(actor, document, body=WORDS, plan=Plan())
    reader = browse(key)
    assert "QT-79" in reader.get("/tai-lieu").get_text()
    for state in ("draft", "in_review", "approved"):
        for address in (f"/tai-lieu?state={state}", f"/tai-lieu?state={state}&export=csv"):
            assert "QT-79" not in reader.client.get(address).get_data(as_text=True)
    assert "QT-79" in browse("snv.staff").get("/tai-lieu?state=draft").get_text()
    assert "QT-79" in browse("snv.leader").get("/tai-lieu?state=draft").get_text()
