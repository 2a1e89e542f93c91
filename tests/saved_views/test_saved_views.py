"""A person saves lists as they are seen, opens them again by name, and nobody else sees or discards them."""

import pytest

from iso_app.saved_views import services

COMMUNES = "/co-quan?cap=commune&sort=-name&columns=code&columns=name"


def _save(browser, name="Các xã", address=COMMUNES, expect=302):
    return browser.post(
        "/danh-sach-da-luu", expect, name=name, address=address, list_label="Danh sách cơ quan"
    )


def _saved(page):
    """(name, address, whether it is the one seen) of each saved list offered beside the table."""
    found = page.select(".saved a.pop-item:not([href='/danh-sach-da-luu'])")
    return [(link.get_text(strip=True), link["href"], link.has_attr("aria-current")) for link in found]


def test_a_list_is_saved_as_it_is_seen_and_opened_by_its_name(browse):
    browser = browse("tdc.inspector")
    shown = browser.get(COMMUNES)
    address = shown.select_one("[name=address]")["value"]
    answer = _save(browser, address=address)
    assert answer.select_one("a")["href"] == address
    assert _saved(browser.get(address)) == [("Các xã", address, True)]
    assert _saved(browser.get("/co-quan")) == [("Các xã", address, False)]
    heads = [head.get_text(strip=True) for head in browser.get(address).select(".table thead th")]
    assert heads == ["Mã", "Tên cơ quan"]


def test_the_same_name_takes_the_new_filters(browse):
    browser = browse("tdc.inspector")
    _save(browser)
    _save(browser, address="/co-quan?cap=district")
    assert [address for _, address, _ in _saved(browser.get("/co-quan"))] == ["/co-quan?cap=district"]


def test_each_sees_their_own_wherever_they_work(browse):
    _save(browse("tdc.inspector"))
    for other in ("tdc.province_admin", "kgtdc.inspector"):
        assert _saved(browse(other).get("/co-quan")) == []
        assert "Các xã" not in browse(other).get("/danh-sach-da-luu").get_text()


def test_the_page_of_all_shows_them_by_list_and_discards(browse):
    browser = browse("tdc.inspector")
    assert "Chưa lưu danh sách nào" in browser.get("/danh-sach-da-luu").get_text()
    _save(browser)
    page = browser.get("/danh-sach-da-luu")
    assert page.select_one("main h2").get_text() == "Danh sách cơ quan"
    address = page.select_one("form[action$='/xoa']")["action"]
    browse("tdc.province_admin").post(address, 404)
    browser.post(address, 302)
    assert "Chưa lưu danh sách nào" in browser.get("/danh-sach-da-luu").get_text()


@pytest.mark.parametrize(
    "address",
    [
        "https://xau.example/co-quan",
        "//xau.example/co-quan",
        "/khong-co",
        "",
        f"/co-quan?tim={'x' * 1500}",
        f"/co-quan/{'x' * 300}",
    ],
)
def test_only_a_page_of_the_product_is_saved(browse, address):
    page = _save(browse("tdc.inspector"), address=address, expect=200)
    assert "Địa chỉ này không lưu được" in page.get_text()
    assert "Chưa lưu danh sách nào" in browse("tdc.inspector").get("/danh-sach-da-luu").get_text()


def test_a_name_is_needed_and_not_too_long(browse):
    for name in ("", "   ", "x" * 61):
        assert _save(browse("tdc.inspector"), name=name, expect=200).select_one("[role=alert]")


def test_one_list_has_no_more_than_can_be_looked_through(browse):
    browser = browse("tdc.inspector")
    for number in range(services.MOST):
        _save(browser, name=f"Kiểu {number}")
    assert "hãy xóa bớt" in _save(browser, name="Thêm", expect=422).get_text()
    _save(browser, name="Kiểu 0")
    _save(browser, name="Thêm", address="/nguoi-dung/")


def test_an_empty_list_still_leads_to_what_was_saved(browse):
    browser = browse("tdc.inspector")
    _save(browser)
    assert _saved(browser.get("/co-quan?tim=khongcogi")) == [("Các xã", COMMUNES, False)]
