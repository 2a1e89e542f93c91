"""From draft to in force: the steps of the kind, each by somebody else than the drafter, on exactly what was shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound, NotPermitted, Stale
from iso_app.documents import queries, services
from iso_app.documents.content import Written
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.signatures import queries as signatures

Make = Callable[..., tuple[int, int]]


def test_signed_by_all_it_is_in_force_today(in_force: Make, read: Any, acting: Any) -> None:
    document_id, revision_id = in_force()
    revision = read(Revision, revision_id)
    assert revision.state is RevisionState.EFFECTIVE
    assert revision.effective_on == today()
    assert read(Document, document_id).state is DocumentState.IN_FORCE
    assert read(Document, document_id).next_review_on > today() + timedelta(days=360)
    with acting("snv.auditor") as actor:
        found = signatures.of(queries.revision_read(actor, revision_id))
        assert [s.meaning.value for s in found] == ["drafted", "reviewed", "approved"]
        assert {s.content_digest for s in found} == {revision.content_digest}


def test_a_later_one_takes_the_place(in_force: Make, acting: Any, sign: Any, read: Any) -> None:
    document_id, first = in_force()
    with acting("snv.staff") as actor:
        document = queries.document(actor, document_id)
        body = Written({"purpose": "Mục đích mới."})
        second = services.begin_revision(actor, document, body=body, plan=Plan("Sửa mục 1"))
        services.submit(actor, second, shown_digest=second.content_digest)
        second_id = second.id
    for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
        sign(key, second_id)
    assert read(Revision, first).state is RevisionState.SUPERSEDED
    assert read(Revision, first).ended_on == today()
    assert read(Revision, second_id).number == 2


def test_on_a_later_day_it_comes_into_force_by_itself(
    submitted: Make, sign: Any, read: Any, acting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = today() + timedelta(days=3)
    _, revision_id = submitted(effective_on=soon)
    for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
        sign(key, revision_id)
    assert read(Revision, revision_id).state is RevisionState.APPROVED
    for module in ("taking_effect",):
        monkeypatch.setattr(f"iso_app.documents.services.{module}.today", lambda: soon)
    with acting("snv.leader") as actor:
        assert services.take_effect_due(actor) is None
    assert read(Revision, revision_id).effective_on == soon
    assert read(Revision, revision_id).state is RevisionState.EFFECTIVE


def test_a_step_waits_for_those_before_it(submitted: Make, sign: Any) -> None:
    _, revision_id = submitted()
    with pytest.raises(NotPermitted):
        sign("snv.leader", revision_id)


def test_the_drafter_does_not_review(submitted: Make, sign: Any, acting: Any) -> None:
    _, revision_id = submitted(by="snv.iso_secretary")
    with acting("snv.leader") as actor:
        steps = queries.steps_of_round(queries.revision_read(actor, revision_id))
        assert steps[1].role is not actor.role
    sign("snv.iso_secretary", revision_id)
    with pytest.raises(NotPermitted):
        sign("snv.iso_secretary", revision_id)


def test_under_other_content_nobody_signs(submitted: Make, sign: Any) -> None:
    _, revision_id = submitted()
    with pytest.raises(Stale):
        sign("snv.staff", revision_id, shown_digest="0" * 64)


def test_sent_back_it_is_a_draft_again(submitted: Make, sign: Any, acting: Any, read: Any) -> None:
    _, revision_id = submitted()
    sign("snv.staff", revision_id)
    with acting("snv.iso_secretary") as actor:
        revision = queries.revision_read(actor, revision_id)
        services.comment(actor, revision, words="Ghi rõ đơn vị lưu.", passage=1)
        services.send_back(actor, revision, shown_digest=revision.content_digest, reason="Thiếu nơi lưu")
    assert read(Revision, revision_id).state is RevisionState.DRAFT
    with acting("snv.staff") as actor:
        revision = queries.revision_read(actor, revision_id)
        (remark,) = queries.comments_of(revision)
        assert remark.quote
        services.answer(actor, revision, comment_id=remark.id, words="Đã ghi")
        services.save(actor, revision, body=Written({"purpose": "Có nơi lưu."}), plan=Plan())
        services.submit(actor, revision, shown_digest=revision.content_digest)
        assert revision.round == 2


def test_a_past_day_is_refused(drafted: Make) -> None:
    with pytest.raises(DomainError, match="trước hôm nay"):
        drafted(effective_on=today() - timedelta(days=1))


def test_a_code_is_used_once_in_an_agency(drafted: Make, acting: Any, kinds: dict[str, int]) -> None:
    drafted("QT-09")
    with pytest.raises(DomainError, match="đã dùng"):
        drafted("qt-09")


def test_withdrawn_it_ends(in_force: Make, acting: Any, read: Any) -> None:
    document_id, revision_id = in_force()
    with acting("snv.leader") as actor:
        services.withdraw_document(actor, queries.document(actor, document_id), reason="Bỏ thủ tục")
    assert read(Revision, revision_id).state is RevisionState.WITHDRAWN
    assert read(Document, document_id).withdrawn_on == today()


def test_the_authority_sees_no_draft(drafted: Make, in_force: Make, acting: Any) -> None:
    draft, _ = drafted("QT-02")
    known, _ = in_force("QT-03")
    with acting("tdc.inspector") as actor:
        assert queries.document(actor, known).code == "QT-03"
        with pytest.raises(NotFound):
            queries.document(actor, draft)
        assert [row.code for row in queries.search(actor, "kiem soat")] == ["QT-03"]


def test_found_by_words_with_marks(in_force: Make, drafted: Make, acting: Any) -> None:
    in_force("QT-04")
    drafted("QT-77")
    with acting("snv.iso_secretary") as actor:
        found = queries.search(actor, "Thông tin dạng văn bản")
        assert [each.code for each in found] == ["QT-04", "QT-77"]
        assert ("Thông", True) not in found[0].parts
        assert ("thông", True) in found[0].parts
        assert [each.code for each in queries.search(actor, "qt-77")] == ["QT-77"]
    with acting("snv.auditor") as actor:
        assert [each.code for each in queries.search(actor, "kiểm soát")] == ["QT-04"]


def test_on_paper_before(acting: Any, kinds: dict[str, int], read: Any) -> None:
    with acting("snv.iso_secretary") as actor:
        facts = DocumentFacts(kinds["QT"], "QT-11", "Quy trình cũ")
        document = services.open_document(actor, actor.agency_id or 0, facts=facts)
        day = today() - timedelta(days=400)
        revision = services.bring_in(
            actor, document, body=Written({"purpose": "Cũ"}), number=3, effective_on=day, basis="QĐ 12/QĐ-SNV"
        )
        assert (revision.number, revision.effective_on, revision.state) == (3, day, RevisionState.EFFECTIVE)
        document_id = document.id
    assert read(Document, document_id).state is DocumentState.IN_FORCE
