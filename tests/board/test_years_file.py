"""The file of several years: every number of it is the board's of that year; who may ask for it and have it."""

import io
from decimal import Decimal
from http import HTTPStatus

import openpyxl
import pytest

from iso_app.agencies.models import LEVEL_LABELS
from iso_app.board import pages, queries, services, tables
from iso_app.board.compute import OBLIGATIONS, STATUS_LABELS
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.demo.services import go_on_to_2025
from iso_app.files.sniff import XLSX
from iso_app.jobs import worker
from iso_app.jobs.models import Job
from tests.board.conftest import OFFICER

ADDRESS = "/bang-theo-doi/nhieu-nam"
COLLEAGUE, SECRETARY = "lanhdao@soctrang.example", "thuky@snv.example"
SHEETS = ["Số liệu", "Theo cấp", "Theo nhóm", "Theo huyện", "Chú thích"]
OUTSIDE = " (không thuộc huyện nào)"


@pytest.fixture
def later(soc_trang, database, visit):
    """The demonstration has gone on to 2025: figures of two years, districts in the first alone.

    An officer has had them made into a file, on the page and by a worker; built once a worker of the tests.
    """
    if not database.bring_back("years_file"):
        go_on_to_2025()
        page = visit(OFFICER).follow(ADDRESS, years=["2021", "2025"])
        assert page.h1.text == "Xuất số liệu nhiều năm"
        assert worker.work_off(soc_trang) > 0
        database.keep("years_file")
    return soc_trang


@pytest.fixture
def years(later, as_person):
    with as_person(OFFICER):
        return sorted(queries.years())


@pytest.fixture
def made(later, visit):
    """The page of the work when it is done, and the answer with the file that it leads to."""
    officer = visit(OFFICER)
    job_id = db.session.query(Job.id).filter_by(kind=queries.YEARS_FILE).scalar()
    done = officer.get(f"/cong-viec/{job_id}")
    return done, officer.client.get(done.select_one(".actions a")["href"])


@pytest.fixture
def book(made):
    _, answer = made
    assert answer.status_code == HTTPStatus.OK
    return openpyxl.load_workbook(io.BytesIO(answer.data))


@pytest.fixture
def boards(later, board, years):
    return {year: board(year) for year in years}


def rows_of(page, first=1):
    return [list(row) for row in page.iter_rows(min_row=first, values_only=True)]


def in_the_file(page, years):
    """Year -> (obligation, kind of agencies) -> its three cells, as they stand in a counted sheet."""
    heads = rows_of(page)[0]
    assert [head for head in heads if head and str(head).startswith("Năm")] == [f"Năm {y}" for y in years]
    return {
        year: {(row[0], row[1]): row[2 + 3 * n : 5 + 3 * n] for row in rows_of(page, 3)}
        for n, year in enumerate(years)
    }


def on_the_board(lines_by_kind):
    """(obligation, kind) -> how many are asked, how many did it, the share, as the board counts them."""
    return {
        (found.label, kind): [found.asked, found.counts["yes"], cell_of(found.share)]
        for kind, lines in lines_by_kind.items()
        for found in pages.tally(lines)
    }


def cell_of(share: Decimal | None) -> object:
    return "-" if share is None else float(share)


def by_kind(lines, kind):
    """The lines of each kind, and those of all of them, which stand at the foot."""
    found = {}
    for line in lines:
        found.setdefault(kind(line), []).append(line)
        found.setdefault("Toàn tỉnh", []).append(line)
    return found


def of_district(line):
    return line.district or LEVEL_LABELS[line.level] + OUTSIDE


KINDS = {
    "Theo cấp": lambda line: LEVEL_LABELS[line.level],
    "Theo nhóm": lambda line: line.group,
    "Theo huyện": of_district,
}


@pytest.mark.parametrize("sheet", KINDS)
def test_every_count_is_that_of_the_board_of_its_year(book, boards, years, sheet):
    told = in_the_file(book[sheet], years)
    assert years == [2021, 2025]
    for year in years:
        expected = on_the_board(by_kind(boards[year].lines, KINDS[sheet]))
        absent = set(told[year]) - set(expected)
        assert {place: told[year][place] for place in expected} == expected
        assert all(told[year][place] == ["-", "-", "-"] for place in absent), "no such agency in that year"


def test_districts_end_and_their_agencies_are_counted_by_level(book, boards, years, later):
    told = in_the_file(book["Theo huyện"], years)
    duty = OBLIGATIONS["declared"].label
    assert told[2021][duty, "UBND huyện Châu Thành"][0] > 0
    assert told[2025][duty, "UBND huyện Châu Thành"] == ["-", "-", "-"]
    with later.test_request_context("/bang-theo-doi/bieu-do"):
        heat = {
            year: pages.by_district(tables.page(boards[year], "board.charts"), boards[year])
            for year in (2021, 2025)
        }
    for year, rows in heat.items():
        for row in rows:
            label = row.label if (duty, row.label) in told[year] else row.label + OUTSIDE
            shown = [told[year][OBLIGATIONS[cell.tally.code].label, label] for cell in row.cells]
            assert shown == [
                [cell.tally.asked, cell.tally.counts["yes"], cell_of(cell.tally.share)] for cell in row.cells
            ]
    kinds = [row[1] for row in rows_of(book["Theo huyện"], 3)]
    order = [row.label for row in heat[2021] if "huyện" in row.label or "thị xã" in row.label]
    assert [kind for kind in kinds[: len(set(kinds))] if kind in order] == order
    assert kinds[len(set(kinds)) - 1] == "Toàn tỉnh"


