"""Two states of a table: what differs is told by its agencies, and the account of every number closes."""

import io
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from iso_app.reports import printed, queries, services, shown, sides
from iso_app.reports.comparison import compare, paired
from iso_app.reports.difference import Said, Side, Why
from iso_app.reports.lineage import Lineage, Step
from iso_app.successions.models import SuccessionKind

OFFICER = "chuyenvien@soctrang.example"
TEMPLATES = ("phu-luc-1", "phu-luc-05", "cong-bo", "xep-loai", "tien-do-kiem-tra")
DAY = date(2025, 7, 1)


@pytest.fixture
def compared(later, as_person):
    """`compared("phu-luc-1", "2021", "2025")`: the two sides beside each other."""

    def make(code, left, right):
        with as_person(OFFICER) as actor:
            version = queries.template(code)
            return sides.compared(sides.side(actor, version, left), sides.side(actor, version, right))

    return make


def closes(cell):
    b = cell.balance
    return b.left - b.ended - b.lost + b.begun + b.gained == b.right


# -- 2021 with 2025 ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_account_closes(compared, code):
    found = compared(code, "2021", "2025")
    accounts = [cell for cell in found.cells if cell.balance]
    assert accounts
    assert all(closes(cell) for cell in accounts)
    for cell in accounts:
        assert {r.code for r in cell.reasons if r.sign < 0}.isdisjoint(
            r.code for r in cell.reasons if r.sign > 0
        )


@pytest.mark.parametrize("code", TEMPLATES)
def test_backwards_it_is_the_same_account_with_other_signs(compared, code):
    there, back = compared(code, "2021", "2025"), compared(code, "2025", "2021")
    forth = {(c.label, c.column): Counter((r.code, r.sign, r.why) for r in c.reasons) for c in there.cells}
    turned = {(c.label, c.column): Counter((r.code, -r.sign, r.why) for r in c.reasons) for c in back.cells}
    assert forth == turned


def test_the_districts_are_a_dash_and_ended(compared):
    cell = compared("phu-luc-05", "2021", "2025").cell("duy_tri.huyen")
    assert (cell.left, cell.right, cell.difference) == ("11", "-", "")
    assert Counter(reason.why for reason in cell.reasons) == {Why.ENDED: 11}
    assert {str(reason.said) for reason in cell.reasons} == {"Kết thúc hoạt động, không có cơ quan kế tục"}


def test_merged_communes_stand_under_their_successor(compared):
    cell = compared("phu-luc-1", "2021", "2025").cell("r3.value")
    assert (cell.left, cell.right) == ("109", "23")
    assert (cell.balance.ended, cell.balance.begun) == (109, 23)
    groups = {group.successor: group for group in cell.groups}
    assert len(groups) == 43
    ward = groups["M31507"]
    assert ward.title == "UBND phường Sóc Trăng"
    gone = [member.code for member in ward.members if member.sign < 0]
    assert "31498" in gone
    assert len(gone) == 4
    assert str(ward.said) == "Sáp nhập thành UBND phường Sóc Trăng từ ngày 01/07/2025"
    counted = [group for group in cell.groups if group.counted]
    assert len(counted) == 23
    assert sum(len(group.members) for group in cell.groups) == 109 + 23


@pytest.mark.parametrize(
    ("left", "right", "table"), [("2021", "2025", "bảng sau"), ("2025", "2021", "bảng trước")]
)
def test_of_a_successor_it_is_said_why_the_later_table_does_not_count_it(compared, later, left, right, table):
    """Wherever the later table stands: that no one has reported is the reason that an officer can act on."""
    found = compared("phu-luc-1", left, right)
    with later.test_request_context():
        notes = {group.title: group.note for group in shown.account(found, "r3.value", "phu-luc-1").groups}
    assert notes["UBND phường Phú Lợi"] == f"Cơ quan mới được tính ở {table}."
    assert notes["UBND phường Vĩnh Châu"] == f"Cơ quan mới chưa được tính ở {table}: chưa có số liệu."


