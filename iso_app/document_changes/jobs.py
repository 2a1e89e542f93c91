"""Work in the background: the tasks of reviews that are due within the next weeks."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.document_changes import services
from iso_app.jobs.kinds import Every, JobKind, Step, in_portions


def remind(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions."""
    return in_portions(actor, services.remind_portion)


JOBS = (JobKind("document_changes.remind", "Giao việc soát xét tài liệu đến hạn", remind, every=Every.DAY),)
