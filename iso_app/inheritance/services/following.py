"""What follows: an old document ends when all who carry on have decided and what they took over is in force."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from iso_app.core.actor import SYSTEM_SCOPE, Actor
from iso_app.db import db
from iso_app.documents import queries as document_queries
from iso_app.documents import services as documents
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.inheritance import queries
from iso_app.inheritance.kinds import Decision
from iso_app.inheritance.models import InheritedDocument
from iso_app.inheritance.queries import Said
from iso_app.inheritance.services import tasking
from iso_app.successions import services as successions
from iso_app.trail.services import explain, record

GONE = "Tài liệu cũ đã hết hiệu lực."


def end_what_all_decided(actor: Actor, document_ids: Collection[int]) -> None:
    """Withdraw those of these documents of which nobody has anything to decide any more.

    Whoever calls has judged that the actor may decide; it is done in their name at an agency where nobody is left to do
    it. What the withdrawal asks of that agency's people is withdrawn as well.
    """
    wide = replace(actor, scope=SYSTEM_SCOPE)
    last_days: dict[int, date] = {}
    with queries.beyond():
        for document in queries.left_by_the_gone(document_ids):
            document_queries.lock(document)
            if document.is_withdrawn:
                continue
            said = queries.said_by_all(document)
            if not said or not all(_is_settled(each) for each in said):
                continue
            _recall(wide, document)
            documents.withdraw_document(wide, document, reason=_why(said))
            if document.agency.valid_to is not None:
                last_days[document.agency_id] = document.agency.valid_to
        successions.end_duties(wide, last_days)


def _is_settled(said: Said) -> bool:
    return said.decision is Decision.DECLINED or (said.decision is Decision.TAKEN and said.new_in_force)


def _why(said: list[Said]) -> str:
    taken = [f"{each.new} của {each.heir}" for each in said if each.decision is Decision.TAKEN]
    if taken:
        return f"Thay bằng {'; '.join(taken)}."
    return " ".join(f"{each.heir} không tiếp nhận sau sắp xếp: {each.reason}" for each in said)


def _recall(actor: Actor, document: Document) -> None:
    """What nobody will review any more is not under review."""
    query = select(Revision).where(
        Revision.document_id == document.id, Revision.state == RevisionState.IN_REVIEW
    )
    for revision in db.session.scalars(query):
        documents.recall(actor, revision, reason="Cơ quan đã kết thúc hoạt động.")


def came_into_force(actor: Actor, document_id: int) -> None:
    """What was taken over is in force in its new agency: the old document ends, if all others have decided as well."""
    row = queries.decision_that_made(document_id)
    if row is not None:
        end_what_all_decided(actor, [row.document_id])


def given_up(actor: Actor, document_id: int, *, reason: str) -> None:
    """What was begun by taking over was withdrawn before it came into force: the decision is open again."""
    row = queries.decision_that_made(document_id)
    if row is not None:
        undo(actor, row, reason=reason)


def undo(actor: Actor, row: InheritedDocument, *, reason: str) -> None:
    """Nothing is decided any more; of what was declined before it was taken over, that still holds."""
    agency_id = row.agency_id
    if row.is_taken and not queries.former(agency_id, row.document_id).is_in_force:
        row.decision, row.new_document_id, row.reason = Decision.DECLINED, None, row.reason or GONE
        record(actor, "inherited_document.taken_back", row, agency=row.former_agency, reason=reason)
        return
    record(actor, "inherited_document.taken_back", row, agency=row.former_agency, reason=reason)
    db.session.delete(row)
    explain(row)
    tasking.ask_again(actor, agency_id)
