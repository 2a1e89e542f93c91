"""Every page works where scripts do not run: the menu, a filter, a table, an act that asks first."""

from tests.browser.visitor import PHONE

OFFICER = "chuyenvien@soctrang.example"


def test_a_table_is_frozen_without_a_script(soc_trang_visitor):
    officer = soc_trang_visitor(script=False, width=PHONE)
    officer.sign_in(OFFICER)
    officer.open_menu()
    officer.open("Danh sách cơ quan")
    officer.page.locator("#filter-tim").fill("so noi vu")
    officer.press("Lọc")
    assert officer.count("main tbody tr") == 1
    officer.open("ST-SNV")
    assert officer.heading == "Sở Nội vụ"

    officer.open_menu()
    officer.open("Phụ lục")
    officer.open("Phụ lục 1 – Áp dụng ISO trong hoạt động")
    officer.open_in(".sheet-table", "109")
    assert officer.count("main tbody tr") == 109
    officer.open("Về bảng")
    officer.open("Lập bảng")
    officer.press("Lập bảng")
    officer.open("Giải trình")
    officer.fill("Giải trình", "Trung tâm Phục vụ hành chính công tỉnh.")
    officer.press("Lưu giải trình")
    officer.confirm("Chốt số liệu")
    assert officer.sees("Đã chốt số liệu.")
