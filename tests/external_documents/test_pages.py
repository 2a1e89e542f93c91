"""The pages as each role sees them, and the files they give."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pypdfium2
import pytest

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from tests.external_documents.conftest import ND30, QD19, subscription
from tests.external_documents.test_citing import TEXT, citations, replace, take_effect, work
from tests.support.world import World

HOME, SHARED = "/tai-lieu-ben-ngoai", "/van-ban-dung-chung"
NEW = {
    "number": "107/2021/NĐ-CP", "title": "Sửa đổi Nghị định 61", "document_class": "decree", "issuer": "Chính phủ",
    "issued_on": "06/12/2021", "effective_on": "06/12/2021",
}  # fmt: skip


@pytest.mark.parametrize(
    "person",
    ["snv.iso_secretary", "snv.leader", "snv.auditor", "snv.staff", "tdc.province_admin", "tdc.leader"],
)
def test_everybody_reads_the_registers(person: str, browse: Callable, follow: Callable, shared) -> None:
    id_ = follow("snv", ND30.number, last=today() - timedelta(days=400))
    browser = browse(person)
    for path in (
        HOME,
        f"{HOME}/in",
        SHARED,
        f"{SHARED}/{shared[ND30.number]}",
        f"{HOME}/{id_}",
        f"{HOME}/vien-dan",
    ):
        browser.get(path)
    assert ND30.number in browser.get(f"{HOME}/{id_}").h1.text


def test_an_empty_register_teaches(browse: Callable) -> None:
    page = browse("snv.iso_secretary").get(HOME)
    assert "Danh mục chưa có văn bản nào" in page.text
    assert page.find("a", string="Chọn từ danh mục dùng chung")


def test_the_authority_enters_corrects_and_replaces(browse: Callable, follow: Callable, shared) -> None:
    follow("snv", ND30.number)
    admin = browse("tdc.province_admin")
    page = admin.follow(f"{SHARED}/them", **NEW)
    assert "107/2021/NĐ-CP" in page.h1.text
    again = admin.post(f"{SHARED}/them", 422, **NEW)
    assert "đã có trong danh mục" in again.text
    bad = admin.post(f"{SHARED}/them", 422, **NEW | {"number": "9/QĐ", "effective_on": "05/12/2021"})
    assert "không được trước ngày ban hành" in bad.text
    form = admin.get(f"{SHARED}/{shared[ND30.number]}/hieu-luc")
    version = form.find("input", {"name": "version"})["value"]
    url = f"{SHARED}/{shared[ND30.number]}/hieu-luc"
    page = admin.follow(
        url, version=version, force="replaced", replaced_by="107/2021/NĐ-CP", ended_on="06/12/2021"
    )
    assert "đang được báo" in page.text
    assert "bởi 107/2021/NĐ-CP từ 06/12/2021" in page.text
    work()
    secretary = browse("snv.iso_secretary")
    assert "đã được thay thế bởi 107/2021/NĐ-CP" in secretary.get("/thong-bao").text
    second = admin.post(url, 409, version=version, force="in_force")
    assert "Có người khác vừa lưu" in second.text


def test_a_secretary_follows_looks_and_gives_up(browse: Callable, shared, world: World) -> None:
    browser = browse("snv.iso_secretary")
    chosen = [str(shared[ND30.number]), str(shared[QD19.number])]
    page = browser.follow(f"{HOME}/theo-doi", documents=chosen, interval_months="12", department_id="")
    assert "theo dõi thêm 2 văn bản" in page.text
    page = browser.get(f"{HOME}/ra-soat?due={today().isoformat()}")
    boxes = page.select("tbody input[type=checkbox]")
    assert len(boxes) == 2
    assert all(box.has_attr("checked") for box in boxes)
    first = boxes[0]["value"]
    page = browser.follow(f"{HOME}/ra-soat", subscriptions=[first], remark="Không thay đổi")
    assert "Đã ghi rà soát 1 văn bản" in page.text
    assert subscription(int(first)).last_checked_on == today()
    form = browser.get(f"{HOME}/{first}/thoi-theo-doi")
    version = form.find("input", {"name": "version"})["value"]
    assert "Chưa điền" in browser.post(f"{HOME}/{first}/thoi-theo-doi", 200, version=version, reason="").text
    page = browser.follow(f"{HOME}/{first}/thoi-theo-doi", version=version, reason="Hết nhiệm vụ")
    assert "Đã thôi theo dõi" in page.text
    assert "Hết nhiệm vụ" in browser.get(f"{HOME}/{first}").text
    page = browser.get(f"{HOME}?follow=ended")
    assert len(page.select("tbody tr")) == 1


def test_staff_may_look_but_not_keep(browse: Callable, follow: Callable) -> None:
    id_ = follow("snv", ND30.number)
    staff = browse("snv.staff")
    staff.post(f"{HOME}/{id_}/da-ra-soat", 302)
    staff.get(f"{HOME}/theo-doi", 403)
    staff.get(f"{HOME}/rieng", 403)
    auditor_page = browse("tdc.inspector").get(f"{HOME}/{id_}")
    assert auditor_page.find("a", string="Thôi theo dõi") is None


def test_lists_filter_sort_and_export(browse: Callable, follow: Callable) -> None:
    follow("snv", ND30.number, last=today() - timedelta(days=400))
    follow("snv", QD19.number, last=today())
    browser = browse("snv.leader")
    for query, count in (
        ("due=late", 1),
        ("q=van thu", 1),
        ("force=in_force", 2),
        ("class=decision", 1),
        ("", 2),
    ):
        assert len(browser.get(f"{HOME}?{query}").select("tbody tr")) == count, query
    for sort in ("number", "-number", "effective", "-checked", "next"):
        assert len(browser.get(f"{HOME}?sort={sort}").select("tbody tr")) == 2
    csv = browser.client.get(f"{HOME}?export=csv").text
    assert "30/2020/NĐ-CP" in csv
    assert browser.client.get(f"{HOME}?export=xlsx").data.startswith(b"PK")


def test_the_form_is_printed_as_page_word_excel_and_pdf(browse: Callable, follow: Callable) -> None:
    follow("snv", ND30.number, last=date(2026, 1, 5))
    browser = browse("snv.iso_secretary")
    browser.post(
        "/danh-muc/van-ban-ben-ngoai/bieu-mau", 302, code="BM.07.02", revision="03", issued_on="05/01/2026"
    )
    page = browser.get(f"{HOME}/in")
    assert [th.text for th in page.select("thead th")] == [
        "STT", "Số/ký hiệu", "Tên văn bản", "Phân loại", "Cơ quan ban hành", "Ngày hiệu lực", "Tình trạng",
        "Đơn vị theo dõi", "Rà soát gần nhất",
    ]  # fmt: skip
    assert "Mã số: BM.07.02" in page.text
    word = browser.client.get(f"{HOME}/in/docx").data
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        body = packed.read("word/document.xml").decode()
        heads = "".join(packed.read(n).decode() for n in packed.namelist() if "header" in n)
    assert "30/2020/NĐ-CP" in body
    assert "BM.07.02" in heads
    assert browser.client.get(f"{HOME}/in/xlsx").data.startswith(b"PK")
    pdf = pypdfium2.PdfDocument(browser.client.get(f"{HOME}/in/pdf").data)
    assert "05/01/2026" in pdf[0].get_textpage().get_text_range()
    answer = browser.client.get(f"{HOME}/in/docx")
    assert "danh-muc-tai-lieu-ben-ngoai-so-noi-vu" in answer.headers["Content-Disposition"]


def test_an_agencys_own_document_with_its_file(browse: Callable) -> None:
    browser = browse("snv.iso_secretary")
    page = browser.follow(f"{HOME}/rieng", interval_months="6", looked="y", department_id="", **NEW)
    assert "107/2021/NĐ-CP" in page.h1.text
    url = page.find("a", href=lambda href: href and href.endswith("/dinh-kem"))["href"]
    sent = {"file": (io.BytesIO(b"%PDF-1.4 1 0 obj"), "nd.pdf")}
    browser.post(url, 302, files=sent)
    answer = browser.client.get(url.replace("/dinh-kem", "/tep"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    sent = {"file": (io.BytesIO(b"MZ\x90\x00 program"), "nd.exe")}
    browser.post(url, 422, files=sent)
    browse("xa.iso_secretary").get(url.replace("/dinh-kem", ""), 404)


def test_citations_on_their_pages(browse: Callable, paper: Callable, acting: Callable, shared) -> None:
    document_id = paper("snv", "QT-01", TEXT)
    take_effect(document_id)
    replace(acting, shared, ND30.number)
    work()
    browser = browse("snv.iso_secretary")
    assert "2 viện dẫn" in browser.get(HOME).text
    assert len(browser.get(f"{HOME}/vien-dan").select("tbody tr")) == 2
    id_ = citations(document_id)["30/2020/nd-cp"].id
    page = browser.get(f"{HOME}/vien-dan/{id_}")
    assert "không còn hiệu lực" in page.text
    page = browser.follow(f"{HOME}/vien-dan/{id_}/xac-nhan", **{"from": "list"})
    assert len(page.select("tbody tr")) == 1
    browse("xa.iso_secretary").get(f"{HOME}/vien-dan/{id_}", 404)
    assert "Xem xét sửa QT-01" in browser.get("/viec").text


def test_the_provinces_view(browse: Callable, follow: Callable, world: World) -> None:
    follow("snv", ND30.number, last=today() - timedelta(days=400))
    browser = browse("tdc.inspector")
    page = browser.get(f"{SHARED}/cac-co-quan?late=late")
    assert [row.select("td, th")[0].get_text(strip=True) for row in page.select("tbody tr")] == ["Sở Nội vụ"]
    page = browser.get(f"{SHARED}/cac-co-quan/ST-SNV")
    assert "quá hạn" in page.text
    browser.get(f"{SHARED}/cac-co-quan/KG-KGSNV", 404)
    browse("snv.leader").get(f"{SHARED}/cac-co-quan", 403)


def test_lists_ask_few_statements(browse: Callable, follow: Callable, world: World, count: Callable) -> None:
    follow("snv", ND30.number)
    few = count("snv.iso_secretary", HOME), count("tdc.inspector", f"{SHARED}/cac-co-quan")
    follow("snv", QD19.number)
    many = count("snv.iso_secretary", HOME), count("tdc.inspector", f"{SHARED}/cac-co-quan")
    assert few == many
    assert max(many) <= 12
    assert count("tdc.inspector", SHARED) <= 12
    assert count("snv.staff", f"{HOME}/ra-soat") <= 12


def test_the_calendar_and_the_search_know_of_it(browse: Callable, follow: Callable) -> None:
    follow("snv", ND30.number)
    browser = browse("snv.iso_secretary")
    assert "Rà soát 1 tài liệu bên ngoài" in browser.get("/lich").text
    assert "30/2020/NĐ-CP" in browser.get("/tim-kiem?q=cong tac van thu").text
    assert show_day(today()) in browser.get(HOME).text
