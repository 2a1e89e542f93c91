"""What an agency does to the documents that it alone must follow."""

from sqlalchemy import select

from iso_app.core.actor import Actor
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.external_documents import policies
from iso_app.external_documents.facts import (
    AnyDocument,
    Facts,
    Standing,
    attach,
    has_turned,
    refuse_double,
    standing_of,
    write,
    write_standing,
)
from iso_app.external_documents.kinds import Force, number_key
from iso_app.external_documents.models import ExternalDocument, OwnExternalDocument, Subscription
from iso_app.external_documents.services.following import Terms, begin
from iso_app.external_documents.services.shared import record_standing
from iso_app.external_documents.services.telling import end_reviews, open_reviews
from iso_app.trail.services import record


def add_own(
    actor: Actor, agency_id: int, *, province_id: int, facts: Facts, standing: Standing | None = None,
    terms: Terms,
) -> Subscription:  # fmt: skip
    """Enter a document of the agency's own and follow it. What the shared register has is followed there."""
    require(policies.may_keep(actor, agency_id))
    document = OwnExternalDocument(agency_id=agency_id, ended_on=None, replaced_by="", force=Force.IN_FORCE)
    write(document, facts)
    write_standing(document, standing or Standing())
    refuse_double(document, _same_number(agency_id, province_id, document.folded))
    db.session.add(document)
    record(actor, "own_external_document.added", document)
    return begin(actor, agency_id, document=document, terms=terms)


def edit_own(actor: Actor, subscription: Subscription, *, facts: Facts) -> None:
    """Correct what is known of it."""
    document = _own(actor, subscription)
    with db.session.no_autoflush:
        write(document, facts)
        others = _same_number(document.agency_id, subscription.agency.province_id, document.folded)
        refuse_double(document, others)
    record(actor, "own_external_document.edited", document)


def set_own_standing(actor: Actor, subscription: Subscription, *, standing: Standing) -> int:
    """Say whether it is in force; how many documents of the agency now have to be looked at.

    What no longer has to be is asked for no more.
    """
    document = _own(actor, subscription)
    before = standing_of(document)
    write_standing(document, standing)
    record_standing(actor, document)
    if not has_turned(before, document):
        return 0
    end_reviews(actor, document, agency_ids=[document.agency_id])
    return open_reviews(actor, document, agency_ids=[document.agency_id])


def keep_own_file(actor: Actor, subscription: Subscription, *, filename: str, content: bytes) -> None:
    """Keep the text of the document itself beside its entry."""
    document = _own(actor, subscription)
    attach(document, filename=filename, content=content)
    record(actor, "own_external_document.file_kept", document, filename=document.filename)


def _own(actor: Actor, subscription: Subscription) -> OwnExternalDocument:
    require(policies.may_change_own(actor, subscription))
    document = subscription.own_document
    if document is None:
        raise ValueError("the policy lets only an agency's own documents through")
    return document


def _same_number(agency_id: int, province_id: int, number: str) -> list[AnyDocument]:
    key = number_key(number)
    own = select(OwnExternalDocument).where(
        OwnExternalDocument.agency_id == agency_id, OwnExternalDocument.folded == key
    )
    shared = select(ExternalDocument).where(
        ExternalDocument.province_id == province_id, ExternalDocument.folded == key
    )
    return [*db.session.scalars(own), *db.session.scalars(shared)]
