"""What happens to documents, followed in the copies of templates."""

from iso_app.core.actor import operator
from iso_app.documents.events import DocumentWithdrawn, RevisionDiscarded, RevisionEffective
from iso_app.model_sets import queries, services

SYSTEM = operator("Hệ thống")


def revision_effective(event: RevisionEffective) -> None:
    """Of a copy: the version that was last written into it is in force."""
    copy = queries.copy_that_stands(event.document_id)
    if copy is not None:
        services.came_into_force(SYSTEM, copy)


def revision_discarded(event: RevisionDiscarded) -> None:
    """A copy stands again where it stood before the draft."""
    copy = queries.copy_that_stands(event.document_id)
    if copy is not None:
        services.given_up(SYSTEM, copy, revision_id=event.revision_id)


def document_withdrawn(event: DocumentWithdrawn) -> None:
    """A copy is to be kept up with its template no more."""
    copy = queries.copy_that_stands(event.document_id)
    if copy is not None:
        services.ended(SYSTEM, copy)
