"""Ways around review and approval that somebody inside the agency might try: each one is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.roles import Role
from iso_app.documents import queries, services
from iso_app.documents.content import Written
from iso_app.documents.kinds import StepMeaning, StepSpec
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.documents.workflow import DocumentState, RevisionState
from tests.support.world import World

Make = Callable[..., tuple[int, int]]
OTHER = Written({"purpose": "Nội dung do người khác viết đè."})


def _edit(acting: Any, key: str, document_id: int, **change: Any) -> None:
    with acting(key) as actor:
        document = queries.document(actor, document_id)
        facts = DocumentFacts(document.kind_id, document.code, document.title)
        services.edit_document(actor, document, facts=replace(facts, **change))


def _submit(acting: Any, key: str, revision_id: int, **posts: Any) -> None:
    with acting(key) as actor:
        revision = queries.revision_read(actor, revision_id)
        services.submit(actor, revision, shown_digest=revision.content_digest, **posts)


@pytest.mark.parametrize("change", ["kind_id", "code", "title"])
def test_what_is_being_signed_keeps_its_kind_code_and_title(
    submitted: Make, acting: Any, read: Any, kinds: dict[str, int], change: str
) -> None:
    """The kind says who signs; handed in as a form, signed by few, nothing becomes a procedure."""
    document_id, _ = submitted(kind="QT")
    other = {"kind_id": kinds["HD"], "code": "QT-99", "title": "Tên khác"}[change]
    with pytest.raises(DomainError, match="đang xem xét"):
        _edit(acting, "snv.iso_secretary", document_id, **{change: other})


def test_code_and_title_in_force_are_not_the_drafters(in_force: Make, acting: Any) -> None:
    document_id, _ = in_force()
    with pytest.raises(NotPermitted):
        _edit(acting, "snv.staff", document_id, title="Tên khác")
    _edit(acting, "snv.iso_secretary", document_id, title="Tên khác")


def test_whoever_wrote_over_a_draft_does_not_review_it(drafted: Make, acting: Any, sign: Any) -> None:
    _, revision_id = drafted()
    with acting("snv.iso_secretary") as actor:
        revision = queries.revision_read(actor, revision_id)
        services.save(actor, revision, body=OTHER, plan=Plan())
    _submit(acting, "snv.iso_secretary", revision_id)
    sign("snv.staff", revision_id)
    with pytest.raises(NotPermitted):
        sign("snv.iso_secretary", revision_id)


def test_their_step_is_for_somebody_else(drafted: Make, acting: Any, sign: Any, read: Any) -> None:
    """It does not stop there: the step is given to another post when it is handed in."""
    _, revision_id = drafted()
    with acting("snv.iso_secretary") as actor:
        revision = queries.revision_read(actor, revision_id)
        services.save(actor, revision, body=OTHER, plan=Plan())
    _submit(acting, "snv.iso_secretary", revision_id)
    for key in ("snv.staff", "snv.auditor", "snv.leader"):
        sign(key, revision_id)
    assert read(Revision, revision_id).state is RevisionState.EFFECTIVE


def test_a_drafter_does_not_choose_a_colleague_to_approve(drafted: Make, acting: Any, world: World) -> None:
    _, revision_id = drafted()
    with pytest.raises(DomainError, match="trong danh sách"):
        _submit(acting, "snv.staff", revision_id, posts={2: world.post["snv.auditor"]})


@pytest.mark.parametrize("whose", ["role", "post"])
def test_a_secretary_does_not_take_the_approval_from_the_leader(
    acting: Any, kinds: dict[str, int], world: World, whose: str
) -> None:
    own = {"role": Role.ISO_SECRETARY} if whose == "role" else {"post_id": world.post["snv.iso_secretary"]}
    given = {
        "code_pattern": "",
        "review_months": None,
        "steps": [StepSpec(1, StepMeaning.DRAFTED), StepSpec(2, StepMeaning.APPROVED, **own)],
    }
    with pytest.raises(DomainError, match="lãnh đạo"), acting("snv.iso_secretary") as actor:
        services.set_terms(actor, actor.agency_id, queries.kind(kinds["QT"]), **given)
    with acting("snv.leader") as actor:
        services.set_terms(actor, actor.agency_id, queries.kind(kinds["QT"]), **given)


def test_what_is_approved_here_is_not_replaced_by_paper(in_force: Make, acting: Any) -> None:
    """Otherwise a secretary alone puts into force whatever they like, by naming some decision."""
    document_id, _ = in_force()
    with acting("snv.iso_secretary") as actor:
        document = queries.document(actor, document_id)
        with pytest.raises(DomainError, match="phần mềm"):
            services.bring_in(actor, document, body=OTHER, number=2, effective_on=today(), basis="QĐ 1")


def test_nothing_of_a_withdrawn_document_is_handed_in(drafted: Make, acting: Any, read: Any) -> None:
    document_id, revision_id = drafted()
    with acting("snv.leader") as actor:
        services.withdraw_document(actor, queries.document(actor, document_id), reason="Bỏ")
    assert read(Document, document_id).state is DocumentState.WITHDRAWN
    assert read(Revision, revision_id).state is RevisionState.DISCARDED


def test_a_secretary_alone_withdraws_nothing_that_was_in_force(
    in_force: Make, drafted: Make, acting: Any
) -> None:
    document_id, _ = in_force()
    preparing, _ = drafted("QT-02")
    with acting("snv.iso_secretary") as actor:
        with pytest.raises(NotPermitted):
            services.withdraw_document(actor, queries.document(actor, document_id), reason="Bỏ")
        services.withdraw_document(actor, queries.document(actor, preparing), reason="Thôi soạn")
