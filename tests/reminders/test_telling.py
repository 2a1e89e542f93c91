"""Tasks announce; whoever has to do something about it is told, and nobody of what they did themselves."""

from datetime import timedelta

import pytest

from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.notifications import queries
from iso_app.tasks import services
from iso_app.tasks.models import Task
from iso_app.tasks.services import Given

DUE = today() + timedelta(days=30)


@pytest.fixture
def told(acting):
    """The sentences that somebody has been told, the newest first."""

    def of(who):
        with acting(who) as actor:
            return [one.text for one in queries.told(actor)]

    return of


@pytest.fixture
def asked(acting, world):
    """The authority asks something of an agency's secretary; gives the task's id."""
    with acting("tdc.inspector") as actor:
        given = Given("Nộp báo cáo", DUE, role=Role.ISO_SECRETARY)
        return services.open_task(actor, world.agency["snv"], given=given).id


def test_the_role_at_the_agency_is_told(asked, told):
    assert len(told("snv.iso_secretary")) == 1
    assert "Bạn có việc “Nộp báo cáo”" in told("snv.iso_secretary")[0]
    for other in ("xa.iso_secretary", "snv.staff", "tdc.inspector"):
        assert told(other) == []


def test_what_the_authority_looks_at_is_told_by_the_act_it_comes_from(acting, world, told):
    with acting("snv.iso_secretary") as actor:
        given = Given("Xét báo cáo", DUE, role=Role.INSPECTOR, by_authority=True)
        services.open_task(actor, world.agency["snv"], given=given)
    assert told("tdc.inspector") == []


def test_the_post_is_told_and_not_who_gives_it_to_oneself(acting, world, told):
    for who in ("snv.staff", "snv.leader"):
        with acting("snv.leader") as actor:
            services.give_task(
                actor,
                world.agency["snv"],
                title="Soạn quy trình",
                detail="",
                post_id=world.post[who],
                due_on=DUE,
            )
    assert len(told("snv.staff")) == 1
    assert told("snv.leader") == []


def test_more_time_is_asked_for_and_decided(acting, asked, told):
    with acting("snv.iso_secretary") as actor:
        task = db.session.get_one(Task, asked)
        services.ask_extension(actor, task, due_on=DUE + timedelta(days=7), reason="Chờ số liệu")
    deciders = [w for w in ("tdc.inspector", "tdc.leader", "snv.leader", "xa.leader") if told(w)]
    assert deciders in (["tdc.inspector", "tdc.leader"], ["snv.leader"])
    decider = deciders[0]
    assert "xin gia hạn việc “Nộp báo cáo”" in told(decider)[0]
    with acting(decider) as actor:
        services.decide_extension(actor, db.session.get_one(Task, asked), grant=True)
    assert told("snv.iso_secretary")[0] == "Việc “Nộp báo cáo” đã được gia hạn."
