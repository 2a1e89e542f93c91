"""Printed figures stand beside ours; a printed total that does not add up is flagged, explained, frozen."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.reports import content as contents
from iso_app.reports import queries, services, sides
from iso_app.reports.models import PrintedFigure, PrintedTable
from iso_app.reports.printed import why as on_paper

OFFICER = "chuyenvien@soctrang.example"
HEAD = "Năm,Mẫu bảng,Mã dòng,Cột,Giá trị in,Nguồn\n"
PRINTED = HEAD + (
    "2021,phu-luc-1,r1,Số lượng/Tỷ lệ,31,Báo cáo 12\n"
    "2021,phu-luc-1,4,value,151,Báo cáo 12\n"
    "2021,phu-luc-1,Đơn vị cấp xã,Số lượng/Tỷ lệ,109,Báo cáo 12\n"
)
QUANG_NGAI = Path("iso_app/demo/data/so-in.csv").read_text(encoding="utf-8-sig")
CHECK = "Tổng các lĩnh vực 80,18 khác tổng in 80,08."


def stored():
    with whole_country():
        found = db.session.scalars(select(PrintedFigure).order_by(PrintedFigure.id))
        return [(f.row_key, f.column_key, f.text, f.import_line_id is not None) for f in found]


# -- bringing in -------------------------------------------------------------------------------------------------


def test_rows_and_columns_are_found_by_key_number_or_words(bring):
    batch, plan = bring("so-in", PRINTED)
    assert batch is not None
    assert plan.counts == {"new": 3, "changed": 0, "same": 0, "wrong": 0}
    assert stored() == [
        ("r1", "value", "31", True), ("r4", "value", "151", True), ("r4_xa", "value", "109", True),
    ]  # fmt: skip


def test_twice_is_once_and_a_correction_is_one_change(bring):
    bring("so-in", PRINTED)
    assert bring("so-in", PRINTED)[1].counts["same"] == 3
    _, plan = bring("so-in", PRINTED.replace(",31,", ",30,"))
    assert plan.counts == {"new": 0, "changed": 1, "same": 2, "wrong": 0}
    assert plan.changes[0].fields == (("Giá trị in", "31", "30"),)
    assert [figure[2] for figure in stored()] == ["30", "151", "109"]
    with whole_country():
        assert len(db.session.scalars(select(PrintedTable)).all()) == 1


@pytest.mark.parametrize(
    ("line", "column", "advice"),
    [
        ("2021,phu-luc-11,r1,value,3,Nguồn", "Mẫu bảng", "phu-luc-1"),
        ("2021,phu-luc-1,r9,value,3,Nguồn", "Mã dòng", "r4"),
        ("2021,phu-luc-1,ap_dung_iso,value,3,Nguồn", "Mã dòng", "không có dòng"),
        ("2021,phu-luc-1,r1,tong,3,Nguồn", "Cột", "value"),
        ("2021,phu-luc-1,r1,value,,Nguồn", "Giá trị in", ""),
        ("2021,phu-luc-1,r1,value,3,", "Nguồn", ""),
        ("2021,phu-luc-1,r1,value," + "9" * 200 + ",Nguồn", "Giá trị in", ""),
    ],
)
def test_a_wrong_line_says_what_would_be_right(bring, line, column, advice):
    batch, plan = bring("so-in", PRINTED + line + "\n")
    assert batch is None
    assert [(problem.line, problem.column) for problem in plan.problems] == [(5, column)]
    assert advice in plan.problems[0].advice
    assert stored() == []


def test_one_cell_twice_under_two_names_is_refused(bring):
    _, plan = bring("so-in", PRINTED + "2021,phu-luc-1,1,value,30,Báo cáo 12\n")
    assert "dòng 2" in plan.problems[0].advice


def test_a_formula_stays_the_text_that_was_typed(bring, visit):
    bring("so-in", HEAD + '2021,phu-luc-1,r1,value,"=1+1",<b>Nguồn</b>\n')
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1?year=2021")
    assert "số in: =1+1" in page.text
    assert "<b>Nguồn</b>" in page.text


# -- beside ours -------------------------------------------------------------------------------------------------


def test_the_table_shows_printed_beside_ours(bring, visit):
    bring("so-in", PRINTED)
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1?year=2021")
    assert [found.text for found in page.select(".printed-beside")] == ["số in: 31"]
    assert "3 số in, 1 số khác số tính ra." in page.text


def test_printed_with_ours_is_explained_by_the_agencies_that_a_check_names(bring, as_person, visit):
    bring("so-in", PRINTED)
    with as_person(OFFICER) as actor:
        version = queries.template("phu-luc-1")
        printed = sides.options(version)[-1]
        found = sides.compared(sides.side(actor, version, printed.key), sides.side(actor, version, "2021"))
    cell = found.cell("r1.value")
    assert (cell.left, cell.right, cell.difference, cell.differs) == ("31", "30", "−1", True)
    assert "Trung tâm Phục vụ hành chính công" in cell.doubts[0]
    assert [c.key for c in found.differing] == [
        "r1.value",
        "r2.value",
        "r3.value",
        "r4_tinh.value",
        "r4_huyen.value",
    ]
    assert found.population is None
    assert on_paper(found.cell("r1.value")) == "; ".join(map(str, cell.doubts))
    assert on_paper(found.cell("r4_tinh.value")) == "Một bên không có số này."
    page = visit(OFFICER).get(f"/phu-luc/mau/phu-luc-1/so-sanh?left={printed.key}&right=2021")
    assert "Báo cáo 12" in page.text
    assert "Một bên không có số này." in page.text
    why = visit(OFFICER).get(f"/phu-luc/mau/phu-luc-1/so-sanh/o/r1.value?left={printed.key}&right=2021")
    assert why.select_one("main a[href*='/mau/phu-luc-1/o/r1.value']")


def test_the_contract_knows_nothing_of_printed_figures(bring, as_person):
    def table():
        with as_person(OFFICER) as actor:
            found = queries.live(actor, queries.template("phu-luc-1"), queries.period(2021, None))
            return contents.contract(found)

    before = table()
    bring("so-in", PRINTED)
    assert table() == before


# -- typed -------------------------------------------------------------------------------------------------------


def test_figures_are_typed_corrected_and_taken_away(soc_trang, visit):
    officer = visit(OFFICER)
    url = "/phu-luc/mau/phu-luc-1/so-in?year=2021"
    officer.follow(url, source="Báo cáo 12", r1__value="31", r4__value="151")
    assert stored() == [("r1", "value", "31", False), ("r4", "value", "151", False)]
    again = officer.get(url + "&source=Báo cáo 12")
    assert again.select_one("[name=r1__value]")["value"] == "31"
    officer.follow(url + "&source=Báo cáo 12", source="Báo cáo 12", r1__value="30", r4__value="")
    assert stored() == [("r1", "value", "30", False)]


def test_nothing_typed_is_refused(soc_trang, visit):
    page = visit(OFFICER).post("/phu-luc/mau/phu-luc-1/so-in?year=2021", expect=422, source="Báo cáo 12")
    assert "Chưa điền số in nào" in page.text


def test_another_province_does_not_see_them(world, acting):
    """The figures of one province are nobody else's: neither in a list nor by their number."""
    from iso_app.cli import prepare
    from iso_app.core.errors import NotFound
    from iso_app.reports import figures, storing

    prepare()
    with acting("tdc.province_admin") as actor:
        storing.write_typed(actor, code="phu-luc-1", year=2021, source="Nguồn", typed={"r1.value": "5"})
        mine = figures.tables("phu-luc-1")
        assert len(mine) == 1
    with acting("kgsnv.leader"):
        assert figures.tables("phu-luc-1") == []
        with pytest.raises(NotFound):
            figures.printed("phu-luc-1", mine[0].id)


