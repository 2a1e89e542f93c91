"""What documents ask people to do: sign in their turn, mend what was sent back."""

from datetime import date

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Sentence
from iso_app.core.roles import Role
from iso_app.documents.kinds import StepMeaning
from iso_app.documents.models import ApprovalStep, ReviewRound, Revision
from iso_app.tasks import queries as tasks_queries
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given

PAGE = "documents.revision"
TO_SIGN = {
    StepMeaning.DRAFTED: "Soạn thảo tài liệu {revision}",
    StepMeaning.REVIEWED: "Xem xét tài liệu {revision}",
    StepMeaning.APPROVED: "Phê duyệt tài liệu {revision}",
}
DAYS_TO_SIGN, DAYS_TO_MEND = 5, 5  # working days; either is moved by an extension


def ask_to_sign(actor: Actor, revision: Revision, step: ApprovalStep) -> None:
    """The step's turn has come."""
    given = Given(
        Sentence(TO_SIGN[step.meaning], revision=revision.called),
        _working_day(revision, DAYS_TO_SIGN),
        role=step.role or Role.ISO_SECRETARY,
        post_id=step.post_id,
        key=_step_key(step),
        endpoint=PAGE,
        values=_page_of(revision),
        subject=revision,
        by_hand=False,
    )
    tasks.open_task(actor, revision.agency_id, given=given)


def signed(actor: Actor, step: ApprovalStep) -> None:
    """The step is signed, or will not be."""
    tasks.settle(actor, step.agency_id, key=_step_key(step))


def ask_to_mend(actor: Actor, revision: Revision, handed_in: ReviewRound) -> None:
    """Sent back: whoever handed it in has it to mend."""
    given = Given(
        Sentence("Sửa và trình lại tài liệu {revision}", revision=revision.called),
        _working_day(revision, DAYS_TO_MEND),
        role=Role.ISO_SECRETARY,
        post_id=handed_in.submitted_post_id,
        detail=handed_in.returned_reason,
        key=_mend_key(revision),
        endpoint=PAGE,
        values=_page_of(revision),
        subject=revision,
        by_hand=False,
    )
    tasks.open_task(actor, revision.agency_id, given=given)


def nothing_to_mend(actor: Actor, revision: Revision) -> None:
    """Handed in again, or given up."""
    tasks.settle(actor, revision.agency_id, key=_mend_key(revision))


def _step_key(step: ApprovalStep) -> str:
    return f"document-step:{step.id}"


def _mend_key(revision: Revision) -> str:
    return f"document-mend:{revision.id}:{revision.round}"


def _page_of(revision: Revision) -> dict[str, object]:
    return {"document_id": revision.document_id, "number": revision.number}


def _working_day(revision: Revision, days: int) -> date:
    day = today()
    return tasks_queries.working_days(day.year, revision.document.agency.province_id).after(day, days)
