"""A request: asked by anybody, decided by somebody else, done by what comes into force."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound, NotPermitted
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.document_changes import queries, services
from iso_app.document_changes.kinds import ChangeKind, OpinionSide
from iso_app.document_changes.services import ACCEPTED, DONE, REFUSED, Asked
from iso_app.document_changes.workflow import RequestState
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import Written
from iso_app.documents.models import Document
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.documents.workflow import DocumentState
from iso_app.tasks.workflow import TaskState

Ask = Callable[..., int]


def _begin(acting: Any, request_id: int, *, by: str = "snv.staff", number: int = 2) -> int:
    """The draft that a request asks for, named in it; the id of the revision."""
    with acting(by) as actor:
        request = queries.request(request_id)
        document = documents.document(actor, request.document_id or 0)
        revision = document_services.begin_revision(
            actor, document, body=Written({"purpose": f"Lần {number}"}), plan=Plan("Theo đề nghị")
        )
        services.link(actor, request, revision=revision)
        return revision.id


def _into_force(acting: Any, sign: Any, revision_id: int, *, by: str = "snv.staff") -> None:
    with acting(by) as actor:
        revision = documents.revision_read(actor, revision_id)
        document_services.submit(actor, revision, shown_digest=revision.content_digest)
    for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
        sign(key, revision_id)


def test_numbers_have_no_gaps_and_begin_anew_in_each_agency(asked: Ask, acting: Any, request_of: Any) -> None:
    first, second = asked(ChangeKind.NEW), asked(ChangeKind.NEW, by="snv.auditor")
    other = asked(ChangeKind.NEW, by="xa.staff")
    year = today().year
    assert [request_of(each).number for each in (first, second, other)] == [
        f"PDN-{year}-0001",
        f"PDN-{year}-0002",
        f"PDN-{year}-0001",
    ]


def test_a_revision_asked_for_is_done_when_it_comes_into_force(
    asked: Ask, decide: Any, acting: Any, sign: Any, request_of: Any, tasks_of: Any, told: Any
) -> None:
    request_id = asked(ChangeKind.REVISE, by="snv.auditor")
    (waiting,) = tasks_of("document-change:")
    assert (waiting.role, waiting.state) == (Role.ISO_SECRETARY, TaskState.OPEN)
    decide(request_id, by="snv.iso_secretary")
    assert tasks_of("document-change:")[0].state is TaskState.DONE
    (drafting,) = tasks_of("document-change-draft:")
    assert drafting.role is Role.STAFF  # who wrote the document
    revision_id = _begin(acting, request_id)
    assert request_of(request_id).state is RequestState.ACCEPTED
    _into_force(acting, sign, revision_id)
    found = request_of(request_id)
    assert (found.state, found.revision_id) == (RequestState.DONE, revision_id)
    assert tasks_of("document-change-draft:")[0].state is TaskState.DONE
    assert told("snv.auditor") == [ACCEPTED, DONE]


def test_a_new_document_is_named_in_its_request(
    asked: Ask, decide: Any, acting: Any, sign: Any, request_of: Any, kinds: dict[str, int]
) -> None:
    request_id = asked(ChangeKind.NEW)
    decide(request_id)
    with acting("snv.staff") as actor:
        request = queries.request(request_id)
        facts = DocumentFacts(kinds["QT"], "QT-77", request.title)
        document = document_services.open_document(actor, actor.agency_id or 0, facts=facts)
        revision = document_services.begin_revision(
            actor, document, body=Written({"purpose": "Mới"}), plan=Plan()
        )
        services.link(actor, request, revision=revision)
        revision_id, document_id = revision.id, document.id
    _into_force(acting, sign, revision_id)
    found = request_of(request_id)
    assert (found.state, found.document_id) == (RequestState.DONE, document_id)


def test_a_withdrawal_accepted_is_done_at_once(
    asked: Ask, decide: Any, request_of: Any, read: Any, told: Any
) -> None:
    request_id = asked(ChangeKind.WITHDRAW)
    other = asked(ChangeKind.REVISE, by="snv.auditor", document_id=request_of(request_id).document_id)
    with pytest.raises(NotPermitted):
        decide(request_id, by="snv.iso_secretary")
    decide(request_id)
    found = request_of(request_id)
    assert found.state is RequestState.DONE
    document = read(Document, found.document_id)
    assert document.state is DocumentState.WITHDRAWN
    assert found.number in document.withdrawn_reason
    assert told("snv.staff") == [ACCEPTED, DONE]
    ended = request_of(other)
    assert (ended.state, ended.decided_at) == (RequestState.TAKEN_BACK, None)
    assert "hết hiệu lực" in ended.end_reason


def test_a_document_that_ends_otherwise_does_not_make_an_undecided_request_done(
    asked: Ask, acting: Any, request_of: Any, tasks_of: Any
) -> None:
    request_id = asked(ChangeKind.WITHDRAW)
    with acting("snv.leader") as actor:
        document = documents.document(actor, request_of(request_id).document_id or 0)
        document_services.withdraw_document(actor, document, reason="Bãi bỏ thủ tục")
    assert request_of(request_id).state is RequestState.TAKEN_BACK
    assert tasks_of("document-change:")[0].state is TaskState.DONE


@pytest.mark.parametrize("kind", list(ChangeKind))
@pytest.mark.parametrize("by", ["snv.leader", "snv.iso_secretary"])
def test_nobody_decides_on_their_own_request(asked: Ask, decide: Any, kind: ChangeKind, by: str) -> None:
    request_id = asked(kind, by=by)
    with pytest.raises(NotPermitted, match="không tự quyết định"):
        decide(request_id, by=by)
    with pytest.raises(NotPermitted, match="không tự quyết định"):
        decide(request_id, by=by, refuse="Không cần")


def test_who_decides_what(asked: Ask, decide: Any, request_of: Any) -> None:
    new = asked(ChangeKind.NEW)
    for by in ("snv.iso_secretary", "snv.auditor", "xa.leader", "tdc.province_admin"):
        with pytest.raises((NotPermitted, NotFound)):
            decide(new, by=by)
    of_leader = asked(ChangeKind.NEW, by="snv.leader")
    decide(of_leader, by="snv.iso_secretary")
    assert request_of(of_leader).state is RequestState.ACCEPTED


def test_refused_with_a_reason(asked: Ask, decide: Any, acting: Any, request_of: Any, told: Any) -> None:
    request_id = asked()
    with acting("snv.leader") as actor, pytest.raises(DomainError, match="lý do"):
        services.refuse(actor, queries.request(request_id), reason="  ")
    decide(request_id, refuse="Đang chờ luật mới")
    found = request_of(request_id)
    assert (found.state, found.decision_words) == (RequestState.REFUSED, "Đang chờ luật mới")
    assert told("snv.staff") == [REFUSED]
    with pytest.raises(NotPermitted):
        decide(request_id)


def test_taken_back_by_who_asked(asked: Ask, decide: Any, acting: Any, request_of: Any) -> None:
    request_id = asked()
    with acting("snv.leader") as actor, pytest.raises(NotPermitted):
        services.take_back(actor, queries.request(request_id), reason="Thôi")
    decide(request_id)
    revision_id = _begin(acting, request_id)
    with acting("snv.staff") as actor, pytest.raises(NotPermitted, match="bỏ bản soạn trước"):
        services.take_back(actor, queries.request(request_id), reason="Thôi")
    with acting("snv.staff") as actor:
        document_services.discard(actor, documents.revision_read(actor, revision_id), reason="Nhầm")
        services.take_back(actor, queries.request(request_id), reason="Thôi")
    assert request_of(request_id).state is RequestState.TAKEN_BACK


def test_a_draft_given_up_leaves_the_request_to_be_carried_out(
    asked: Ask, decide: Any, acting: Any, sign: Any, request_of: Any
) -> None:
    request_id = asked()
    decide(request_id)
    with acting("snv.staff") as actor:
        revision = documents.revision_read(actor, _begin(acting, request_id))
        document_services.discard(actor, revision, reason="Làm lại")
    second = _begin(acting, request_id, number=3)
    _into_force(acting, sign, second)
    assert request_of(request_id).revision_id == second
    assert request_of(request_id).state is RequestState.DONE


def test_a_revision_that_came_into_force_meanwhile_is_named_and_makes_it_done(
    asked: Ask, decide: Any, acting: Any, sign: Any, request_of: Any
) -> None:
    request_id = asked()
    document_id = request_of(request_id).document_id or 0
    decide(request_id)
    with acting("snv.staff") as actor:
        document = documents.document(actor, document_id)
        begun = document_services.begin_revision(actor, document, body=Written({"purpose": "b"}), plan=Plan())
        revision_id = begun.id
    _into_force(acting, sign, revision_id)
    assert request_of(request_id).state is RequestState.ACCEPTED
    with acting("snv.staff") as actor:
        request = queries.request(request_id)
        found = queries.revision_to_link(request)
        assert found is not None
        services.link(actor, request, revision=found)
    assert request_of(request_id).state is RequestState.DONE


def test_another_documents_revision_does_not_carry_it_out(
    asked: Ask, decide: Any, acting: Any, drafted: Any
) -> None:
    request_id = asked()
    decide(request_id)
    _, foreign = drafted("QT-99")
    with acting("snv.staff") as actor:
        revision = documents.revision_read(actor, foreign)
        with pytest.raises(DomainError, match="tài liệu khác"):
            services.link(actor, queries.request(request_id), revision=revision)


def test_opinions_are_given_once_by_who_speaks_for_a_side(asked: Ask, acting: Any) -> None:
    request_id = asked()

    def say(by: str, side: OpinionSide) -> None:
        with acting(by) as actor:
            services.give_opinion(
                actor, queries.request(request_id), side=side, words="Nên sửa mục 5", agrees=True
            )

    say("snv.iso_secretary", OpinionSide.BOARD)
    say("snv.leader", OpinionSide.LEADER)
    with pytest.raises(DomainError, match="đã cho ý kiến"):
        say("snv.iso_secretary", OpinionSide.BOARD)
    for by, side in (
        ("snv.staff", OpinionSide.BOARD),
        ("snv.auditor", OpinionSide.LEADER),
        ("snv.auditor", OpinionSide.HEAD),
    ):
        with pytest.raises(NotPermitted):
            say(by, side)


def test_the_unit_of_the_asker_speaks_for_it(asked: Ask, acting: Any, world: Any) -> None:
    from iso_app.accounts.models import Post
    from iso_app.agencies.models import Department
    from iso_app.trail.services import explain

    with unit_of_work(), whole_country():
        unit = Department(
            agency_id=world.agency["snv"], name="Văn phòng", folded="van phong", valid_from=today()
        )
        db.session.add(unit)
        db.session.flush()
        explain(unit)
        for key in ("snv.staff", "snv.auditor"):
            post = db.session.get_one(Post, world.post[key])
            post.department_id = unit.id
            db.session.flush()
            explain(post)
    request_id = asked()
    with acting("snv.auditor") as actor:
        opinion = services.give_opinion(
            actor, queries.request(request_id), side=OpinionSide.HEAD, words="Đồng ý", agrees=True
        )
        assert opinion.request.department is not None
        assert opinion.request.department.name == "Văn phòng"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"wanted_on": today() - timedelta(days=1)}, "wanted_on"),
        ({"document_kind_id": 999_999}, "kind_id"),
    ],
)
def test_what_cannot_be_asked(acting: Any, kinds: Any, facts: dict[str, Any], field: str) -> None:
    with acting("snv.staff") as actor, pytest.raises(DomainError) as refused:
        services.ask(
            actor, actor.agency_id or 0, asked=Asked(ChangeKind.NEW, "Cần", **({"title": "Tên"} | facts))
        )
    assert refused.value.field == field


def test_only_of_documents_in_force_and_of_ones_own_agency(
    drafted: Any, in_force: Any, acting: Any, world: Any
) -> None:
    draft, _ = drafted("QT-40")
    known, _ = in_force("QT-41")
    with acting("snv.staff") as actor:
        document = documents.document(actor, draft)
        with pytest.raises(NotPermitted, match="đang có hiệu lực"):
            services.ask(actor, actor.agency_id or 0, asked=Asked(ChangeKind.REVISE, "Sửa", document))
    with acting("tdc.inspector") as actor:
        document = documents.document(actor, known)
        with pytest.raises(NotPermitted):
            services.ask(actor, document.agency_id, asked=Asked(ChangeKind.REVISE, "Sửa", document))


def test_evidence_is_kept_byte_for_byte_and_looked_at(acting: Any, request_of: Any, world: Any) -> None:
    with acting("snv.staff") as actor:
        what = Asked(ChangeKind.NEW, "Cần", title="Quy chế")
        made = services.ask(actor, actor.agency_id or 0, asked=what, evidence=("bien-ban.pdf", b"%PDF-1.4 x"))
        assert (made.filename, len(made.file_digest)) == ("bien-ban.pdf", 64)
        with pytest.raises(DomainError, match="Chỉ nhận tệp"):
            services.ask(
                actor, actor.agency_id or 0, asked=what, evidence=("chay.exe", b"MZ\x90\x00\x03\x00\x00\x00")
            )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE change_request SET reason = 'khác'",
        "UPDATE change_request SET state = 'asked', decided_at = NULL, decided_by = ''",
        "UPDATE change_request SET decided_by = 'ai khác'",
        "DELETE FROM change_request",
    ],
)
def test_what_was_asked_and_decided_stays_in_the_database(asked: Ask, decide: Any, change: str) -> None:
    decide(asked(ChangeKind.NEW))
    _refused(change)


def _refused(change: str) -> None:
    with unit_of_work(keep=False), whole_country():
        connection = db.session.connection()
        with pytest.raises(DatabaseError), connection.begin_nested():
            connection.execute(text(change))


def test_the_database_knows_that_nothing_is_done_undecided(asked: Ask, world: Any) -> None:
    asked(ChangeKind.NEW)
    for change in (
        "state = 'done', ended_at = '2026-01-01'",
        "state = 'accepted', decided_by = 'x', decided_at = '2026-01-01', decided_by_id = asked_by_id",
    ):
        _refused(f"UPDATE change_request SET {change}")


def test_an_agency_sees_its_own_and_the_authority_all(asked: Ask, acting: Any) -> None:
    own, other = asked(ChangeKind.NEW), asked(ChangeKind.NEW, by="xa.staff")
    with acting("snv.staff"):
        assert [row.id for row in db.session.execute(queries.rows())] == [own]
        with pytest.raises(NotFound):
            queries.request(other)
    with acting("tdc.inspector"):
        assert {row.id for row in db.session.execute(queries.rows())} == {own, other}
    with acting("kgtdc.province_admin"), pytest.raises(NotFound):
        queries.request(own)