# -- Quảng Ngãi --------------------------------------------------------------------------------------------------


def table_of(as_person, year=2019):
    with as_person(OFFICER) as actor:
        return queries.live(actor, queries.template("chi-so-cchc"), queries.period(year, None))


def test_quang_ngai_as_printed(bring, as_person):
    bring("so-in", QUANG_NGAI)
    found = contents.contract(table_of(as_person))
    shown = [tuple(cell["display"] for cell in row["cells"].values()) for row in found["rows"]]
    assert shown == [
        ("10,25", "11,00", "93,18"), ("8,00", "8,00", "100"), ("9,98", "10,00", "99,8"),
        ("7,70", "8,00", "96,25"), ("7,50", "8,00", "93,75"), ("8,50", "9,00", "94,44"),
        ("6,50", "10,00", "65"), ("21,75", "36,00", ""), ("80,08", "100,00"),
    ]  # fmt: skip
    assert found["rows"][0]["cells"]["diem_dat"]["value"] == 10.25
    assert found["rows"][7]["cells"]["ty_le"]["value"] is None
    assert [(check["ok"], check["message"]) for check in found["checks"]] == [
        (False, CHECK),
        (True, "Tổng điểm tối đa của các lĩnh vực bằng tổng in."),
    ]


def test_the_years_offered_are_those_that_were_printed(bring, visit):
    bring("so-in", QUANG_NGAI)
    page = visit(OFFICER).get("/phu-luc/")
    card = next(li for li in page.select("li.card") if "Chỉ số cải cách hành chính" in li.text)
    assert [link.text.strip() for link in card.select(".btn-secondary")] == ["Năm 2019"]
    page = visit(OFFICER).get("/phu-luc/mau/chi-so-cchc/so-sanh")
    assert page.select_one("#right option[selected]")["value"] == "2019"


