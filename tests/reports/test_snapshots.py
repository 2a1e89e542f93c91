"""A table's life: drafted, explained, frozen, signed; what is frozen never changes, and says what would today."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from iso_app.core.errors import InvalidTransition, NotPermitted, Stale
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.accounts import PASSWORD
from iso_app.imports import services as imports
from iso_app.reports import queries, services, sides
from iso_app.reports.models import Snapshot
from iso_app.web.feature import registry

OFFICER = "chuyenvien@soctrang.example"
LEADER = "lanhdao@soctrang.example"
CORRECTION = (
    "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận,Số điểm lưu ý,Số điểm không phù hợp,Nội dung ghi nhận\n"
    "2021,ST-SNV,Tại trụ sở,20/10/2021,Chưa tuân thủ,1,2,Sửa theo biên bản\n"
)


@pytest.fixture
def frozen(as_person):
    """A frozen Phụ lục 1 of 2021 with its one explanation; gives its number."""
    with as_person(OFFICER) as actor:
        snapshot = services.draft(actor, code="phu-luc-1", year=2021, as_of=None)
        services.explain(
            actor,
            snapshot,
            check_key="inspected_total",
            text="Trung tâm Phục vụ hành chính công",
            printed=True,
        )
        services.freeze(actor, snapshot)
        return snapshot.number


def correct_one(as_person):
    with as_person(OFFICER) as actor:
        kind = next(kind for kind in registry().imports() if kind.code == "kiem-tra")
        imports.run(actor, kind, "kiem-tra-sua.csv", CORRECTION.encode())


def test_numbers_follow_each_other(as_person):
    with as_person(OFFICER) as actor:
        made = [services.draft(actor, code="phu-luc-1", year=2021, as_of=None).number for _ in range(2)]
    assert made == ["PL-2021-0001", "PL-2021-0002"]


def test_frozen_content_holds_every_agency_and_its_evidence(frozen, as_person):
    with as_person(OFFICER):
        content = json.loads(queries.snapshot(frozen).content)
    row = next(row for row in content["rows"] if row["key"] == "r1")
    assert row["cells"]["value"]["value"] == 30
    proof = content["evidence"]["inspected"]["ST-SNV"][0]
    assert proof["sentence"] == "Kiểm tra ngày 20/10/2021, qua hồ sơ, báo cáo"
    assert (proof["file"], proof["line"]) == ("kiem-tra.csv", 3)
    assert content["explanations"]["inspected_total"]["printed"] is True


def test_a_frozen_table_stays_and_says_what_differs(frozen, as_person):
    with as_person(OFFICER) as actor:
        assert sides.with_today(actor, queries.snapshot(frozen)).differing == []
    correct_one(as_person)
    with as_person(OFFICER) as actor:
        snapshot = queries.snapshot(frozen)
        told = {
            (d.row, d.left, d.right, tuple(r.name for r in d.reasons if r.sign < 0))
            for d in sides.with_today(actor, snapshot).differing
        }
        shown = {
            row["key"]: row["cells"]["value"]["display"]
            for row in json.loads(snapshot.content)["rows"]
            if row["cells"]
        }
    assert ("Cơ quan cấp tỉnh", "31", "30", ("Sở Nội vụ",)) in told
    assert shown["r4"] == "151"


def test_no_move_backwards(frozen, as_person):
    with as_person(OFFICER) as actor:
        snapshot = queries.snapshot(frozen)
        with pytest.raises(NotPermitted, match="đã chốt"):
            services.freeze(actor, snapshot)
        with pytest.raises(NotPermitted, match="giải trình không sửa được"):
            services.explain(actor, snapshot, check_key="inspected_total", text="khác", printed=True)


def test_a_draft_is_not_signed(as_person):
    with as_person(OFFICER) as actor:
        number = services.draft(actor, code="phu-luc-1", year=2021, as_of=None).number
    with as_person(LEADER) as actor, pytest.raises(NotPermitted, match="Phải chốt"):
        services.issue(actor, queries.snapshot(number), shown_digest="", password=PASSWORD)


def test_the_leader_signs_what_was_shown(frozen, as_person):
    with as_person(LEADER) as actor:
        snapshot = queries.snapshot(frozen)
        with pytest.raises(Stale):
            services.issue(actor, snapshot, shown_digest="0" * 64, password=PASSWORD)
        services.issue(actor, snapshot, shown_digest=snapshot.digest, password=PASSWORD)
        assert snapshot.state.value == "issued"
        assert snapshot.issued_at is not None


def test_an_officer_does_not_sign(frozen, as_person):
    with as_person(OFFICER) as actor:
        snapshot = queries.snapshot(frozen)
        with pytest.raises((NotPermitted, InvalidTransition)):
            services.issue(actor, snapshot, shown_digest=snapshot.digest, password=PASSWORD)


def test_the_whole_way_in_pages(soc_trang, visit):
    officer = visit(OFFICER)
    page = officer.get("/phu-luc/mau/phu-luc-1?year=2021")
    assert "Trung tâm Phục vụ hành chính công tỉnh" in page.text
    officer.follow("/phu-luc/mau/phu-luc-1/lap", year="2021", as_of="")
    explained = officer.follow(
        "/phu-luc/PL-2021-0001/giai-trinh/inspected_total",
        check="inspected_total",
        text="Có một trung tâm",
        printed="y",
    )
    assert "Có một trung tâm" in explained.text
    officer.follow("/phu-luc/PL-2021-0001/chot")
    officer.get("/phu-luc/PL-2021-0001/ky", expect=403)

    leader = visit(LEADER)
    page = leader.get("/phu-luc/PL-2021-0001/ky")
    digest = page.select_one("[name=shown_digest]")["value"]
    refused = leader.post(
        "/phu-luc/PL-2021-0001/ky", expect=422, shown_digest=digest, meaning="approved", password="không phải"
    )
    assert refused.select_one("[role=alert]")
    done = leader.follow(
        "/phu-luc/PL-2021-0001/ky", shown_digest=digest, meaning="approved", password=PASSWORD
    )
    assert "Lý Minh Đức" in done.text
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        answer = leader.client.get(f"/phu-luc/PL-2021-0001/tep/{kind}")
        assert answer.data.startswith(start)
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_agencies_do_not_see_the_tables(soc_trang, visit, frozen):
    secretary = visit("thuky@snv.example")
    for url in ("/phu-luc/", "/phu-luc/mau/phu-luc-1", f"/phu-luc/{frozen}", f"/phu-luc/{frozen}/tep/pdf"):
        secretary.get(url, expect=403)


def test_drill_down_to_the_line(soc_trang, visit):
    page = visit(OFFICER).get("/phu-luc/mau/phu-luc-1/o/r1.value?year=2021")
    assert len(page.select("tbody tr")) == 30
    line = page.select_one("tbody a[href*='/dong/']")
    assert line is not None
    assert "dòng" in line.text


@pytest.mark.parametrize(
    ("url", "expect"),
    [
        ("/phu-luc/mau/khong-co", 404),
        ("/phu-luc/mau/phu-luc-1?year=20221", 422),
        ("/phu-luc/mau/phu-luc-1?year=2021&as_of=31/02/2021", 422),
        ("/phu-luc/mau/phu-luc-1?year=2021&as_of=01/01/2022", 422),
        ("/phu-luc/mau/phu-luc-1/o/r9.value", 404),
        ("/phu-luc/mau/phu-luc-1/tep/exe", 404),
        ("/phu-luc/PL-2021-9999", 404),
    ],
)
def test_bad_addresses_get_a_sentence(soc_trang, visit, url, expect):
    assert visit(OFFICER).get(url, expect=expect).select_one("h1")


def test_frozen_content_is_held_by_the_database(frozen, soc_trang):
    with pytest.raises(Exception, match="written once"), unit_of_work(), whole_country():
        db.session.execute(db.update(Snapshot).where(Snapshot.number == frozen).values(content="{}"))


def test_snapshot_dates_stay_inside_the_year(as_person):
    from iso_app.core.errors import DomainError

    with as_person(OFFICER) as actor, pytest.raises(DomainError, match="thuộc năm 2021"):
        services.draft(actor, code="phu-luc-1", year=2021, as_of=date(2022, 1, 1))
    with as_person(OFFICER):
        assert db.session.scalars(select(Snapshot)).all() == []


def test_a_note_is_the_province_s_and_the_year_s(soc_trang, visit):
    officer = visit(OFFICER)
    page = officer.get("/phu-luc/mau/phu-luc-1?year=2021")
    assert "Kế hoạch số 38/KH-UBND" in page.text
    saved = officer.follow(
        "/phu-luc/mau/phu-luc-1/ghi-chu/r1?year=2021", row="r1", text="Theo Kế hoạch số 99"
    )
    assert "Theo Kế hoạch số 99" in saved.text
    assert "38/KH-UBND" not in saved.text
    assert "Theo Kế hoạch" not in officer.get("/phu-luc/mau/phu-luc-1?year=2020").text
    officer.get("/phu-luc/mau/phu-luc-1/ghi-chu/r2?year=2021", expect=404)
