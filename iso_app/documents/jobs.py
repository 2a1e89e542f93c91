"""Work in the background: what was approved comes into force on its day."""

from collections.abc import Iterator

from iso_app.core.actor import Actor
from iso_app.documents import services
from iso_app.jobs.kinds import Every, JobKind, Step, in_portions

JOB = "documents.take_effect"


def take_effect(actor: Actor) -> Iterator[Step]:
    """At the beginning of a day, in portions: every approved revision whose day has come."""
    return in_portions(actor, services.take_effect_due)


JOBS = (JobKind(JOB, "Đưa tài liệu đã duyệt vào hiệu lực", take_effect, every=Every.DAY),)