def test_a_later_table_on_the_left_offers_to_change_sides(later, visit):
    """Backwards “không còn” and “cơ quan mới” are read the wrong way round."""
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/so-sanh?left=2025&right=2021")
    there = next(a for a in page.select("main a") if "Đổi hai bên" in a.text)
    assert "left=2021" in there["href"]
    assert "right=2025" in there["href"]
    assert "Đổi hai bên" not in visit(OFFICER).get(there["href"]).text


def test_one_table_with_itself_asks_for_another(later, visit):
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/so-sanh?left=2021&right=2021")
    assert "Hãy chọn hai bảng khác nhau" in page.text
    assert "Hai bảng giống nhau" not in page.text


def test_the_population_changed_and_the_sentence_says_so(compared, later):
    found = compared("phu-luc-1", "2021", "2025")
    with later.test_request_context():
        assert shown.population(found.population) == (
            "Số cơ quan thuộc diện thay đổi từ 151 xuống 74 vì sắp xếp ngày 01/07/2025: "
            "120 cơ quan không còn (11 cấp huyện, 109 cấp xã); 43 cơ quan mới (43 cấp xã)."
        )
        assert shown.population(compared("phu-luc-1", "2021", "2024").population) == ""


def test_a_new_name_is_no_reason_for_other_agencies():
    def step(kind, day, old, new):
        return Step(kind, day, "", old, "", new, "")

    lineage = Lineage.of(
        [
            step(SuccessionKind.MERGE, DAY, "A", "N"),
            step(SuccessionKind.MERGE, DAY, "B", "N"),
            step(SuccessionKind.RENAME, DAY + timedelta(days=92), "N", "N"),
        ],
        {},
    )
    assert lineage.reorganised_on == [DAY]


def test_the_day_before_and_the_day_after(compared):
    found = compared("cong-bo", "2025-06-30", "2025-07-01")
    assert found.population.days == (DAY,)
    total = found.cell("tong.thuoc_dien")
    assert (total.left, total.right, total.difference) == ("151", "74", "−77")
    districts = next(cell for cell in found.cells if cell.label == "UBND cấp huyện")
    assert districts.right == ""


def test_a_changed_conclusion_shows_the_evidence_of_both_sides(compared, later, visit):
    found = compared("phu-luc-1", "2021", "2025")
    cell = found.cell("r4_tinh.value")
    changed = [reason for reason in cell.reasons if reason.said.facts.get("after") == "không"]
    assert [reason.why for reason in changed] == [Why.STATUS]
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/so-sanh/o/r4_tinh.value?left=2021&right=2025")
    line = next(li for li in page.select("ul.members li") if changed[0].name in li.text)
    assert "tuân thủ" in line.text
    assert "chưa tuân thủ" in line.text
    assert "kiem-tra-2025-minh-hoa.csv, dòng" in line.text


def test_where_evidence_stands_is_said_in_english(later, visit):
    officer = visit(OFFICER)
    officer.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    account = officer.get("/phu-luc/mau/phu-luc-1/so-sanh/o/r4_tinh.value?left=2021&right=2025")
    assert "kiem-tra-2025-minh-hoa.csv, line" in account.text
    number = officer.get("/phu-luc/mau/phu-luc-1/o/r4_tinh.value?year=2025")
    assert "kiem-tra-2025-minh-hoa.csv, line" in number.text


def test_a_percentage_tells_part_and_whole(compared):
    cell = compared("phu-luc-05", "2021", "2025").cell("duy_tri.ty_le")
    assert cell.wholes == (151, 74)
    assert closes(cell)


def test_groups_that_were_renumbered_meet_by_their_words(compared):
    labels = {
        (left["label"] if left else "") + "|" + (right["label"] if right else "")
        for left, right in paired(
            {
                "rows": [
                    row("khoi_1", "Sở, ngành"),
                    row("khoi_2", "UBND cấp huyện"),
                    row("khoi_3", "UBND cấp xã"),
                ]
            },
            {"rows": [row("khoi_1", "Sở, ngành"), row("khoi_2", "UBND cấp xã")]},
        )
    }
    assert labels == {"Sở, ngành|Sở, ngành", "UBND cấp huyện|", "UBND cấp xã|UBND cấp xã"}


