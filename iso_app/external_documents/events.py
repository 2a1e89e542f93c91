"""What happens to external documents that higher floors may want to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CitedDocumentEnded:
    """A document that documents of an agency cite was replaced or expired: `cited_by` are their ids."""

    agency_id: int
    number: str
    replaced_by: str
    cited_by: tuple[int, ...]
