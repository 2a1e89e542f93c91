"""Each measure against a plain reading of the same records, and the four statuses one by one."""

from datetime import date

import pytest

from iso_app.agencies import queries as agencies
from iso_app.cli import prepare
from iso_app.compliance import services
from iso_app.compliance.measures import MEASURES, Period, measure
from iso_app.compliance.models import Fact
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.web.feature import registry

HEAD = (
    "Năm,Mã cơ quan,Phiên bản tiêu chuẩn,Số quyết định công bố,Ngày công bố,Ngày đánh giá nội bộ,"
    "Ngày xem xét của lãnh đạo,Ngày ban hành MTCL,Ngày báo cáo MTCL 6 tháng,Ngày báo cáo MTCL năm,ISO điện tử\n"
)
KIEM_TRA = (
    "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận,Số điểm lưu ý,"
    "Số điểm không phù hợp,Nội dung ghi nhận\n"
)


@pytest.fixture
def bring(world, actor_for):
    """`bring("tinh-hinh", "2021,ST-SNV,…")`: import lines as the province's inspector."""
    prepare()

    def run(code, *lines):
        kind = next(kind for kind in registry().imports() if kind.code == code)
        head = {"tinh-hinh": HEAD, "kiem-tra": KIEM_TRA}.get(code, "Năm,Mã cơ quan,Hình thức kiểm tra\n")
        actor = actor_for("tdc.inspector")
        with unit_of_work(), acting_in(actor.scope):
            batch, plan = imports.run(actor, kind, f"{code}.csv", (head + "\n".join(lines) + "\n").encode())
            assert batch is not None, [p.sentence() for p in plan.problems]

    return run


@pytest.fixture
def ask(world, actor_for):
    """`ask("declared", as_of)` -> agency key -> status, as the inspector sees it."""

    def run(code, as_of=None, year=2021, **options):
        with acting_in(actor_for("tdc.inspector").scope):
            rows = db.session.execute(measure(code).statement(Period.of_year(year, as_of), options)).all()
        db.session.rollback()
        names = {id_: key for key, id_ in world.agency.items()}
        return {names[row.agency_id]: row.status for row in rows}

    return run


def test_only_agencies_of_the_scope_answer(bring, ask):
    assert set(ask("exists")) == {"tdc", "snv", "xa"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (",,,15/06/2021,,,,,,", "yes"),  # declared within the year
        (",,,15/06/2019,,,,,,", "yes"),  # cumulative: an earlier year counts
        (",,,15/06/2022,,,,,,", "not_reported"),  # not yet on the day
        (",,,Không,,,,,,", "no"),  # known not to be
        (",,,,,,,,,", "not_reported"),  # a blank is never a no
    ],
)
def test_declared(bring, ask, cells, expected):
    bring("tinh-hinh", f"2021,ST-SNV{cells}")
    assert ask("declared") == {"tdc": "not_reported", "snv": expected, "xa": "not_reported"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [("04/09/2021", "yes"), ("04/09/2020", "no"), ("04/01/2022", "no"), ("Chưa", "no"), ("", "not_reported")],
)
def test_internal_audit_is_of_the_period(bring, ask, day, expected):
    bring("tinh-hinh", f"2021,ST-SNV,,,,{day},,,,,")
    assert ask("internal_audit")["snv"] == expected


def test_a_period_ends_on_its_day(bring, ask):
    bring("tinh-hinh", "2021,ST-SNV,,,,04/09/2021,,,,,")
    assert ask("internal_audit", date(2021, 9, 4))["snv"] == "yes"
    assert ask("internal_audit", date(2021, 9, 3))["snv"] == "no"


@pytest.mark.parametrize(
    ("rule", "snv", "xa"),
    [
        ("audit_or_review", "yes", "yes"),
        ("audit", "yes", "no"),
        ("review", "no", "yes"),
        ("audit_and_review", "no", "no"),
    ],
)
def test_maintains_by_the_rule_of_the_province(bring, ask, rule, snv, xa):
    bring(
        "tinh-hinh",
        "2021,ST-SNV,,1/QĐ,01/02/2020,04/09/2021,Không,,,,",
        "2021,ST-XA,,2/QĐ,01/02/2020,Không,05/11/2021,,,,",
    )
    assert ask("maintains", rule=rule) == {"tdc": "not_reported", "snv": snv, "xa": xa}