def row(key, label):
    return {"key": key, "label": label, "kind": "row", "stt": "", "cells": {"a": {}}}


# -- snapshots ---------------------------------------------------------------------------------------------------


def freeze(as_person, year, code="phu-luc-1"):
    with as_person(OFFICER) as actor:
        snapshot = services.draft(actor, code=code, year=year, as_of=None)
        services.freeze(actor, snapshot)
        return snapshot.number


def test_snapshot_with_snapshot(compared, as_person):
    first, second = freeze(as_person, 2021), freeze(as_person, 2025)
    kept, live = compared("phu-luc-1", first, second), compared("phu-luc-1", "2021", "2025")
    assert [(c.left, c.right, c.balance) for c in kept.cells] == [
        (c.left, c.right, c.balance) for c in live.cells
    ]
    assert [[(r.code, r.sign, r.why, str(r.said)) for r in c.reasons] for c in kept.cells] == [
        [(r.code, r.sign, r.why, str(r.said)) for r in c.reasons] for c in live.cells
    ]
    assert kept.population == live.population


def test_a_snapshot_of_another_template_is_refused(later, as_person, visit):
    number = freeze(as_person, 2021, "cong-bo")
    page = visit(OFFICER).get(f"/phu-luc/mau/phu-luc-1/so-sanh?left={number}&right=2025", expect=422)
    assert "thuộc mẫu khác" in page.text


def test_frozen_before_the_population_was_kept(compared, as_person, monkeypatch):
    """What older tables lack is taken from the list of agencies as it is known now."""
    build = services.contents.build

    def without(*args, **how):
        content = build(*args, **how)
        return {key: value for key, value in content.items() if key not in {"population", "statuses"}}

    monkeypatch.setattr(services.contents, "build", without)
    number = freeze(as_person, 2021)
    monkeypatch.undo()
    found = compared("phu-luc-1", number, "2025")
    assert all(closes(cell) for cell in found.cells if cell.balance)
    assert found.population.left == 151


# -- pages -------------------------------------------------------------------------------------------------------


def test_the_officer_reads_why(later, visit):
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/so-sanh?left=2021&right=2025")
    assert "từ 151 xuống 74 vì sắp xếp ngày 01/07/2025" in page.text
    assert len(page.select("main tbody tr")) == 7
    usual = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/so-sanh")
    assert "từ 151 xuống 74" in usual.text
    by_day = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/so-sanh?left=2025&left_day=30/06/2025&right=2025")
    assert "từ 151 xuống 74" in by_day.text


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_comparison_as_a_file(later, visit, kind, start):
    url = f"/phu-luc/mau/phu-luc-1/so-sanh/tep/{kind}?left=2021&right=2025"
    answer = visit(OFFICER).client.get(url)
    assert answer.data.startswith(start)
    assert "so-sanh-phu-luc-1-2021-2025" in answer.headers["Content-Disposition"]


def test_paper_explains_a_number_as_the_page_does(compared):
    """Beside 100 → 70,27 an account of agencies alone would be read as the percentage."""
    found = compared("phu-luc-05", "2021", "2025")
    ratio = printed.why(found.cell("duy_tri.ty_le"))
    assert ratio.startswith("Tử số: 151 − 120 (không còn)")
    assert ratio.endswith("= 52; mẫu số: 151 → 74")
    assert printed.why(found.cell("iso_dien_tu.huyen")).startswith("Một bên không có cơ quan nào")


def test_numbers_of_the_workbook_are_numbers(later, visit):
    """An officer reckons on with them: a difference keeps its sign and is no text."""
    answer = visit(OFFICER).client.get("/phu-luc/mau/phu-luc-05/so-sanh/tep/xlsx?left=2021&right=2025")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    told = {line[2]: line[3:6] for line in lines if str(line[0]) == "1"}
    assert told["Tổng số"] == [151, 52, -99]
    assert told["Tỷ lệ % (so với Kế hoạch năm đề ra)"] == [100, 70.27, -29.73]
    assert told["Cấp huyện"] == [11, "-", ""]


