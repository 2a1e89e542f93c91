"""The list of agencies: planned against the database, stored at once, the same file twice changes nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select

from iso_app.agencies import queries
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Applicability, Level, Province
from iso_app.agencies.sheets import CO_QUAN
from iso_app.core.actor import operator
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services
from iso_app.imports.models import ImportBatch, ImportLine, ImportState
from iso_app.sheets.kind import Outcome
from iso_app.trail.models import TrailEntry
from tests.agencies.rosters import ROOT, ROSTER, as_csv, as_xlsx, row
from tests.support.statements import heard


def bring(rows=None, **options):
    """The operator's import, in a unit of work of its own."""
    with unit_of_work(), whole_country():
        return services.run(operator(), CO_QUAN, "co-quan.csv", as_csv(rows), **options)


def sentences(plan):
    return [problem.sentence() for problem in plan.problems]


def count(model):
    return db.session.scalar(select(func.count(model.id)))


@pytest.fixture
def country(app):
    """An empty database, seen whole."""
    with whole_country():
        yield


def test_a_first_file_founds_the_province(country):
    batch, plan = bring()
    assert plan.counts == {"new": 4, "changed": 0, "same": 0, "wrong": 0}
    province = db.session.scalars(select(Province)).one()
    assert (province.code, province.name, province.place) == ("ST-UBND", "Tỉnh Sóc Trăng", "Sóc Trăng")
    assert batch.province_id == province.id
    xa = queries.by_code("ST-XA1")
    assert (xa.name, xa.level, xa.applicability) == (
        "UBND xã Thới An Hội",
        Level.COMMUNE,
        Applicability.MANDATORY,
    )
    assert xa.parent.code == "ST-KS"
    assert xa.parent.parent.code == "ST-UBND"
    assert (xa.valid_from, xa.valid_to, xa.group.name) == (date(2010, 1, 1), None, "UBND cấp xã")
    assert "thoi an hoi" in xa.folded
    assert queries.by_code("ST-UBND").applicability is Applicability.OUT_OF_SCOPE


def test_every_agency_equals_its_latest_period(country):
    bring()
    bring([row("ST-SNV", "Sở Nội vụ và Dân tộc", since="01/01/2012", until="31/12/2030")])
    for agency in db.session.scalars(select(Agency)):
        last = agency.periods[-1]
        for column in (
            "name",
            "short_name",
            "level",
            "applicability",
            "sort_name",
            "group_id",
            "parent_id",
            "valid_to",
        ):
            assert getattr(agency, column) == getattr(last, column), column
        assert agency.valid_from == agency.periods[0].valid_from


def test_the_same_file_twice_writes_only_its_batch(country):
    bring()
    before = {model: count(model) for model in (Agency, AgencyPeriod, AgencyGroup, ImportLine)}
    entries = count(TrailEntry)
    batch, plan = bring()
    assert plan.counts == {"new": 0, "changed": 0, "same": 4, "wrong": 0}
    assert {model: count(model) for model in before} == before
    assert count(TrailEntry) == entries + 1
    assert count(ImportBatch) == 2
    assert batch.state is ImportState.STORED


def test_what_changes_is_shown_and_mended(country):
    bring()
    mended = row("st-snv", "Sở Nội vụ", "", short="SNV", group="sở,  NGÀNH", applies="Khuyến khích")
    _, plan = bring([mended], dry_run=True)
    (change,) = plan.of(Outcome.CHANGED)
    assert change.fields == (
        ("Mã cơ quan cấp trên", "ST-UBND", ""),
        ("Thuộc diện bắt buộc", "Có", "Khuyến khích"),
    )
    assert queries.by_code("ST-SNV").parent_id is not None
    bring([mended])
    agency = queries.by_code("ST-SNV")
    assert (agency.code, agency.parent_id, agency.applicability) == ("ST-SNV", None, Applicability.VOLUNTARY)
    assert (agency.version, len(agency.periods)) == (2, 1)
    assert agency.periods[0].applicability is Applicability.VOLUNTARY


def test_agencies_left_out_of_the_file_stay(country):
    bring()
    bring([row("ST-SYT", "Sở Y tế")])
    assert count(Agency) == 5
    assert queries.by_code("ST-SNV").valid_to is None


