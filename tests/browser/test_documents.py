"""A procedure is revised, remarked on by two reviewers, signed on a phone, comes into force; its old copies do not hold."""

from iso_app.demo.accounts import PASSWORD
from tests.browser.visitor import PHONE

SECRETARY = "thuky@snv.example"
AUDITOR = "danhgia@snv.example"
LEADER = "giamdoc@snv.example"
PROCEDURE = "QT-05"


def open_procedure(person) -> None:
    person.open("Tài liệu nội bộ")
    person.open(PROCEDURE)


def revise(secretary) -> str:
    """The next revision with a clearer purpose, handed in. Its address."""
    open_procedure(secretary)
    secretary.open("Soạn lần ban hành mới")
    secretary.fill("Tóm tắt thay đổi so với lần trước", "Thêm rủi ro khi sắp xếp bộ máy.")
    secretary.press("Bắt đầu soạn")
    secretary.fill("Mục đích", "Nhận diện rủi ro, kể cả khi sắp xếp bộ máy.")
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
    revision = revise(secretary)
    sign(secretary, "soạn thảo")

    auditor = later_visitor()
    auditor.sign_in(AUDITOR)
    auditor.go(revision)
    remark(auditor, "Nêu rõ ai cập nhật bảng rủi ro.")
    leader = later_visitor(width=PHONE)
    leader.sign_in(LEADER)
    leader.go(revision)
    remark(leader, "Thêm thời hạn cập nhật.")
    sign(auditor, "xem xét")
    leader.go(revision)
    sign(leader, "phê duyệt")
    assert leader.sees("Đang hiệu lực")

    secretary.go(revision)
    assert secretary.sees("Đang hiệu lực")