def test_the_workbook_names_every_agency(later, visit):
    answer = visit(OFFICER).client.get("/phu-luc/mau/phu-luc-1/so-sanh/tep/xlsx?left=2021&right=2025")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    lines = book.get_sheet_by_name("Cơ quan").to_python()
    mine = [line for line in lines if line[1] == "31498"]
    assert len(mine) == 3  # rows 3, 4 and 4 of the communes
    assert all("Sáp nhập thành UBND phường Sóc Trăng từ ngày 01/07/2025" in line[5] for line in mine)


@pytest.mark.parametrize(
    ("url", "expect"),
    [
        ("/phu-luc/mau/khong-co/so-sanh", 404),
        ("/phu-luc/mau/phu-luc-1/so-sanh?left=20211", 404),
        ("/phu-luc/mau/phu-luc-1/so-sanh?left=2021-02-31", 422),
        ("/phu-luc/mau/phu-luc-1/so-sanh?left=PL-2021-9999", 404),
        ("/phu-luc/mau/phu-luc-1/so-sanh?left=in-99", 404),
        ("/phu-luc/mau/phu-luc-1/so-sanh/o/r9.value?left=2021", 404),
        ("/phu-luc/mau/phu-luc-1/so-sanh/tep/exe?left=2021", 404),
    ],
)
def test_bad_addresses_get_a_sentence(later, visit, url, expect):
    assert visit(OFFICER).get(url, expect=expect).select_one("h1")


def test_agencies_do_not_reach_the_comparison(later, visit):
    secretary = visit("thuky@snv.example")
    for path in ("so-sanh", "so-sanh/o/r1.value", "so-sanh/tep/xlsx", "so-in?year=2021"):
        secretary.get(f"/phu-luc/mau/phu-luc-1/{path}", expect=403)


# -- laws --------------------------------------------------------------------------------------------------------

CODES = [f"A{n}" for n in range(8)]
STATUSES = ("yes", "no", "not_reported")


@st.composite
def a_side(draw, as_of):
    """A table of one number over made-up agencies, of which some may not exist."""
    people, statuses = {}, {}
    for code in draw(st.sets(st.sampled_from(CODES))):
        people[code] = {
            "name": code,
            "level": draw(st.sampled_from(["Cấp tỉnh", "Cấp xã"])),
            "group": "Sở, ngành",
            "applicability": draw(st.sampled_from(["mandatory", "voluntary"])),
        }
        statuses[code] = draw(st.sampled_from(STATUSES))
    only = draw(st.sampled_from(["Cấp tỉnh", "Cấp xã", ""]))
    counted = [c for c in CODES if statuses.get(c) == "yes" and only in {"", people[c]["level"]}]
    cell = {"value": len(counted), "display": str(len(counted)), "agencies": counted, "asked": ["m"]}
    content = {
        "rows": [{"key": "r", "kind": "row", "stt": "1", "label": "Số", "cells": {"v": cell}}],
        "columns": [{"key": "v", "label": "Số lượng"}],
        "checks": [],
    }
    return Side("k", Said("k"), as_of, content, people, {"m": statuses}, lambda _a, _c: {})


@st.composite
def lineages(draw):
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from([*CODES, ""]), st.sampled_from([*CODES, ""])).filter(any), max_size=8
        )
    )
    return Lineage.of(
        [
            Step(SuccessionKind.MERGE, DAY + timedelta(days=n), "", old, old, new, new)
            for n, (old, new) in enumerate(steps)
        ],
        {},
    )


@settings(max_examples=200)
@given(a_side(date(2021, 12, 31)), a_side(date(2025, 12, 31)), lineages())
def test_left_less_gone_plus_come_is_right_whatever_happened(left, right, lineage):
    cell = compare(left, right, lineage).cells[0]
    assert closes(cell)
    assert (
        len(cell.reasons) == cell.balance.ended + cell.balance.begun + cell.balance.lost + cell.balance.gained
    )
    assert Counter(r.code for r in cell.reasons) == Counter(m.code for g in cell.groups for m in g.members)
    assert cell.differs == (cell.left != cell.right or bool(cell.reasons))
