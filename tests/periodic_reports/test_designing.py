"""A province's own form: copied, changed, previewed, published, due for a period."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from iso_app.agencies.models import Level
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.periodic_reports import planning, queries
from iso_app.periodic_reports.services import drafting, periods
from iso_app.periodic_reports.services.drafting import RowFacts
from tests.periodic_reports.conftest import ADMIN, INSPECTOR, SECRETARY


@pytest.fixture
def draft_id(acting, world):
    with acting(ADMIN) as actor:
        return drafting.copy_form(actor, queries.shipped_form("phu-luc-2"), title="Phụ lục 2 của tỉnh").id


def row(draft, key):
    return next(found for found in draft.rows if found.key == key)


def test_a_copy_says_the_same(acting, draft_id):
    with acting(ADMIN):
        copied = planning.form_of_draft(queries.draft(draft_id))
    source = queries.shipped_form("phu-luc-2")
    assert (copied.rows, copied.checks) == (source.rows, source.checks)
    assert copied.title == "Phụ lục 2 của tỉnh"


def test_rows_are_added_changed_moved_and_removed(acting, draft_id):
    with acting(ADMIN) as actor:
        draft = queries.draft(draft_id)
        added = drafting.add_row(
            actor, draft, after=row(draft, "I.1.3"), facts=RowFacts("line", "Số phong trào", type="count")
        )
        assert added.key == "I.1.4"
        drafting.change_row(
            actor, draft, row(draft, "I.5.2"),
            facts=RowFacts("line", "Hình thức", type="choice", choices="0 = Giấy; 1 = Mạng; 2 = Cả hai"),
        )  # fmt: skip
        drafting.remove_row(actor, draft, row(draft, "I.2.4"))
        drafting.move_row(actor, draft, row(draft, "I.1.2"), up=True)
    with acting(ADMIN):
        form = planning.form_of_draft(queries.draft(draft_id))
    keys = [found.key for found in form.rows]
    assert keys[:6] == ["I", "I.1", "I.1.2", "I.1.1", "I.1.3", "I.1.4"]
    assert "I.2.4" not in keys
    assert "van_de_kiem_tra" not in {check.key for check in form.checks}, (
        "a check of a row that went went too"
    )
    assert form.row("I.5.2").field.options == {"0": "Giấy", "1": "Mạng", "2": "Cả hai"}
    assert len(keys) == 166


def test_published_it_is_the_next_version_and_written_once(acting, draft_id, period_id):
    with acting(ADMIN) as actor:
        draft = queries.draft(draft_id)
        drafting.add_check(
            actor, draft, kind="quotient", label="Tỷ lệ đúng hạn", parts="III.6.2", whole="III.6.1", percent="III.6.3"
        )  # fmt: skip
        version = drafting.publish(actor, draft)
        assert (version.code, version.version) == ("phu-luc-2", 2)
        later = periods.open_period(
            actor, version, year=2022, half=2, due_on=today() + timedelta(days=9), level=Level.COMMUNE
        )
        assert [found.code for found in queries.members(later)] == ["ST-XA"]
        with pytest.raises(NotPermitted, match="đã phát hành"):
            drafting.remove_check(actor, draft, key="kt_1")
        statements = ("UPDATE form_version SET title = 'khác'", "DELETE FROM form_version")
        for statement in statements:
            with pytest.raises(DatabaseError), db.session.begin_nested():
                db.session.execute(text(statement))
    with acting(ADMIN):
        assert queries.form_of(queries.period(period_id).form_version).version == 1, (
            "the old period keeps its form"
        )
        assert {choice for choice, _ in queries.choices_of_version()} == {str(version.id)}


def test_what_makes_no_form_is_not_published(acting, draft_id):
    with acting(ADMIN) as actor:
        draft = queries.draft(draft_id)
        with pytest.raises(DomainError, match="không có số"), db.session.begin_nested():
            drafting.add_check(actor, draft, kind="at_most", label="Sai", parts="I.1", whole="I.1.1")
        db.session.refresh(draft)
        with pytest.raises(DomainError, match="0 = Trực tuyến"), db.session.begin_nested():
            drafting.change_row(
                actor, draft, row(draft, "I.1.1"), facts=RowFacts("line", "x", type="choice", choices="một")
            )


def test_a_draft_that_is_given_up_is_left_alone(acting, draft_id):
    with acting(ADMIN) as actor:
        drafting.discard(actor, queries.draft(draft_id))
        with pytest.raises(NotPermitted):
            drafting.publish(actor, queries.draft(draft_id))
        assert queries.drafts() == []


@pytest.mark.parametrize("who", [INSPECTOR, SECRETARY])
def test_only_the_provinces_administrator_prepares_forms(who, acting, world):
    with acting(who) as actor, pytest.raises(NotPermitted):
        drafting.copy_form(actor, queries.shipped_form("phu-luc-2"), title="x")


def test_a_form_takes_no_code_of_a_table(acting, world):
    from iso_app.reports import services as reports

    with unit_of_work(), whole_country():
        reports.load_templates()
    with acting(ADMIN) as actor, pytest.raises(DomainError, match="phu-luc-1"):
        drafting.copy_form(actor, queries.shipped_form("phu-luc-2"), title="x", code="Phụ lục 1")


def test_another_province_sees_nothing_of_it(acting, draft_id, period_id):
    with acting("kgtdc.province_admin"):
        assert queries.versions() == []
        assert queries.periods() == []
        assert queries.drafts() == []
        for ask in (queries.period, queries.version, queries.draft):
            with pytest.raises(DomainError):
                ask(1)


def test_forms_to_choose_from_are_named_in_the_readers_language(browse, period_id):
    admin = browse(ADMIN)
    assert "(phiên bản 1)" in admin.get("/bao-cao-dinh-ky/ky/mo").select_one("#version").get_text()
    admin.client.post("/ngon-ngu", data={"locale": "en", "next": "/"})
    assert "(version 1)" in admin.get("/bao-cao-dinh-ky/ky/mo").select_one("#version").get_text()


def test_pages_lead_from_a_copy_to_an_open_period(browse, world, draft_id):
    admin = browse(ADMIN)
    admin.get("/mau-bao-cao/")
    page = admin.get(f"/mau-bao-cao/soan/{draft_id}")
    assert len(page.select(".draft-row")) == 166
    first = page.select_one(".draft-row")["id"].removeprefix("dong-")
    admin.get(f"/mau-bao-cao/soan/{draft_id}/them?sau={first}")
    shown = admin.get(f"/mau-bao-cao/soan/{draft_id}/dong/{first}")
    version = shown.select_one("#version")["value"]
    admin.post(
        f"/mau-bao-cao/soan/{draft_id}/dong/{first}", version=version, kind="section", stt="I", label="Điều hành",
        type="none", measure="", over="self",
    )  # fmt: skip
    stale = admin.post(
        f"/mau-bao-cao/soan/{draft_id}/dong/{first}", 409, version=version, kind="section", stt="I",
        label="Khác", type="none", measure="", over="self",
    )  # fmt: skip
    assert stale.select_one("#label")["value"] == "Khác"
    preview = admin.get(f"/mau-bao-cao/soan/{draft_id}/xem-truoc")
    assert "I. Điều hành" in preview.get_text()
    admin.post(f"/mau-bao-cao/soan/{draft_id}/phat-hanh")
    chosen = admin.get("/bao-cao-dinh-ky/ky/mo").select_one("#version option")["value"]
    admin.follow(
        "/bao-cao-dinh-ky/ky/mo", version=chosen, year="2023", half="1", due_on="30/06/2030", level="",
        group="", applicability="",
    )  # fmt: skip
    assert "6 tháng đầu năm 2023" in browse(SECRETARY).get("/").get_text()


HOSTILE = "{left.__class__} {0} }{"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_braces_in_the_words_of_a_province_are_letters(browse, acting, world, draft_id, language):
    """In every text of a form, also in what is said where a check fails, which no page lets anybody write."""
    admin, secretary = browse(ADMIN), browse(SECRETARY)
    for person in (admin, secretary):
        person.client.set_cookie("locale", language)
    with acting(ADMIN) as actor:
        draft = queries.draft(draft_id)
        first = row(draft, "I.1.1")
        drafting.rename(actor, draft, title=HOSTILE, heading=HOSTILE, subject=HOSTILE, value_label=HOSTILE)
        place = first.id
    page = admin.get(f"/mau-bao-cao/soan/{draft_id}/dong/{place}")
    admin.post(
        f"/mau-bao-cao/soan/{draft_id}/dong/{place}", version=page.select_one("#version")["value"],
        kind="line", stt="1", label=HOSTILE, unit=HOSTILE, help=HOSTILE, type="count", measure="", over="self",
    )  # fmt: skip
    admin.post(
        f"/mau-bao-cao/soan/{draft_id}/kiem-tra", kind="at_most", label=HOSTILE, parts="I.1.2", whole="I.1.1"
    )
    with acting(ADMIN) as actor:
        draft = queries.draft(draft_id)
        draft.checks = [check | {"failed": f"{HOSTILE} {{left}}"} for check in draft.checks]
        version = drafting.publish(actor, draft)
        when = {"year": 2023, "half": 0, "due_on": today() + timedelta(days=9)}
        period = periods.open_period(actor, version, **when)
        home = f"/bao-cao-dinh-ky/ky/{period.id}/ST-SNV"
    admin.get(f"/mau-bao-cao/soan/{draft_id}/xem-truoc")
    secretary.post(
        f"{home}/luu", part="I", **{"v.I.1.1": "5", "was.I.1.1": "", "v.I.1.2": "9", "was.I.1.2": ""}
    )
    for address in (home, f"{home}/nop"):
        assert f"{HOSTILE} 9" in secretary.get(address).get_text()
