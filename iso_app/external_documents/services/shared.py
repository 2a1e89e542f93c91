"""What the authority does to the register that all agencies of the province share."""

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
from iso_app.external_documents.kinds import FORCE_LABELS, Force, number_key
from iso_app.external_documents.models import ExternalDocument
from iso_app.jobs.services import enqueue
from iso_app.trail.services import record

TELL = "external_documents.tell"


def add_shared(
    actor: Actor, province_id: int, *, facts: Facts, standing: Standing | None = None
) -> ExternalDocument:
    """Enter a law or standard for all agencies of the province."""
    require(policies.may_share(actor))
    document = ExternalDocument(province_id=province_id, ended_on=None, replaced_by="", force=Force.IN_FORCE)
    write(document, facts)
    write_standing(document, standing or Standing())
    refuse_double(document, _same_number(document))
    db.session.add(document)
    record(actor, "external_document.added", document)
    return document


def edit_shared(actor: Actor, document: ExternalDocument, *, facts: Facts) -> None:
    """Correct what is known of it."""
    require(policies.may_share(actor, document))
    with db.session.no_autoflush:
        write(document, facts)
        refuse_double(document, _same_number(document))
    record(actor, "external_document.edited", document)


def set_standing(actor: Actor, document: ExternalDocument, *, standing: Standing) -> bool:
    """Say whether it is in force; whether agencies are being told (in the background): it has ended, or is back."""
    require(policies.may_share(actor, document))
    before = standing_of(document)
    write_standing(document, standing)
    record_standing(actor, document)
    if not has_turned(before, document):
        return False
    tell_agencies(actor, document)
    return True


def tell_agencies(actor: Actor, document: ExternalDocument) -> None:
    """Have every agency that follows or cites it told, and its citing documents looked at, or not any more."""
    key = f"{document.id}:{standing_of(document).key}:{document.version}"
    title = f"{document.number}: {FORCE_LABELS[Force(document.force)]}"
    enqueue(actor, TELL, key=key, external_document_id=document.id, title=title)


def record_standing(actor: Actor, document: AnyDocument) -> None:
    """The entry in the trail that says whether it is in force, in the words of its kind."""
    noun = document.__tablename__
    force = Force(document.force)
    if force is Force.REPLACED:
        record(actor, f"{noun}.replaced", document, by=document.replaced_by)
    else:
        record(actor, f"{noun}.standing_set", document, force=FORCE_LABELS[force])


def keep_file(actor: Actor, document: ExternalDocument, *, filename: str, content: bytes) -> None:
    """Keep the text of the document itself beside its entry; an earlier file makes room for it."""
    require(policies.may_share(actor, document))
    attach(document, filename=filename, content=content)
    record(actor, "external_document.file_kept", document, filename=document.filename)


def _same_number(document: ExternalDocument) -> list[ExternalDocument]:
    query = select(ExternalDocument).where(
        ExternalDocument.province_id == document.province_id,
        ExternalDocument.folded == number_key(document.number),
    )
    return list(db.session.scalars(query))
