"""Work in the background: the tasks of reviews that are due within the next weeks."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.document_changes import services
from iso_app.jobs.kinds import Every, JobKind, Step


def remind(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions."""
    done, after = 0, services.remind_portion(actor)
    while after is not None:
        done += 1
        yield Step(done, done)
        after = services.remind_portion(actor, after=after)


JOBS = (JobKind("document_changes.remind", "Giao việc soát xét tài liệu đến hạn", remind, every=Every.DAY),)