def test_without_a_declaration_nothing_is_maintained(bring, ask):
    bring("tinh-hinh", "2021,ST-SNV,,,Không,04/09/2021,05/11/2021,,,,")
    assert ask("maintains")["snv"] == "no"


def test_e_qms(bring, ask):
    bring("tinh-hinh", "2021,ST-SNV,,,,,,,,,Có", "2021,ST-XA,,,,,,,,,Không")
    assert ask("e_qms") == {"snv": "yes", "xa": "no", "tdc": "not_reported"}


def test_redeclared_needs_an_earlier_declaration(bring, ask):
    bring("tinh-hinh", "2019,ST-SNV,,1/QĐ,01/02/2019,,,,,,")
    bring("tinh-hinh", "2021,ST-SNV,,9/QĐ,01/03/2021,,,,,,", "2021,ST-XA,,9/QĐ,01/03/2021,,,,,,")
    assert ask("redeclared") == {"snv": "yes", "xa": "no", "tdc": "not_reported"}


def test_inspected_and_compliant(bring, ask):
    bring(
        "kiem-tra",
        "2021,ST-SNV,Tại trụ sở,04/08/2021,Tuân thủ,1,0,",
        '2021,ST-XA,"Qua hồ sơ, báo cáo",05/08/2021,Chưa tuân thủ,0,2,',
        "2021,ST-TDC,Tại trụ sở,06/08/2021,,,,",
    )
    assert ask("inspected") == {"snv": "yes", "xa": "yes", "tdc": "no"}
    assert ask("inspected", mode="on_site") == {"snv": "yes", "xa": "no", "tdc": "no"}
    assert ask("compliant") == {"snv": "yes", "xa": "no", "tdc": "not_reported"}
    assert ask("inspected", date(2021, 8, 4)) == {"snv": "yes", "xa": "no", "tdc": "no"}


def test_the_plan_is_the_list_of_the_year_if_there_is_one(bring, ask):
    assert set(ask("planned").values()) == {"yes"}
    bring("ke-hoach", "2021,ST-SNV,Tại trụ sở")
    assert ask("planned") == {"snv": "yes", "xa": "not_applicable", "tdc": "not_applicable"}
    assert set(ask("planned", year=2022).values()) == {"yes"}


def test_edition(bring, ask):
    bring("tinh-hinh", "2021,ST-SNV,TCVN ISO 9001:2015,,,,,,,,", "2021,ST-XA,TCVN ISO 9001:2008,,,,,,,,")
    assert ask("edition", edition="tcvn-iso-9001-2015") == {"snv": "yes", "xa": "no", "tdc": "not_reported"}


def test_a_closed_agency_is_not_asked_after_its_last_day(bring, ask, world):
    from iso_app.agencies import services as agency_services

    with unit_of_work(), whole_country():
        agency_services.close_agency(operator(), agencies.by_code("ST-XA"), valid_to=date(2021, 6, 30))
    assert set(ask("exists", date(2021, 6, 30))) == {"tdc", "snv", "xa"}
    assert set(ask("exists", date(2021, 7, 1))) == {"tdc", "snv"}


def test_facts_rebuilt_are_the_facts_kept(bring):
    bring("tinh-hinh", "2021,ST-SNV,TCVN ISO 9001:2015,1/QĐ,01/02/2020,04/09/2021,Không,,,,Có")
    bring("kiem-tra", "2021,ST-SNV,Tại trụ sở,04/08/2021,Tuân thủ,1,0,")
    bring("kiem-tra", "2021,ST-SNV,Tại trụ sở,05/08/2021,Chưa tuân thủ,1,1,đã sửa")
    bring("ke-hoach", "2021,ST-SNV,Tại trụ sở")

    def kept():
        columns = [c for c in Fact.__table__.columns if c.key != "id"]
        with whole_country():
            rows = db.session.execute(db.select(*columns)).all()
        db.session.rollback()
        return sorted(map(repr, rows))

    before = kept()
    with unit_of_work(), whole_country():
        assert services.rebuild() == len(before)
    assert kept() == before


def test_every_measure_says_what_it_is():
    assert all(m.label and m.definition.endswith(".") and m.date_rule for m in MEASURES.values())
