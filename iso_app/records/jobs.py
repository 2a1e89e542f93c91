"""Work in the background: the tasks of bundles whose time is over."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.jobs.kinds import Every, JobKind, Step
from iso_app.records import services


def remind(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions."""
    done, after = 0, services.remind_portion(actor)
    while after is not None:
        done += 1
        yield Step(done, done)
        after = services.remind_portion(actor, after=after)


JOBS = (JobKind("records.remind", "Giao việc xét hủy hồ sơ hết thời hạn lưu", remind, every=Every.DAY),)
