"""The pages of copies, signing and certificates, as each post sees them."""

import io
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import docx
import pytest

from iso_app.accounts import services as accounts
from iso_app.accounts.models import Person
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents.content import StepRow, Written
from iso_app.printed_copies.printed import EMPTY_SECTION
from tests.printed_copies.conftest import KEY, PASSPHRASE
from tests.printed_copies.test_signing import painted, signed_outside
from tests.printing.test_pdf import pages
from tests.support.statements import of_page
from tests.support.world import PASSWORD, World

Make = Callable[..., Any]


@pytest.fixture
def password(world: World) -> str:
    """The leader of `snv` has a password."""
    with unit_of_work(), whole_country():
        person = db.session.get_one(Person, world.person["snv.leader"])
        accounts.set_password(operator(), person, PASSWORD)
    return PASSWORD


def pdf_at(browser: Any, url: str) -> bytes:
    answer = browser.client.get(url)
    assert answer.status_code == HTTPStatus.OK, answer.text[:500]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/pdf"
    return bytes(answer.data)


def test_a_secretary_prints_a_copy_and_the_register_has_it(in_force: Make, browse: Any, words: Any) -> None:
    document_id, _ = in_force("QT-05")
    where = f"/tai-lieu/{document_id}/lan/1/ban-in"
    secretary = browse("snv.iso_secretary")
    assert "In bản kiểm soát" in words(secretary.get(f"/tai-lieu/{document_id}/lan/1"))
    page = secretary.follow(where, holder="Phòng Tổ chức")
    assert "Đã lập bản số 01" in words(page)
    link = page.find("a", string="PDF")["href"]
    assert "Người giữ: Phòng Tổ chức" in pages(pdf_at(secretary, link))[0]
    register = words(secretary.get("/tai-lieu/ban-in"))
    for part in ("QT-05", "Phòng Tổ chức", "Đang có hiệu lực"):
        assert part in register
    assert "Phòng Tổ chức" in secretary.client.get("/tai-lieu/ban-in?export=csv").text
    assert "Không có mục nào khớp bộ lọc" in words(secretary.get("/tai-lieu/ban-in?standing=ended"))
    assert "Phòng Tổ chức" in words(secretary.get("/tai-lieu/ban-in?q=qt-05&purpose=paper"))
    assert "bản mới nhất số 01" in words(secretary.get(f"/tai-lieu/{document_id}/lan/1"))


def test_the_same_post_twice_prints_one_copy(in_force: Make, browse: Any, words: Any) -> None:
    document_id, _ = in_force("QT-05")
    secretary = browse("snv.iso_secretary")
    for _ in range(2):
        secretary.follow(f"/tai-lieu/{document_id}/lan/1/ban-in", holder="A", _key="k" * 32)
    page = secretary.get(f"/tai-lieu/{document_id}/lan/1/ban-in")
    assert [cell.get_text() for cell in page.select("td:first-child")] == ["01"]


def test_staff_read_and_print_reading_copies(in_force: Make, browse: Any, words: Any) -> None:
    document_id, _ = in_force("QT-05")
    staff = browse("snv.staff")
    panel = words(staff.get(f"/tai-lieu/{document_id}/lan/1"))
    assert "Bản đọc PDF" in panel
    assert "In bản kiểm soát" not in panel
    said = pages(pdf_at(staff, f"/tai-lieu/{document_id}/lan/1/ban-doc.pdf"))
    assert "không phải bản kiểm soát" in said[0]
    word = staff.client.get(f"/tai-lieu/{document_id}/lan/1/ban-doc.docx")
    assert "1. Mục đích" in [p.text for p in docx.Document(io.BytesIO(word.data)).paragraphs]
    staff.get(f"/tai-lieu/{document_id}/lan/1/ban-in", HTTPStatus.FORBIDDEN)
    staff.get("/tai-lieu/ban-in", HTTPStatus.FORBIDDEN)
    staff.get("/chung-thu-so", HTTPStatus.FORBIDDEN)


def test_a_section_that_says_nothing_keeps_its_number_and_says_so(in_force: Make, browse: Any) -> None:
    document_id, _ = in_force("QT-05", words=Written({"purpose": "Quy định."}, (StepRow("Soạn thảo"),)))
    staff = browse("snv.staff")
    word = staff.client.get(f"/tai-lieu/{document_id}/lan/1/ban-doc.docx")
    lines = [p.text for p in docx.Document(io.BytesIO(word.data)).paragraphs]
    after = {line: lines[place + 1] for place, line in enumerate(lines[:-1])}
    assert after["1. Mục đích"] == "Quy định."
    assert after["2. Phạm vi áp dụng"] == after["7. Hồ sơ cần lưu"] == EMPTY_SECTION
    assert after["5. Nội dung"] != EMPTY_SECTION, "the table of steps stands there"
    said = "".join(pages(pdf_at(staff, f"/tai-lieu/{document_id}/lan/1/ban-doc.pdf")))
    assert said.count(EMPTY_SECTION) == 5


