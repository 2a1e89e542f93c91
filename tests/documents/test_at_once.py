"""Two people act on one document at the same moment: one of them is told, and what is in force stays sound."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import Stale
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import jobs, queries, services
from iso_app.documents.content import Written
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import Plan
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.trail.services import explain
from tests.documents.conftest import no_proof
from tests.support.crowd import DONE, at_once

Make = Callable[..., tuple[int, int]]
Act = Callable[[Any, Document, Revision], object]
OTHER = Written({"purpose": "Nội dung khác."})
ROUNDS = 4


def _begin(actor: Any, document: Document, _: Revision) -> None:
    services.begin_revision(actor, document, body=OTHER, plan=Plan())


def _sign(actor: Any, _: Document, revision: Revision) -> None:
    step = next((s for s in queries.steps_of_round(revision) if s.is_waiting), None)
    if step is None:
        raise Stale("Không còn bước nào chờ ký.")
    digest = revision.content_digest
    services.sign(actor, revision, step, shown_digest=digest, password="", prove=no_proof)


def _withdraw(actor: Any, document: Document, _: Revision) -> None:
    services.withdraw_document(actor, document, reason="Thôi áp dụng")


def _recall(actor: Any, _: Document, revision: Revision) -> None:
    services.recall(actor, revision, reason="Sửa")


def _send_back(actor: Any, _: Document, revision: Revision) -> None:
    services.send_back(actor, revision, shown_digest=revision.content_digest, reason="Sửa")


def _discard(actor: Any, _: Document, revision: Revision) -> None:
    services.discard(actor, revision, reason="Thôi")


def _take_effect(actor: Any, _document: Document, _: Revision) -> None:
    services.take_effect_due(actor)


def _on(document_id: int, act: Act) -> Callable[[Actor], None]:
    def do(actor: Actor) -> None:
        record = queries.record_of(actor, document_id)
        act(actor, record.document, record.opened or record.revisions[0])

    return do


@pytest.fixture
def together(app: Flask, actor_for: Any) -> Callable[..., list[str]]:
    """`together(document_id, (who, act), …)`: all have read their page when the first of them acts."""

    def run(document_id: int, *acts: tuple[str, Act]) -> list[str]:
        return at_once(app, [(actor_for(who), _on(document_id, act)) for who, act in acts])

    return run


def _sound(document_id: int) -> tuple[Document, list[Revision]]:
    """What must hold whoever came first; the document with its revisions."""
    with unit_of_work(keep=False), whole_country():
        document = db.session.get_one(Document, document_id)
        revisions = list(document.revisions)
        states = [revision.state for revision in revisions]
        assert states.count(RevisionState.EFFECTIVE) <= 1
        in_force = RevisionState.EFFECTIVE in states
        assert (document.state is DocumentState.IN_FORCE) == in_force
        if document.state is DocumentState.WITHDRAWN:
            assert not any(revision.is_open for revision in revisions), states
        for revision in revisions:
            steps = queries.steps_of_round(revision)
            if revision.in_force_at is not None:
                assert steps
                assert all(step.signature_id is not None for step in steps)
            if revision.state is RevisionState.IN_REVIEW:
                assert any(step.is_waiting for step in steps)
        db.session.expunge_all()
        return document, revisions


PAIRS: dict[str, tuple[tuple[str, Act], ...]] = {
    "begin twice": (("snv.staff", _begin), ("snv.iso_secretary", _begin)),
    "begin and withdraw": (("snv.staff", _begin), ("snv.leader", _withdraw)),
    "withdraw twice": (("snv.leader", _withdraw), ("snv.leader", _withdraw)),
}
REVIEWED: dict[str, tuple[tuple[str, Act], ...]] = {
    "approve twice": (("snv.leader", _sign), ("snv.leader", _sign)),
    "approve and recall": (("snv.leader", _sign), ("snv.staff", _recall)),
    "approve and send back": (("snv.leader", _sign), ("snv.leader", _send_back)),
    "approve and withdraw": (("snv.leader", _sign), ("snv.leader", _withdraw)),
    "four at once": (
        ("snv.leader", _sign),
        ("snv.staff", _recall),
        ("snv.leader", _send_back),
        ("snv.leader", _withdraw),
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_of_what_is_in_force(in_force: Make, together: Any, pair: str) -> None:
    for number in range(ROUNDS):
        document_id, _ = in_force(f"QT-{number}")
        ends = together(document_id, *PAIRS[pair])
        _sound(document_id)
        assert DONE in ends


@pytest.mark.parametrize("pair", REVIEWED)
def test_of_what_is_being_approved(submitted: Make, sign: Any, together: Any, pair: str) -> None:
    for number in range(ROUNDS):
        document_id, revision_id = submitted(f"QT-{number}")
        for key in ("snv.staff", "snv.iso_secretary"):
            sign(key, revision_id)
        ends = together(document_id, *REVIEWED[pair])
        _sound(document_id)
        ended_review = [
            end for end, (_, act) in zip(ends, REVIEWED[pair], strict=True) if act is not _withdraw
        ]
        assert ended_review.count(DONE) == 1, ends  # withdrawn it may be by whoever comes after


@pytest.mark.parametrize("pair", ["taken and taken", "taken and discarded", "taken and withdrawn"])
def test_of_what_waits_for_its_day(
    submitted: Make, sign: Any, together: Any, pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round of the day runs in two workers, or while somebody gives the revision up."""
    other = {
        "taken and taken": ("snv.leader", _take_effect),
        "taken and discarded": ("snv.staff", _discard),
        "taken and withdrawn": ("snv.leader", _withdraw),
    }[pair]
    soon = today() + timedelta(days=2)
    ids = []
    for number in range(ROUNDS):
        ids.append(submitted(f"QT-{number}", effective_on=soon))
        for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
            sign(key, ids[-1][1])
    monkeypatch.setattr("iso_app.documents.services.taking_effect.today", lambda: soon)
    for document_id, _ in ids:
        ends = together(document_id, ("snv.leader", _take_effect), other)
        _sound(document_id)
        assert DONE in ends
        if pair == "taken and taken":
            assert ends == [DONE, DONE], "a worker that comes second finds nothing to do"


@pytest.mark.parametrize("at_once", [100, 1])
def test_one_that_cannot_does_not_stop_the_others(
    at_once: int, submitted: Make, sign: Any, acting: Any, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one agency's document runs into is not what the whole country's wait for, though it fill a portion."""
    monkeypatch.setattr("iso_app.documents.services.taking_effect.AT_ONCE", at_once)
    soon = today() + timedelta(days=2)
    ids = [submitted(f"QT-{number}", effective_on=soon) for number in range(2)]
    for _, revision_id in ids:
        for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
            sign(key, revision_id)
    with acting("snv.leader") as actor:
        queries.document(actor, ids[0][0]).state = DocumentState.WITHDRAWN
        db.session.get_one(Document, ids[0][0]).withdrawn_reason = "Sửa bằng tay"
        explain(db.session.get_one(Document, ids[0][0]))
    monkeypatch.setattr("iso_app.documents.services.taking_effect.today", lambda: soon)
    with acting("snv.leader") as actor:
        portions = len(list(jobs.take_effect(actor)))
    assert portions == (len(ids) if at_once == 1 else 0)
    assert read(Revision, ids[0][1]).state is RevisionState.APPROVED
    assert read(Revision, ids[1][1]).state is RevisionState.EFFECTIVE
