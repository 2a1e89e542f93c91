"""Who looks after background work."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import Permission, Reach, Role
from iso_app.jobs.models import Job, JobState

OPERATE = Permission(
    "jobs:operate",
    "Xem và xử lý công việc chạy nền",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)
ALL = (OPERATE,)


def may_settle(actor: Actor, job: Job) -> Verdict:
    """Whether stopped work may be tried again or given up."""
    if job.state is not JobState.POISONED:
        return deny("Chỉ công việc đã dừng vì lỗi mới thử lại hoặc bỏ được.")
    return may_look_after(actor, job)


def may_look_after(actor: Actor, job: Job) -> Verdict:
    """Whether work is the actor's to look after: the system's own is the operator's, a province's its admin's."""
    if actor.scope.is_system:
        return ALLOWED
    if job.for_province is not None and job.for_province == actor.province_id:
        return actor.holds(OPERATE)
    return deny("Công việc này do người vận hành hệ thống xử lý.")


def may_clean(actor: Actor) -> Verdict:
    """Whether rows of work long ended may be taken away."""
    return ALLOWED if actor.scope.is_system else deny("Chỉ hệ thống được dọn công việc cũ.")
