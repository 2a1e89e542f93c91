"""A year's tasks made from the province's calendar; days off; the month's page; the private address."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import func, select

from iso_app.accounts import queries as accounts
from iso_app.accounts import services as accounts_services
from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod, Applicability, Level
from iso_app.core.clock import VIETNAM, today
from iso_app.core.errors import DomainError, NotFound, NotPermitted
from iso_app.core.roles import Role
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.tasks import queries, services
from iso_app.tasks.models import Task
from iso_app.tasks.services import Terms
from iso_app.trail.services import explain
from tests.support.statements import heard
from tests.support.world import SINCE, World

YEAR = 2027
MORNING = datetime(YEAR, 1, 4, 8, tzinfo=VIETNAM)


@pytest.fixture
def new_year():
    with time_machine.travel(MORNING, tick=False):
        yield


def grow(world: World, count: int) -> None:
    """So many further agencies of province `st`."""
    with unit_of_work(), whole_country():
        for number in range(count):
            facts = {
                "name": f"Cơ quan {number}", "level": Level.COMMUNE, "applicability": Applicability.VOLUNTARY,
                "sort_name": sort_key(f"Cơ quan {number}"), "group_id": world.group["st.UBND cấp xã"],
                "valid_from": SINCE,
            }  # fmt: skip
            agency = Agency(province_id=world.province["st"], code=f"ST-N{number:03}", **facts)
            db.session.add(agency)
            db.session.flush()
            period = AgencyPeriod(agency_id=agency.id, **facts)
            db.session.add(period)
            explain(agency)
            explain(period)


def count_tasks() -> int:
    with unit_of_work(), whole_country():
        return db.session.scalar(select(func.count(Task.id))) or 0


def make(acting: Callable, year: int = YEAR, **how) -> int:
    with acting("tdc.province_admin") as actor:
        return services.make_occurrences(actor, agencies.province_of(actor), year=year, **how)


def test_151_agencies_get_their_occurrences_once(
    calendar: dict, world: World, acting: Callable, new_year: None
) -> None:
    grow(world, 148)
    assert make(acting) == 151 * 3
    assert make(acting) == 0
    assert count_tasks() == 151 * 3


def test_batches_take_the_same_statements_whatever_their_size(
    calendar: dict, world: World, acting: Callable, new_year: None
) -> None:
    grow(world, 57)
    counts = []
    with acting("tdc.province_admin") as actor:
        run = services.begin_run(actor, agencies.province_of(actor), year=YEAR)
        services.make_batch(actor, run, size=2)  # the first also learns which agencies are of the province
        for size in (10, 40):
            with heard() as sent:
                assert services.make_batch(actor, run, size=size)
            counts.append(len(sent))
        assert (run.agencies_done, run.agencies, run.tasks_made) == (52, 60, 156)
    assert counts[0] == counts[1] <= 12


def test_a_walk_that_was_stopped_goes_on(
    calendar: dict, world: World, acting: Callable, new_year: None
) -> None:
    with acting("tdc.province_admin") as actor:
        run = services.begin_run(actor, agencies.province_of(actor), year=YEAR)
        assert services.make_batch(actor, run, size=1)
    with unit_of_work(keep=False), whole_country():
        db.session.rollback()
    with acting("tdc.province_admin") as actor:
        run = services.begin_run(actor, agencies.province_of(actor), year=YEAR)
        assert run.agencies_done == 1
        while services.make_batch(actor, run, size=1):
            pass
        assert run.ended_at is not None
    assert count_tasks() == 3 * 3


def test_only_agencies_of_the_kind_are_asked(world: World, acting: Callable, new_year: None) -> None:
    with acting("tdc.province_admin") as actor:
        terms = Terms(name="Chỉ cấp xã", month=5, day=1, level=Level.COMMUNE, from_year=2020)
        services.add_obligation(actor, agencies.province_of(actor), terms=terms)
        (line,) = queries.preview(world.province["st"], YEAR, today())
        assert (line.agencies, line.wanted) == (1, 1)
    assert make(acting) == 1


def test_an_agencys_own_day(calendar: dict, world: World, acting: Callable, new_year: None) -> None:
    with acting("snv.leader") as actor:
        duty = queries.obligation(calendar["Đánh giá nội bộ"])
        own = {"agency_id": world.agency["snv"], "reason": "Kế hoạch của Sở"}
        with pytest.raises(DomainError, match="sớm hơn"):
            services.set_own_date(actor, duty, month=10, day=15, **own)
        services.set_own_date(actor, duty, month=8, day=17, **own)
    make(acting)
    with acting("snv.leader"):
        query = select(Task.due_on).where(Task.obligation_id == calendar["Đánh giá nội bộ"])
        assert list(db.session.scalars(query)) == [date(YEAR, 8, 17)]


def test_a_due_day_on_a_holiday_moves(world: World, acting: Callable, new_year: None) -> None:
    with acting("tdc.province_admin") as actor:
        province = agencies.province_of(actor)
        assert services.take_public_holidays(actor, province, year=YEAR) > 8
        assert services.take_public_holidays(actor, province, year=YEAR) == 0
        for name, moves in (("Lùi", True), ("Giữ", False)):
            terms = Terms(name=name, month=9, day=2, from_year=2020, moves_off_days=moves)
            services.add_obligation(actor, province, terms=terms)
    make(acting)
    with acting("snv.leader"):
        found = dict(db.session.execute(select(Task.title, Task.due_on)).all())
    assert found["Giữ"] == date(YEAR, 9, 2)
    assert found["Lùi"] > date(YEAR, 9, 2)
    assert found["Lùi"].weekday() < 5


def test_days_off_are_the_provinces_to_change(world: World, acting: Callable) -> None:
    with acting("tdc.province_admin") as actor:
        province = agencies.province_of(actor)
        day = services.add_day(actor, province, day=date(YEAR, 3, 3), name="Ngày của tỉnh", is_worked=False)
        with pytest.raises(DomainError, match="đã có"):
            services.add_day(actor, province, day=date(YEAR, 3, 3), name="Lại", is_worked=True)
        assert not queries.working_days(YEAR, province.id).works(date(YEAR, 3, 3))
        services.remove_day(actor, day)
        assert queries.working_days(YEAR, province.id).works(date(YEAR, 3, 3))
    with acting("tdc.inspector") as actor, pytest.raises(NotPermitted):
        services.add_day(actor, agencies.province_of(actor), day=today(), name="x", is_worked=False)


def test_past_midnight_and_the_years_end(given: Callable, acting: Callable, browse: Callable) -> None:
    """The day changes by the clocks of Viet Nam: a task of 31/12 is overdue from the first minute of 01/01."""
    last = datetime(YEAR, 12, 31, 23, 59, tzinfo=VIETNAM)
    with time_machine.travel(last, tick=False) as clock:
        given(days=0)
        assert "không việc nào quá hạn" in browse("snv.iso_secretary").get("/viec").text
        clock.shift(timedelta(minutes=1))
        assert today() == date(YEAR + 1, 1, 1)
        assert "1 việc đã quá hạn" in browse("snv.iso_secretary").get("/viec").text


def test_a_task_made_ahead_is_shown_when_notice_is_due(
    calendar: dict, acting: Callable, new_year: None
) -> None:
    make(acting)
    with acting("snv.iso_secretary") as actor:
        assert queries.mine(actor) == []
    with time_machine.travel(datetime(YEAR, 9, 1, 9, tzinfo=VIETNAM)), acting("snv.iso_secretary") as actor:
        assert "Đánh giá nội bộ" in [row.title for row in queries.mine(actor)]


# The pages


def test_the_province_makes_a_year_and_looks_at_it(calendar: dict, browse: Callable, new_year: None) -> None:
    admin = browse("tdc.province_admin")
    assert not admin.get(f"/viec/tinh?year={YEAR}").select("table[data-rows]")
    page = admin.get(f"/nghia-vu/lap-viec/{YEAR}")
    assert page.select_one("tfoot td").get_text(strip=True) == "9"
    assert "Đã lập 9 việc" in admin.follow(f"/nghia-vu/lap-viec/{YEAR}", since="today").text
    listed = admin.get(f"/viec/tinh?year={YEAR}&sort=-total")
    assert "Sở Nội vụ" in listed.text
    assert admin.get(f"/viec/tinh/danh-sach?year={YEAR}&state=open").select("table[data-rows] tbody tr")
    browse("tdc.inspector").get(f"/nghia-vu/lap-viec/{YEAR}", expect=403)


def test_obligations_are_added_and_edited_on_their_pages(browse: Callable) -> None:
    admin = browse("tdc.province_admin")
    facts = {
        "name": "Công bố lại", "every_months": "12", "day": "31", "month": "2", "role": "iso_secretary",
        "notice_days": "30", "from_year": "2026", "level": "", "group_id": "", "applicability": "",
        "evidence": "declaration",
    }  # fmt: skip
    assert "Lịch không có ngày 31/02" in admin.post("/nghia-vu/them", expect=422, **facts).text
    shown = admin.follow("/nghia-vu/them", **facts | {"day": "28"})
    edit = shown.select_one("a[href$='/sua']")["href"]
    version = admin.get(edit).select_one("#version")["value"]
    again = admin.follow(edit, **facts | {"day": "15", "version": version})
    assert "15/02" in again.text
    assert "đã có nghĩa vụ" in admin.post("/nghia-vu/them", expect=422, **facts | {"day": "1"}).text


def test_a_task_goes_its_way_over_the_pages(asked_by_province: int, browse: Callable) -> None:
    secretary, inspector = browse("snv.iso_secretary"), browse("tdc.inspector")
    page = f"/viec/{asked_by_province}"
    version = secretary.get(f"{page}/gia-han").select_one("#version")["value"]
    later = f"{today() + timedelta(days=60):%d/%m/%Y}"
    shown = secretary.follow(f"{page}/gia-han", version=version, due_on=later, reason="Chờ tập huấn")
    assert "đang chờ quyết định" in shown.text
    assert "Đề nghị gia hạn chờ bạn quyết định" in inspector.get("/viec").text
    version = inspector.get(f"{page}/quyet-dinh").select_one("#version")["value"]
    decided = inspector.follow(f"{page}/quyet-dinh", version=version, decision="grant", reason="")
    assert "Được gia hạn" in decided.text
    assert later in decided.text
    assert "Đã ghi: làm xong" in secretary.follow(f"{page}/xong").text
    assert "Đã làm" in secretary.get(page).text


def test_staff_with_few_tasks_see_only_these(given: Callable, browse: Callable) -> None:
    given(role=Role.STAFF)
    page = browse("snv.staff").get("/viec")
    assert page.select(".task")
    assert not page.select("main .tabs, main .lead .actions a")


def test_the_month_and_the_list_of_the_calendar(given: Callable, browse: Callable) -> None:
    given("Việc trong lịch", days=0)
    secretary = browse("snv.iso_secretary")
    assert "Việc trong lịch" in secretary.get("/lich").select_one("table.month").text
    assert "Việc trong lịch" in secretary.get("/lich?xem=danh-sach").select_one(".agenda").text
    assert secretary.get("/lich?thang=1999-99").select_one("table.month")


def test_a_month_without_work_says_so_where_the_bare_days_are_not_shown(browse: Callable) -> None:
    secretary = browse("snv.iso_secretary")
    assert "Không có việc nào trong tháng" in secretary.get("/lich?thang=2029-01").select_one("main").text


def test_a_private_address_is_read_renewed_and_revoked(
    given: Callable, browse: Callable, app, world: World
) -> None:
    given("Đọc từ điện thoại")
    secretary = browse("snv.iso_secretary")
    page = secretary.post("/lich/rieng/tao", expect=200)
    first = page.select_one("#feed-address")["value"].removeprefix("http://localhost")
    outside = app.test_client()
    answer = outside.get(first)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    events = list(Calendar.from_ical(answer.data).walk("VEVENT"))
    assert [str(found["summary"]) for found in events] == ["Đọc từ điện thoại"]
    assert events[0].decoded("dtstart") == today() + timedelta(days=3)
    token = first.rsplit("/", 1)[1].removesuffix(".ics")
    with unit_of_work(), whole_country():
        feeds = db.session.execute(db.text("SELECT * FROM calendar_feed")).all()
    assert token not in str(feeds)
    second = secretary.post("/lich/rieng/tao", expect=200).select_one("#feed-address")["value"]
    assert outside.get(first).status_code == 404
    assert outside.get(second.removeprefix("http://localhost")).status_code == 200
    secretary.follow("/lich/rieng/thu-hoi")
    assert outside.get(second.removeprefix("http://localhost")).status_code == 404


def test_a_feed_shows_what_its_owner_may_see_today(
    given: Callable, browse: Callable, acting: Callable, world: World, app
) -> None:
    given("Của thư ký")
    address = (
        browse("snv.iso_secretary").post("/lich/rieng/tao", expect=200).select_one("#feed-address")["value"]
    )
    path = address.removeprefix("http://localhost")
    assert b"VEVENT" in app.test_client().get(path).data
    with acting("tdc.province_admin") as actor:
        (holding,) = accounts.holdings_of(world.person["snv.iso_secretary"])
        accounts_services.end_holding(actor, holding, held_to=today())
    with time_machine.travel(today() + timedelta(days=1, hours=12), tick=False):
        assert b"VEVENT" not in app.test_client().get(path).data
    with pytest.raises(NotFound), unit_of_work():
        queries.readers("unknown")
