"""Walks of any length over the services: never two revisions in force, none without the signatures of its kind."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.errors import DomainError
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries, services
from iso_app.documents.content import Written
from iso_app.documents.kinds import StepMeaning, StepSpec, steps_of
from iso_app.documents.models import Document, Revision
from iso_app.documents.queries import content_of
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.documents.workflow import RevisionState
from iso_app.files.store import digest_of
from iso_app.signatures.models import Signature
from tests.documents.conftest import no_proof

PEOPLE = ("snv.staff", "snv.iso_secretary", "snv.leader", "snv.auditor")
WORDS = st.sampled_from(["Một", "Hai", "Ba"])
WHO = st.sampled_from(PEOPLE)
WAIT = st.sampled_from([None, 1, 2])
TAKING_EFFECT = "iso_app.documents.services.taking_effect"
codes = itertools.count(1)


def _day(wait: int | None) -> date | None:
    return None if wait is None else today() + timedelta(days=wait)


class Walk(RuleBasedStateMachine):
    """People of one agency do anything to one document, in any order; what is refused changes nothing."""

    acting: Callable[..., Any]
    kinds: dict[str, int]
    document_id = 0
    writers: dict[int, set[int]]

    @initialize(kind=st.sampled_from(["QT", "HD"]))
    def open(self, kind: str) -> None:
        with self.acting("snv.staff") as actor:
            facts = DocumentFacts(self.kinds[kind], f"W-{next(codes)}", "Quy trình")
            self.document_id = services.open_document(actor, actor.agency_id or 0, facts=facts).id
        self.writers = {}

    def attempt(self, key: str, act: Callable[[Any, Document, Revision | None], object]) -> None:
        try:
            with self.acting(key) as actor:
                record = queries.record_of(actor, self.document_id)
                act(actor, record.document, record.opened)
        except DomainError:
            return

    @rule(who=WHO, words=WORDS, wait=WAIT)
    def begin(self, who: str, words: str, wait: int) -> None:
        def act(actor: Any, document: Document, _: Revision | None) -> None:
            body, plan = Written({"purpose": words}), Plan("", _day(wait))
            begun = services.begin_revision(actor, document, body=body, plan=plan)
            self.writers[begun.id] = {actor.person_id}

        self.attempt(who, act)

    @rule(who=WHO, words=WORDS, wait=WAIT)
    def save(self, who: str, words: str, wait: int) -> None:
        def act(actor: Any, _: Document, revision: Revision | None) -> None:
            if revision is None:
                return
            before = revision.content_digest
            services.save(actor, revision, body=Written({"purpose": words}), plan=Plan("", _day(wait)))
            if revision.content_digest != before:
                self.writers[revision.id].add(actor.person_id)

        self.attempt(who, act)

    @rule(who=WHO)
    def submit(self, who: str) -> None:
        self.attempt(who, lambda a, _, r: r and services.submit(a, r, shown_digest=r.content_digest))

    @rule(who=WHO)
    def sign(self, who: str) -> None:
        def act(actor: Any, _: Document, revision: Revision | None) -> None:
            if revision is None:
                return
            step = next(s for s in queries.steps_of_round(revision) if s.done_at is None)
            digest = revision.content_digest
            services.sign(actor, revision, step, shown_digest=digest, password="", prove=no_proof)

        try:
            self.attempt(who, act)
        except StopIteration:
            return

    @rule()
    def everybody_signs(self) -> None:
        """In their turn, so that walks get to the end as well."""
        self.submit("snv.staff")
        for who in ("snv.staff", "snv.iso_secretary", "snv.auditor", "snv.leader"):
            self.sign(who)

    @rule(days=st.integers(0, 3))
    def a_day_comes(self, days: int) -> None:
        """The round of the day, in two workers one after the other."""
        for _ in range(2):
            with unit_of_work(), whole_country(), patch(f"{TAKING_EFFECT}.today", lambda: _day(days)):
                services.take_effect_due(operator())

    @rule(who=WHO, kind=st.sampled_from(["QT", "HD"]))
    def another_kind(self, who: str, kind: str) -> None:
        def act(actor: Any, document: Document, _: Revision | None) -> None:
            facts = DocumentFacts(self.kinds[kind], document.code, document.title)
            services.edit_document(actor, document, facts=facts)

        self.attempt(who, act)

    @rule(who=st.sampled_from(["snv.iso_secretary", "snv.staff", "snv.auditor"]))
    def terms_of_ones_own(self, who: str) -> None:
        """Whoever is no leader has the approval given to themselves."""

        def act(actor: Any, document: Document, _: Revision | None) -> None:
            steps = [StepSpec(1, StepMeaning.DRAFTED), StepSpec(2, StepMeaning.APPROVED, actor.role)]
            services.set_terms(
                actor, document.agency_id, document.kind, code_pattern="", steps=steps, review_months=None
            )

        self.attempt(who, act)

    @rule(who=WHO)
    def bring_in(self, who: str) -> None:
        def act(actor: Any, document: Document, _: Revision | None) -> None:
            if document.in_force_at is None:
                return  # what was never approved here is not the question
            services.bring_in(
                actor, document, body=Written({"purpose": "Giấy"}), number=9, effective_on=today(), basis="QĐ"
            )

        self.attempt(who, act)

    @rule(who=WHO)
    def withdraw(self, who: str) -> None:
        self.attempt(who, lambda a, d, _: services.withdraw_document(a, d, reason="Thôi áp dụng"))

    @rule(who=WHO)
    def send_back(self, who: str) -> None:
        self.attempt(
            who,
            lambda a, _, r: r and services.send_back(a, r, shown_digest=r.content_digest, reason="Sửa"),
        )

    @rule(who=WHO)
    def recall(self, who: str) -> None:
        self.attempt(who, lambda a, _, r: r and services.recall(a, r, reason="Sửa"))

    @rule(who=WHO)
    def discard(self, who: str) -> None:
        self.attempt(who, lambda a, _, r: r and services.discard(a, r, reason="Bỏ"))

    @invariant()
    def holds(self) -> None:
        if not self.document_id:
            return
        with unit_of_work(keep=False), whole_country():
            document = db.session.get_one(Document, self.document_id)
            effective = [r for r in document.revisions if r.state is RevisionState.EFFECTIVE]
            assert len(effective) <= 1
            wanted = [step.meaning.value for step in steps_of(document.kind.steps)]
            for revision in document.revisions:
                if revision.in_force_at is None:
                    continue
                given = _signatures(revision)
                assert [s.meaning.value for s in given] == wanted
                assert {s.content_digest for s in given} == {digest_of(content_of(revision))}
                approvers = [s.person_id for s in given if s.meaning.value != StepMeaning.DRAFTED.value]
                assert not self.writers[revision.id] & set(approvers)
                assert given[-1].person_name == f"{ROLE_LABELS[Role.LEADER]} SNV"
                assert not db.session.dirty


def _signatures(revision: Revision) -> list[Signature]:
    """The signatures of the round that was approved."""
    steps = [s for s in queries.steps_of_round(revision) if s.signature_id is not None]
    return [db.session.get_one(Signature, s.signature_id) for s in steps]


def test_no_walk_to_two_in_force_or_to_one_unsigned(acting: Any, kinds: dict[str, int]) -> None:
    class Here(Walk):
        pass

    Here.acting, Here.kinds = staticmethod(acting), kinds
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_a_whole_way_is_among_the_walks(in_force: Any, read: Any) -> None:
    """The machine's invariant is asked of something: a way that does come into force."""
    _, revision_id = in_force()
    with unit_of_work(keep=False), whole_country():
        revision = db.session.get_one(Revision, revision_id)
        assert len(_signatures(revision)) == len(steps_of(revision.document.kind.steps))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE revision SET content_digest = 'x' WHERE id = {id}",
        "UPDATE revision SET written = '{{}}' WHERE id = {id}",
        "UPDATE revision SET state = 'draft', in_force_at = NULL WHERE id = {id}",
        "UPDATE revision SET effective_on = '2020-01-01' WHERE id = {id}",
        "DELETE FROM revision WHERE id = {id}",
        "DELETE FROM document",
        "UPDATE approval_step SET done_by = 'x' WHERE revision_id = {id}",
        "UPDATE review_round SET content_digest = 'x' WHERE revision_id = {id}",
    ],
)
def test_the_database_keeps_what_is_in_force(in_force: Any, change: str) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    _, revision_id = in_force()
    with pytest.raises(DBAPIError), unit_of_work(), whole_country():
        db.session.execute(text(change.format(id=revision_id)))


def test_the_database_keeps_one_in_force(in_force: Any) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    _, revision_id = in_force()
    columns = (
        "document_id, number, state, source, file_name, media_type, file_size, written, content_digest,"
        " change_summary, must_be_read_again, author_name, made_at, saved_at, saved_by, round, effective_on,"
        " approved_at, approved_by, paper_basis, agency_id, in_force_at, version"
    )
    copied = columns.replace(" number", " number + 1")
    with pytest.raises(DBAPIError), unit_of_work(), whole_country():
        db.session.execute(
            text(f"INSERT INTO revision ({columns}) SELECT {copied} FROM revision WHERE id = :id"),
            {"id": revision_id},
        )
