"""The secretary of an agency signs in and finds that agency, and nothing of the others."""

from iso_app.demo.accounts import OFFICE

SECRETARY = "thuky@snv.example"
OTHER_OFFICES = ("ST-STP", "ST-CCTDC", "31498")
OF_THE_PROVINCE = {
    "Phụ lục",
    "Danh sách cơ quan",
    "Sơ đồ cơ quan",
    "Nhập số liệu",
    "Các loại cơ quan",
    "Thiết lập của tỉnh",
}


def test_a_secretary_sees_the_own_agency_only(soc_trang_visitor):
    secretary = soc_trang_visitor()
    secretary.sign_in(SECRETARY)
    assert secretary.heading == "Việc của tôi"
    secretary.open("Trang chủ")
    assert secretary.heading == "Sở Nội vụ"
    assert "Cơ quan của tôi" in secretary.menu
    assert not OF_THE_PROVINCE & set(secretary.menu)

    secretary.open("Cơ quan của tôi")
    assert secretary.path == f"/co-quan/{OFFICE}"
    secretary.open("kiem-tra.csv, dòng 3")
    assert secretary.sees("Danh mục văn bản bên ngoài chưa được cập nhật thường xuyên")

    for code in OTHER_OFFICES:
        secretary.go(f"/co-quan/{code}", expect=404)
    secretary.go("/nhap/3/dong/4", expect=404)
    for path in (
        "/co-quan",
        "/co-quan/so-do",
        "/phu-luc/",
        "/phu-luc/mau/phu-luc-1",
        "/nhap",
        "/nhap/tep",
        "/co-quan/them",
    ):
        secretary.go(path, expect=403)

    secretary.go("/tim-kiem?q=so+tu+phap")
    assert secretary.count("main a[href*='ST-STP']") == 0
