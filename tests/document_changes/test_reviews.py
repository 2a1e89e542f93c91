"""Periodic review: what is due becomes a task once, a verdict is written once, nothing ends silently."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.dates import months_later
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.document_changes import queries, services
from iso_app.document_changes.jobs import remind
from iso_app.document_changes.kinds import ChangeKind, Verdict
from iso_app.document_changes.models import DocumentReview
from iso_app.document_changes.services import DUE
from iso_app.document_changes.workflow import RequestState
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.models import Document
from iso_app.documents.workflow import DocumentState
from iso_app.tasks.workflow import TaskState
from iso_app.trail.services import explain
from tests.support.statements import heard

Due = Callable[..., list[int]]


@pytest.fixture
def due(in_force: Any, app: Any) -> Due:
    """`due(3, days=-5)`: documents in force that have to be looked at by that day."""

    def make(count: int, *, days: int) -> list[int]:
        ids = [in_force(f"QT-{days}-{number}")[0] for number in range(count)]
        with unit_of_work(), whole_country():
            for id_ in ids:
                document = db.session.get_one(Document, id_)
                document.next_review_on = today() + timedelta(days=days)
                db.session.flush()
                explain(document)
        return ids

    return make


@pytest.fixture
def review(acting: Any) -> Callable[..., list[DocumentReview]]:
    def act(
        ids: list[int], verdict: Verdict, *, by: str = "snv.iso_secretary", words: str = "Đã đối chiếu"
    ) -> list[DocumentReview]:
        with acting(by) as actor:
            found = queries.to_review(actor.agency_id or 0, ids)
            made = services.review(actor, found, verdict=verdict, words=words)
            for each in made:
                db.session.flush()
                db.session.expunge(each)
            return made

    return act


def _remind() -> None:
    with unit_of_work(), whole_country():
        for _ in remind(operator()):
            pass


def test_kept_the_next_day_moves_by_the_interval_of_the_kind(due: Due, review: Any, read: Any) -> None:
    ids = due(3, days=-5)
    made = review(ids, Verdict.KEEP)
    following = months_later(today(), 12)
    assert [each.next_on for each in made] == [following] * 3
    assert {each.due_on for each in made} == {today() - timedelta(days=5)}
    assert {read(Document, id_).next_review_on for id_ in ids} == {following}


def test_the_interval_of_the_document_goes_before_that_of_its_kind(
    due: Due, review: Any, read: Any, acting: Any
) -> None:
    (id_,) = due(1, days=3)
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, id_)
        document.review_months = 24
        db.session.flush()
        explain(document)
    review([id_], Verdict.KEEP)
    assert read(Document, id_).next_review_on == months_later(today(), 24)


def test_to_be_changed_a_request_waits_for_somebody_else(
    due: Due, review: Any, request_of: Any, decide: Any, tasks_of: Any, read: Any
) -> None:
    (id_,) = due(1, days=-1)
    (made,) = review([id_], Verdict.REVISE, words="Luật đã đổi")
    request = request_of(made.request_id)
    assert (request.kind, request.state) == (ChangeKind.REVISE, RequestState.ASKED)
    assert "Luật đã đổi" in request.reason
    assert tasks_of("document-change:")[0].role is Role.LEADER
    with pytest.raises(NotPermitted):
        decide(request.id, by="snv.iso_secretary")
    decide(request.id)
    assert tasks_of("document-change-draft:")[0].role is Role.STAFF
    assert read(Document, id_).state is DocumentState.IN_FORCE


def test_to_be_withdrawn_it_stays_in_force_until_the_leader_says_so(
    due: Due, review: Any, read: Any, decide: Any
) -> None:
    (id_,) = due(1, days=-1)
    (made,) = review([id_], Verdict.WITHDRAW)
    assert read(Document, id_).state is DocumentState.IN_FORCE
    decide(made.request_id)
    assert read(Document, id_).state is DocumentState.WITHDRAWN


def test_an_open_request_is_taken_instead_of_another(due: Due, review: Any, asked: Any) -> None:
    ids = due(2, days=-1)
    there = asked(ChangeKind.REVISE, document_id=ids[0])
    made = review(ids, Verdict.REVISE)
    by_document = {each.document_id: each.request_id for each in made}
    assert by_document[ids[0]] == there
    assert by_document[ids[1]] not in {None, there}


def test_all_or_none_and_never_without_words(due: Due, review: Any, acting: Any, app: Any) -> None:
    ids = due(2, days=-1)
    with pytest.raises(DomainError, match="nhận xét"):
        review(ids, Verdict.KEEP, words=" ")
    with pytest.raises(DomainError, match="ít nhất một"):
        review([], Verdict.KEEP)
    for by in ("snv.staff", "snv.auditor"):
        with pytest.raises(NotPermitted):
            review(ids, Verdict.KEEP, by=by)
    with unit_of_work(keep=False), whole_country():
        assert list(db.session.scalars(select(DocumentReview))) == []


def test_a_document_of_another_agency_is_not_among_what_was_ticked(due: Due, review: Any) -> None:
    with pytest.raises(DomainError, match="ít nhất một"):
        review(due(1, days=-1), Verdict.KEEP, by="xa.iso_secretary")


def test_tasks_come_thirty_days_ahead_once_a_document_and_day(due: Due, tasks_of: Any, told: Any) -> None:
    near, far = due(2, days=30), due(1, days=31)
    late = due(1, days=-10)
    _remind()
    _remind()
    found = tasks_of("document-review:")
    assert {task.subject_id for task in found} == {*near, *late}
    assert not {task.subject_id for task in found} & set(far)
    assert len(found) == 3
    assert {task.due_on for task in found} == {today() + timedelta(days=30), today() - timedelta(days=10)}
    assert told("snv.iso_secretary") == [DUE]


def test_the_review_finishes_the_task(due: Due, review: Any, tasks_of: Any) -> None:
    ids = due(2, days=5)
    _remind()
    review(ids[:1], Verdict.KEEP)
    states = {task.subject_id: task.state for task in tasks_of("document-review:")}
    assert states == {ids[0]: TaskState.DONE, ids[1]: TaskState.OPEN}
    _remind()
    assert len(tasks_of("document-review:")) == 2


def test_refused_what_the_review_asked_for_the_document_is_due_again(
    due: Due, review: Any, decide: Any, tasks_of: Any, acting: Any
) -> None:
    (id_,) = due(1, days=5)
    _remind()
    (made,) = review([id_], Verdict.REVISE)
    with acting("snv.iso_secretary"):
        assert queries.due_ids(made.agency_id) == []
    decide(made.request_id, refuse="Chưa cần sửa")
    (task,) = tasks_of("document-review:")
    assert task.state is TaskState.OPEN
    with acting("snv.iso_secretary"):
        assert queries.due_ids(made.agency_id) == [id_]


def test_what_somebody_merely_asks_for_leaves_it_due(due: Due, asked: Any, decide: Any, acting: Any) -> None:
    (id_,) = due(1, days=5)
    request_id = asked(ChangeKind.REVISE, document_id=id_)
    with acting("snv.iso_secretary") as actor:
        assert queries.due_ids(actor.agency_id or 0) == [id_]
        assert queries.counts() == queries.ReviewCounts(0, 1, 0)
    decide(request_id)
    with acting("snv.iso_secretary") as actor:
        assert queries.due_ids(actor.agency_id or 0) == []
        assert queries.counts() == queries.ReviewCounts(0, 0, 1)


def test_ended_or_issued_anew_it_need_not_be_looked_at(due: Due, tasks_of: Any, acting: Any) -> None:
    (id_,) = due(1, days=5)
    _remind()
    with acting("snv.leader") as actor:
        document_services.withdraw_document(actor, documents.document(actor, id_), reason="Bỏ")
    (task,) = tasks_of("document-review:")
    assert (task.state, task.end_reason) == (TaskState.WITHDRAWN, "Tài liệu đã hết hiệu lực.")


def test_a_document_without_an_interval_has_no_next_day(
    due: Due, review: Any, acting: Any, read: Any
) -> None:
    (id_,) = due(1, days=5)
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, id_)
        document.review_months = 0
        db.session.flush()
        explain(document)
    (made,) = review([id_], Verdict.KEEP)
    assert made.next_on is None
    assert read(Document, id_).next_review_on is None


def test_the_daily_round_takes_the_same_statements_for_many(due: Due) -> None:
    counts = []
    for count, days in ((2, 3), (6, 4)):
        due(count, days=days)
        with heard() as sent:
            _remind()
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_days_are_those_of_the_kind(due: Due, acting: Any) -> None:
    ids = due(1, days=-1)
    with acting("snv.iso_secretary") as actor:
        found = queries.to_review(actor.agency_id or 0, ids)
        (kept,) = services.outcomes(actor, found, verdict=Verdict.KEEP)
        (changed,) = services.outcomes(actor, found, verdict=Verdict.REVISE)
    assert isinstance(kept.next_on, date)
    assert (changed.next_on, changed.request) == (None, None)
