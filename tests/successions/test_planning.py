"""Every kind of reorganisation, and every way in which a file of them may be wrong."""

from datetime import date

import pytest
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod, Applicability, Level
from iso_app.agencies.services import close_agency, set_authority
from iso_app.core.actor import operator
from iso_app.core.errors import NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.successions.models import Succession
from iso_app.successions.sheets import SAP_XEP
from iso_app.trail.models import TrailEntry
from tests.successions.conftest import HEAD

BEFORE, DAY = date(2025, 6, 30), date(2025, 7, 1)


def on(day):
    """code -> (name, level, code of the parent) of the agencies of a day."""
    with whole_country():
        codes = {row.id: row.code for row in db.session.execute(select(Agency.id, Agency.code))}
        rows = db.session.execute(agencies.as_on(day)).all()
        assert len({row.agency_id for row in rows}) == len(rows)
        return {row.code: (row.name, row.level, codes.get(row.parent_id)) for row in rows}


def wrong(plan):
    """(line, head) of each problem."""
    return [(problem.line, problem.column) for problem in plan.problems]


def advice(plan):
    return " ".join(problem.advice for problem in plan.problems)


# -- what works ----------------------------------------------------------------------------------------------


def test_a_merger_founds_the_successor_as_its_predecessors_were(bring_in):
    plan = bring_in(
        "Sáp nhập,X1,UBND xã Một,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,12/NQ",
        "sáp nhập,X2,UBND XÃ  HAI,MX,UBND xã Mới,Cấp xã,T-UBND,2025-07-01,12/NQ",
    )
    assert (plan.counts["new"], plan.problems, plan.notes[0]) == (2, (), "Kết thúc 2 cơ quan (2 cấp xã).")
    assert set(on(BEFORE)) - set(on(DAY)) == {"X1", "X2"}
    assert on(DAY)["MX"] == ("UBND xã Mới", Level.COMMUNE, "T-UBND")
    with whole_country():
        assert agencies.get("MX").applicability is Applicability.MANDATORY
        act = db.session.scalars(select(Succession).where(Succession.predecessor_code == "X2")).one()
        assert (act.day, act.decision_number, str(act)) == (DAY, "12/NQ", "UBND xã Hai → UBND xã Mới")
        assert act.import_line_id is not None


def test_whoever_keeps_its_code_goes_on_as_something_else(bring_in):
    bring_in(
        "Sáp nhập,T-SKH,,T-SKH,Sở Khoa học,,,01/07/2025,",
        "Sáp nhập,T-STT,,T-SKH,Sở Khoa học,,,01/07/2025,",
    )
    assert "T-STT" not in on(DAY)
    assert (on(BEFORE)["T-SKH"][0], on(DAY)["T-SKH"][0]) == ("Sở Khoa học và Công nghệ", "Sở Khoa học")
    with whole_country():
        agency = agencies.get("T-SKH")
        assert (agency.name, agency.short_name, agency.valid_from) == ("Sở Khoa học", "", date(2010, 1, 1))
        days = [(p.valid_from, p.valid_to) for p in agency.periods]
        assert days == [(date(2010, 1, 1), BEFORE), (DAY, None)]


def test_an_agency_that_takes_in_another_and_stays_as_it_is(bring_in):
    assert bring_in("Sáp nhập,T-STT,,T-SKH,Sở Khoa học và Công nghệ,Tỉnh,T-UBND,01/07/2025,").problems == ()
    with whole_country():
        assert len(agencies.get("T-SKH").periods) == 1


def test_a_split_a_new_name_another_parent_another_level_a_founding_and_an_end(bring_in):
    plan = bring_in(
        "Chia tách,X3,,X3,UBND xã Ba,,,01/07/2025,",
        "Chia tách,X3,,X4,UBND xã Bốn,,,01/07/2025,",
        "Đổi tên,T-SKH,,,Sở KHCN,,,01/07/2025,",
        "Chuyển cấp trên,X1,,,,,T-UBND,01/07/2025,",
        "Đổi cấp,X2,,X2,UBND phường Hai,Xã,T-UBND,01/07/2025,",
        "Thành lập,,,H2,UBND huyện Hai,Huyện,T-UBND,01/07/2025,",
        "Giải thể,H1,,,,,,01/07/2025,",
    )
    assert plan.problems == ()
    now = on(DAY)
    assert "H1" not in now
    assert {"X3", "X4", "H2"} <= set(now)
    assert [now[code] for code in ("T-SKH", "X1", "X2")] == [
        ("Sở KHCN", Level.PROVINCE, "T-UBND"),
        ("UBND xã Một", Level.COMMUNE, "T-UBND"),
        ("UBND phường Hai", Level.COMMUNE, "T-UBND"),
    ]


