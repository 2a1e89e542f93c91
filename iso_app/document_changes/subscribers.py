"""What happens to documents, followed in the requests about them and in their reviews."""

from iso_app.core.actor import operator
from iso_app.document_changes import services
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective

SYSTEM = operator("Hệ thống")


def revision_effective(event: RevisionEffective) -> None:
    """The request that a revision carries out is done."""
    services.revision_came_into_force(
        SYSTEM, agency_id=event.agency_id, document_id=event.document_id, revision_id=event.revision_id
    )


def document_withdrawn(event: DocumentWithdrawn) -> None:
    """The request to withdraw it is done, the others are about nothing."""
    services.document_ended(SYSTEM, agency_id=event.agency_id, document_id=event.document_id)
