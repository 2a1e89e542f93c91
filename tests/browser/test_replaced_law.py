"""The province says that a decree was replaced; two agencies whose procedures cite it each find a task to look."""

from tests.browser.visitor import PHONE

ADMIN = "quantri@soctrang.example"
OFFICE, COMMUNE = "thuky@snv.example", "thuky@xa.example"
OLD, NEW = "30/2020/NĐ-CP", "15/2099/NĐ-CP"  # the new one is made up
REVIEW = "Xem xét sửa QT-01 Quy trình kiểm soát thông tin dạng văn bản"


def enter_the_new(admin) -> None:
    admin.open("Tài liệu bên ngoài")
    admin.open("Danh mục dùng chung của tỉnh")
    admin.open("Thêm văn bản")
    admin.fill("Số, ký hiệu", NEW)
    admin.fill("Tên văn bản", "Về công tác văn thư điện tử")
    admin.choose("Phân loại", "Nghị định")
    admin.fill("Cơ quan ban hành", "Chính phủ")
    admin.press("Thêm văn bản")
    assert admin.heading == NEW


def replace_the_old(admin) -> None:
    admin.go("/van-ban-dung-chung")
    admin.open(OLD)
    admin.open("Tình trạng hiệu lực")
    admin.choose("Tình trạng", "Thay thế bởi văn bản khác")
    admin.fill("Thay thế bởi (sửa bởi)", NEW)
    admin.press("Lưu")
    assert admin.sees("đang được báo")


def look_into(secretary, email: str) -> None:
    """From my work to the passage that cites the old decree, and to the new one."""
    secretary.sign_in(email)
    secretary.go("/viec")
    secretary.waits_for(f"{REVIEW}: {OLD} đã được thay thế bởi {NEW}")
    secretary.open_in("main", REVIEW)
    secretary.open("Mở để làm")
    assert secretary.heading == f"Viện dẫn {OLD}"
    assert secretary.sees(f"{OLD} không còn hiệu lực: hãy xem xét sửa tài liệu.")
    secretary.press("Xác nhận")
    assert secretary.sees(f"Đã xác nhận viện dẫn {OLD}.")
    secretary.open("Mở văn bản mới")
    assert secretary.heading == NEW


def test_two_agencies_look_into_what_cites_a_replaced_decree(later_visitor):
    admin = later_visitor()
    admin.sign_in(ADMIN)
    enter_the_new(admin)
    replace_the_old(admin)
    look_into(later_visitor(), OFFICE)
    look_into(later_visitor(width=PHONE), COMMUNE)