def test_every_agency_has_a_line_a_year_with_its_statuses(book, boards):
    heads, *rows = rows_of(book["Số liệu"])
    assert heads[8:] == [measure.label for measure in OBLIGATIONS.values()]
    expected = [
        (
            year, line.code, line.name, LEVEL_LABELS[line.level], line.group, line.district,
            line.edition_name, *(STATUS_LABELS[line.statuses[code]] for code in OBLIGATIONS),
        )
        for year, board in boards.items()
        for line in board.lines
    ]  # fmt: skip
    assert [(*row[:6], *row[7:]) for row in rows] == expected
    assert {row[6] for row in rows} <= {"Bắt buộc", "Khuyến khích", "Không thuộc diện"}


def test_the_file_reads_in_excel(made, book, boards):
    _, answer = made
    assert answer.mimetype == XLSX
    assert "attachment" in answer.headers["Content-Disposition"]
    assert book.sheetnames == SHEETS
    first = book["Số liệu"]
    assert first.freeze_panes == "D2"
    assert first.auto_filter.ref == f"A1:R{first.max_row}"
    assert {book[sheet].freeze_panes for sheet in KINDS} == {"C3"}
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"n", "s"}, "no formula"
    assert not any(cell.hyperlink for cell in cells)
    shares = [cell for row in book["Theo cấp"].iter_rows(min_row=3, min_col=5, max_col=5) for cell in row]
    assert {cell.number_format for cell in shares if cell.data_type == "n"} <= {"0", "0.0", "0.00"}


def test_the_notes_say_how_many_agencies_each_year_has(book, boards, years):
    rows = rows_of(book["Chú thích"])
    told = {row[0]: row[1:] for row in rows if row[0]}
    assert "Chuyên viên" in told["Người lập"][0]
    assert set(STATUS_LABELS.values()) <= set(told)
    before: set[int] = set()
    for year in years:
        here = {line.id for line in boards[year].lines}
        changed = ["-", "-"] if not before else [len(here - before), len(before - here)]
        assert told[year] == [f"31/12/{year}", len(here), *changed]
        before = here
    assert told[2025][3] > 0, "agencies ended with the reorganisation"


def test_the_work_leads_to_its_file_and_the_page_lists_it(made, visit, years):
    done, _ = made
    assert "Đã xong" in done.get_text()
    for person in (OFFICER, COLLEAGUE):
        browser = visit(person)
        link = browser.get(ADDRESS).select_one('a[href*="/nhieu-nam/tep/"]')
        assert link.get_text(strip=True).startswith(f"so-lieu-nhieu-nam-{years[0]}-{years[-1]}-")
        assert browser.client.get(link["href"]).status_code == HTTPStatus.OK
    told = visit(OFFICER).get("/thong-bao")
    assert "Xuất số liệu nhiều năm" in told.get_text()


def test_people_of_an_agency_neither_ask_nor_read(made, visit, as_person):
    done, _ = made
    secretary = visit(SECRETARY)
    for address in (ADDRESS, done.select_one(".actions a")["href"]):
        secretary.get(address, expect=HTTPStatus.FORBIDDEN)
    with pytest.raises(NotPermitted), as_person(SECRETARY) as actor:
        services.ask_for_years_file(actor, [2021])


def test_the_right_is_judged_again_when_it_is_made(soc_trang, as_person):
    with pytest.raises(NotPermitted), as_person(SECRETARY) as actor:
        services.make_years_file(actor, "x", years=[2021])


def test_years_of_which_nothing_is_known_are_refused(later, visit, as_person):
    page = visit(OFFICER).post(ADDRESS, expect=HTTPStatus.OK)
    assert "Hãy chọn ít nhất một năm" in page.get_text()
    with pytest.raises(DomainError, match="ít nhất một năm"), as_person(OFFICER) as actor:
        services.ask_for_years_file(actor, [1999])


def test_all_years_are_chosen_to_begin_with(later, visit, years):
    page = visit(OFFICER).get(ADDRESS)
    boxes = page.select('input[name="years"]')
    assert [box["value"] for box in boxes] == [str(year) for year in reversed(years)]
    assert all(box.has_attr("checked") for box in boxes)
    assert visit(OFFICER).get("/bang-theo-doi").select_one(f'.actions a[href="{ADDRESS}"]')
