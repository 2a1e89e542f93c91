"""The board of Sóc Trăng says what its printed tables say; filters, order and days."""

from collections import Counter
from datetime import date

import pytest

from iso_app.agencies.models import Applicability, Level
from iso_app.board import pages, queries, tables
from iso_app.board.queries import Board, Line
from iso_app.compliance.measures import Period
from iso_app.compliance.models import Status
from iso_app.demo.services import go_on_to_2025
from iso_app.reports import queries as reports
from tests.board.conftest import OFFICER


def line(name, *, no=0, unknown=0, **facts):
    """A line with so many obligations known not to be done, and unknown."""
    codes = list(tables.OBLIGATIONS)
    statuses = dict.fromkeys(codes, Status.YES)
    statuses |= dict.fromkeys(codes[:no], Status.NO)
    statuses |= dict.fromkeys(codes[no : no + unknown], Status.NOT_REPORTED)
    given = {
        "id": hash(name), "code": name, "name": name, "sort_name": name, "level": Level.COMMUNE, "group_id": 1,
        "group": "UBND cấp xã", "group_position": 1, "applicability": Applicability.MANDATORY,
        "edition": "", "edition_name": "", "district_id": None, "district": "", "statuses": statuses, "planned": True,
    }  # fmt: skip
    return Line(**given | facts)


def test_its_counts_are_those_of_the_printed_tables(board, as_person):
    found = {tally.code: tally.counts[Status.YES] for tally in pages.tally(board().lines)}
    with as_person(OFFICER) as actor:
        table = reports.live(actor, reports.template("phu-luc-05"), Period.of_year(2021))
    cells = {row["key"]: row["cells"]["tong"]["value"] for row in table["rows"]}
    assert found["maintains"] == cells["duy_tri"] == 151
    assert found["e_qms"] == cells["iso_dien_tu"] == 3
    assert found["inspected"] == found["compliant"] == 151


def test_progress_is_that_of_the_printed_table(board, as_person):
    with as_person(OFFICER) as actor:
        table = reports.live(actor, reports.template("tien-do-kiem-tra"), Period.of_year(2021))
    printed = [
        (
            row["cells"]["ke_hoach"]["value"],
            row["cells"]["thuc_hien"]["value"],
            row["cells"]["ty_le"]["display"],
        )
        for row in table["rows"]
        if row["key"] in {"tinh", "huyen", "xa", "tong"}
    ]
    shown = [(level.planned, level.done, level.share) for level in pages.progress(board().lines)]
    assert shown == printed
    assert shown[-1] == (151, 151, "100")


def test_an_agency_nobody_asks_lacks_nothing(board):
    seat = next(line for line in board().lines if line.code == "ST-UBND")
    assert seat.applicability is Applicability.OUT_OF_SCOPE
    assert set(seat.statuses.values()) == {Status.NOT_APPLICABLE}


def test_who_is_off_the_list_is_not_asked_for_an_inspection():
    assert queries.not_asked(Applicability.MANDATORY, off_list=True) == ("inspected", "compliant")
    assert queries.not_asked(Applicability.VOLUNTARY, off_list=False) == ()
    assert len(queries.not_asked(Applicability.OUT_OF_SCOPE, off_list=False)) == len(tables.OBLIGATIONS)


def test_a_share_of_nothing_known_is_no_zero():
    unknown = pages.tally([line("a", unknown=10)])[0]
    assert (unknown.asked, unknown.share, unknown.shown_share) == (1, None, "-")
    half = pages.tally([line("a", no=1), line("b"), line("c", unknown=1)])[0]
    assert half.shown_share == "33,33"


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({}, 4),
        ({"tim": "xa moc"}, 1),
        ({"tim": "không có"}, 0),
        ({"cap": "district"}, 1),
        ({"loai": "2"}, 1),
        ({"huyen": "7"}, 2),
        ({"huyen": "none"}, 2),
        ({"dien": "voluntary"}, 1),
        ({"phien_ban": "tcvn-iso-9001-2008"}, 1),
        ({"phien_ban": "none"}, 3),
        ({"viec": "declared", "tinh_trang": "no"}, 1),
        ({"viec": "compliant", "tinh_trang": "no"}, 0),
        ({"tinh_trang": "not_reported"}, 1),
        ({"viec": "declared"}, 4),
        ({"cap": "commune", "huyen": "7"}, 1),
        ({"viec": "no-such", "tinh_trang": "no"}, 1),
    ],
)
def test_each_filter_keeps_what_it_names(chosen, kept):
    lines = [
        line("Xã Mộc", no=1, district_id=7, district="Huyện Một"),
        line("Huyện Một", level=Level.DISTRICT, district_id=7, district="Huyện Một", unknown=2),
        line("Sở", level=Level.PROVINCE, group_id=2, applicability=Applicability.VOLUNTARY),
        line("Xã Ba", edition="tcvn-iso-9001-2008"),
    ]
    assert len(tables.narrowed(lines, chosen)) == kept


def shown(app, lines, query=""):
    with app.test_request_context(f"/bang-theo-doi{query}"):
        page = tables.page(Board(Period.of_year(2021), tuple(lines)), "board.index")
        return [found.name for found in page.shown_lines], page.previous_url, page.next_url


def test_the_worst_stand_first(app):
    lines = [
        line("a"),
        line("b", unknown=5),
        line("c", no=1),
        line("d", no=1, unknown=2),
        line("e", unknown=5),
    ]
    assert shown(app, lines)[0] == ["b", "e", "d", "c", "a"]
    assert shown(app, lines, "?sort=lacking")[0] == ["a", "c", "d", "b", "e"]
    assert shown(app, lines, "?sort=-name")[0] == ["e", "d", "c", "b", "a"]
    assert shown(app, lines, "?sort=-declared")[0] == ["c", "d", "b", "e", "a"]


def test_pages_of_fifty_lead_on_and_back(app):
    lines = [line(f"x{n:03}", id=n) for n in range(120)]
    first, before, after = shown(app, lines)
    assert (len(first), before) == (50, None)
    second, back, on = shown(app, lines, "?" + after.partition("?")[2])
    assert (second[0], len(second)) == ("x050", 50)
    last, _, end = shown(app, lines, "?" + on.partition("?")[2])
    assert (last[-1], len(last), end) == ("x119", 20, None)
    assert shown(app, lines, "?" + back.partition("?")[2])[0] == first
    assert shown(app, lines, "?after=nobody")[0] == first


def test_districts_hold_their_communes_until_there_are_none(board, soc_trang):
    go_on_to_2025()
    districts = Counter(line.district for line in board(2024).lines if line.district)
    assert len(districts) == 11
    assert districts["UBND huyện Châu Thành"] == 9
    mid, end = board(2025, date(2025, 6, 30)), board(2025, date(2025, 12, 31))
    assert Counter(line.district for line in mid.lines if line.district) == districts
    assert {line.district for line in end.lines} == {""}
    assert not any(line.level is Level.DISTRICT for line in end.lines)
    assert board(2021).lines == board(2021, date(2021, 12, 31)).lines
    with soc_trang.test_request_context("/bang-theo-doi/bieu-do"):
        page = tables.page(end, "board.charts")
        heat = pages.by_district(page, end)
    assert [row.label for row in heat] == ["Cấp tỉnh", "Cấp xã"]
    assert sum(row.agencies for row in heat) == len(end.lines)
