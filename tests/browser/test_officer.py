"""The main job: an officer brings in the year, opens Phụ lục 1, explains, freezes; the leader signs on a phone."""

from pathlib import Path

from iso_app.demo.accounts import PASSWORD
from iso_app.demo.services import DATA
from tests.browser.visitor import PHONE

OFFICER = "chuyenvien@soctrang.example"
LEADER = "lanhdao@soctrang.example"
NUMBER = "PL-2021-0001"


def bring_in(officer, kind: str, file: Path) -> None:
    """From the list of files to the stored file, by way of the preview."""
    officer.open("Nhập số liệu")
    officer.open("Nhập tệp")
    officer.choose("Loại tệp", kind)
    officer.attach(file)
    officer.press("Xem trước")
    assert officer.sees("chưa lưu gì, hãy xem rồi quyết định")
    officer.press("Lưu tất cả")


def look_behind_the_thirty(officer) -> None:
    """From a number to its agencies, from an agency to the line of the file, and back to the table."""
    officer.open_in(".sheet-table", "30")
    assert officer.count("main tbody tr") == 30
    assert officer.sees("Kiểm tra ngày 20/10/2021, qua hồ sơ, báo cáo")
    officer.open("kiem-tra.csv, dòng 3")
    assert officer.heading == "Dòng 3 của tệp kiem-tra.csv"
    assert officer.sees("Danh mục văn bản bên ngoài chưa được cập nhật thường xuyên")
    officer.back()
    officer.open("Về bảng")


def draw_up(officer) -> None:
    officer.open("Lập bảng")
    officer.press("Lập bảng")
    assert officer.path == f"/phu-luc/{NUMBER}"


def explain(officer) -> None:
    officer.open("Giải trình")
    officer.fill("Giải trình", "Trung tâm Phục vụ hành chính công tỉnh không thuộc khối sở, ngành.")
    officer.press("Lưu giải trình")
    assert officer.sees("Trung tâm Phục vụ hành chính công tỉnh không thuộc khối sở, ngành.")


def sign(leader) -> None:
    leader.open("Ký ban hành")
    leader.fill("Mật khẩu của bạn", PASSWORD)
    leader.press("Ký ban hành")
    assert leader.sees("Đã ký ban hành bảng PL-2021-0001.")


def test_from_the_files_of_the_year_to_the_signed_table(new_year_visitor):
    officer = new_year_visitor()
    officer.sign_in(OFFICER)
    officer.open("Nhập tình hình áp dụng")
    bring_in(officer, "Tình hình áp dụng", DATA / "tinh-hinh.csv")
    bring_in(officer, "Kết quả kiểm tra", DATA / "kiem-tra.csv")

    officer.open("Trang chủ")
    officer.open("Làm bước tiếp theo")
    assert officer.heading == "Phụ lục 1 – Áp dụng ISO trong hoạt động"
    assert officer.sees("Dòng 1–3 cộng lại là 150, nhưng tổng số cơ quan đã kiểm tra là 151.")
    look_behind_the_thirty(officer)
    draw_up(officer)
    explain(officer)
    officer.confirm("Chốt số liệu")
    assert officer.sees("Đã chốt số liệu.")

    leader = new_year_visitor(width=PHONE)
    leader.sign_in(LEADER)
    leader.open_menu()
    leader.open("Phụ lục")
    leader.open(NUMBER)
    sign(leader)
    assert leader.download("Word").startswith(b"PK")
    assert leader.download("Excel").startswith(b"PK")
    assert leader.download("PDF").startswith(b"%PDF")

    officer.go(f"/phu-luc/{NUMBER}")
    assert officer.sees("Đã ban hành")
    assert officer.sees("Lý Minh Đức")
