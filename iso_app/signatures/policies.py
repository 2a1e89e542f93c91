"""Who may sign what. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.signatures.models import Meaning

# Whoever wrote something signs that they wrote it; the other meanings need a second pair of eyes.
_OF_AUTHORS = frozenset({Meaning.DRAFTED})


def may_sign(actor: Actor, *, author_id: int | None, meaning: Meaning) -> Verdict:
    """Whether the actor may sign with this meaning what `author_id` (a person; None: unknown) has written."""
    if actor.person_id is None:
        return deny("Chỉ người đã đăng nhập mới ký được.")
    if meaning not in _OF_AUTHORS and author_id == actor.person_id:
        return deny("Người soạn thảo không tự xem xét, phê duyệt: hãy để người khác ký.")
    if meaning not in _OF_AUTHORS and author_id is not None and author_id == actor.for_person_id:
        return deny("Bạn đang thay mặt chính người soạn thảo: hãy để người khác xem xét, phê duyệt.")
    return ALLOWED
