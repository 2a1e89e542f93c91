"""What happens to documents and agencies, followed in what was decided of documents of agencies that are no more."""

from iso_app.core.actor import operator
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.inheritance import services
from iso_app.successions.events import AgenciesReorganised

SYSTEM = operator("Hệ thống")


def revision_effective(event: RevisionEffective) -> None:
    """What was taken over takes the place of the old document."""
    services.came_into_force(SYSTEM, event.document_id)


def document_withdrawn(event: DocumentWithdrawn) -> None:
    """What was begun by taking over and never came into force is decided no more."""
    if event.revision_id is None:
        services.given_up(SYSTEM, event.document_id, reason=event.reason)


def agencies_reorganised(event: AgenciesReorganised) -> None:
    """Those who carry on have the documents of those who end to decide of."""
    services.ask_all(SYSTEM, event.province_id, event.heir_ids, since=event.since)
