"""Every page as each role: what is shown, what is done, how many statements it takes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.db import db
from iso_app.documents.content import written_of
from iso_app.jobs.models import Job
from iso_app.model_sets import queries
from tests.model_sets.conftest import FIRST, SECOND, publish
from tests.support.browser import Browser
from tests.support.statements import of_page

Browse = Callable[[str], Browser]
SET, TEMPLATE = "/mo-hinh-khung", "/mau-tai-lieu"
MOST = 12
SOON = show_day(today() + timedelta(days=20))


def filled(page: BeautifulSoup) -> dict[str, Any]:
    """The fields of the page's form as a browser would send them."""
    form = page.select_one("form[data-guard]")
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind in {"radio", "checkbox"} and not field.has_attr("checked"):
            continue
        value = (
            field.get("value", "on" if kind == "checkbox" else "") if field.name == "input" else field.text
        )
        data.setdefault(name, []).append(value)
    for field in form.select("select[name]"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        data[str(field["name"])] = chosen["value"] if chosen else ""
    return data


@pytest.fixture
def statements(app: Flask) -> Callable[[Browser, str], int]:
    """How many statements a page takes."""

    return lambda browser, path: len(of_page(browser, path))


def test_the_officer_takes_the_sets_and_changes_them(browse: Browse, kinds: dict[str, int]) -> None:
    officer = browse("tdc.inspector")
    assert "Tỉnh chưa có mô hình khung" in officer.get(f"{SET}/bo").text
    page = officer.follow(f"{SET}/bo/co-san")
    assert "Mô hình khung của UBND cấp xã" in page.text
    address = page.select_one(".model-cards a")["href"]
    shown = officer.get(address)
    assert "QĐ 101/QĐ-BKHCN" in shown.text
    data = filled(officer.get(f"{address}/muc-moi")) | {"code": "QUY-CHE", "name": "Quy chế hoạt động"}
    assert "Quy chế hoạt động" in officer.follow(f"{address}/muc-moi", **data).text
    retire = officer.get(address).select('a[href$="/ngung"]')[-1]["href"]
    officer.post(retire, expect=200, **filled(officer.get(retire)))
    assert "Ngừng dùng từ" in officer.follow(retire, **filled(officer.get(retire)) | {"reason": "Gộp"}).text


def test_a_set_for_a_group(browse: Browse, default_sets: None) -> None:
    officer = browse("tdc.province_admin")
    data = filled(officer.get(f"{SET}/bo/moi")) | {"name": "Khác"}
    assert "đã có" in officer.post(f"{SET}/bo/moi", expect=422, **data).text
    options = officer.get(f"{SET}/bo/moi").select("#audience option")
    group = next(option["value"] for option in options if option.text == "Sở, ngành")
    page = officer.follow(f"{SET}/bo/moi", **data | {"audience": group})
    assert page.h1.text == "Khác"


def test_the_secretary_sees_what_is_lacking(
    browse: Browse, default_sets: None, published: int, bring_in: Callable[..., int]
) -> None:
    bring_in("snv", "CHINH-SACH")
    page = browse("snv.iso_secretary").get(SET)
    item = page.select_one("#QT-DANH-GIA")
    assert "Không" in item.select_one(".badge").text
    assert item.select_one(f'a[href="{TEMPLATE}/{published}/lay"]')
    assert "Có" in page.select_one("#CHINH-SACH .badge").text
    assert "còn thiếu 9 trong 10" in browse("snv.leader").get("/").text
    assert browse("snv.staff").get(SET).select_one("#QT-DANH-GIA a") is None


def test_the_matrix_of_the_province(
    browse: Browse,
    default_sets: None,
    bring_in: Callable[..., int],
    statements: Callable[[Browser, str], int],
) -> None:
    bring_in("snv", "CHINH-SACH")
    officer = browse("tdc.inspector")
    page = officer.get(f"{SET}/toan-tinh")
    rows = page.select("tbody tr")
    assert len(rows) == 3
    marks = {row.th.text: len(row.select(".mark-yes")) for row in rows}
    assert marks == {"Sở Nội vụ": 1, "UBND xã An Lạc Tây": 0, "Chi cục Tiêu chuẩn Đo lường Chất lượng": 0}
    assert [row.th.text for row in officer.get(f"{SET}/toan-tinh?cap=commune").select("tbody tr")] == [
        "UBND xã An Lạc Tây"
    ]
    lacking = officer.get(f"{SET}/toan-tinh?muc=CHINH-SACH").select("tbody tr")
    assert "Sở Nội vụ" not in {row.th.text for row in lacking}
    assert [row.th.text for row in officer.get(f"{SET}/toan-tinh?tinh_trang=lacking").select("tbody tr")] == [
        "Sở Nội vụ"
    ]
    assert statements(officer, f"{SET}/toan-tinh") <= MOST
    assert statements(officer, f"{SET}/co-quan/ST-SNV") <= MOST
    assert statements(browse("snv.iso_secretary"), SET) <= MOST
    assert statements(officer, f"{SET}/bo") <= MOST


def test_the_matrix_as_files(browse: Browse, default_sets: None, bring_in: Callable[..., int]) -> None:
    bring_in("snv", "CHINH-SACH")
    officer = browse("tdc.leader")
    lines = officer.client.get(f"{SET}/toan-tinh?export=csv&tinh_trang=lacking").text.splitlines()
    assert lines[0].startswith("\ufeffCơ quan,Còn thiếu,Mô hình hệ thống quản lý chất lượng,Chính sách")
    assert lines[1].startswith("Sở Nội vụ,9,Không,Có,Không")
    assert officer.client.get(f"{SET}/toan-tinh?export=xlsx").data[:2] == b"PK"


def test_one_agency_for_the_authority(browse: Browse, default_sets: None) -> None:
    page = browse("tdc.inspector").get(f"{SET}/co-quan/ST-XA")
    assert "UBND xã An Lạc Tây" in page.h1.text
    assert "Chưa có số liệu" in page.text
    browse("tdc.inspector").get(f"{SET}/co-quan/KG-KGSNV", expect=404)


def test_a_template_is_written_and_published(browse: Browse, default_sets: None) -> None:
    officer = browse("tdc.inspector")
    data = filled(officer.get(f"{TEMPLATE}/moi")) | {"code": "MAU-1", "title": "Quy trình xem xét"}
    page = officer.follow(f"{TEMPLATE}/moi", **data | {"item_code": "QT-XEM-XET"})
    address = f"{TEMPLATE}/{page.select_one('.form-actions a')['href'].rpartition('/')[2]}"
    browse("snv.iso_secretary").get(address, expect=404)
    data = filled(officer.get(f"{address}/soan")) | {"purpose": "Mục đích", "step_what": ["Họp", ""]}
    assert "Họp" in officer.follow(f"{address}/soan", **data).text
    page = officer.follow(f"{address}/phat-hanh", **filled(officer.get(f"{address}/phat-hanh")))
    assert "Phiên bản 1" in page.text
    assert "Mục đích" in browse("snv.staff").get(address).text
    data = filled(officer.get(f"{address}/gui")) | {
        "audience": "level:commune",
        "words": "Xin soạn trước hạn",
    }
    assert "Cấp xã" in officer.follow(f"{address}/gui", **data).text
    assert db.session.query(Job).filter_by(kind="model_sets.tell").count() == 1
    data = filled(officer.get(f"{address}/ngung")) | {"reason": "Thay bằng mẫu khác"}
    assert "Ngừng dùng" in officer.follow(f"{address}/ngung", **data).text


def test_the_work_in_the_background_tells(
    browse: Browse, default_sets: None, published: int, acting: Callable[..., Any]
) -> None:
    from iso_app.jobs import running

    officer = browse("tdc.inspector")
    address = f"{TEMPLATE}/{published}"
    officer.follow(f"{address}/gui", **filled(officer.get(f"{address}/gui")))
    again = officer.post(
        f"{address}/gui", 422, **filled(officer.get(f"{address}/gui")) | {"words": "Xin soạn"}
    )
    assert "đang được gửi" in again.select_one(".error-summary").get_text()
    assert again.select_one("#words").get_text(strip=True) == "Xin soạn"
    (job_id,) = db.session.scalars(db.select(Job.id).where(Job.kind == "model_sets.tell"))
    db.session.remove()
    assert running.run(job_id)
    assert "3 cơ quan" in officer.get(address).text
    assert "Quy trình đánh giá nội bộ" in browse("xa.iso_secretary").get("/viec").text
    officer.get(f"{TEMPLATE}/lan-gui/1", expect=302)


def test_a_copy_is_taken(browse: Browse, default_sets: None, published: int) -> None:
    secretary = browse("snv.iso_secretary")
    address = f"{TEMPLATE}/{published}/lay"
    page = secretary.get(address)
    assert page.select_one("#code")["value"] == "QT-01"
    written = secretary.follow(address, **filled(page))
    assert FIRST.sections["purpose"] in written.text
    secretary.get(address, expect=403)
    assert "Soạn từ mẫu" in secretary.get(f"{TEMPLATE}/{published}").text


def test_three_ways_and_merged(
    browse: Browse, default_sets: None, second: int, taken: int, acting: Callable[..., Any]
) -> None:
    secretary = browse("snv.iso_secretary")
    write = f"/tai-lieu/{taken}/lan/1/soan"
    data = filled(secretary.get(write)) | {"records": "Lưu 04 năm.", "step_time": ["Tháng 2", "02 ngày"]}
    secretary.follow(write, **data)
    address = f"{TEMPLATE}/{second}/ba-ben"
    page = secretary.get(address)
    assert len(page.select(".model-conflict")) == 1
    assert "Mẫu đã có phiên bản 2" in secretary.get(f"/tai-lieu/{taken}").text
    data = filled(page)
    assert data["part-purpose-0"] == ["theirs"]
    refused = secretary.post(address, expect=422, **data | {"part-purpose-0": "mine"})
    assert "Còn 1 chỗ" in refused.text
    assert filled(refused)["part-purpose-0"] == ["mine"], "what was chosen is not lost"
    data = filled(refused) | {"part-purpose-0": "theirs", "part-records-0": "own"}
    page = secretary.follow(address, **data | {"part-records-0-own": "Lưu 06 năm\nTại Văn phòng"})
    assert "Đã ghép phiên bản mới" in page.text
    with acting("snv.iso_secretary"):
        revision = queries.live_revision(taken)
        assert revision is not None
        result = written_of(revision.written)
    assert result.sections["purpose"] == SECOND.sections["purpose"]
    assert result.sections["records"] == "Lưu 06 năm\nTại Văn phòng"
    assert [row.time for row in result.steps] == ["Tháng 2", "02 ngày", "03 ngày"]
    secretary.get(address, expect=403)


def test_rows_of_ones_own(
    browse: Browse, default_sets: None, second: int, taken: int, acting: Callable[..., Any]
) -> None:
    secretary = browse("snv.iso_secretary")
    address = f"{TEMPLATE}/{second}/ba-ben"
    page = secretary.get(address)
    part = page.select_one('[id^="part-steps-"]')
    name = part["id"]
    data = filled(page) | {name: "own"}
    for column, words in (
        ("what", "Họp đoàn"),
        ("who", "Đoàn"),
        ("time", ""),
        ("output", "Biên bản | BM-02"),
    ):
        data[f"{name}_{column}"] = [words]
    secretary.follow(address, **data)
    with acting("snv.iso_secretary"):
        revision = queries.live_revision(taken)
        assert revision is not None
        rows = written_of(revision.written).steps
    assert ("Họp đoàn", "Đoàn", "", "Biên bản | BM-02") in [
        (row.what, row.who, row.time, row.output) for row in rows
    ]


def test_a_draft_saved_meanwhile_is_not_overwritten(
    browse: Browse, default_sets: None, second: int, taken: int
) -> None:
    secretary = browse("snv.iso_secretary")
    address = f"{TEMPLATE}/{second}/ba-ben"
    shown = filled(secretary.get(address))
    write = f"/tai-lieu/{taken}/lan/1/soan"
    secretary.follow(write, **filled(secretary.get(write)) | {"purpose": "Câu của người khác"})
    refused = secretary.post(address, expect=409, **shown)
    assert "Câu của người khác" in refused.text
    assert filled(refused)["shown_digest"] != shown["shown_digest"]


def test_ones_own_kept(browse: Browse, default_sets: None, second: int) -> None:
    secretary = browse("snv.iso_secretary")
    address = f"{TEMPLATE}/{second}/giu-ban"
    secretary.post(address, expect=200, **filled(secretary.get(address)))
    page = secretary.follow(
        address, **filled(secretary.get(address)) | {"reason": "Có quy định riêng của Bộ"}
    )
    assert "Giữ bản của mình" in page.text
    covered = browse("tdc.inspector").get(f"{TEMPLATE}/{second}/co-quan")
    assert "Có quy định riêng của Bộ" in covered.text


def test_the_province_knows_the_version_and_nothing_of_the_draft(
    browse: Browse, second: int, statements: Callable[[Browser, str], int]
) -> None:
    officer = browse("tdc.inspector")
    page = officer.get(f"{TEMPLATE}/{second}/co-quan")
    assert "Chờ xem phiên bản mới" in page.text
    assert "QT-05" not in page.text
    assert statements(officer, f"{TEMPLATE}/{second}/co-quan") <= MOST
    assert statements(officer, TEMPLATE) <= MOST
    lines = officer.client.get(f"{TEMPLATE}/{second}/co-quan?export=csv&tinh_trang=1").text.splitlines()
    assert len(lines) == 2


def test_a_version_and_what_it_changed(browse: Browse, published: int, acting: Callable[..., Any]) -> None:
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    page = browse("snv.auditor").get(f"{TEMPLATE}/{published}/phien-ban/2")
    assert page.select_one(".doc-red ins")
    assert "Thêm đánh giá chéo" in page.text
    browse("snv.auditor").get(f"{TEMPLATE}/{published}/phien-ban/3", expect=404)


def test_what_agencies_may_not(browse: Browse, default_sets: None, published: int) -> None:
    for path in ("/moi", f"/{published}/soan", f"/{published}/gui", f"/{published}/co-quan"):
        browse("snv.iso_secretary").get(TEMPLATE + path, expect=403)
    browse("snv.staff").get(f"{TEMPLATE}/{published}/lay", expect=403)
    browse("kgtdc.inspector").get(f"{TEMPLATE}/{published}", expect=404)


def test_a_template_of_another_item_may_be_mended(browse: Browse, default_sets: None, published: int) -> None:
    officer = browse("tdc.inspector")
    address = f"{TEMPLATE}/{published}/sua"
    page = officer.follow(address, **filled(officer.get(address)) | {"title": "Đánh giá nội bộ"})
    assert page.h1.text == "Đánh giá nội bộ"
    browse("snv.leader").get(TEMPLATE + "?tim=noi")