def test_each_fact_points_to_its_line(country):
    batch, _ = bring()
    agency = queries.by_code("ST-SNV")
    line = db.session.scalars(select(ImportLine).where(ImportLine.agency_id == agency.id)).one()
    assert (line.batch_id, line.line, line.filename) == (batch.id, 5, "co-quan.csv")
    assert line.raw["Tên cơ quan"] == "Sở Nội vụ"
    entry = db.session.scalars(
        select(TrailEntry).where(
            TrailEntry.chain == f"agency:{agency.id}", TrailEntry.verb == "agency.imported"
        )
    ).one()
    assert entry.facts == {"line": 5, "import_line": line.id}
    assert entry.changes["name"] == [None, "Sở Nội vụ"]


def test_an_xlsx_says_the_same(country):
    with unit_of_work(), whole_country():
        _, plan = services.run(operator(), CO_QUAN, "co-quan.xlsx", as_xlsx())
    assert plan.counts["new"] == 4
    assert bring()[1].counts["same"] == 4


WRONG = {
    "unknown parent": ([ROOT, row("ST-A", parent="ST-NOBODY")], 3, "Mã cơ quan cấp trên", "ST-NOBODY"),
    "its own parent": ([ROOT, row("ST-A", parent="ST-A")], 3, "Mã cơ quan cấp trên", "chính nó"),
    "a circle": (
        [ROOT, row("ST-A", parent="ST-C"), row("ST-B", parent="ST-A"), row("ST-C", parent="ST-B")],
        3, "Mã cơ quan cấp trên", "ST-A → ST-C → ST-B → ST-A",
    ),
    "ends before it begins": ([ROOT, row("ST-A", until="31/12/2009")], 3, "Hiệu lực đến", "01/01/2010"),
    "outlives its parent": (
        [ROOT, row("ST-H", until="30/06/2025"), row("ST-X", parent="ST-H")],
        4, "Mã cơ quan cấp trên", "30/06/2025",
    ),
    "the same code twice": ([ROOT, row("ST-A"), row("st-a")], 4, "Mã cơ quan", "trùng với dòng 3"),
    "no such day": ([ROOT, row("ST-A", since="31/02/2021")], 3, "Hiệu lực từ", "31/02/2021"),
    "no such level": ([ROOT, row("ST-A", level="Khu phố")], 3, "Cấp hành chính", "Tỉnh · Huyện · Xã"),
    "no name": ([ROOT, row("ST-A", " ")], 3, "Tên cơ quan", "Không được để trống"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_row_is_named_and_nothing_is_stored(case, country):
    rows, line, column, words = WRONG[case]
    batch, plan = bring(rows)
    assert batch is None
    found = [p for p in plan.problems if (p.line, p.column) == (line, column)]
    assert found, sentences(plan)
    assert found[0].file == "co-quan.csv"
    assert words in found[0].sentence()
    assert line in plan.bad
    assert (count(Agency), count(Province), count(ImportBatch)) == (0, 0, 0)


def test_good_rows_may_be_taken_alone(country):
    rows = [
        ROOT,
        row("ST-A", level="Khu phố"),
        row("ST-B", parent="ST-A"),
        row("ST-C", parent="ST-B"),
        row("ST-D"),
    ]
    batch, plan = bring(rows, good_rows_only=True)
    assert plan.counts == {"new": 2, "changed": 0, "same": 0, "wrong": 3}
    assert (batch.good_rows_only, batch.counts["wrong"]) == (True, 3)
    assert set(db.session.scalars(select(Agency.code))) == {"ST-UBND", "ST-D"}


def test_one_sentence_for_everyone_below_a_missing_parent(country):
    rows = [ROOT, *(row(f"ST-{n}", parent="ST-NOBODY") for n in range(3))]
    _, plan = bring(rows)
    assert len(plan.problems) == 1
    assert plan.problems[0].also == (4, 5)
    assert plan.counts["wrong"] == 3


def test_a_parent_may_not_end_before_those_left_in_the_database(country):
    bring()
    _, plan = bring(
        [row("ST-KS", "UBND huyện Kế Sách", level="Huyện", group="UBND cấp huyện", until="30/06/2025")]
    )
    assert [(p.line, p.column) for p in plan.problems] == [(2, "Hiệu lực đến")]
    assert "ST-XA1" in plan.problems[0].advice


def test_a_circle_may_not_close_through_the_database(country):
    bring()
    _, plan = bring([row("ST-KS", "UBND huyện Kế Sách", "ST-XA1", level="Huyện", group="UBND cấp huyện")])
    assert [(p.line, p.column) for p in plan.problems] == [(2, "Mã cơ quan cấp trên")]


def test_a_second_province_is_founded_beside_the_first(country):
    bring()
    bring([row("KG-UBND", "UBND tỉnh Kiên Giang", ""), row("KG-SNV", "Sở Nội vụ", "KG-UBND")])
    assert set(db.session.scalars(select(Province.name))) == {"Tỉnh Sóc Trăng", "Tỉnh Kiên Giang"}
    bring([row("ST-SYT", "Sở Y tế")])
    assert queries.by_code("ST-SYT").province_id == queries.by_code("ST-UBND").province_id


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("X", "Sở X", "")], "Không rõ tệp thuộc tỉnh nào"),
        ([row("A", "UBND tỉnh A", ""), row("B", "UBND thành phố B", "")], "nhiều tỉnh"),
        ([row("ST-A"), row("KG-A", parent="KG-UBND")], "nhiều tỉnh"),
    ],
)
def test_a_file_of_nobody_knows_which_province(rows, words, country):
    bring()
    bring([row("KG-UBND", "UBND tỉnh Kiên Giang", "")])
    batch, plan = bring(rows)
    assert batch is None
    assert words in plan.problems[0].advice
    assert plan.counts["wrong"] == len(rows)


