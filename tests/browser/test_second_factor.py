"""The province demands a second factor of its inspectors; one of them sets it up on a phone and signs in with it."""

import re
import time
from http import HTTPStatus

import pyotp

from iso_app.demo.accounts import PASSWORD

ADMIN = "quantri@soctrang.example"
INSPECTOR = "chuyenvien@soctrang.example"
PHONE = 360
STEP_SECONDS = 30


def demand_of_inspectors(admin) -> None:
    admin.go("/nguoi-dung/")
    admin.open("Yêu cầu xác thực hai lớp")
    admin.open_in("tr:has-text('Chuyên viên TĐC')", "Yêu cầu")
    admin.fill("Số ngày ân hạn", "0")
    admin.press("Lưu yêu cầu")
    assert admin.sees("Bắt buộc")


def shown_key(person) -> pyotp.TOTP:
    return pyotp.TOTP(person.page.locator("[data-totp-key]").inner_text().replace(" ", ""))


def fresh_code(app: pyotp.TOTP, used: str = "") -> str:
    """The code of now; if it was used already, the next one."""
    while app.now() == used:
        time.sleep(0.5)
    return app.now()


def test_an_inspector_signs_in_with_a_second_factor_after_the_province_demands_it(soc_trang_visitor):
    admin = soc_trang_visitor()
    admin.sign_in(ADMIN)
    demand_of_inspectors(admin)

    inspector = soc_trang_visitor(width=PHONE)
    inspector.sign_in(INSPECTOR)
    assert inspector.heading == "Thiết lập xác thực hai lớp"
    inspector.page.goto(f"{inspector.address}/co-quan")
    assert "/dang-nhap" in inspector.path, "half signed in opens nothing"
    inspector.sign_in(INSPECTOR)
    app = shown_key(inspector)
    first = app.now()
    inspector.fill("Mã 6 số trong ứng dụng", first)
    inspector.press("Xác nhận và đăng nhập")
    assert inspector.count(".codes li") == 10
    recovery = inspector.page.locator(".codes code").first.inner_text()
    inspector.open("Đã lưu mã, vào phần mềm")
    inspector.go("/co-quan/ST-SNV")

    inspector.page.context.clear_cookies()
    inspector.sign_in(INSPECTOR)
    assert inspector.heading == "Xác thực hai lớp"
    inspector.fill("Mã xác thực", first)
    inspector.press("Xác nhận", HTTPStatus.UNPROCESSABLE_ENTITY)
    inspector.fill("Mã xác thực", fresh_code(app, used=first))
    inspector.press("Xác nhận")
    inspector.go("/tai-khoan/dang-nhap")
    assert inspector.sees("Mật khẩu và mã từ ứng dụng")

    inspector.page.context.clear_cookies()
    inspector.sign_in(INSPECTOR)
    inspector.fill("Mã xác thực", recovery)
    inspector.press("Xác nhận")
    inspector.go("/tai-khoan/xac-thuc")
    assert inspector.sees("Còn 9 mã")

    secretary = soc_trang_visitor()
    secretary.sign_in("thuky@snv.example")
    secretary.go("/ai-da-xem")
    assert secretary.page.locator("tbody tr").filter(has_text=re.compile("Sở Nội vụ")).count() == 1


def with_key_device(person):
    """A browser on a machine with a security key of its own; it gives keys to names only, not to an address."""
    person.address = person.address.replace("127.0.0.1", "localhost")
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return person


def test_who_has_no_telephone_sets_a_security_key_up_when_it_is_demanded(soc_trang_visitor):
    admin = soc_trang_visitor()
    admin.sign_in(ADMIN)
    demand_of_inspectors(admin)
    person = with_key_device(soc_trang_visitor())
    person.sign_in(INSPECTOR)
    person.page.locator("summary", has_text="Không có điện thoại").click()
    person.fill("Tên khóa", "Máy ở cơ quan")
    person.press("Thêm khóa và đăng nhập")
    assert person.count(".codes li") == 10
    person.open("Đã lưu mã, vào phần mềm")
    person.page.context.clear_cookies()
    person.sign_in(INSPECTOR)
    person.press("Dùng khóa bảo mật")
    person.go("/co-quan/ST-SNV")


def test_a_security_key_stands_in_for_the_code(soc_trang_visitor):
    person = with_key_device(soc_trang_visitor())
    person.sign_in(INSPECTOR)
    person.go("/tai-khoan/xac-thuc")
    person.open("Thêm khóa bảo mật")
    person.fill("Tên khóa", "Máy ở cơ quan")
    person.fill("Mật khẩu đang dùng", PASSWORD)
    person.press("Thêm khóa")
    assert person.count(".codes li") == 10
    person.open("Đã lưu mã")
    assert person.sees("Máy ở cơ quan")

    person.page.context.clear_cookies()
    person.sign_in(INSPECTOR)
    person.press("Dùng khóa bảo mật")
    person.go("/tai-khoan/dang-nhap")
    assert person.sees("Mật khẩu và khóa bảo mật")
