"""What an agency follows: looked at, due, late, given up; nobody else's."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from iso_app.core.actor import operator
from iso_app.core.clock import now, today
from iso_app.core.dates import months_later
from iso_app.core.errors import DomainError, NotFound, NotPermitted, OutOfScope
from iso_app.db import Model, db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.external_documents import queries, services
from iso_app.external_documents.kinds import Force
from iso_app.external_documents.models import ExternalDocument, OwnExternalDocument, Subscription
from iso_app.external_documents.services import Facts, Standing, Terms
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState
from iso_app.trail.models import TrailEntry
from tests.external_documents.conftest import LOCAL, ND30, QD19, subscription
from tests.support.world import World


def tasks_of(agency_id: int) -> list[Task]:
    with unit_of_work(keep=False), whole_country():
        found = list(db.session.scalars(select(Task).where(Task.agency_id == agency_id).order_by(Task.id)))
        db.session.expunge_all()
        return found


def remind() -> None:
    with unit_of_work(), whole_country():
        after = services.remind_batch(operator())
        while after is not None:
            after = services.remind_batch(operator(), after=after)


def test_the_shared_register_is_the_authoritys(acting: Callable, world: World) -> None:
    with acting("snv.iso_secretary") as actor, pytest.raises(NotPermitted):
        services.add_shared(actor, world.province["st"], facts=ND30)
    with pytest.raises(OutOfScope), acting("tdc.inspector") as actor:
        services.add_shared(actor, world.province["kg"], facts=ND30)


def test_a_number_is_entered_once_however_it_is_spelt(
    acting: Callable, world: World, shared: dict[str, int]
) -> None:
    again = Facts("30 / 2020/nđ – cp", "Khác", ND30.document_class, "Chính phủ")
    with acting("tdc.province_admin") as actor, pytest.raises(DomainError, match="đã có trong danh mục"):
        services.add_shared(actor, world.province["st"], facts=again)
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError, match="đã có trong danh mục"):
        services.add_own(
            actor, world.agency["snv"], province_id=world.province["st"], facts=again, terms=Terms()
        )


def test_the_same_number_may_stand_in_another_province(acting: Callable, world: World, shared) -> None:
    with acting("kgtdc.province_admin") as actor:
        assert services.add_shared(actor, world.province["kg"], facts=ND30).id not in shared.values()


def test_looking_moves_both_days_and_names_who_looked(acting: Callable, follow: Callable) -> None:
    last = today() - timedelta(days=400)
    id_ = follow("snv", ND30.number, last=last)
    assert subscription(id_).next_check_on == months_later(last, 6) < today()
    with acting("snv.staff") as actor:
        services.mark_checked(actor, [queries.subscription(id_)], remark="Không thay đổi")
    found = subscription(id_)
    assert (found.last_checked_on, found.next_check_on) == (today(), months_later(today(), 6))
    assert found.last_checked_by == "Cán bộ, công chức SNV, Cán bộ, công chức – Sở Nội vụ"


def test_entering_is_no_look(follow: Callable) -> None:
    found = subscription(follow("snv", ND30.number))
    assert (found.last_checked_on, found.next_check_on) == (None, today())


def test_looking_in_bulk_is_all_or_nothing(acting: Callable, follow: Callable, world: World) -> None:
    mine, given_up = follow("snv", ND30.number), follow("snv", QD19.number)
    with acting("snv.iso_secretary") as actor:
        services.stop_following(actor, queries.subscription(given_up), reason="Không thuộc lĩnh vực")
    with pytest.raises(NotPermitted), acting("snv.iso_secretary") as actor:
        services.mark_checked(actor, [queries.subscription(mine), queries.subscription(given_up)])
    assert subscription(mine).last_checked_on is None
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError, match="ít nhất một"):
        services.mark_checked(actor, [])


def test_nobody_touches_anothers_list(acting: Callable, follow: Callable) -> None:
    id_ = follow("snv", ND30.number)
    with acting("xa.iso_secretary"), pytest.raises(NotFound):
        queries.subscription(id_)
    for key in ("tdc.province_admin", "tdc.inspector", "tdc.leader"):
        with acting(key) as actor:
            found = queries.subscription(id_)
            with pytest.raises(NotPermitted):
                services.mark_checked(actor, [found])
            with pytest.raises(NotPermitted):
                services.stop_following(actor, found, reason="x")


def test_a_task_asks_for_the_looks_of_a_day_and_ends_with_them(
    acting: Callable, follow: Callable, world: World
) -> None:
    one, two = follow("snv", ND30.number), follow("snv", QD19.number)
    far = follow("xa", ND30.number, last=today())
    remind()
    remind()  # twice is as once
    (task,) = tasks_of(world.agency["snv"])
    assert (task.due_on, task.state, task.endpoint_values) == (
        today(), TaskState.OPEN, {"due": today().isoformat()},
    )  # fmt: skip
    assert tasks_of(world.agency["xa"]) == [], "what is due in half a year asks for nothing yet"
    with acting("snv.staff") as actor:
        services.mark_checked(actor, [queries.subscription(one)])
    assert tasks_of(world.agency["snv"])[0].state is TaskState.OPEN
    with acting("snv.iso_secretary") as actor:
        services.mark_checked(actor, [queries.subscription(two)])
    assert tasks_of(world.agency["snv"])[0].state is TaskState.DONE
    assert subscription(far).last_checked_on == today()


def test_a_day_that_gets_more_to_look_at_asks_again(acting: Callable, follow: Callable, world: World) -> None:
    one = follow("snv", ND30.number)
    remind()
    with acting("snv.iso_secretary") as actor:
        services.mark_checked(actor, [queries.subscription(one)])
    follow("snv", QD19.number)
    remind()
    (task,) = tasks_of(world.agency["snv"])
    assert task.state is TaskState.OPEN


def test_overdue_is_counted_for_agency_and_province(acting: Callable, follow: Callable, world: World) -> None:
    follow("snv", ND30.number, last=today() - timedelta(days=400))
    follow("snv", QD19.number, last=today())
    with acting("snv.iso_secretary") as actor:
        assert tuple(queries.counts(actor.agency_id, today() + timedelta(days=30))) == (2, 1, 0, 0)
    with acting("tdc.inspector"):
        rows = {row.id: row for row in db.session.execute(queries.by_agency())}
        assert (rows[world.agency["snv"]].followed, rows[world.agency["snv"]].overdue) == (2, 1)
        assert rows[world.agency["xa"]].followed == 0
        assert world.agency["kgsnv"] not in rows


def test_following_again_after_giving_up(acting: Callable, follow: Callable, shared, world: World) -> None:
    id_ = follow("snv", ND30.number, last=today())
    with acting("snv.leader") as actor:
        with pytest.raises(DomainError):
            services.stop_following(actor, queries.subscription(id_), reason=" ")
        services.stop_following(actor, queries.subscription(id_), reason="Hết nhiệm vụ")
    assert follow("snv", ND30.number) == id_, "one row, whatever becomes of it"
    found = subscription(id_)
    assert (found.ended_on, found.end_reason, found.next_check_on) == (None, "", today())


def test_an_own_document_is_followed_at_once_and_foreign_to_others(acting: Callable, world: World) -> None:
    with acting("snv.iso_secretary") as actor:
        made = services.add_own(
            actor, world.agency["snv"], province_id=world.province["st"], facts=LOCAL,
            terms=Terms(last_checked_on=today()),
        )  # fmt: skip
        assert made.document.number == LOCAL.number
        services.edit_own(actor, made, facts=Facts("12/QC-SNV", "Tên mới", LOCAL.document_class, "Sở Nội vụ"))
    with acting("xa.leader"):
        assert list(db.session.scalars(select(OwnExternalDocument))) == []
    with acting("xa.iso_secretary") as actor:  # the same number in another agency is another document
        services.add_own(
            actor, world.agency["xa"], province_id=world.province["st"], facts=LOCAL, terms=Terms()
        )


def test_what_the_province_keeps_an_agency_does_not_change(acting: Callable, follow: Callable) -> None:
    id_ = follow("snv", ND30.number)
    with acting("snv.leader") as actor, pytest.raises(NotPermitted, match="cơ quan quản lý"):
        services.edit_own(actor, queries.subscription(id_), facts=ND30)


@pytest.mark.parametrize("months", [0, 61])
def test_intervals_are_months_of_at_most_five_years(
    months: int, acting: Callable, shared, world: World
) -> None:
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError, match="Chu kỳ"):
        services.follow(
            actor, world.agency["snv"], documents=queries.shared_documents([shared[ND30.number]]),
            terms=Terms(interval_months=months),
        )  # fmt: skip


def test_terms_refuse_a_past_day_and_a_foreign_unit(acting: Callable, follow: Callable) -> None:
    id_ = follow("snv", ND30.number, last=today())
    with acting("snv.iso_secretary") as actor:
        found = queries.subscription(id_)
        with pytest.raises(DomainError, match="từ hôm nay"):
            services.change_terms(actor, found, terms=Terms(next_check_on=today() - timedelta(days=1)))
        with pytest.raises(NotFound):
            services.change_terms(actor, found, terms=Terms(department_id=999_999))


def test_the_database_refuses_what_the_rules_refuse(world: World, shared: dict[str, int]) -> None:
    common = {
        "agency_id": world.agency["snv"],
        "interval_months": 6,
        "next_check_on": today(),
        "followed_by": "x",
    }
    bad = (
        ExternalDocument(province_id=world.province["st"], number="x", folded="x", sort_number="x", title="x",
                         searched="x", document_class=ND30.document_class, issued_on=date(2020, 1, 2),
                         effective_on=date(2020, 1, 1)),
        ExternalDocument(province_id=world.province["st"], number="x", folded="x", sort_number="x", title="x",
                         searched="x", document_class=ND30.document_class, force=Force.REPLACED),
        Subscription(followed_since=now(), **common),
    )  # fmt: skip
    for row in bad:
        with pytest.raises(IntegrityError):
            insert(row)


def insert(row: Model) -> None:
    """Past every rule, straight into the table."""
    with unit_of_work(), whole_country(), db.session.begin_nested():
        db.session.add(row)


def test_every_act_is_told_in_the_trail(acting: Callable, follow: Callable) -> None:
    id_ = follow("snv", ND30.number)
    with acting("snv.iso_secretary") as actor:
        found = queries.subscription(id_)
        services.change_terms(actor, found, terms=Terms(interval_months=12))
        services.mark_checked(actor, [found])
        services.stop_following(actor, found, reason="Thôi")
        services.follow_again(actor, found)
    with unit_of_work(keep=False), whole_country():
        query = select(TrailEntry.verb).where(TrailEntry.subject_type == "external_subscription")
        verbs = list(db.session.scalars(query.order_by(TrailEntry.id)))
    assert [verb.partition(".")[2] for verb in verbs] == [
        "begun", "terms_changed", "checked", "ended", "resumed",
    ]  # fmt: skip


def test_what_was_to_end_ends_by_itself(acting: Callable, follow: Callable, shared, world: World) -> None:
    follow("snv", ND30.number)
    ended = today() - timedelta(days=1)
    with acting("tdc.province_admin") as actor:
        document = queries.shared_document(shared[ND30.number])
        document_standing = Standing(Force.IN_FORCE, "", ended)
        services.set_standing(actor, document, standing=document_standing)
    with unit_of_work(), whole_country():
        assert services.end_due(operator()) == 1
        assert services.end_due(operator()) == 0
        assert queries.shared_document(shared[ND30.number]).force is Force.EXPIRED
