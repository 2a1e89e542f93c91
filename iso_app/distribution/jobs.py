"""Work in the background: whoever came to a post lately is asked to read its documents."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.distribution import services
from iso_app.jobs.kinds import Every, JobKind, Step, in_portions


def ask_newcomers(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions."""
    return in_portions(actor, services.ask_newcomers)


JOBS = (
    JobKind(
        "distribution.ask_newcomers",
        "Giao việc đọc tài liệu cho người mới đến",
        ask_newcomers,
        every=Every.DAY,
    ),
)
