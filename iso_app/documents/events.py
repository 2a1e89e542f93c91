"""What happens to documents that higher floors want to know; announced in the transaction of the act."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentOpened:
    """A document has been entered; nothing of it is in force yet."""

    agency_id: int
    document_id: int


@dataclass(frozen=True, slots=True)
class RevisionSubmitted:
    """A revision was handed in for review; `round` counts the times."""

    agency_id: int
    document_id: int
    revision_id: int
    round: int


@dataclass(frozen=True, slots=True)
class RevisionReturned:
    """A reviewer sent it back, or its drafter took it back, to be mended."""

    agency_id: int
    document_id: int
    revision_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class RevisionApproved:
    """The last signature was given; it becomes effective by itself on its day."""

    agency_id: int
    document_id: int
    revision_id: int


@dataclass(frozen=True, slots=True)
class RevisionEffective:
    """A revision is in force from today; `superseded_id` is the one it took the place of."""

    agency_id: int
    document_id: int
    revision_id: int
    superseded_id: int | None


@dataclass(frozen=True, slots=True)
class RevisionDiscarded:
    """A draft, or what was approved and not in force yet, was given up; what was in force before it stays."""

    agency_id: int
    document_id: int
    revision_id: int


@dataclass(frozen=True, slots=True)
class DocumentWithdrawn:
    """A document is no longer in force; `revision_id` is the one that was (None: it never came into force)."""

    agency_id: int
    document_id: int
    revision_id: int | None
    reason: str
