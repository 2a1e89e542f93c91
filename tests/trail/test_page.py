"""The page of the trail: the province's over all its agencies, an agency's own, nobody else's."""

import pytest

from iso_app.agencies import queries as agencies
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.roles import Role
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail import words
from iso_app.trail.services import record, write

PAGE = "/nhat-ky"


def rows(page):
    return {row.get_text(" ", strip=True).split("“mục ")[1].split("”")[0] for row in page.select("tbody tr")}


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("tdc.province_admin", {"st", "tdc", "snv", "xa"}),
        ("kgtdc.province_admin", {"kg", "kgtdc", "kgsnv"}),
        ("snv.iso_secretary", {"snv"}),
        ("xa.leader", {"xa"}),
    ],
)
def test_each_reads_their_own(key, seen, trail, browse):
    assert rows(browse(key).get(PAGE)) == seen


def test_a_province_reads_who_changed_its_settings(world, browse, acting):
    with acting("tdc.province_admin") as actor:
        province = agencies.province_of(actor)
        province.place = "Sóc Trăng"
        record(actor, "province.settled", province, label=province.name)
    assert "Sửa thiết lập của tỉnh" in browse("tdc.province_admin").get(PAGE).select_one("tbody").text
    assert browse("kgtdc.province_admin").get(PAGE).select_one("tbody") is None


def test_what_the_product_did_by_itself_is_said_in_the_readers_language(trail, world, browse):
    entry = {"subject_type": "x", "subject_id": 1, "subject_label": "mục snv", "changes": {}, "facts": {}}
    with unit_of_work():
        write(operator("Hệ thống"), "x.made", [entry | {"chain": f"agency:{world.agency['snv']}"}])
    reader = browse("snv.iso_secretary")
    assert "Hệ thống" in reader.get(PAGE).select_one("tbody").text
    reader.client.post("/ngon-ngu", data={"locale": "en"})
    words_shown = reader.get(PAGE).select_one("tbody").text
    assert "System" in words_shown
    assert "Hệ thống" not in words_shown


def test_staff_may_not(trail, browse):
    browse("snv.staff").get(PAGE, 403)


def test_filters_narrow_and_never_widen(trail, world, browse):
    page = browse("tdc.province_admin")
    snv, foreign = world.agency["snv"], world.agency["kgsnv"]
    assert rows(page.get(f"{PAGE}?agency=agency:{snv}")) == {"snv"}
    assert rows(page.get(f"{PAGE}?agency=agency:{foreign}")) == set()
    assert len(rows(page.get(f"{PAGE}?day={show_day(today())}"))) == 4
    assert rows(page.get(f"{PAGE}?day=01/01/2001")) == set()
    assert len(rows(page.get(f"{PAGE}?day=khong-phai-ngay"))) == 4
    assert len(rows(page.get(f"{PAGE}?verb=x.made&person=dòng lệnh"))) == 4
    assert rows(page.get(f"{PAGE}?verb=x.unmade")) == set()
    assert rows(page.get(f"{PAGE}?person=%25%25")) == set()


def test_acts_that_read_alike_are_one_choice(trail, world, browse):
    words.add(verbs={"x.done_too": "Thử “{label}”"})
    entry = {"subject_type": "x", "subject_id": 1, "subject_label": "mục khác", "changes": {}, "facts": {}}
    with unit_of_work():
        write(operator(), "x.done_too", [entry | {"chain": f"agency:{world.agency['snv']}"}])
    page = browse("snv.leader")
    for verb in ("x.made", "x.done_too"):
        assert rows(page.get(f"{PAGE}?verb={verb}")) == {"snv", "khác"}
    offered = [option.get_text() for option in page.get(PAGE).select("select[name=verb] option")]
    assert len(offered) == len(set(offered))


def test_changes_are_a_column_that_can_be_had(trail, browse):
    page = browse("snv.leader").get(f"{PAGE}?columns=when&columns=what&columns=changes")
    assert "Tên: – → =1+1" in page.select_one("tbody").get_text(" ", strip=True)


def test_the_file_holds_the_same(trail, browse):
    answer = browse("snv.leader").client.get(f"{PAGE}?export=csv")
    assert "mục snv" in answer.text
    assert "mục xa" not in answer.text


# What administrators do


@pytest.fixture
def administered(world, acting):
    from iso_app.accounts import services

    with acting("tdc.province_admin") as actor:
        services.create_person(
            actor, full_name="Ngô Mới", email="moi@example.vn", province_id=world.province["st"]
        )
    with acting("snv.iso_secretary") as actor:
        services.create_post(
            actor,
            agency_id=world.agency["snv"],
            role=Role.STAFF,
            title="Văn thư",
            valid_from=today(),
        )


def _told(page):
    return [row.get_text(" ", strip=True) for row in page.select("tbody tr")]


def test_administrators_acts_are_found_by_kind(administered, trail, browse):
    page = browse("tdc.province_admin")
    assert len(_told(page.get(f"{PAGE}?kind=admin"))) == 2
    (account,) = _told(page.get(f"{PAGE}?kind=accounts"))
    assert "Thêm người dùng Ngô Mới" in account
    (post,) = _told(page.get(f"{PAGE}?kind=posts"))
    assert "Lập vị trí Văn thư" in post
    assert _told(page.get(f"{PAGE}?kind=no-such-kind")) == []
    assert len(_told(browse("snv.leader").get(f"{PAGE}?kind=admin"))) == 1
    lines = page.client.get(f"{PAGE}?kind=admin&export=csv").get_data(as_text=True)
    assert "Ngô Mới" in lines
    assert "Thử" not in lines


def test_who_did_it_is_found_without_diacritics_and_between_days(administered, browse):
    page = browse("tdc.province_admin")
    for typed in ("quan+tri+tinh", "tinh+quan+tri", "Tỉnh+quản"):
        assert len(_told(page.get(f"{PAGE}?person={typed}"))) == 1, "in whatever order"
    assert _told(page.get(f"{PAGE}?person=tinh+khong-ai")) == []
    day = show_day(today())
    assert len(_told(page.get(f"{PAGE}?from={day}&to={day}"))) == 2
    assert _told(page.get(f"{PAGE}?to=01/01/2001")) == []
    assert len(_told(page.get(f"{PAGE}?from=01/01/2001&to=khong-phai-ngay"))) == 2
