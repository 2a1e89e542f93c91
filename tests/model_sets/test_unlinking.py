"""A link to a template taken back: while nothing came by it, with the reason, and what everybody sees of it then."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.services import Plan
from iso_app.model_sets import queries, services, shown
from iso_app.model_sets.kinds import Audience, Outcome
from iso_app.model_sets.services import TemplateFacts
from iso_app.tasks.workflow import TaskState
from iso_app.trail.queries import history
from tests.model_sets.conftest import FIRST, SECOND, mine_of, publish, tell
from tests.model_sets.test_copies import (
    BEHIND,
    CURRENT,
    DRAFTING,
    KEPT,
    put_into_force,
    sign,
    stands,
    tasks_of,
)
from tests.model_sets.test_linking import _body, _link, own
from tests.model_sets.test_pages import filled
from tests.support.world import World

Acting = Callable[..., Any]
Own = Callable[..., int]
UNLINKED = -1
__all__ = ["own", "sign"]  # fixtures of the neighbours


def unlink(acting: Acting, template_id: int, *, by: str = "snv.iso_secretary", **given: Any) -> None:
    with acting(by) as actor:
        services.unlink(actor, mine_of(actor, template_id), **{"reason": "Gắn nhầm mẫu"} | given)


def link(acting: Acting, template_id: int, document_id: int, number: int = 1) -> None:
    _link(acting, template_id, document_id, number)


def merged(acting: Acting, template_id: int) -> int:
    """The newest version merged into a draft of `snv`; the id of the document."""
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, template_id)
        difference = queries.difference(mine)
        choices = dict.fromkeys(difference.conflicts, "theirs")
        return int(services.merge(actor, mine, choices=choices, shown_digest=difference.digest).document_id)


def item_of(acting: Acting, document_id: int) -> str | None:
    with acting("snv.iso_secretary") as actor:
        return documents.document(actor, document_id).model_item


@pytest.fixture
def other_template(acting: Acting, kinds: dict[str, int]) -> int:
    """Another published template, of no item."""
    from iso_app.agencies import queries as agencies

    with acting("tdc.inspector") as actor:
        facts = TemplateFacts("MAU-KHAC", "Quy trình khác", kinds["QT"])
        template_id = int(services.open_template(actor, agencies.province_of(actor), facts=facts).id)
    publish(acting, template_id, FIRST)
    return template_id


def test_unlinked_the_province_and_the_document_say_so(
    acting: Acting, world: World, published: int, own: Own
) -> None:
    document_id = own()
    link(acting, published, document_id)
    with acting("tdc.inspector") as actor:
        counts = shown.coverage_counts(queries.template(actor, published))
        assert "Đã bỏ liên kết với mẫu" not in [label for label, _, _ in counts]
    unlink(acting, published)
    assert stands(acting, published, world.agency["snv"]) == (UNLINKED, None, None)
    with acting("tdc.inspector") as actor:
        template = queries.template(actor, published)
        assert shown.coverage_counts(template)[-1] == ("Đã bỏ liên kết với mẫu", "warning", 1)
        assert dict(queries.coverage_counts(template, today()))[UNLINKED] == 1
        row = db.session.execute(queries.rows(actor)).one()
        assert not row.copies
    with acting("snv.iso_secretary") as actor:
        mine = queries.mine_of_document(document_id)
        assert mine is not None
        assert (mine.copy.outcome, mine.copy.reason, mine.copy.ended_on) == (
            Outcome.UNLINKED, "Gắn nhầm mẫu", today(),
        )  # fmt: skip
        assert [step.outcome for step in mine.steps] == [Outcome.UNLINKED, Outcome.LINKED]
        said = [entry.sentence for entry in history("document", document_id)]
        assert "Bỏ liên kết QT-09" in said[0]
        assert "Gắn nhầm mẫu" in said[0]
        assert any(words.startswith("Gắn QT-09") for words in said)
        assert "Bỏ liên kết với tài liệu mẫu" in history("template_copy", mine.copy.id)[0].sentence


def test_it_is_linked_again_to_the_same_and_to_another(
    acting: Acting, world: World, published: int, other_template: int, own: Own
) -> None:
    document_id, agency_id = own(), world.agency["snv"]
    link(acting, published, document_id)
    unlink(acting, published)
    link(acting, published, document_id)
    assert stands(acting, published, agency_id) == (CURRENT, 1, 1)
    unlink(acting, published)
    link(acting, other_template, document_id)
    assert stands(acting, other_template, agency_id) == (CURRENT, 1, 1)
    assert stands(acting, published, agency_id)[0] == UNLINKED
    with acting("snv.iso_secretary"):
        mine = queries.mine_of_document(document_id)
        assert mine is not None
        assert mine.copy.template_id == other_template
    with pytest.raises(DomainError, match="đã gắn với mẫu MAU-KHAC"):
        link(acting, published, document_id)
    unlink(acting, other_template)
    link(acting, published, document_id)


def test_a_document_stands_on_one_template_whoever_writes(
    acting: Acting, published: int, other_template: int, own: Own
) -> None:
    from sqlalchemy.exc import IntegrityError

    document_id = own()
    link(acting, published, document_id)
    unlink(acting, published)
    link(acting, other_template, document_id)
    with pytest.raises(IntegrityError), acting("snv.iso_secretary"):
        db.session.execute(
            text("UPDATE template_copy SET ended_on = NULL, outcome = 'linked' WHERE template_id = :id"),
            {"id": published},
        )


def test_after_it_the_template_is_taken_as_if_it_never_was(
    acting: Acting, world: World, published: int, own: Own
) -> None:
    document_id = own()
    link(acting, published, document_id)
    unlink(acting, published)
    with acting("snv.iso_secretary") as actor:
        template = queries.template(actor, published)
        made = services.take(actor, actor.agency_id, template=template, code="QT-05", title="Đánh giá")
        assert made.document_id != document_id, "the document that was unlinked stays as it is"
        document_services.discard(actor, made, reason="Thôi")
    assert stands(acting, published, world.agency["snv"]) == (DRAFTING, 1, None)
    with acting("snv.iso_secretary") as actor:
        assert mine_of(actor, published).copy.outcome is Outcome.COPIED, "not where the other one stood"


def test_what_becomes_of_the_document_is_no_affair_of_the_template_then(
    acting: Acting, world: World, published: int, own: Own, sign: Any
) -> None:
    document_id = own()
    link(acting, published, document_id)
    unlink(acting, published)
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, document_id)
        document_services.begin_revision(actor, document, body=_body("e"), plan=Plan("Sửa"))
    put_into_force(acting, document_id, sign)
    with acting("snv.leader") as actor:
        document_services.withdraw_document(actor, documents.document(actor, document_id), reason="Bỏ")
    assert stands(acting, published, world.agency["snv"]) == (UNLINKED, None, None)
    with acting("snv.iso_secretary") as actor:
        assert mine_of(actor, published).copy.in_force_version_id is None


def test_who_may_not_and_not_without_a_reason(acting: Acting, published: int, own: Own) -> None:
    link(acting, published, own())
    with pytest.raises(NotPermitted):
        unlink(acting, published, by="snv.staff")
    with pytest.raises(NotPermitted):
        unlink(acting, published, by="snv.leader")
    with pytest.raises(DomainError, match="lý do"):
        unlink(acting, published, reason="  ")
    unlink(acting, published)
    with pytest.raises(NotPermitted, match="đã bỏ liên kết"):
        unlink(acting, published)
    with acting("snv.iso_secretary") as actor, pytest.raises(NotPermitted, match="đã bỏ liên kết"):
        services.keep_mine(actor, mine_of(actor, published), reason="x")


def test_what_was_begun_from_the_template_is_no_link(acting: Acting, published: int, taken: int) -> None:
    with pytest.raises(NotPermitted, match="soạn từ mẫu, không phải gắn sau"):
        unlink(acting, published)


def test_what_came_by_the_link_holds_it(
    acting: Acting, world: World, published: int, own: Own, sign: Any
) -> None:
    link(acting, published, own())
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    tell(acting, published)
    with pytest.raises(NotPermitted, match="Phiên bản 2 của mẫu đã đến"):
        unlink(acting, published)
    document_id = merged(acting, published)
    with pytest.raises(NotPermitted, match="hãy bỏ bản soạn đó"):
        unlink(acting, published)
    put_into_force(acting, document_id, sign)
    with pytest.raises(NotPermitted, match="Lần ban hành 04 đã có nội dung ghép"):
        unlink(acting, published)
    publish(acting, published, FIRST, "Trở lại")
    with acting("snv.iso_secretary") as actor:
        services.keep_mine(actor, mine_of(actor, published), reason="Không theo")
    with pytest.raises(NotPermitted, match="Lần ban hành 04"):
        unlink(acting, published)


def test_a_draft_given_up_or_ones_own_kept_holds_it_no_longer(
    acting: Acting, world: World, published: int, own: Own
) -> None:
    document_id = own()
    link(acting, published, document_id)
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    tell(acting, published)
    merged(acting, published)
    with acting("snv.iso_secretary") as actor:
        draft = queries.live_revision(document_id)
        assert draft is not None
        document_services.discard(actor, draft, reason="Ghép nhầm")
        services.keep_mine(actor, mine_of(actor, published), reason="Gắn nhầm mẫu, sẽ bỏ liên kết")
    assert stands(acting, published, world.agency["snv"])[0] == KEPT
    unlink(acting, published)
    assert stands(acting, published, world.agency["snv"])[0] == UNLINKED


def test_versions_wait_no_longer_and_wait_again_when_it_is_linked_again(
    acting: Acting, world: World, published: int, own: Own
) -> None:
    document_id = own()
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    link(acting, published, document_id, number=1)
    unlink(acting, published)
    assert [state for _, state in tasks_of(acting, "snv", "template-merge:")] == [TaskState.WITHDRAWN]
    link(acting, published, document_id, number=1)
    assert stands(acting, published, world.agency["snv"])[0] == BEHIND
    states = [state for _, state in tasks_of(acting, "snv", "template-merge:")]
    assert states == [TaskState.WITHDRAWN, TaskState.OPEN]


def test_who_was_asked_to_take_the_template_is_asked_again(acting: Acting, published: int, own: Own) -> None:
    with acting("tdc.inspector") as actor:
        template = queries.template(actor, published)
        services.push(actor, template, audience=Audience(), due_on=today(), words="")
    tell(acting, published, only_copies=False)
    document_id = own()
    for _ in range(2):
        link(acting, published, document_id)
        assert [state for _, state in tasks_of(acting, "snv", "template-copy:")] == [TaskState.DONE]
        unlink(acting, published)
        assert [state for _, state in tasks_of(acting, "snv", "template-copy:")] == [TaskState.OPEN]


def test_the_item_of_the_model_set_goes_only_if_it_is_said(acting: Acting, published: int, own: Own) -> None:
    document_id = own()
    link(acting, published, document_id)
    unlink(acting, published)
    assert item_of(acting, document_id) == "QT-DANH-GIA"
    link(acting, published, document_id)
    unlink(acting, published, leaves_item=True)
    assert item_of(acting, document_id) is None


def test_the_pages(browse: Any, acting: Acting, world: World, published: int, own: Own) -> None:
    document_id = own()
    secretary = browse("snv.iso_secretary")
    address = f"/mau-tai-lieu/{published}"
    there = f"{address}/bo-lien-ket"
    secretary.get(there, 404)
    link(acting, published, document_id)
    assert secretary.get(address).find("a", href=there) is not None
    assert secretary.get(f"/tai-lieu/{document_id}").find("a", href=there) is not None
    assert browse("snv.leader").get(f"/tai-lieu/{document_id}").find("a", href=there) is None
    page = secretary.get(there)
    assert "MAU-DGNB" in page.get_text()
    fields = filled(page)
    assert "Chưa thực hiện được" in secretary.post(there, 200, **fields).get_text()
    assert stands(acting, published, world.agency["snv"])[0] == CURRENT
    secretary.post(there, **fields | {"reason": "Gắn nhầm mẫu", "leaves_item": "y"})
    assert item_of(acting, document_id) is None
    for page_address in (address, f"/tai-lieu/{document_id}"):
        said = secretary.get(page_address).get_text(" ", strip=True)
        assert "đã bỏ liên kết" in said
        assert "Gắn nhầm mẫu" in said
    assert secretary.get(address).find("a", href=f"{address}/gan") is not None
    secretary.get(there, 403)
    covered = browse("tdc.inspector").get(f"{address}/co-quan?tinh_trang=-1").get_text(" ", strip=True)
    assert "Đã bỏ liên kết với mẫu" in covered
    assert "Gắn nhầm mẫu" in covered
    browse("snv.leader").get(there, 403)
    browse("tdc.inspector").get(there, 403)


def test_a_refusal_stands_where_the_act_would(browse: Any, acting: Acting, published: int, own: Own) -> None:
    document_id = own()
    link(acting, published, document_id)
    before = browse("snv.iso_secretary").get(f"/mau-tai-lieu/{published}/bo-lien-ket")
    publish(acting, published, SECOND, "Thêm đánh giá chéo")
    for address in (f"/mau-tai-lieu/{published}", f"/tai-lieu/{document_id}"):
        said = browse("snv.iso_secretary").get(address).get_text(" ", strip=True)
        assert "Phiên bản 2 của mẫu đã đến cơ quan theo liên kết này" in said
    browse("snv.iso_secretary").get(f"/mau-tai-lieu/{published}/bo-lien-ket", 403)
    with acting("snv.iso_secretary") as actor:
        services.keep_mine(actor, mine_of(actor, published), reason="Gắn nhầm")
    said = browse("snv.iso_secretary").post(
        f"/mau-tai-lieu/{published}/bo-lien-ket", 409, **filled(before) | {"reason": "Gắn nhầm"}
    )
    assert "Có người khác vừa lưu" in said.get_text()


def test_links_that_were_there_stay_when_the_tables_change(
    app: Flask, acting: Acting, world: World, published: int, own: Own
) -> None:
    link(acting, published, own())
    db.session.remove()
    downgrade(revision="0017")
    upgrade()
    assert stands(acting, published, world.agency["snv"]) == (CURRENT, 1, 1)
    with acting("snv.iso_secretary") as actor:
        assert [step.outcome for step in mine_of(actor, published).steps] == [Outcome.LINKED]
    unlink(acting, published)
