"""The province sets the year's calendar; every agency gets its task; one asks for more time and is granted it."""

import re
import urllib.request
from datetime import timedelta

from icalendar import Calendar

from iso_app.core.clock import today
from tests.browser.visitor import PHONE

ADMIN, OFFICER = "quantri@soctrang.example", "chuyenvien@soctrang.example"
SECRETARY = "thuky@snv.example"
AGENCIES = 151  # of the table that was printed in 2021
DUTY = "Rà soát tài liệu bên ngoài"


def test_a_year_from_the_calendar_to_an_extension(new_year_visitor):
    due = today() + timedelta(days=3)
    asked = due + timedelta(days=20)
    admin = new_year_visitor()
    admin.sign_in(ADMIN)
    admin.go(f"/nghia-vu/ngay-nghi/{due.year}")
    admin.press("Lấy ngày nghỉ theo lịch nhà nước")
    assert admin.sees("Tết Nguyên Đán")
    admin.go("/nghia-vu/them")
    admin.fill("Tên nghĩa vụ", DUTY)
    admin.fill("Ngày đến hạn", str(due.day))
    admin.fill("Tháng đến hạn (lần đầu trong năm)", str(due.month))
    admin.page.get_by_label("Trùng ngày nghỉ thì lùi").uncheck()
    admin.press("Lưu")
    admin.go(f"/nghia-vu/lap-viec/{due.year}")
    admin.press(f"Lập việc năm {due.year}")
    told = admin.page.get_by_text(re.compile(rf"Đã lập \d+ việc năm {due.year}\.")).first.inner_text()
    made = int(re.search(r"\d+", told)[0])
    admin.go("/viec/tinh")
    assert made >= AGENCIES
    assert admin.sees(f"trong {made}")

    secretary = new_year_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    secretary.go("/viec")
    secretary.open(DUTY)
    secretary.open("Xin gia hạn")
    secretary.fill("Xin gia hạn đến ngày", f"{asked:%d/%m/%Y}")
    secretary.fill("Lý do", "Chờ danh mục mới của Bộ")
    secretary.press("Gửi đề nghị")
    assert secretary.sees("đang chờ quyết định")

    officer = new_year_visitor()
    officer.sign_in(OFFICER)
    officer.go("/viec")
    officer.open(DUTY)
    officer.open("Quyết định gia hạn")
    officer.choose("Quyết định", "Đồng ý gia hạn")
    officer.press("Ghi quyết định")
    assert officer.sees("Được gia hạn")

    secretary.go(f"/lich?thang={asked:%Y-%m}")
    assert secretary.sees(DUTY)
    secretary.go("/lich/rieng")
    secretary.press("Tạo địa chỉ")
    address = secretary.page.get_by_label("Địa chỉ lịch").input_value()
    with urllib.request.urlopen(address) as answer:
        events = list(Calendar.from_ical(answer.read()).walk("VEVENT"))
    found = [event for event in events if str(event["summary"]) == DUTY]
    assert [event.decoded("dtstart") for event in found] == [asked]


def test_the_month_is_a_list_on_a_phone_and_works_without_scripts(soc_trang_visitor):
    still = soc_trang_visitor(width=PHONE, script=False)
    still.sign_in(SECRETARY)
    still.go("/lich")
    still.open("Tháng sau")
    still.open("Danh sách")
    still.go("/viec")
    assert still.sees("Việc của tôi")
