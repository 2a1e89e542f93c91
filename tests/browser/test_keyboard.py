"""The whole way by keyboard: past the menu, into the search, down the rows of a list."""

OFFICER = "chuyenvien@soctrang.example"
FOCUSED = "document.activeElement"


def focused(officer, what: str) -> str:
    return str(officer.page.evaluate(f"{FOCUSED}.{what}"))


def test_skip_search_and_walk(soc_trang_visitor):
    officer = soc_trang_visitor()
    officer.sign_in(OFFICER)
    keys = officer.page.keyboard

    keys.press("Tab")
    assert focused(officer, "textContent") == "Đến nội dung chính"
    keys.press("Enter")
    assert focused(officer, "id") == "main"

    keys.press("/")
    assert focused(officer, "name") == "q"
    keys.type("tu phap")
    officer.leading_on(lambda: keys.press("Enter"))
    assert officer.sees("Sở Tư pháp")

    officer.open("Danh sách cơ quan")
    names = officer.page.locator("tbody .row-link")
    keys.press("j")
    assert focused(officer, "textContent") == names.nth(0).text_content()
    keys.press("j")
    keys.press("j")
    keys.press("k")
    second = names.nth(1).inner_text()
    assert focused(officer, "innerText") == second
    officer.leading_on(lambda: keys.press("Enter"))
    assert officer.path == f"/co-quan/{second}"


def test_escape_closes_a_panel_and_gives_the_focus_back(soc_trang_visitor):
    officer = soc_trang_visitor()
    officer.sign_in(OFFICER)
    summary = officer.page.locator(".topbar .pop > summary")
    summary.press("Enter")
    assert officer.page.locator(".topbar .pop-panel").is_visible()
    officer.page.keyboard.press("Escape")
    assert not officer.page.locator(".topbar .pop-panel").is_visible()
    assert "Tài khoản" in focused(officer, "getAttribute('aria-label')")
