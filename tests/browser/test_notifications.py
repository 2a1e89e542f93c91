"""The bell and what it leads to, on a phone: told by another's act, opened, marked, tuned; the same without scripts."""

from tests.browser.visitor import PHONE

OFFICER = "chuyenvien@soctrang.example"
ADMIN = "quantri@soctrang.example"


def test_the_bell_on_a_phone(soc_trang_visitor):
    officer = soc_trang_visitor(width=PHONE)
    officer.sign_in(OFFICER)
    bell = officer.page.locator(".bell")
    before = int(officer.page.locator(".bell-count").inner_text())
    assert before > 0, "reports have come in"
    assert bell.bounding_box()["x"] + bell.bounding_box()["width"] <= PHONE
    officer.leading_on(bell.click)
    assert officer.sees("đã nộp")
    officer.press("Đánh dấu đã đọc")
    assert officer.count(".told > li.unread") == before - 1
    officer.press("Đánh dấu đã đọc hết")
    assert officer.count(".told > li.unread") == 0
    assert officer.count(".bell-count") == 0
    officer.open("Thiết lập")
    officer.choose("Giờ gửi thư tổng hợp", "16:00")
    officer.press("Lưu")
    officer.open("Thiết lập")
    assert officer.page.get_by_label("Giờ gửi thư tổng hợp").input_value() == "16"


def test_one_leads_to_what_it_is_about_without_scripts(soc_trang_visitor):
    officer = soc_trang_visitor(script=False)
    officer.sign_in(OFFICER)
    officer.go("/thong-bao")
    officer.press("Mở")
    assert "/bao-cao-dinh-ky/ky/" in officer.page.url or "/viec/" in officer.page.url


def test_the_state_of_the_house(soc_trang_visitor):
    admin = soc_trang_visitor(width=PHONE)
    admin.sign_in(ADMIN)
    admin.go("/van-hanh")
    assert admin.sees("Neo nhật ký")
    assert admin.sees("thông báo chỉ hiện trong phần mềm")
