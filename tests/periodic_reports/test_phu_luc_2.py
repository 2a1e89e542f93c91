"""Phụ lục 2 of Sở KH&CN comes out as it was published, value by value; and all agencies side by side."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from iso_app.core.actor import operator
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.numbers import parse_number
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.periodic import FILE
from iso_app.periodic_reports import files, queries
from iso_app.periodic_reports.services import filling
from iso_app.periodic_reports.services.filling import Typed

AGENCY = "ST-SKHCN"


@pytest.fixture
def seed():
    with FILE.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source))[1:]


def sought(code=AGENCY, **asked):
    with unit_of_work(keep=False), whole_country():
        return queries.sought("phu-luc-2", year=2021, as_of=None, agency=code, **asked)


def rendered(kind, code=AGENCY):
    with unit_of_work(keep=False), whole_country():
        return files.render(kind, queries.sought("phu-luc-2", year=2021, as_of=None, agency=code))


def number_of(text):
    try:
        return parse_number(text)
    except DomainError:
        return None


def same(cell, printed):
    """A cell of the JSON says what the published table prints: the same words or the same number."""
    expected = number_of(printed)
    value = None if cell["value"] is None else Decimal(str(cell["value"]))
    shown = cell["display"] == printed or number_of(cell["display"]) == expected is not None
    return value == expected and shown


def test_the_json_reproduces_every_value(soc_trang, seed):
    found = json.loads(rendered("json"))
    assert len(found["rows"]) == len(seed) == 166
    wrong = [
        (row["key"], row["cells"]["value"], line[5])
        for row, line in zip(found["rows"], seed, strict=True)
        if not same(row["cells"]["value"], line[5]) or (row["label"], row["unit"]) != (line[3], line[4])
    ]
    assert wrong == []
    assert found["columns"] == [{"key": "value", "label": "Số lượng/Tỷ lệ (Sở Khoa học và Công nghệ)"}]
    assert [check for check in found["checks"] if not check["ok"]] == []


def test_keys_follow_the_lines_within_their_item(soc_trang, seed):
    found = json.loads(rendered("json"))
    keys = {row["label"]: row["key"] for row in found["rows"]}
    assert keys["Sở ngành thực hiện công bố, công bố lại ISO"] == "VII.5.1"
    assert keys["Đơn vị trực thuộc sở ngành thực hiện đánh giá nội bộ"] == "VII.5.6"
    assert keys["Sở ngành thực hiện cơ chế tự chủ theo quy định"] == "VI.1"
    values = {row["key"]: row["cells"]["value"]["value"] for row in found["rows"]}
    assert [values[f"VII.5.{n}"] for n in range(1, 7)] == [1, 1, 1, 0, 0, 0]


def test_the_workbook_of_one_agency_has_every_number(soc_trang, seed):
    page = openpyxl.load_workbook(io.BytesIO(rendered("xlsx"))).worksheets[0]
    lines = [[None if cell.value == "" else cell.value for cell in row] for row in page.iter_rows()]
    start = next(i for i, line in enumerate(lines) if line[0] == "STT") + 1
    for line, expected in zip(lines[start : start + 166], seed, strict=True):
        assert line[1] == expected[3]
        wanted = number_of(expected[5])
        assert line[3] == (wanted if wanted is not None else expected[5] or None), expected


def test_the_workbook_of_all_agencies_has_the_layout_of_the_published_one(soc_trang, seed):
    page = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", None))).worksheets[0]
    lines = [[None if cell.value == "" else cell.value for cell in row] for row in page.iter_rows()]
    heads = lines[0]
    assert heads[:5] == ["Phần", "STT", "Loại dòng", "Chỉ tiêu thống kê", "Đơn vị tính"]
    place = heads.index("Số lượng/Tỷ lệ (Sở Khoa học và Công nghệ)")
    assert heads[-1] == "Toàn tỉnh"
    for line, expected in zip(lines[1:], seed, strict=True):
        assert [cell or "" for cell in line[:2]] == expected[:2]
        wanted = number_of(expected[5])
        assert line[place] == (wanted if wanted is not None else expected[5] or None), expected
    total = lines[next(i for i, line in enumerate(lines) if line[3] == "Tổng số TTHC đang có hiệu lực:")]
    numbers = [cell for cell in total[5:-1] if cell is not None]
    assert len(numbers) > 2
    assert total[-1] == sum(numbers)


def test_a_share_is_shown_in_excel_as_it_is_read(soc_trang):
    """Places that may stay empty would leave their mark: "50,%"."""
    page = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", None))).worksheets[0]
    shares = [cell for row in page.iter_rows() for cell in row if cell.number_format.endswith('"%"')]
    assert {cell.number_format for cell in shares if cell.value % 1 == 0} == {'0"%"'}
    assert {cell.number_format for cell in shares if cell.value % 1} <= {'0.##"%"'}


def test_files_of_paper_are_made_and_all_agencies_are_for_excel_only(soc_trang):
    assert rendered("docx").startswith(b"PK")
    assert rendered("pdf").startswith(b"%PDF-")
    with pytest.raises(DomainError, match="chỉ có dạng Excel"):
        rendered("pdf", None)


def test_an_agency_that_reported_nothing_has_its_computed_rows(soc_trang):
    """Also where no period was ever opened for it."""
    with unit_of_work(keep=False), whole_country():
        found = queries.sought("phu-luc-2", year=2019, as_of=None, agency="ST-CCTDC")
    cells = found.columns[0].cells
    assert found.columns[0].state == ""
    assert cells["VII.5.1"].value.text == "1", "declared on 15/12/2019"
    assert cells["VII.5.2"].value.text == "", "nothing is known of its audits then: a blank is never a zero"
    assert cells["VII.5.4"].value.text == "0"
    assert cells["I.1.1"].value.blank
    with pytest.raises(NotFound, match="ST-NAO"):
        sought("ST-NAO")


def test_totals_sum_counts_and_count_the_yes(soc_trang):
    found = sought(None)
    totals = queries.totals(found.form, found.columns)
    begun = [column for column in found.columns if column.state]
    assert len(begun) == 6
    counted = sum(column.cells["III.2.3"].value.number or 0 for column in begun)
    assert totals["III.2.3"].number == counted
    yes = [column for column in begun if column.cells["V.1.1"].value.text == "1"]
    assert totals["V.1.1"].number == len(yes)
    assert totals["I.3.1"].number is None
    assert totals["I.1"].number is None
    assert totals["I.1"].given == 1


def test_what_the_demonstration_shows_is_accepted_returned_waiting_and_begun(soc_trang):
    found = sought(None)
    states = [column.state for column in found.columns if column.state]
    assert {state: states.count(state) for state in states} == {
        "accepted": 1,
        "submitted": 2,
        "returned": 1,
        "draft": 2,
    }


def test_an_accepted_report_stays_as_it_was_whatever_becomes_known(soc_trang, seed):
    """Its computed rows were kept when it was handed in."""
    from iso_app.compliance.models import ApplicationYear, Fact
    from iso_app.db import db
    from iso_app.trail.services import explain_rows

    before = rendered("json")
    with unit_of_work(), whole_country():
        db.session.execute(db.delete(Fact))
        db.session.execute(db.delete(ApplicationYear))
        explain_rows(ApplicationYear)
    values = {row["key"]: row["cells"]["value"]["value"] for row in json.loads(rendered("json"))["rows"]}
    assert values == {row["key"]: row["cells"]["value"]["value"] for row in json.loads(before)["rows"]}


def test_a_locked_report_refuses_even_the_operator(soc_trang):
    with unit_of_work(keep=False), whole_country():
        period = next(found for found in queries.periods() if found.year == 2021)
        agency_id = queries.member(period, AGENCY).agency_id
        with pytest.raises(DomainError, match="đã được nhận và khóa"):
            filling.save(operator(), period, agency_id=agency_id, typed={"I.1.1": Typed("99", "16")})
