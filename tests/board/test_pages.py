"""The pages of the board: what they show, to whom, and what leads where."""

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from tests.board.conftest import OFFICER
from tests.successions.test_soc_trang import bring_in

SECRETARY = "thuky@snv.example"


@pytest.fixture
def officer(visit):
    return visit(OFFICER)


def words(soup):
    return " ".join(soup.get_text(" ").split())


def test_the_board_shows_fifty_and_counts_all(officer):
    page = officer.get("/bang-theo-doi?year=2021")
    assert page.h1.text == "Bảng theo dõi năm 2021"
    assert "Hiển thị 50 trong 152" in words(page)
    assert len(page.select(".overview tbody tr")) == 50
    states = page.select(".overview tbody .state")
    assert len(states) == 500
    assert {" ".join(state.get_text().split()) for state in states} <= {
        "Có",
        "Không",
        "Chưa có",
        "Không áp dụng",
    }


def test_a_count_leads_to_its_agencies(officer):
    page = officer.get("/bang-theo-doi?year=2021")
    count = page.select_one('.board-tally a[href*="viec=e_qms"][href*="tinh_trang=yes"]')
    assert count.text == "3"
    found = officer.get(count["href"])
    assert len(found.select(".overview tbody tr")) == 3
    assert "Bỏ mọi bộ lọc" in words(found)
    assert found.select_one('.filters [name="year"][type="hidden"]')["value"] == "2021"


def test_filters_and_period_stand_in_the_address(officer):
    page = officer.get("/bang-theo-doi?year=2021&as_of=30/06/2021&cap=district&sort=name")
    assert "Hiển thị 11 trong 11" in words(page)
    assert "Cơ quan như vào ngày 30/06/2021" in words(page)
    tab = page.select(".tabs a")[1]["href"]
    assert all(part in tab for part in ("cap=district", "year=2021", "as_of=30"))
    cell = page.select_one(".overview .state")["href"]
    assert "as_of=30" in cell


def test_nothing_found_teaches(officer):
    page = officer.get("/bang-theo-doi?tim=khongcocoquannao")
    assert "Không có mục nào khớp bộ lọc" in words(page)
    assert "Bỏ mọi bộ lọc" in words(page)
    empty = officer.get("/bang-theo-doi?year=2001")
    assert "Chưa có cơ quan nào vào ngày này" in words(empty)


def test_a_day_outside_the_year_is_refused_in_words(officer):
    page = officer.get("/bang-theo-doi?year=2021&as_of=01/01/2022", expect=422)
    assert "Ngày lập bảng phải thuộc năm 2021" in words(page)


def test_a_cell_opens_its_evidence(officer):
    page = officer.get("/bang-theo-doi/ST-SNV/maintains?year=2021")
    told = words(page)
    assert "Công bố HTQLCL theo 134/QĐ-SNV ngày 12/08/2019" in told
    assert "Đánh giá nội bộ ngày 16/08/2021" in told
    assert "Dữ liệu minh họa nhập ngày" in told
    source = page.find("a", string=lambda text: text and "tinh-hinh.csv, dòng 3" in text)
    assert source is not None
    officer.get(source["href"])


def test_a_cell_without_data_says_what_to_do(officer):
    page = officer.get("/bang-theo-doi/ST-SNV/inspected?year=2020")
    assert "Chưa có tệp hay hồ sơ nào nói về việc này trong kỳ" in words(page)
    assert page.select_one('a[href="/nhap/tep"]') is not None
    nobody_asks = officer.get("/bang-theo-doi/ST-UBND/declared?year=2021")
    assert "Không ai hỏi cơ quan này việc đó" in words(nobody_asks)


def test_no_such_cell(officer):
    officer.get("/bang-theo-doi/ST-SNV/no-such", expect=404)
    officer.get("/bang-theo-doi/NO-SUCH/declared", expect=404)
    officer.get("/bang-theo-doi/ST-SNV/declared?year=2005", expect=404)


