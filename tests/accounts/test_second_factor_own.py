"""The second factor on one's own account: set up, new recovery codes, removed."""

from sqlalchemy import select

from iso_app.accounts.models import RecoveryCode, TotpKey
from iso_app.core.roles import Role
from iso_app.db import db
from tests.accounts.two_steps import code_of, half_in, is_in, set_up, shown_key
from tests.support.world import PASSWORD


def test_setting_up_ends_the_sessions_elsewhere(visitor, with_password):
    email = with_password("snv.staff")
    here, elsewhere = visitor(), visitor("10.0.0.2")
    half_in(here, email)
    half_in(elsewhere, email)
    _, made = set_up(here)
    assert len(set(made)) == 10
    assert is_in(here)
    assert not is_in(elsewhere)


def test_setting_up_asks_for_the_password(visitor, with_password):
    browser = visitor()
    half_in(browser, with_password("snv.staff"))
    page = browser.get("/tai-khoan/xac-thuc/ung-dung")
    carried = page.select_one("[name=carried]")["value"]
    data = {"carried": carried, "code": code_of(shown_key(page)), "password": "khong phai mat khau"}
    browser.post("/tai-khoan/xac-thuc/ung-dung", 422, **data)
    assert db.session.scalar(select(TotpKey.id)) is None


def test_new_recovery_codes_replace_the_old(visitor, with_password):
    email = with_password("snv.staff")
    browser = visitor()
    half_in(browser, email)
    _, old = set_up(browser)
    page = browser.post("/tai-khoan/xac-thuc/ma-du-phong", 200, password=PASSWORD)
    new = [item.get_text(strip=True) for item in page.select(".codes li")]
    other = visitor("10.0.0.2")
    half_in(other, email)
    other.post("/dang-nhap/xac-thuc", 422, code=old[0])
    other.post("/dang-nhap/xac-thuc", code=new[0])


def test_removing_the_app_and_going_back_to_the_password(visitor, with_password):
    email = with_password("snv.staff")
    browser = visitor()
    half_in(browser, email)
    set_up(browser)
    browser.post("/tai-khoan/xac-thuc/ung-dung/bo", 422, password="khong phai mat khau")
    browser.post("/tai-khoan/xac-thuc/ung-dung/bo", password=PASSWORD)
    assert half_in(visitor("10.0.0.3"), email) == "/bat-dau"
    assert db.session.scalar(select(RecoveryCode.id)) is None


def test_the_last_factor_stays_while_it_is_demanded(visitor, with_totp, demanding):
    email, secret, _ = with_totp("tdc.inspector")
    demanding(Role.INSPECTOR)
    browser = visitor()
    half_in(browser, email)
    browser.post("/dang-nhap/xac-thuc", code=code_of(secret))
    page = browser.post("/tai-khoan/xac-thuc/ung-dung/bo", 422, password=PASSWORD)
    assert "hãy thêm cách khác" in page.text
