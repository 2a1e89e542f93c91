"""What comes into force is looked through for the laws and standards it cites."""

from iso_app.core.actor import operator
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.external_documents import queries, services


def revision_effective(event: RevisionEffective) -> None:
    """What the new revision cites is looked for."""
    services.look_for_citations(
        operator("Hệ thống"),
        agency_id=event.agency_id,
        document_id=event.document_id,
        revision_id=event.revision_id,
    )


def document_withdrawn(event: DocumentWithdrawn) -> None:
    """A document that is no longer in force has nothing to be looked at."""
    services.let_go(operator("Hệ thống"), queries.citations_in(event.document_id))
