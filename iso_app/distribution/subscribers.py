"""What happens to documents, followed in their distribution."""

from iso_app.core.actor import operator
from iso_app.distribution import services
from iso_app.documents import queries as documents
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective

SYSTEM = operator("Hệ thống")


def revision_effective(event: RevisionEffective) -> None:
    """The distribution goes on to the new revision."""
    revision = documents.revision_read(SYSTEM, event.revision_id)
    services.carry_over(SYSTEM, revision, superseded_id=event.superseded_id)


def document_withdrawn(event: DocumentWithdrawn) -> None:
    """What was handed out comes back."""
    document = documents.document(SYSTEM, event.document_id)
    services.withdraw_everywhere(SYSTEM, document, revision_id=event.revision_id)