def test_a_parent_that_the_file_itself_founds_and_acts_of_several_days(bring_in):
    plan = bring_in(
        "Chuyển cấp trên,X3,,,,,H9,01/07/2025,",
        "Thành lập,,,H9,UBND huyện Chín,Huyện,T-UBND,01/07/2025,",
        "Đổi tên,X3,,,UBND xã Ba Mươi,,,01/08/2025,",
    )
    assert plan.problems == ()
    assert on(DAY)["X3"] == ("UBND xã Ba", Level.COMMUNE, "H9")
    assert on(date(2025, 8, 1))["X3"] == ("UBND xã Ba Mươi", Level.COMMUNE, "H9")


def test_an_end_that_was_entered_by_hand_gets_its_act(bring_in):
    with unit_of_work(), whole_country():
        close_agency(operator(), agencies.get("X3"), valid_to=BEFORE)
    assert bring_in("Kết thúc hoạt động,X3,,,,,,01/07/2025,").counts["new"] == 1
    assert bring_in("Kết thúc hoạt động,X3,,,,,,01/07/2025,").counts["same"] == 1


def test_each_change_is_told_of_on_the_chain_of_its_agency(bring_in):
    bring_in("Sáp nhập,X1,,MX,UBND xã Mới,,T-UBND,01/07/2025,")
    with whole_country():
        told = {
            (entry.chain.partition(":")[0], entry.verb, entry.subject_label)
            for entry in db.session.scalars(select(TrailEntry).where(TrailEntry.verb.contains("succession")))
        }
        ended = db.session.scalars(
            select(TrailEntry).where(TrailEntry.verb == "agency.succession_ended")
        ).one()
    assert told == {
        ("agency", "agency.succession_ended", "UBND xã Một"),
        ("agency", "agency.succession_begun", "UBND xã Mới"),
        ("province", "succession.recorded", "UBND xã Một → UBND xã Mới"),
    }
    assert (ended.changes, ended.facts["line"]) == ({"valid_to": [None, "2025-06-30"]}, 2)


def test_a_name_that_differs_is_noted_and_stops_nothing(bring_in):
    plan = bring_in("Kết thúc hoạt động,X3,UBND xã Bảy,,,,,01/07/2025,")
    assert plan.problems == ()
    assert plan.notes[0] == "Dòng 2: tệp ghi tên cũ “UBND xã Bảy”, trong phần mềm là “UBND xã Ba” (X3)."


# -- what is wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("Sáp nhập,X99,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,", "Mã cơ quan cũ"),  # nobody has this code
        ("Sáp nhập,,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,", "Mã cơ quan cũ"),
        ("Sáp nhập,X1,,,UBND xã Mới,Xã,T-UBND,01/07/2025,", "Mã cơ quan mới"),
        ("Sáp nhập,X1,,MX,,Xã,T-UBND,01/07/2025,", "Tên cơ quan mới"),
        ("Sáp nhập,X1,,X3,UBND xã Khác,Xã,T-UBND,01/07/2025,", "Mã cơ quan mới"),  # taken, by another name
        ("Sáp nhập,X1,,T-CU,Ban Dân tộc,Tỉnh,T-UBND,01/07/2025,", "Mã cơ quan mới"),  # of somebody gone
        ("Sáp nhập,X1,,MX,UBND xã Mới,Xã,H99,01/07/2025,", "Mã cơ quan cấp trên mới"),
        ("Sáp nhập,X1,,MX,UBND xã Mới,Xã,T-CU,01/07/2025,", "Mã cơ quan cấp trên mới"),
        ("Thành lập,,,MX,UBND xã Mới,Xã,MX,01/07/2025,", "Mã cơ quan cấp trên mới"),
        ("Kết thúc hoạt động,T-CU,,,,,,01/07/2025,", "Mã cơ quan cũ"),  # ended before
        ("Kết thúc hoạt động,X3,,,,,,01/01/2010,", "Ngày hiệu lực"),  # not there yet the day before
        ("Kết thúc hoạt động,X3,,MX,,,,01/07/2025,", "Mã cơ quan mới"),
        ("Kết thúc hoạt động,H1,,,,,,01/07/2025,", "Mã cơ quan cũ"),  # leaves X1 and X2 behind
        ("Chia tách,X3,,X4,UBND xã Bốn,,,01/07/2025,", "Hình thức"),  # into only one
        ("Đổi tên,X3,,,UBND xã Ba,,,01/07/2025,", "Tên cơ quan mới"),  # nothing changes
        ("Thành lập,X3,,X4,UBND xã Bốn,Xã,T-UBND,01/07/2025,", "Mã cơ quan cũ"),
        ("Tan biến,X3,,,,,,01/07/2025,", "Hình thức"),
        ("Kết thúc hoạt động,X3,,,,,,hôm qua,", "Ngày hiệu lực"),
    ],
)
def test_a_wrong_line_is_named_with_its_column_and_nothing_is_stored(bring_in, line, head):
    before = on(DAY)
    assert wrong(bring_in(line)) == [(2, head)]
    assert on(DAY) == before
    with whole_country():
        assert db.session.scalars(select(Succession)).all() == []


