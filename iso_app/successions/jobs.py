"""Work in the background: what is left to do at agencies whose last day has gone."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.jobs.kinds import Every, JobKind, Step, in_portions
from iso_app.successions import services


def end_duties_left(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions."""
    return in_portions(actor, services.end_duties_portion)


JOBS = (
    JobKind(
        "successions.end_duties", "Rút việc còn lại của cơ quan đã kết thúc", end_duties_left, every=Every.DAY
    ),
)
