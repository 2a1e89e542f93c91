"""Work in the background: the tasks of bundles whose time is over."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.jobs.kinds import Every, JobKind, Step, in_portions
from iso_app.records import services


def remind(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions."""
    return in_portions(actor, services.remind_portion)


JOBS = (JobKind("records.remind", "Giao việc xét hủy hồ sơ hết thời hạn lưu", remind, every=Every.DAY),)
