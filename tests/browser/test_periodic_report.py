"""Phụ lục 2 at 360 px: a secretary fills it in, is sent back on two rows, mends and submits again; it is accepted."""

import re

from tests.browser.visitor import PHONE

SECRETARY, INSPECTOR = "thuky@snv.example", "chuyenvien@soctrang.example"
TITLE = "Phụ lục 2 – Số liệu cải cách hành chính"


def _type(visitor, row, value):
    field = visitor.page.locator(f'[data-row="{row}"]')
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
        field.blur()


def _saved(visitor):
    """The page says that everything is saved, and when."""
    visitor.page.locator("[data-save-state].saved").wait_for()
    assert re.fullmatch(r"Đã lưu lúc \d\d:\d\d", visitor.page.locator("[data-save-state]").inner_text())


def _part(visitor, number):
    visitor.page.locator(f"#phan-{number} > summary").click()


def test_a_report_is_filled_in_sent_back_mended_and_accepted(soc_trang_visitor):
    secretary = soc_trang_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    secretary.go("/")
    assert secretary.page.locator("[aria-labelledby=home-periodic] li", has_text=TITLE).count() == 2
    secretary.go("/bao-cao-dinh-ky/ky/2/ST-SNV")
    form = secretary.path

    _part(secretary, "I")
    _type(secretary, "I.1", "Kế hoạch số 12/KH-SNV, ngày 05/01/2026")
    _type(secretary, "I.1.1", "20")
    _type(secretary, "I.1.2", "25")
    _saved(secretary)
    assert secretary.sees("Số nhiệm vụ đã hoàn thành 25 lớn hơn 20.")
    _type(secretary, "I.1.2", "18")
    _type(secretary, "I.3.5", "1")
    _type(secretary, "I.3.1", "rất cao")
    assert secretary.sees("Có dòng chưa lưu được")
    assert secretary.page.locator('[data-row="I.3.1"]').get_attribute("aria-invalid") == "true"
    _type(secretary, "I.3.1", "97,5")
    _saved(secretary)
    _part(secretary, "IV")
    _type(secretary, "IV.2.1", "40")
    _type(secretary, "IV.2.2", "39")
    _saved(secretary)
    secretary.look()

    secretary.go(form)
    assert secretary.page.locator('[data-row="I.3.1"]').input_value() == "97,5%"
    assert secretary.page.locator('[data-row="IV.2.2"]').input_value() == "39"
    secretary.open("Nộp báo cáo")
    assert secretary.sees("Các phép kiểm tra giữa các dòng đều khớp.")
    secretary.press("Nộp báo cáo")
    assert secretary.sees("Đã nộp lần 1, đang chờ xét.")
    assert secretary.count("[data-row]") == 0

    inspector = soc_trang_visitor()
    inspector.sign_in(INSPECTOR)
    inspector.open("Báo cáo định kỳ")
    inspector.go("/bao-cao-dinh-ky/ky/2")
    inspector.open("Sở Nội vụ")
    for row, words in (("I-1-2", "Thiếu hai nhiệm vụ quý IV"), ("IV-2-2", "Chưa khớp với phòng Tổ chức")):
        part = inspector.page.locator(f"#phan-{row.split('-', maxsplit=1)[0]}")
        if part.get_attribute("open") is None:
            part.locator("> summary").click()
        inspector.page.locator(f"#r-{row} .remark > summary").click()
        inspector.page.locator(f"#remark-{row}").fill(words)
    inspector.press("Trả lại")
    assert inspector.sees("Đã trả lại báo cáo kèm nhận xét.")

    secretary.go(form)
    assert secretary.sees("Báo cáo được trả lại để sửa.")
    assert secretary.count(".remarked") == 2
    _type(secretary, "I.1.2", "20")
    _type(secretary, "IV.2.2", "38")
    _saved(secretary)
    secretary.go(form)
    assert secretary.page.get_by_text("Đã sửa sau nhận xét").count() == 2
    secretary.open("Nộp báo cáo")
    secretary.press("Nộp báo cáo")
    assert secretary.sees("Đã nộp lần 2, đang chờ xét.")

    inspector.go(form)
    inspector.press("Nhận báo cáo")
    assert inspector.sees("Đã nhận báo cáo; số liệu được khóa.")
    secretary.go(form)
    assert secretary.sees("Đã nhận báo cáo; số liệu được khóa.")


def test_a_line_that_is_cut_loses_nothing(soc_trang_visitor):
    secretary = soc_trang_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    secretary.go("/bao-cao-dinh-ky/ky/2/ST-SNV")
    _part(secretary, "I")
    secretary.page.route("**/tu-luu", lambda route: route.abort())
    _type(secretary, "I.1.1", "7")
    assert secretary.sees("Chưa lưu được – sẽ thử lại")
    secretary.page.unroute("**/tu-luu")
    secretary.page.evaluate("dispatchEvent(new Event('online'))")
    _saved(secretary)
    secretary.complaints.clear()  # the browser notes in its console that the line was cut
    secretary.go("/bao-cao-dinh-ky/ky/2/ST-SNV")
    assert secretary.page.locator('[data-row="I.1.1"]').input_value() == "7"


def test_what_is_written_while_an_answer_is_on_its_way_is_saved_too(soc_trang_visitor):
    secretary = soc_trang_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    secretary.go("/bao-cao-dinh-ky/ky/2/ST-SNV")
    _part(secretary, "I")
    held = []
    secretary.page.route("**/tu-luu", lambda route: held.append(route), times=1)  # noqa: PLW0108 - playwright marks it
    with secretary.page.expect_request("**/tu-luu"):
        _type(secretary, "I.1.1", "20")
    _type(secretary, "I.1.2", "18")
    held.pop().continue_()
    _saved(secretary)
    secretary.go("/bao-cao-dinh-ky/ky/2/ST-SNV")
    values = [secretary.page.locator(f'[data-row="{row}"]').input_value() for row in ("I.1.1", "I.1.2")]
    assert values == ["20", "18"]
