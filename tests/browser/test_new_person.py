"""The administrator of the province takes somebody in; that person chooses a password elsewhere and reads English."""

from urllib.parse import urlsplit

ADMIN = "quantri@soctrang.example"
EMAIL = "moi@snv.example"
CHOSEN = "hoa sen trong dam"


def take_in(admin) -> None:
    admin.open("Người dùng")
    admin.open("Thêm người dùng")
    admin.fill("Họ và tên", "Ngô Thị Mới")
    admin.fill("E-mail", EMAIL)
    admin.choose("Cơ quan, đơn vị", "Sở Nội vụ")
    admin.choose("Vai trò", "Thư ký ISO")
    admin.press("Thêm người dùng")
    assert admin.heading == "Ngô Thị Mới"


def give_link(admin) -> str:
    """The path of the one-time link, as the administrator would copy it."""
    admin.confirm("Tạo liên kết đặt mật khẩu")
    return urlsplit(admin.page.get_by_label("Liên kết dùng một lần").input_value()).path


def switch_language(person, to: str) -> None:
    person.page.locator(".pop > summary").first.click()
    person.press(to)


def test_a_new_person_comes_in_by_a_link_used_once(soc_trang_visitor):
    admin = soc_trang_visitor()
    admin.sign_in(ADMIN)
    take_in(admin)
    link = give_link(admin)

    person = soc_trang_visitor()
    person.go(link)
    person.fill("Mật khẩu mới", CHOSEN)
    person.fill("Nhập lại mật khẩu mới", CHOSEN)
    person.press("Lưu mật khẩu")
    person.sign_in(EMAIL, CHOSEN)
    assert person.heading == "Việc của tôi"
    person.go("/")
    assert person.heading == "Sở Nội vụ"

    switch_language(person, "English")
    assert person.page.locator("html").get_attribute("lang") == "en"
    assert "Home" in person.menu
    switch_language(person, "Tiếng Việt")
    assert "Trang chủ" in person.menu

    person.sign_out()
    person.page.goto(person.address + link)
    assert person.count("input[type=password]") == 0, "the link opened twice"