def test_the_authority_imports_into_its_own_province(world, acting):
    with acting("tdc.province_admin") as actor:
        batch, _ = services.preview(actor, CO_QUAN, "co-quan.csv", as_csv())
        services.store(actor, batch, kind=CO_QUAN)
        assert batch.province_id == world.province["st"]
    with whole_country():
        assert queries.by_code("ST-XA1").province_id == world.province["st"]
        groups = queries.groups(world.province["st"])
        assert [g.name for g in groups] == ["Sở, ngành", "UBND cấp xã", "UBND cấp huyện", "UBND cấp tỉnh"]


@pytest.mark.parametrize("key", ["snv.iso_secretary", "tdc.leader", "xa.staff"])
def test_nobody_else_imports_agencies(key, world, acting):
    with acting(key) as actor, pytest.raises(NotPermitted):
        services.preview(actor, CO_QUAN, "co-quan.csv", as_csv())


def test_storing_twice_is_refused(world, acting):
    with acting("tdc.province_admin") as actor:
        batch, _ = services.preview(actor, CO_QUAN, "co-quan.csv", as_csv())
        services.store(actor, batch, kind=CO_QUAN)
        with pytest.raises(NotPermitted):
            services.store(actor, batch, kind=CO_QUAN)


def test_wrong_rows_stop_the_storing_of_a_preview(world, acting):
    with acting("tdc.province_admin") as actor:
        batch, plan = services.preview(
            actor, CO_QUAN, "a.csv", as_csv([ROOT, row("ST-A", parent="ST-NOBODY")])
        )
        assert plan.counts == {"new": 1, "changed": 0, "same": 0, "wrong": 1}
        with pytest.raises(DomainError, match="1 dòng sai"):
            services.store(actor, batch, kind=CO_QUAN)
        services.store(actor, batch, kind=CO_QUAN, good_rows_only=True)
        assert batch.good_rows_only
        assert queries.by_code("ST-UBND")


def test_a_preview_is_planned_anew_when_it_is_stored(world, acting):
    with acting("tdc.province_admin") as actor:
        first, _ = services.preview(actor, CO_QUAN, "a.csv", as_csv())
        second, plan = services.preview(actor, CO_QUAN, "a.csv", as_csv())
        assert plan.counts["new"] == 3
        services.store(actor, first, kind=CO_QUAN)
        assert services.store(actor, second, kind=CO_QUAN).counts["same"] == 4


def test_statements_do_not_grow_with_the_rows(country):
    def statements(rows):
        with heard() as sent:
            bring(rows)
        return len(sent)

    few = statements(ROSTER)
    many = statements([row(f"ST-{n:03}") for n in range(400)])
    assert many <= few
