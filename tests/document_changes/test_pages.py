"""The pages of requests and reviews as people in each role see them, without a script."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.document_changes.kinds import ChangeKind
from iso_app.document_changes.models import ChangeRequest, DocumentReview
from iso_app.document_changes.workflow import RequestState
from iso_app.documents.models import Document
from iso_app.trail.services import explain
from tests.support.browser import Browser
from tests.support.statements import of_page

Browse = Callable[[str], Browser]
HOME, REVIEWS = "/de-nghi-tai-lieu", "/soat-xet-tai-lieu"


def _words(soup: Any) -> str:
    return " ".join(soup.get_text(" ").split())


def _links(soup: Any) -> set[str]:
    return {str(a["href"]) for a in soup.find_all("a", href=True)}


def _only() -> ChangeRequest:
    with unit_of_work(keep=False), whole_country():
        found = db.session.scalars(select(ChangeRequest)).one()
        db.session.expunge(found)
        return found


@pytest.fixture
def due(in_force: Any) -> list[int]:
    ids = [in_force(f"QT-5{number}")[0] for number in range(2)]
    with unit_of_work(), whole_country():
        for number, id_ in enumerate(ids):
            document = db.session.get_one(Document, id_)
            document.next_review_on = today() + timedelta(days=20 * number - 5)
            db.session.flush()
            explain(document)
    return ids


def test_an_empty_list_teaches(browse: Browse, world: Any) -> None:
    page = browse("snv.staff").get(HOME)
    assert "Ai trong cơ quan cũng đề nghị được" in _words(page)
    assert f"{HOME}/them" in _links(page)


def test_asked_from_the_page_of_the_document_with_a_file(browse: Browse, in_force: Any) -> None:
    document_id, _ = in_force("QT-10")
    staff = browse("snv.staff")
    ask = f"{HOME}/them?tai-lieu={document_id}"
    assert ask in _links(staff.get(f"/tai-lieu/{document_id}"))
    assert "Hủy bỏ" in _words(staff.get(ask))
    page = staff.follow(
        ask,
        kind="revise",
        reason="Luật mới có hiệu lực",
        summary="Sửa mục 5.2",
        wanted_on=show_day(today() + timedelta(days=30)),
        files={"file": (io.BytesIO(b"%PDF-1.4 x"), "luat-moi.pdf")},
    )
    words = _words(page)
    assert "Sửa đổi: QT-10" in words
    assert "Chờ quyết định" in words
    assert "luat-moi.pdf" in words
    request = _only()
    answer = staff.client.get(f"{HOME}/{request.id}/tep")
    assert answer.data == b"%PDF-1.4 x"
    assert request.number in _words(staff.get(f"/tai-lieu/{document_id}"))


def test_what_is_wrong_is_said_on_the_form_and_nothing_typed_is_lost(browse: Browse, kinds: Any) -> None:
    staff = browse("snv.staff")
    page = staff.post(
        f"{HOME}/them",
        expect=422,
        document_kind_id="",
        title="Quy trình",
        wanted_on="01/01/2020",
        reason="Cần quy trình",
    )
    assert "Hạn không được trước hôm nay" in _words(page)
    assert "Cần quy trình" in _words(page)
    page = staff.post(f"{HOME}/them", expect=200, document_kind_id="", reason="Cần")
    assert "Chưa điền mục này" in _words(page)


def test_decided_by_the_leader_and_drafted_from_the_request(browse: Browse, asked: Any, kinds: Any) -> None:
    request_id = asked(ChangeKind.NEW, document_kind_id=kinds["QT"], summary="Các bước tiếp công dân")
    url = f"{HOME}/{request_id}"
    leader = browse("snv.leader")
    assert f"{url}/quyet-dinh" in _links(leader.get(url))
    assert f"{url}/quyet-dinh" not in _links(browse("snv.auditor").get(url))
    form = leader.get(f"{url}/quyet-dinh")
    version = form.find("input", attrs={"name": "version"})["value"]
    assert "Chấp nhận: có việc soạn tài liệu mới" in _words(form)
    page = leader.follow(f"{url}/quyet-dinh", decision="accept", words="Làm ngay", version=version)
    assert "Được chấp nhận" in _words(page)
    staff = browse("snv.staff")
    draft = staff.get(f"{url}/soan")
    assert draft.find("input", attrs={"name": "code"})["value"] == "QT-77"
    assert draft.find("textarea", attrs={"name": "change_summary"}).get_text(strip=True)
    staff.post(
        f"{url}/soan", kind_id=kinds["QT"], code="QT-77", title="Quy trình tiếp công dân", source="written",
        department_id="",
    )  # fmt: skip
    found = _only()
    assert found.revision_id is not None
    page = staff.get(url)
    assert "theo đề nghị này" in _words(page)
    assert "Soạn theo đề nghị" in _words(staff.get(f"/tai-lieu/{found.document_id}/lan/1"))


def test_a_revision_is_drafted_from_the_request(browse: Browse, asked: Any, decide: Any) -> None:
    request_id = asked(ChangeKind.REVISE)
    decide(request_id)
    staff = browse("snv.staff")
    page = staff.get(f"{HOME}/{request_id}/soan")
    assert "Chưa đúng với thực tế" in _words(page)
    staff.post(f"{HOME}/{request_id}/soan", source="written", change_summary="Sửa")
    assert _only().revision_id is not None
    browse("snv.auditor").get(f"{HOME}/{request_id}/soan", expect=403)


def test_an_open_draft_is_named_by_a_button(browse: Browse, asked: Any, decide: Any, request_of: Any) -> None:
    request_id = asked(ChangeKind.REVISE)
    decide(request_id)
    staff = browse("snv.staff")
    staff.post(f"/tai-lieu/{request_of(request_id).document_id}/lan-moi", source="written")
    assert "Gắn với lần ban hành 02 đang có" in _words(staff.get(f"{HOME}/{request_id}"))
    staff.post(f"{HOME}/{request_id}/gan")
    assert _only().revision_id is not None


def test_an_opinion_and_a_taking_back(browse: Browse, asked: Any) -> None:
    request_id = asked(ChangeKind.NEW)
    url = f"{HOME}/{request_id}"
    auditor = browse("snv.auditor")
    page = auditor.follow(f"{url}/y-kien", side="board", agrees="0", words="Đã có QT-03")
    assert "Đã có QT-03" in _words(page)
    assert "Không đồng ý" in _words(page)
    auditor.get(f"{url}/y-kien", expect=404)
    browse("snv.staff").get(f"{url}/y-kien", expect=403)
    staff = browse("snv.staff")
    version = staff.get(f"{url}/rut").find("input", attrs={"name": "version"})["value"]
    staff.post(f"{url}/rut", reason="Trùng QT-03", version=version)
    assert _only().state is RequestState.TAKEN_BACK
    assert "Trùng QT-03" in _words(staff.get(url))


def test_a_decision_on_what_changed_meanwhile_is_said_to_be_stale(browse: Browse, asked: Any) -> None:
    request_id = asked(ChangeKind.NEW)
    browse("snv.leader").post(
        f"{HOME}/{request_id}/quyet-dinh", expect=409, decision="refuse", words="Không", version="77"
    )
    assert _only().state is RequestState.ASKED


def test_the_form_is_printed_with_its_box(browse: Browse, asked: Any, decide: Any) -> None:
    request_id = asked(ChangeKind.NEW)
    decide(request_id, refuse="Chưa cần")
    secretary = browse("snv.iso_secretary")
    secretary.post(
        "/danh-muc/change_requests/bieu-mau", code="BM-01-02", revision="03", issued_on="01/02/2026"
    )
    sheet = _words(secretary.get(f"{HOME}/{request_id}/in"))
    for words in (
        "BM-01-02",
        "Ý kiến trưởng bộ phận",
        "Không chấp nhận. Chưa cần",
        "Quy trình tiếp công dân",
    ):
        assert words in sheet
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = secretary.client.get(f"{HOME}/{request_id}/in/{kind}")
        assert answer.data.startswith(start)
        assert answer.headers["Content-Disposition"].endswith(f".{kind}")


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [("", 1), ("state=open", 1), ("state=mine", 0), ("state=late", 0), ("kind=new", 1), ("kind=revise", 0),
     ("q=tiep+cong", 1), ("q=khong-co", 0), ("state=done", 0), ("state=bogus", 1), ("kind=bogus", 1)],
)  # fmt: skip
def test_the_list_is_filtered_and_exported(browse: Browse, asked: Any, asked_for: str, found: int) -> None:
    asked(ChangeKind.NEW)
    leader = browse("snv.leader")
    assert len(leader.get(f"{HOME}?{asked_for}").select("tbody tr")) == found
    for kind in ("csv", "xlsx"):
        answer = leader.client.get(f"{HOME}?{asked_for}&export={kind}")
        assert answer.status_code == 200
    lines = leader.client.get(f"{HOME}?{asked_for}&export=csv").text.strip().splitlines()
    assert len(lines) == found + 1


def test_one_verdict_on_many_after_a_page_that_says_what_will_happen(
    browse: Browse, due: list[int], read: Any
) -> None:
    secretary = browse("snv.iso_secretary")
    page = secretary.get(REVIEWS)
    assert [tick["value"] for tick in page.select("input[name=chon]")] == [str(id_) for id_ in due]
    assert page.select("form#pick")
    form = secretary.get(f"{REVIEWS}/ghi?chon={due[0]}&chon={due[1]}")
    assert len(form.select("input[name=chon]")) == 2
    told = {"chon": [str(id_) for id_ in due], "verdict": "keep", "words": "Đã đối chiếu với luật"}
    sure = secretary.post(f"{REVIEWS}/ghi", expect=200, **told)
    assert "Điều sẽ xảy ra" in _words(sure)
    assert _words(sure).count("Giữ nguyên; hạn soát xét kế tiếp") == 2
    assert read(Document, due[0]).next_review_on < today()
    hidden = [(field["name"], field["value"]) for field in sure.select("form[data-guard] input[type=hidden]")]
    assert ("sure", "1") in hidden
    secretary.post(f"{REVIEWS}/ghi", **told, sure="1")
    assert read(Document, due[0]).next_review_on > today()
    found = secretary.get(f"{REVIEWS}/ket-qua")
    assert len(found.select("tbody tr")) == 2
    assert "Đã đối chiếu với luật" in _words(found)


def test_everything_that_is_due_at_once_and_nothing_ticked(browse: Browse, due: list[int]) -> None:
    secretary = browse("snv.iso_secretary")
    page = secretary.get(f"{REVIEWS}/ghi?tat-ca=1")
    assert len(page.select("input[name=chon]")) == 2
    assert "Chưa chọn tài liệu nào" in _words(secretary.get(f"{REVIEWS}/ghi"))
    page = secretary.post(f"{REVIEWS}/ghi", expect=422, chon=["999999"], verdict="keep", words="x", sure="1")
    assert "Chưa chọn tài liệu nào" in _words(page)
    with unit_of_work(keep=False), whole_country():
        assert list(db.session.scalars(select(DocumentReview))) == []


def test_a_withdrawal_found_by_a_review_says_that_it_is_only_asked_for(
    browse: Browse, due: list[int], read: Any
) -> None:
    secretary = browse("snv.iso_secretary")
    told = {"chon": str(due[0]), "verdict": "withdraw", "words": "Không còn thủ tục này"}
    page = secretary.post(f"{REVIEWS}/ghi", expect=200, **told)
    assert "tài liệu vẫn còn hiệu lực đến lúc đó" in _words(page)
    secretary.post(f"{REVIEWS}/ghi", **told, sure="1")
    assert not read(Document, due[0]).is_withdrawn
    page = secretary.get(f"{REVIEWS}?due=asked")
    assert "Đã có đề nghị PDN-" in _words(page)
    assert "Cần hủy bỏ" in _words(secretary.get(f"/tai-lieu/{due[0]}"))


def test_reviews_are_filtered_and_exported_without_ticks(browse: Browse, due: list[int]) -> None:
    auditor = browse("snv.auditor")
    assert not auditor.get(REVIEWS).select("input[name=chon]")
    counts = {
        asked: len(auditor.get(f"{REVIEWS}?due={asked}").select("tbody tr"))
        for asked in ("soon", "overdue", "asked", "bogus")
    }
    assert counts == {"soon": 2, "overdue": 1, "asked": 0, "bogus": 2}
    head = browse("snv.iso_secretary").client.get(f"{REVIEWS}?export=csv").text.splitlines()[0]
    assert "Chọn" not in head
    assert browse("snv.leader").client.get(f"{REVIEWS}/ket-qua?export=xlsx").status_code == 200


def test_the_authority_reads_and_does_nothing(browse: Browse, asked: Any, due: list[int]) -> None:
    request_id = asked(ChangeKind.NEW)
    inspector = browse("tdc.inspector")
    assert "Sở Nội vụ" in _words(inspector.get(HOME))
    page = inspector.get(f"{HOME}/{request_id}")
    assert not page.select(".actions .btn-primary")
    assert "Sở Nội vụ" in _words(inspector.get(REVIEWS))
    inspector.get(f"{REVIEWS}/ket-qua")
    for path in ("quyet-dinh", "rut", "soan"):
        inspector.get(f"{HOME}/{request_id}/{path}", expect=403)
    browse("snv.staff").get(REVIEWS, expect=403)


@pytest.mark.parametrize("path", [HOME, REVIEWS, f"{REVIEWS}/ket-qua"])
@pytest.mark.parametrize("who", ["snv.iso_secretary", "tdc.inspector"])
def test_a_list_takes_few_statements_whatever_it_holds(
    browse: Browse, asked: Any, due: list[int], app: Any, path: str, who: str
) -> None:
    browser = browse(who)
    sent = []
    for number in range(2):
        asked(ChangeKind.NEW, title=f"Quy trình {number}")
        sent.append(of_page(browser, path))
    assert len(sent[0]) == len(sent[1]) <= 12, sent[1]