def test_without_figures_nothing_is_doubted_and_nothing_holds(soc_trang, as_person, visit):
    """A blank is no zero: a table of which nothing was printed is not praised for adding up."""
    found = table_of(as_person)
    assert {cell["display"] for _, _, cell in contents.cells(found)} == {""}
    assert found["checks"] == []
    page = visit(OFFICER).get("/phu-luc/mau/chi-so-cchc?year=2019")
    assert "bằng tổng in" not in page.text
    assert "lấy nguyên số in" in page.text


def test_a_total_is_asked_of_what_was_printed(bring, as_person):
    """Fields without a printed total have nothing to be compared with."""
    lines = QUANG_NGAI.splitlines()
    bring("so-in", "\n".join(line for line in lines if ",tong," not in line))
    assert table_of(as_person)["checks"] == []


def test_figures_that_are_only_printed_open_their_year_and_are_not_said_to_agree(bring, visit):
    """Printed figures stand in the table itself: that they agree with themselves says nothing."""
    bring("so-in", QUANG_NGAI)
    page = visit(OFFICER).get("/phu-luc/mau/chi-so-cchc")
    assert page.select_one("#year")["value"] == "2019"
    assert "25 số in." in page.text
    assert "đều khớp" not in page.text
    assert "So sánh với số in" not in page.text


def test_the_flag_takes_an_explanation_and_is_frozen_with_it(bring, as_person, visit):
    bring("so-in", QUANG_NGAI)
    with as_person(OFFICER) as actor:
        snapshot = services.draft(actor, code="chi-so-cchc", year=2019, as_of=None)
        services.explain(
            actor,
            snapshot,
            check_key="tong_diem_dat",
            text="Văn bản in 80,08; cộng lại là 80,18.",
            printed=True,
        )
        services.freeze(actor, snapshot)
        number = snapshot.number
    bring("so-in", QUANG_NGAI.replace('"80,08"', '"80,18"'))
    assert table_of(as_person)["checks"][0]["ok"]
    with as_person(OFFICER):
        kept = json.loads(queries.snapshot(number).content)
    assert kept["checks"][0]["message"] == CHECK
    assert kept["explanations"]["tong_diem_dat"]["text"].startswith("Văn bản in 80,08")
    page = visit(OFFICER).get(f"/phu-luc/{number}")
    assert CHECK in page.text
    assert "Nếu lập hôm nay" in page.text
    assert "80,18" in page.text


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_quang_ngai_as_a_file(bring, visit, kind):
    bring("so-in", QUANG_NGAI)
    answer = visit(OFFICER).client.get(f"/phu-luc/mau/chi-so-cchc/tep/{kind}?year=2019")
    assert answer.status_code == 200
