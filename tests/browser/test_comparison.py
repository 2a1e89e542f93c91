"""The officer compares 2021 with 2025 and reads why numbers differ: districts ended, communes merged."""

OFFICER = "chuyenvien@soctrang.example"
ADMIN = "quantri@soctrang.example"


def test_the_officer_compares_2021_with_2025(later_visitor):
    officer = later_visitor()
    officer.sign_in(OFFICER)
    officer.go("/phu-luc/mau/phu-luc-05?year=2021")
    officer.open("So sánh")
    officer.page.get_by_label("Bảng trước").select_option("2021")
    officer.page.get_by_label("Bảng sau").select_option("2025")
    officer.press("So sánh")
    assert officer.sees("thay đổi từ 151 xuống 74 vì sắp xếp ngày 01/07/2025")
    districts = officer.page.locator("tbody tr", has_text="Cấp huyện").first
    assert districts.locator("td").nth(2).inner_text() == "-"
    officer.go("/phu-luc/mau/phu-luc-05/so-sanh/o/duy_tri.xa?left=2021&right=2025")
    ward = officer.page.locator("section", has_text="UBND phường Sóc Trăng").first
    assert "UBND phường 5" in ward.inner_text()
    officer.open("Về bảng so sánh")
    assert officer.heading.startswith("So sánh")


def test_printed_figures_and_a_printed_total(later_visitor):
    officer = later_visitor()
    officer.sign_in(OFFICER)
    officer.go("/phu-luc/mau/chi-so-cchc?year=2019")
    assert officer.sees("Tổng các lĩnh vực 80,18 khác tổng in 80,08.")
    officer.go("/phu-luc/mau/phu-luc-1?year=2021")
    assert officer.sees("7 số in, đều khớp.")
    officer.open("Sửa số in")
    officer.fill("1 Số sở, ngành đã kiểm tra việc áp dụng, duy trì, cải tiến ISO – Số lượng/Tỷ lệ", "31")
    officer.press("Lưu số in")
    assert officer.sees("số in: 31")
    officer.open("So sánh với số in")
    assert officer.sees("Trung tâm Phục vụ hành chính công")


def test_the_admin_makes_a_table_of_the_province_s_own(later_visitor):
    admin = later_visitor()
    admin.sign_in(ADMIN)
    admin.go("/phu-luc/mau-rieng")
    admin.open("Phụ lục 1 – Áp dụng ISO trong hoạt động")
    admin.fill("Tên mẫu của tỉnh", "Phụ lục của tỉnh")
    admin.press("Nhân bản")
    admin.open("Số sở, ngành đã kiểm tra việc áp dụng, duy trì, cải tiến ISO")
    admin.fill("Nội dung", "Số sở, ngành được kiểm tra")
    admin.press("Lưu")
    assert admin.sees("Số sở, ngành được kiểm tra")
    admin.confirm("Ban hành mẫu")
    assert admin.sees("Đã ban hành mẫu, phiên bản 1.")
