"""A province's calendar, and tasks of the agencies of the small world."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.tasks import services
from iso_app.tasks.models import Task
from iso_app.tasks.services import Terms

AUDIT = Terms(name="Đánh giá nội bộ", month=9, day=30, from_year=2020, evidence="internal_audit")
HALF = Terms(name="Báo cáo mục tiêu chất lượng", month=6, day=15, every_months=6, from_year=2020)


@pytest.fixture
def calendar(acting: Callable) -> dict[str, int]:
    """Two obligations in the calendar of province `st`: name -> id."""
    with acting("tdc.province_admin") as actor:
        province = agencies.province_of(actor)
        return {t.name: services.add_obligation(actor, province, terms=t).id for t in (AUDIT, HALF)}


@pytest.fixture
def given(acting: Callable, world) -> Callable[..., int]:
    """`given("Lập kế hoạch", role=Role.STAFF)`: a task that the leader of `snv` gave; its id."""

    def give(title: str = "Lập kế hoạch năm", *, role: Role = Role.ISO_SECRETARY, days: int = 3) -> int:
        with acting("snv.leader") as actor:
            task = services.give_task(
                actor,
                world.agency["snv"],
                title=title,
                detail="",
                post_id=world.post[f"snv.{role.value}"],
                due_on=today() + timedelta(days=days),
            )
            return task.id

    return give


@pytest.fixture
def asked_by_province(acting: Callable, world) -> int:
    """A task of `snv` that the province's calendar asks for, due in ten days; its id."""
    soon = today() + timedelta(days=10)
    with acting("tdc.province_admin") as actor:
        province = agencies.province_of(actor)
        terms = Terms(name="Xem xét của lãnh đạo", month=soon.month, day=soon.day, from_year=2020,
                      moves_off_days=False)  # fmt: skip
        services.add_obligation(actor, province, terms=terms)
        services.make_occurrences(actor, province, year=soon.year)
    with unit_of_work(), whole_country():
        return db.session.scalars(select(Task.id).where(Task.agency_id == world.agency["snv"])).one()
