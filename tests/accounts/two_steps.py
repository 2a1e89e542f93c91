"""What the tests of the second factor share: the codes of an app, half of a sign-in, a set-up by the pages."""

import pyotp

from iso_app.core.clock import now
from tests.support.world import PASSWORD

AGENT = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"


def code_of(secret, *, steps=0):
    return pyotp.TOTP(secret).at(int(now().timestamp()) + 30 * steps)


def half_in(browser, email, password=PASSWORD):
    """The password given; where it led."""
    answer = browser.client.post(
        "/dang-nhap", data={"email": email, "password": password}, headers={"User-Agent": AGENT}
    )
    return answer.location or ""


def is_in(browser):
    return browser.client.get("/tai-khoan").status_code == 200


def shown_key(page):
    return page.select_one("[data-totp-key]").get_text().replace(" ", "")


def set_up(browser):
    page = browser.get("/tai-khoan/xac-thuc/ung-dung")
    secret = shown_key(page)
    carried = page.select_one("[name=carried]")["value"]
    made = browser.post(
        "/tai-khoan/xac-thuc/ung-dung", 200, carried=carried, code=code_of(secret), password=PASSWORD
    )
    return secret, [item.get_text(strip=True) for item in made.select(".codes li")]