def test_a_draft_is_printed_as_a_draft_by_who_may_read_it(drafted: Make, browse: Any) -> None:
    document_id, _ = drafted("QT-05")
    said = pages(pdf_at(browse("snv.staff"), f"/tai-lieu/{document_id}/lan/1/ban-doc.pdf"))
    assert all("BẢN NHÁP" in page for page in said)
    browse("snv.auditor").get(f"/tai-lieu/{document_id}/lan/1/ban-doc.pdf", HTTPStatus.NOT_FOUND)
    browse("tdc.leader").get(f"/tai-lieu/{document_id}/lan/1/ban-doc.pdf", HTTPStatus.NOT_FOUND)


def test_the_authority_sees_copies_and_prints_none(
    in_force: Make, printed: Make, browse: Any, words: Any
) -> None:
    document_id, revision_id = in_force("QT-05")
    printed(revision_id, holder="Phòng A")
    inspector = browse("tdc.inspector")
    assert "Sở Nội vụ" in words(inspector.get("/tai-lieu/ban-in"))
    page = inspector.get(f"/tai-lieu/{document_id}/lan/1/ban-in")
    assert "Phòng A" in words(page)
    assert not page.find("input", attrs={"name": "holder"})
    assert "Chưa có bản in nào" in words(browse("xa.iso_secretary").get("/tai-lieu/ban-in"))


def test_a_leader_brings_a_certificate_and_signs(
    in_force: Make, browse: Any, words: Any, password: str
) -> None:
    document_id, _ = in_force("QT-05")
    leader = browse("snv.leader")
    where = f"/tai-lieu/{document_id}/lan/1"
    assert "chưa tải chứng thư số lên" in words(leader.get(f"{where}/ban-in"))
    leader.get(f"{where}/ky-so", HTTPStatus.FORBIDDEN)
    wrong = leader.post(
        "/chung-thu-so",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        files={"file": (io.BytesIO(KEY), "a.p12")},
        passphrase="sai",
    )
    assert "Mật khẩu chứng thư chưa đúng" in words(wrong)
    page = leader.follow("/chung-thu-so", files={"file": (io.BytesIO(KEY), "a.p12")}, passphrase=PASSPHRASE)
    assert "Chứng thư tự cấp, chỉ để thử" in words(page)
    form = leader.get(f"{where}/ky-so")
    digest = form.find("input", attrs={"name": "shown_digest"})["value"]
    assert digest in words(form)
    done = leader.follow(f"{where}/ky-so", shown_digest=digest, password=password, passphrase=PASSPHRASE)
    assert "Đã ký bằng chứng thư của cơ quan" in words(done)
    assert "Ký bằng chứng thư chưa kiểm được chuỗi" in words(done)
    content = pdf_at(leader, done.find("a", string="Bản đã ký")["href"])
    assert b"/ByteRange" in content
    panel = words(leader.get(where))
    assert "không kiểm được chuỗi chứng thư" in panel
    assert "Đã ký số" not in panel
    assert "Gỡ chứng thư" in words(leader.get("/chung-thu-so"))
    assert "gỡ bởi" in words(leader.follow("/chung-thu-so/go"))


def test_signed_outside_through_the_pages(in_force: Make, browse: Any, words: Any) -> None:
    document_id, _ = in_force("QT-05")
    secretary = browse("snv.iso_secretary")
    page = secretary.follow(f"/tai-lieu/{document_id}/lan/1/ky-ngoai")
    assert "Bước 1" in words(page)
    link = page.find("a", class_="btn-primary")["href"]
    content = pdf_at(secretary, link)
    here = link.replace("/tep", "/ky-ngoai")
    for bad, why in (
        (painted(signed_outside(content)), "nội dung khác ngoài chữ ký"),
        (content, "chưa có chữ ký"),
    ):
        answer = secretary.post(
            here, HTTPStatus.UNPROCESSABLE_ENTITY, files={"file": (io.BytesIO(bad), "a.pdf")}
        )
        assert why in words(answer)
    done = secretary.follow(here, files={"file": (io.BytesIO(signed_outside(content)), "a.pdf")})
    assert "chữ ký còn nguyên vẹn" in words(done)


def test_pages_speak_english_too(in_force: Make, printed: Make, tokens: list[str], browse: Any) -> None:
    document_id, revision_id = in_force("QT-05")
    printed(revision_id)
    secretary = browse("snv.iso_secretary")
    secretary.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    assert "Controlled copies" in secretary.get(f"/tai-lieu/{document_id}/lan/1/ban-in").get_text()
    nobody = browse("")
    nobody.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    assert nobody.get(f"/ban-in/{tokens[0]}").h1.get_text(strip=True) == "This printed copy is in force"


def test_lists_take_few_statements_whatever_there_is(in_force: Make, printed: Make, browse: Any) -> None:
    document_id, revision_id = in_force("QT-05")
    secretary = browse("snv.iso_secretary")
    urls = ("/tai-lieu/ban-in", f"/tai-lieu/{document_id}/lan/1/ban-in")
    counts = []
    for copies in (1, 6):
        for _ in range(copies):
            printed(revision_id)
        counts.append([len(of_page(secretary, url)) for url in urls])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14  # the session's and the frame's own among them
