"""Distribution as pages show it; the seal by which a page proves later what it showed to whom and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import Verdict
from iso_app.distribution import policies, queries
from iso_app.distribution.models import Acknowledgement, DistributionLine
from iso_app.distribution.queries import CopiesOut, Coverage, OfDepartment
from iso_app.distribution.services import Shown
from iso_app.documents.models import Document, Revision


def seal(actor: Actor, revision: Revision) -> str:
    """What this page shows: goes with the button, and only a page that showed the revision has it."""
    opened = [actor.person_id, revision.id, revision.content_digest, now().isoformat()]
    return _serializer().dumps(opened)


def unsealed(sealed: str) -> Shown:
    """What a page showed; DomainError for a seal that is none of ours."""
    try:
        person_id, revision_id, digest, at = _serializer().loads(sealed)
    except BadData as error:
        raise DomainError("Hãy mở lần ban hành này để đọc rồi ký nhận.") from error
    return Shown(person_id, revision_id, digest, datetime.fromisoformat(at))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="distribution.shown")


@dataclass(frozen=True)
class OwnDuty:
    """Whether the reader of a page has to read a revision, and what they have said."""

    owes: bool
    given: Acknowledgement | None
    may: Verdict

    @property
    def waits(self) -> bool:
        return self.owes and self.given is None


def own_duty(actor: Actor, revision: Revision) -> OwnDuty:
    """What the reader of a page has to do about a revision."""
    is_own = actor.person_id is not None and actor.agency_id == revision.agency_id
    owes = is_own and queries.owes(actor, revision.document_id)
    given = queries.acknowledged(actor, revision) if owes else None
    return OwnDuty(owes, given, policies.may_acknowledge(actor, revision, owes=owes))


@dataclass(frozen=True)
class DistributionPage:
    """A document's distribution with everything its page needs."""

    document: Document
    revision: Revision | None
    lines: Sequence[DistributionLine]
    coverage: Coverage
    of_line: Mapping[int, Coverage]
    copies: CopiesOut
    may_distribute: Verdict

    @property
    def is_in_force(self) -> bool:
        return self.revision is not None and self.revision.was_in_force


def of_document(actor: Actor, document: Document) -> DistributionPage:
    """The page of a document's distribution."""
    lines = queries.lines(document.id)
    coverage, of_line = queries.coverages_of(document.id) if lines else (Coverage(0, 0), {})
    return DistributionPage(
        document=document,
        revision=queries.distributed(document.id),
        lines=lines,
        coverage=coverage,
        of_line=of_line,
        copies=queries.out_of(document.id),
        may_distribute=policies.may_distribute(actor, document),
    )


@dataclass(frozen=True)
class CoveragePage:
    """How far the reading is, as a whole and by department."""

    coverage: Coverage
    departments: Sequence[OfDepartment]


def coverage_page(document_id: int) -> CoveragePage:
    """How far the reading of a document is."""
    departments = queries.by_department(document_id)
    whole = Coverage(sum(row.must for row in departments), sum(row.read for row in departments))
    return CoveragePage(whole, departments)