def test_every_picture_has_its_table(officer):
    page = officer.get("/bang-theo-doi/bieu-do?year=2021")
    figures = page.select("figure[data-chart]")
    assert [figure["data-table"] for figure in figures] == ["progress", "tally", "two-years"]
    for figure in figures:
        table = page.find("table", id=figure["data-table"])
        assert table.select("[data-value]")
        assert figure.has_attr("hidden")
    assert "Ngày 31/12/2020 có 152 cơ quan, ngày 31/12/2021 có 152 cơ quan. Hai năm cùng một" in words(page)
    row = page.select_one("#two-years tbody tr")
    assert [cell.get_text(" ", strip=True) for cell in row.find_all("td")] == [
        "65,56 (99/151)",
        "100 (151/151)",
        "+34,44",
    ]
    heat = page.select("table.heat")
    assert len(heat) == 2
    assert len(heat[0].select("tbody tr")) == 12
    cell = heat[0].select_one("tbody td a")
    assert cell.get_text(" ", strip=True).endswith("9/9")
    found = officer.get(cell["href"])
    assert "Hiển thị 9 trong 9" in words(found)


def test_two_years_beside_each_other_say_whether_they_are_of_the_same_agencies(soc_trang, officer):
    assert "Danh sách cơ quan đã thay đổi" not in words(officer.get("/bang-theo-doi/bieu-do?year=2025"))
    bring_in()
    page = officer.get("/bang-theo-doi/bieu-do?year=2025")
    assert "152 cơ quan, ngày 31/12/2025 có 75 cơ quan. Danh sách cơ quan đã thay đổi" in words(page)
    of_province = officer.get("/bang-theo-doi/bieu-do?year=2025&cap=province")
    assert "Hai năm cùng một danh sách cơ quan" in words(of_province)


def test_exports_hold_every_line_with_words(officer):
    csv = officer.client.get("/bang-theo-doi?year=2021&export=csv").get_data(as_text=True)
    lines = csv.strip().splitlines()
    assert len(lines) == 153
    assert lines[0].startswith('\ufeff"Cơ quan, đơn vị",Còn thiếu,Đã công bố')
    assert "Huyện" in lines[0]
    book = openpyxl.load_workbook(
        io.BytesIO(officer.client.get("/bang-theo-doi?year=2021&cap=district&export=xlsx").data)
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 12
    assert {"Có", "Không"} <= set(rows[1])
    chosen = officer.client.get("/bang-theo-doi?year=2021&export=csv&columns=name&columns=district").get_data(
        as_text=True
    )
    assert chosen.splitlines()[0] == '\ufeff"Cơ quan, đơn vị",Huyện'


def test_only_the_authority_sees_the_board(visit):
    for email in ("lanhdao@soctrang.example", "quantri@soctrang.example"):
        assert "Bảng theo dõi" in words(visit(email).get("/bang-theo-doi"))
    for email in (SECRETARY, "giamdoc@snv.example", "canbo@snv.example"):
        browser = visit(email)
        for path in ("/bang-theo-doi", "/bang-theo-doi/bieu-do", "/bang-theo-doi/ST-SNV/declared"):
            browser.get(path, expect=403)
        assert "Bảng theo dõi" not in words(browser.get("/"))


def test_another_province_is_not_there(browse):
    browser = browse("tdc.inspector")
    page = browser.get("/bang-theo-doi")
    assert "Hiển thị 3 trong 3" in words(page)
    assert "Kiên Giang" not in words(page)
    browser.get("/bang-theo-doi/KG-KGSNV/declared", expect=404)
    assert "Kiên Giang" not in words(browser.get("/bang-theo-doi/bieu-do"))
    other = browse("kgtdc.inspector").get("/bang-theo-doi")
    assert "Hiển thị 2 trong 2" in words(other)
    assert isinstance(other, BeautifulSoup)
