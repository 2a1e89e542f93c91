"""The tasks of a year for many agencies, in the background: a transaction a batch, so that nothing is done twice."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.jobs.kinds import JobKind, Step
from iso_app.tasks import queries, services


def make_year(actor: Actor, *, year: int) -> Iterator[Step]:
    """Go on where the walk stands, until every agency has its tasks."""
    more = True
    while more:
        run = queries.existing_run(year)
        more = services.make_batch(actor, run)
        yield Step(run.agencies_done, run.agencies)


def _made(arguments: dict[str, Any]) -> str:
    return url_for("obligations.make", year=arguments["year"])


JOBS = (JobKind(services.JOB, "Lập việc của năm từ lịch nghĩa vụ", make_year, result=_made, tells=True),)
