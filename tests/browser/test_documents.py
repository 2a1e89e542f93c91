"""A procedure revised, remarked on by two reviewers, signed on a phone, read; the copy printed before does not hold."""

import re

from iso_app.demo.accounts import PASSWORD
from tests.browser.visitor import PHONE

SECRETARY = "thuky@snv.example"
AUDITOR = "danhgia@snv.example"
LEADER = "giamdoc@snv.example"
STAFF = "canbo@snv.example"
PROCEDURE = "QT-01"
COPY = re.compile(rb"/ban-in/[\w-]+")


def print_copy(secretary) -> str:
    """A numbered copy of what is in force. Where its QR code leads."""
    secretary.open("Trang của lần ban hành này")
    secretary.open("In bản kiểm soát, ký số")
    secretary.press("In bản số tiếp theo")
    paper = secretary.download(re.compile("^Tải bản số"))
    found = COPY.search(paper)
    assert found, "the code leads nowhere"
    return found[0].decode()


def revise(secretary) -> str:
    """The next revision with a clearer purpose, handed in. Its address."""
    secretary.open("Tài liệu nội bộ")
    secretary.open(PROCEDURE)
    secretary.open("Soạn lần ban hành mới")
    secretary.fill("Tóm tắt thay đổi so với lần trước", "Nêu rõ bản điện tử.")
    secretary.press("Bắt đầu soạn")
    secretary.fill("Mục đích", "Kiểm soát thông tin dạng văn bản, kể cả bản điện tử.")
    secretary.press("Lưu bản soạn")
    secretary.open("Trình xem xét")
    secretary.press("Trình xem xét")
    return secretary.path


def remark(reviewer, words: str) -> None:
    reviewer.page.locator("#gop-y textarea").fill(words)
    reviewer.press("Gửi góp ý")
    assert reviewer.sees(words)


def sign(person, meaning: str) -> None:
    person.open(f"Ký {meaning}")
    person.fill("Mật khẩu của bạn", PASSWORD)
    person.press("Ký")


def test_a_procedure_from_draft_to_force(later_visitor):
    secretary = later_visitor()
    secretary.sign_in(SECRETARY)
    secretary.open("Tài liệu nội bộ")
    secretary.open(PROCEDURE)
    copy = print_copy(secretary)
    citizen = later_visitor(width=PHONE)
    citizen.go(copy)
    assert citizen.heading == "Bản in này đang có hiệu lực"

    revision = revise(secretary)
    sign(secretary, "soạn thảo")
    auditor = later_visitor()
    auditor.sign_in(AUDITOR)
    auditor.go(revision)
    remark(auditor, "Nêu rõ ai giữ bản gốc.")
    leader = later_visitor(width=PHONE)
    leader.sign_in(LEADER)
    leader.go(revision)
    remark(leader, "Thêm thời hạn cập nhật danh mục.")
    sign(auditor, "xem xét")
    leader.go(revision)
    sign(leader, "phê duyệt")
    assert leader.sees("Đang hiệu lực")

    staff = later_visitor(width=PHONE)
    staff.sign_in(STAFF)
    staff.go(revision)
    staff.press("Tôi đã đọc và nắm nội dung")
    assert staff.sees("Bạn đã ký nhận đã đọc")

    citizen.go(copy)
    assert citizen.heading.startswith("Bản in này đã hết hiệu lực từ")
