"""The one ceremony of signing: what was shown is what is signed, and the signer proves again who they are."""

from collections.abc import Callable

from iso_app.accounts import services as accounts
from iso_app.accounts.models import Proof
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import NotFound, Stale
from iso_app.core.policy import require
from iso_app.db import AgencyItself, AgencyOwned, Model, db
from iso_app.signatures.models import MEANING_LABELS, Meaning, Signature
from iso_app.signatures.policies import may_sign
from iso_app.trail.services import record

BY_PASSWORD = str(Proof.PASSWORD)

Prover = Callable[[Actor, str], Proof | None]


def sign(
    actor: Actor,
    subject: Model,
    *,
    content_digest: str,
    shown_digest: str,
    meaning: Meaning,
    password: str,
    author_id: int | None = None,
    prove: Prover | None = None,
) -> Signature:
    """Sign `subject`, whose exact content has the SHA-256 `content_digest`, with the actor's own password.

    In place of the password a code of the signer's authenticator app may be given.

    `shown_digest` is the digest on the page that the signer saw: another one raises Stale. `author_id` is the
    person who wrote the content, who cannot approve it. `prove` raises if the password is not the actor's, and says
    what it was shown (None: the password).
    """
    require(may_sign(actor, author_id=author_id, meaning=meaning))
    if not content_digest or shown_digest != content_digest:
        raise Stale("Nội dung đã thay đổi sau khi bạn mở trang ký. Hãy tải lại trang, đọc lại rồi ký.")
    shown = (prove or accounts.prove_to_sign)(actor, password)
    signature = Signature(
        agency_id=_owner(actor, subject),
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        meaning=meaning,
        content_digest=content_digest,
        person_id=actor.person_id,
        person_name=actor.name[:200],
        post_label=actor.post_label[:300],
        proved_by=str(shown or BY_PASSWORD),
        signed_at=now(),
    )
    db.session.add(signature)
    record(actor, "signature.made", signature, label=str(subject), meaning=MEANING_LABELS[meaning])
    return signature


def _owner(actor: Actor, subject: Model) -> int:
    """The agency a signature belongs to: the subject's, else the signer's."""
    if isinstance(subject, AgencyItself):
        return subject.id
    owner = subject.agency_id if isinstance(subject, AgencyOwned) else actor.agency_id
    if owner is None:
        raise NotFound("Chỉ người đang giữ một vị trí trong cơ quan mới ký được.")
    return owner
