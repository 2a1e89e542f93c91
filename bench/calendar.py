"""The tasks of a year for a country's agencies, batch by batch as the worker makes them, against inserting the rows."""

from sqlalchemy import select

from bench.background import walked
from bench.figures import Figure
from bench.places import Place
from bench.work import operator_of_bench
from iso_app.agencies.models import Province
from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.tasks import queries, services
from iso_app.tasks.services import Terms

OBLIGATIONS = 8
_WRITTEN = ("task", "trail_entry")


def measure(place: Place) -> Figure:
    """Eight yearly obligations of every agency of the province at hand; a second walk makes nothing."""
    year = today().year + 1
    _set_calendar(year)
    walk = walked(lambda: _walk(year), _WRITTEN)
    if _walk(year) or walk.answer != walk.number("task"):
        raise SystemExit("a calendar walked twice must be the same as once")
    return walk.figure(place, f"{walk.answer} tasks of a year, {OBLIGATIONS} an agency")


def _set_calendar(year: int) -> None:
    with unit_of_work(), whole_country():
        province = db.session.scalars(select(Province)).first()
        assert province is not None
        for number in range(OBLIGATIONS):
            terms = Terms(
                name=f"Nghĩa vụ {number + 1}", detail="", every_months=12, day=15, month=number + 3,
                role=Role.ISO_SECRETARY, notice_days=30, applicability=None, evidence="", from_year=year,
            )  # fmt: skip
            services.add_obligation(operator_of_bench(), province, terms=terms)


def _walk(year: int) -> int:
    """Each batch a unit of work, as the background does it. How many tasks are new."""
    actor = operator_of_bench()
    with unit_of_work(), whole_country():
        province = db.session.scalars(select(Province)).first()
        assert province is not None
        before = services.begin_run(actor, province, year=year).tasks_made
    more = True
    while more:
        with unit_of_work(), whole_country():
            run = queries.existing_run(year)
            more = services.make_batch(actor, run)
            made = run.tasks_made
    return made - before
