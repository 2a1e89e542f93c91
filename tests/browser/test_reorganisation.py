"""The administrator performs the reorganisation of 2025 by file: districts end, communes merge, the past stays."""

from iso_app.demo.services import DATA

ADMIN = "quantri@soctrang.example"
TABLE = "/phu-luc/mau/phu-luc-1"


def printed(admin) -> list[list[str]]:
    """The rows of the table as they stand on the page."""
    rows = admin.page.locator(".sheet-table tbody tr").all()
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows]


def test_districts_end_and_communes_merge_in_one_reviewed_act(soc_trang_visitor):
    admin = soc_trang_visitor()
    admin.sign_in(ADMIN)
    admin.go(f"{TABLE}?year=2021")
    before = printed(admin)
    assert any("109" in row for row in before)

    admin.go("/nhap/tep")
    admin.choose("Loại tệp", "Sắp xếp cơ quan")
    admin.attach(DATA / "sap-xep-2025.csv")
    admin.press("Xem trước")
    assert admin.sees("Kết thúc 120 cơ quan (11 cấp huyện, 109 cấp xã)")
    admin.press("Lưu tất cả")

    admin.go("/sap-xep/2025-07-01")
    stats = [text.strip() for text in admin.page.locator(".stat-value").all_inner_texts()]
    assert stats[:2] == ["120", "43"]
    admin.open("UBND phường Sóc Trăng")
    assert admin.sees("UBND phường 5")

    admin.go(f"{TABLE}?year=2021")
    assert printed(admin) == before
    admin.go(f"{TABLE}?year=2025")
    for row in printed(admin):
        of_districts_alone = "huyện" in row[1] and "cấp tỉnh" not in row[1]
        assert ("-" in row) == of_districts_alone, row
