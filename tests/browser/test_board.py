"""The province board: pictures beside their tables, a cell that opens, the same on a phone and without scripts."""

from tests.browser.visitor import PHONE

OFFICER = "chuyenvien@soctrang.example"
CHARTS = "/bang-theo-doi/bieu-do?year=2021"
FIGURES = "figure[data-chart]"


def drawn(person) -> list[int]:
    """How many bars each picture has once it stands."""
    person.page.locator(f"{FIGURES} svg").first.wait_for(state="visible")
    return [
        person.page.locator(FIGURES).nth(n).locator("svg path").count() for n in range(person.count(FIGURES))
    ]


def test_a_picture_is_drawn_from_the_table_beside_it(soc_trang_visitor):
    officer = soc_trang_visitor()
    officer.sign_in(OFFICER)
    officer.go(CHARTS)
    assert all(bars >= 3 for bars in drawn(officer))
    texts = officer.page.locator(f"{FIGURES} >> nth=0 >> svg text").all_text_contents()
    cells = officer.page.locator("#progress tr[data-point] td[data-value]").all_text_contents()
    assert {cell.strip() for cell in cells} <= {text.strip() for text in texts}
    assert officer.page.locator("[style*=url], script:not([src])").count() == 0
    officer.look()


def test_from_the_worst_agency_to_its_evidence(soc_trang_visitor):
    officer = soc_trang_visitor()
    officer.sign_in(OFFICER)
    officer.open("Bảng theo dõi")
    officer.go("/bang-theo-doi?year=2021")
    officer.page.get_by_label("Việc", exact=True).select_option(label="ISO điện tử")
    officer.page.wait_for_url("**viec=e_qms**")
    officer.leading_on(lambda: officer.page.get_by_label("Tình trạng", exact=True).select_option(label="Có"))
    assert officer.count(".overview tbody tr") == 3
    officer.leading_on(officer.page.locator(".overview .state").first.click)
    assert officer.sees("Bằng chứng")
    officer.open_in("main li", "tinh-hinh.csv, dòng")


def test_on_a_phone_the_agency_stays_and_no_script_shows_tables(soc_trang_visitor):
    officer = soc_trang_visitor(width=PHONE)
    officer.sign_in(OFFICER)
    officer.go("/bang-theo-doi?year=2021&cap=district")
    agency = officer.page.locator(".overview tbody th").first
    before = agency.bounding_box()
    officer.page.locator(".overview-scroll").evaluate("region => { region.scrollLeft = 300; }")
    assert agency.bounding_box()["x"] == before["x"]
    assert before["x"] + before["width"] <= PHONE / 2
    assert officer.page.evaluate("document.documentElement.scrollWidth") <= PHONE
    officer.go(CHARTS)
    assert all(bars >= 3 for bars in drawn(officer))

    still = soc_trang_visitor(script=False)
    still.sign_in(OFFICER)
    still.go(CHARTS)
    assert still.page.locator("#progress").is_visible()
    assert not still.page.locator(FIGURES).first.is_visible()
