"""What is pressed with a finger is as large as one: boxes, buttons and figures on the pages of a phone."""

from tests.browser.visitor import PHONE

SECRETARY, OFFICER = "thuky@snv.example", "chuyenvien@soctrang.example"
FINGER = 32  # pixels
# A link in running words is as high as its line; the words beside a box are pressed like the box.
TOO_SMALL = """least => [...document.querySelectorAll(
    "main button, main summary, main input:not([type=hidden]), main select, main textarea, main a.number, main a.why")]
    .filter(e => e.checkVisibility() && !e.closest("details:not([open]) > :not(summary)"))
    .map(e => [e, Math.max(e.getBoundingClientRect().height,
                           ...[...(e.labels ?? [])].map(label => label.getBoundingClientRect().height))])
    .filter(([e, height]) => height < least)
    .map(([e, height]) => `${e.tagName}.${e.className} ${e.name ?? ""}: ${Math.round(height)}`)"""


def test_a_secretarys_lists_and_forms(later_visitor):
    secretary = later_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    for path in (
        "/ho-so/den-han", "/soat-xet-tai-lieu", "/soat-xet-tai-lieu/ghi?tat-ca=1", "/tai-lieu-ben-ngoai/ra-soat",
        "/tai-lieu-ben-ngoai/vien-dan", "/tai-lieu/them/soan?loai=1", "/mau-tai-lieu/2/ba-ben",
    ):  # fmt: skip
        secretary.go(path)
        assert secretary.page.evaluate(TOO_SMALL, FINGER) == [], path


def test_an_officers_figures(later_visitor):
    officer = later_visitor(width=PHONE)
    officer.sign_in(OFFICER)
    for path in ("/bang-theo-doi", "/phu-luc/mau/phu-luc-1", "/phu-luc/mau/phu-luc-1/so-sanh"):
        officer.go(path)
        assert officer.page.evaluate(TOO_SMALL, FINGER) == [], path


def test_the_years_of_an_agency_stand_one_under_the_other(later_visitor):
    """Side by side a year has no room for the name of the file its figure came from."""
    secretary = later_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    secretary.go("/co-quan/ST-SNV")
    cells = secretary.page.locator("section[aria-labelledby=years-title] tbody tr").first.locator("td")
    first, second = cells.nth(0).bounding_box(), cells.nth(1).bounding_box()
    assert second["y"] >= first["y"] + first["height"]


def test_a_month_without_work_shows_no_empty_frame(later_visitor):
    secretary = later_visitor(width=PHONE)
    secretary.sign_in(SECRETARY)
    secretary.go("/lich?thang=2029-01")
    assert secretary.page.get_by_text("Không có việc nào trong tháng").is_visible()
    assert not secretary.page.locator(".table-scroll").is_visible()