def test_who_is_left_behind_is_named(bring_in):
    assert "Còn 2 cơ quan trực thuộc" in advice(plan := bring_in("Giải thể,H1,,,,,,01/07/2025,"))
    assert "UBND xã Một, UBND xã Hai" in advice(plan)
    assert wrong(bring_in("Giải thể,H1,,,,,,01/07/2025,", "Giải thể,X1,,,,,,02/07/2025,")) == [
        (2, "Mã cơ quan cũ")
    ]


def test_an_agency_ends_once(bring_in):
    plan = bring_in(
        "Sáp nhập,X1,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,",
        "Sáp nhập,X1,,MY,UBND xã Nữa,Xã,T-UBND,01/07/2025,",
        "Giải thể,X3,,,,,,01/07/2025,",
        "Giải thể,X3,,,,,,01/09/2025,",
    )
    assert wrong(plan) == [(3, "Mã cơ quan cũ"), (5, "Mã cơ quan cũ")]
    assert "dòng 2" in advice(plan)


def test_rows_of_one_successor_have_to_agree(bring_in):
    plan = bring_in(
        "Sáp nhập,X1,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,",
        "Sáp nhập,X2,,mx,UBND phường Mới,Xã,H1,01/07/2025,",
    )
    assert wrong(plan) == [(3, "Tên cơ quan mới"), (3, "Mã cơ quan cấp trên mới")]
    assert "Dòng 2 ghi “UBND xã Mới”" in advice(plan)


def test_an_act_falls_as_a_whole_and_takes_with_it_what_stands_on_it(bring_in):
    plan = bring_in(
        "Sáp nhập,X1,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,",
        "Sáp nhập,X99,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,",
        "Sáp nhập,X2,,MY,UBND xã Nữa,Xã,T-UBND,01/07/2025,",
        "Giải thể,H1,,,,,,01/07/2025,",
        good_rows_only=True,
    )
    assert wrong(plan) == [(3, "Mã cơ quan cũ"), (5, "Mã cơ quan cũ")]
    assert "cũng chưa lưu: 2" in advice(plan)
    assert (plan.counts["new"], plan.counts["wrong"]) == (1, 3)
    assert {"X1", "H1", "MY"} <= set(on(DAY))


def test_what_is_recorded_is_not_rewritten(bring_in):
    line = "Sáp nhập,X1,,MX,UBND xã Mới,Xã,T-UBND,01/07/2025,12/NQ"
    bring_in(line)
    assert bring_in(line.replace("12/NQ", "")).counts["same"] == 1
    assert wrong(bring_in(line.replace("12/NQ", "13/NQ"))) == [(2, "Số quyết định")]
    assert wrong(bring_in(line.replace("Sáp nhập", "Chia tách"))) == [(2, "Hình thức")]
    assert wrong(bring_in(line.replace("UBND xã Mới", "UBND xã Khác"))) == [(2, "Mã cơ quan mới")]


def test_the_authority_of_the_province_does_not_end_unnoticed(bring_in):
    with unit_of_work(), whole_country():
        set_authority(operator(), agencies.get("T-SKH"))
    assert wrong(bring_in("Giải thể,T-SKH,,,,,,01/07/2025,")) == [(2, "Mã cơ quan cũ")]


def test_only_the_province_itself_and_its_own_people(world, acting):
    content = (HEAD + "Giải thể,ST-XA,,,,,,01/07/2025,\n").encode()
    with pytest.raises(NotPermitted), acting("snv.iso_secretary") as actor:
        imports.run(actor, SAP_XEP, "sap-xep.csv", content)
    with acting("kgtdc.inspector") as actor:
        assert wrong(imports.run(actor, SAP_XEP, "sap-xep.csv", content)[1]) == [(2, "Mã cơ quan cũ")]
    with acting("tdc.inspector") as actor:
        assert imports.run(actor, SAP_XEP, "sap-xep.csv", content)[1].problems == ()
    with whole_country():
        ends = select(AgencyPeriod.valid_to).where(AgencyPeriod.agency_id == world.agency["xa"])
        assert db.session.scalar(ends) == BEFORE
