"""The pages: a secretary distributes, staff read and acknowledge, leader and authority see how far it is."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.distribution.kinds import Target
from tests.support.browser import Browser
from tests.support.statements import of_page
from tests.support.world import World

Make = Callable[..., Any]
Browse = Callable[[str], Browser]
MOST_STATEMENTS = 12
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def test_staff_read_and_acknowledge(
    browse: Browse, in_force: Make, distribute: Make, acknowledged: Make
) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    staff = browse("snv.staff")
    home = staff.get("/")
    assert "Tài liệu tôi phải đọc" in home.select_one("#home-reading").text
    mine = staff.get("/phai-doc")
    assert "Còn 1 tài liệu bạn chưa đọc" in mine.text
    address = mine.select_one("tbody a")["href"]
    page = staff.get(address)
    form = next(form for form in page.find_all("form") if "da-doc" in form.get("action", ""))
    assert form.button.get_text(strip=True) == "Tôi đã đọc và nắm nội dung"
    seal = form.find("input", attrs={"name": "shown"})["value"]
    staff.post(form["action"], shown=seal)
    staff.post(form["action"], shown=seal)
    assert len(acknowledged()) == 1
    again = staff.get(address)
    assert "Bạn đã ký nhận đã đọc lần ban hành 01" in again.text
    assert not [form for form in again.find_all("form") if "da-doc" in form.get("action", "")]
    assert staff.get("/").select_one("#home-reading") is None
    assert "Đã đọc" in staff.get("/phai-doc").text


@pytest.mark.parametrize("seal", ["", "khong-phai-dau", "WzEsMiwiYSIsIjIwMjYiXQ.abc"])
def test_a_button_pressed_without_the_page_does_nothing(
    browse: Browse, in_force: Make, distribute: Make, acknowledged: Make, seal: str
) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    browse("snv.staff").post(f"/phan-phoi/{document_id}/lan/1/da-doc", expect=422, shown=seal)
    assert acknowledged() == []


def test_a_seal_is_only_for_whom_it_was_made(
    browse: Browse, in_force: Make, distribute: Make, acknowledged: Make
) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    page = browse("snv.staff").get(f"/tai-lieu/{document_id}/lan/1")
    seal = page.find("input", attrs={"name": "shown"})["value"]
    browse("snv.auditor").post(f"/phan-phoi/{document_id}/lan/1/da-doc", expect=422, shown=seal)
    assert acknowledged() == []


def test_the_secretary_makes_changes_and_removes_lines(
    browse: Browse, in_force: Make, department: Make, world: World
) -> None:
    document_id, _ = in_force()
    unit = department("Phòng Nội vụ", 2)
    secretary, page = browse("snv.iso_secretary"), f"/phan-phoi/{document_id}"
    assert "Chưa phân phối cho ai" in secretary.get(page).text
    typed = {"form": "paper", "copies": "2", "must_read": "y", "reading_days": "5", "note": ""}
    shown = secretary.follow(page, target=f"department:{unit}", **typed)
    assert "Phòng Nội vụ" in shown.select_one("table").text
    assert "đã đọc 0/2" in shown.text
    refused = secretary.post(page, expect=422, target=f"department:{unit}", **typed)
    assert "đã có dòng phân phối" in refused.text
    assert refused.select_one("#copies")["value"] == "2", "what was typed is still there"
    secretary.post(page, expect=422, target="agency", **(typed | {"copies": "nhiều"}))
    foreign = secretary.post(page, expect=200, target=f"post:{world.post['xa.staff']}", **typed)
    assert "Hãy chọn một mục trong danh sách" in foreign.text
    edit = next(a["href"] for a in shown.select("table a") if "/dong/" in a["href"])
    form = secretary.get(edit)
    version = form.select_one("#version")["value"]
    secretary.post(edit, version=version, **(typed | {"copies": "3"}))
    stale = secretary.post(edit, expect=409, version=version, **(typed | {"copies": "4"}))
    assert "Có người khác vừa lưu" in stale.text
    assert "Chưa phân phối cho ai" in secretary.follow(f"{edit}/bo").text


def test_copies_are_handed_out_and_collected(
    browse: Browse, in_force: Make, distribute: Make, next_revision: Make, world: World
) -> None:
    document_id, _ = in_force()
    line_id = distribute(document_id, copies=2)
    secretary, page = browse("snv.iso_secretary"), f"/phan-phoi/{document_id}/ban-giay"
    given = {"line_id": str(line_id), "holder": "", "count": "2", "day": show_day(today()), "note": ""}
    shown = secretary.follow(f"{page}/giao", **given)
    assert "số 1 đến 2" in shown.text
    assert len(shown.select("tbody tr")) == 2
    secretary.post(f"{page}/giao", expect=422, **(given | {"count": "0"}))
    secretary.post(f"{page}/giao", expect=422, **(given | {"line_id": "", "holder": ""}))
    next_revision(document_id)
    shown = secretary.get(page)
    assert "Còn 2 bản giấy hết hiệu lực phải thu hồi" in shown.text
    take = next(a["href"] for a in shown.select("tbody a") if "thu-hoi" in a["href"])
    version = secretary.get(take).select_one("#version")["value"]
    back = {"version": version, "day": show_day(today()), "note": ""}
    assert "HẾT HIỆU LỰC" in secretary.post(take, expect=422, **back).text
    shown = secretary.follow(take, stamped="y", **back)
    assert "Đã thu hồi, đóng dấu HẾT HIỆU LỰC" in shown.text
    lost = next(a["href"] for a in shown.select("tbody a") if "that-lac" in a["href"])
    version = secretary.get(lost).select_one("#version")["value"]
    secretary.post(lost, version=version, day=show_day(today()), note="Mất khi chuyển phòng")
    assert "Phải thu hồi từ" not in secretary.get(page).select_one("tbody").text
    assert secretary.get("/phan-phoi?state=collect").select_one("table") is None


def test_a_signed_list_is_registered_with_its_scan(
    browse: Browse, in_force: Make, distribute: Make, department: Make, world: World
) -> None:
    document_id, _ = in_force()
    distribute(document_id, Target(department_id=department("Phòng Văn thư", 3)))
    secretary, page = browse("snv.iso_secretary"), f"/phan-phoi/{document_id}/danh-sach-ky"
    assert len(secretary.get(page).select("input[type=checkbox]")) == 3
    scan = {"file": (io.BytesIO(PNG), "ký nhận.png")}
    people = [str(world.person[f"Phòng Văn thư.{n}"]) for n in range(2)]
    shown = secretary.follow(page, files=scan, signed_on=show_day(today()), people=people)
    assert "Đã ghi 2 người ký nhận trên giấy" in shown.text
    kept = next(a["href"] for a in shown.select("main a") if "danh-sach-ky/" in a["href"])
    assert secretary.client.get(kept).data == PNG
    nobody = {"file": (io.BytesIO(PNG), "ký nhận.png")}
    assert (
        "chọn những người" in secretary.post(page, expect=422, files=nobody, signed_on=show_day(today())).text
    )


def test_who_has_read_is_filtered_and_exported(
    browse: Browse, in_force: Make, distribute: Make, acknowledge: Make, department: Make
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id)
    distribute(document_id, Target(department_id=department("Phòng Văn thư", 3)))
    acknowledge("snv.staff", revision_id)
    leader, page = browse("snv.leader"), f"/phan-phoi/{document_id}/da-doc"
    shown = leader.get(page)
    assert "1/7" in shown.text
    assert len(leader.get(f"{page}?state=unread").select(".data-table tbody tr, table tbody tr")) >= 6
    csv = leader.client.get(f"{page}?state=read&export=csv").text
    assert "Cán bộ, công chức SNV" in csv
    assert "Phòng Văn thư" not in csv
    assert leader.client.get(f"{page}?export=xlsx").data.startswith(b"PK")
    assert "Phòng Văn thư 000" in leader.get(f"{page}?q=van+thu+000").text


@pytest.mark.parametrize(("kind", "starts"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_the_form_is_printed(
    browse: Browse, in_force: Make, distribute: Make, department: Make, kind: str, starts: bytes
) -> None:
    document_id, _ = in_force()
    distribute(document_id, Target(department_id=department("Phòng Văn thư", 3)), copies=2)
    answer = browse("snv.iso_secretary").client.get(f"/phan-phoi/{document_id}/bieu-mau.{kind}")
    assert answer.status_code == 200
    assert answer.data.startswith(starts)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
            words = packed.read("word/document.xml").decode()
        for word in ("Phòng Văn thư", "Bản giấy", "HẾT HIỆU LỰC", "QT-01"):
            assert word in words
    browse("snv.iso_secretary").get(f"/phan-phoi/{document_id}/bieu-mau.exe", expect=404)


def test_staff_see_no_names_and_others_nothing(browse: Browse, in_force: Make, distribute: Make) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    staff = browse("snv.staff")
    for path in ("", "/da-doc", "/ban-giay", "/bieu-mau.docx"):
        staff.get(f"/phan-phoi/{document_id}{path}", expect=403)
    assert "Phân phối và ký nhận" not in staff.get(f"/tai-lieu/{document_id}").text
    for path in ("", "/da-doc", "/ban-giay"):
        browse("xa.leader").get(f"/phan-phoi/{document_id}{path}", expect=404)
    inspector = browse("tdc.inspector")
    shown = inspector.get(f"/phan-phoi/{document_id}")
    assert "Chỉ người của chính cơ quan" in shown.text or "không có quyền" in shown.text
    assert shown.select_one("form.form") is None
    inspector.get(f"/phan-phoi/{document_id}/da-doc")
    assert "Sở Nội vụ" in inspector.get("/phan-phoi").text


@pytest.mark.parametrize("path", ["/phan-phoi", "/phan-phoi?state=unread", "/phai-doc"])
def test_lists_take_few_statements_whatever_there_is(
    app: Flask, browse: Browse, in_force: Make, distribute: Make, department: Make, path: str
) -> None:
    secretary = browse("snv.iso_secretary")
    counts = []
    for first in (0, 5):
        for number in range(first, first + 5):
            document_id, _ = in_force(f"QT-{number:02}")
            distribute(document_id)
        distribute(document_id, Target(department_id=department(f"Phòng {first}", 10)), copies=3)
        counts.append(len(of_page(secretary, path)))
    assert counts[0] == counts[1] <= MOST_STATEMENTS


def test_record_pages_take_few_statements(
    app: Flask, browse: Browse, in_force: Make, distribute: Make, department: Make
) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    distribute(document_id, Target(department_id=department("Phòng Văn thư", 30)), copies=3)
    secretary = browse("snv.iso_secretary")
    paths = ("", "/da-doc", "/ban-giay")
    counts = {path: len(of_page(secretary, f"/phan-phoi/{document_id}{path}")) for path in paths}
    assert {path: number for path, number in counts.items() if number > MOST_STATEMENTS} == {}


def test_the_pages_of_a_document_stand_side_by_side(browse: Browse, in_force: Make, distribute: Make) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    at = f"/phan-phoi/{document_id}"
    pages = {at: "Các nơi nhận", f"{at}/da-doc": "Ai đã đọc", f"{at}/ban-giay": "Các bản giấy"}
    for here, label in pages.items():
        tabs = browse("snv.iso_secretary").get(here).select("nav.tabs a")
        assert {tab["href"]: tab.get_text(strip=True) for tab in tabs} == pages
        assert [tab.get_text(strip=True) for tab in tabs if tab.get("aria-current")] == [label]
