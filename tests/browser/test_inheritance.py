"""The secretary of a ward that was made of four decides what becomes of the documents that these left."""

from tests.browser.test_touch import FINGER, TOO_SMALL
from tests.browser.visitor import PHONE

SECRETARY, OFFICER = "thuky@xa.example", "chuyenvien@soctrang.example"
WORK = "Tiếp nhận tài liệu của cơ quan trước sắp xếp"


def test_from_the_task_through_the_list_to_drafts_and_doubles_left_behind(later_visitor):
    secretary = later_visitor()
    secretary.sign_in(SECRETARY)
    secretary.go("/viec")
    secretary.open_in("main", WORK)
    secretary.go("/tai-lieu/tiep-nhan?q=khai+sinh")
    assert secretary.count("tbody tr") == 3
    secretary.page.locator("tbody input[name=chon]").first.check()
    secretary.press("Tiếp nhận tài liệu đã chọn")
    secretary.press("Tiếp nhận")
    assert secretary.heading == "Quy trình đăng ký khai sinh"
    assert secretary.sees("Tiếp nhận từ UBND phường 5:")
    secretary.open_in("section[aria-labelledby=panel-inheritance]", "QT-TTHC-02 Quy trình đăng ký khai sinh")
    assert secretary.sees("Giấy khai sinh được trả trong ngày làm việc.")

    secretary.go("/tai-lieu/tiep-nhan?q=khai+sinh&state=undecided")
    secretary.page.locator("[data-tick-all]").check()
    secretary.press("Không tiếp nhận tài liệu")
    secretary.fill("Lý do", "Trùng với bản của phường 5.")
    secretary.press("Không tiếp nhận tài liệu")
    assert secretary.sees("5/13")

    officer = later_visitor()
    officer.sign_in(OFFICER)
    officer.go("/tai-lieu/tiep-nhan/toan-tinh")
    assert officer.page.locator("tbody tr td").all_inner_texts() == ["3", "13", "5", "8"]


def test_on_a_phone_what_is_pressed_is_as_large_as_a_finger(later_visitor):
    secretary = later_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    for path in (
        "/tai-lieu/tiep-nhan",
        "/tai-lieu/tiep-nhan/3",
        "/tai-lieu/tiep-nhan/tiep-nhan?chon=3&chon=4",
    ):
        secretary.go(path)
        assert secretary.page.evaluate(TOO_SMALL, FINGER) == [], path
