"""A template's way: published, sent, copied, a new version merged or left out, and what the province knows of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, InvalidTransition, NotFound, NotPermitted, Stale
from iso_app.db import db
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import Written, written_of
from iso_app.documents.models import Revision
from iso_app.documents.services import Plan
from iso_app.documents.workflow import RevisionState
from iso_app.jobs import running
from iso_app.jobs.models import Job
from iso_app.model_sets import queries, services
from iso_app.model_sets.kinds import Audience, Outcome
from iso_app.model_sets.models import DocumentTemplate, DocumentTemplateVersion
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState
from tests.model_sets.conftest import FIRST, SECOND, mine_of, publish, tell
from tests.support.world import World

Acting = Callable[..., Any]
NONE, BEHIND, DRAFTING, KEPT, CURRENT = range(5)
MINE = Written(
    dict(FIRST.sections) | {"scope": "Áp dụng cho các phòng của Sở.", "records": "Lưu tại Văn phòng 04 năm."},
    FIRST.steps,
)


def tasks_of(acting: Acting, agency: str, begins: str) -> list[tuple[str, TaskState]]:
    with acting(f"{agency}.iso_secretary"):
        query = select(Task).where(Task.key.startswith(begins)).order_by(Task.id)
        return [(task.key.rpartition(":")[2], task.state) for task in db.session.scalars(query)]


def stands(acting: Acting, template_id: int, agency_id: int) -> tuple[int, int | None, int | None]:
    """(stand, number, in force) as the province sees an agency."""
    with acting("tdc.inspector") as actor:
        found = queries.coverage(queries.template(actor, template_id), today()).subquery()
        row = db.session.execute(select(found).where(found.c.agency_id == agency_id)).one()
        return row.stand, row.number, row.in_force


def write(acting: Acting, written: Written) -> None:
    """Save the open draft of `snv`'s copy."""
    with acting("snv.iso_secretary") as actor:
        revision = db.session.scalars(select(Revision).where(Revision.state == RevisionState.DRAFT)).one()
        document_services.save(actor, revision, body=written, plan=Plan())


def put_into_force(acting: Acting, document_id: int, sign: Any) -> None:
    with acting("snv.iso_secretary") as actor:
        revision = queries.live_revision(document_id)
        assert revision is not None
        document_services.submit(actor, revision, shown_digest=revision.content_digest)
        revision_id = revision.id
    for _ in range(3):
        sign(revision_id)


@pytest.fixture
def sign(acting: Acting) -> Callable[[int], None]:
    """Whoever's turn it is signs."""

    def give(revision_id: int) -> None:
        with acting("snv.iso_secretary") as actor:
            revision = documents.revision_read(actor, revision_id)
            step = next((s for s in documents.steps_of_round(revision) if s.is_waiting), None)
            if step is None:
                return
            by = step.post.role.value if step.post is not None else step.role.value
        with acting(f"snv.{by}") as actor:
            revision = documents.revision_read(actor, revision_id)
            step = next(s for s in documents.steps_of_round(revision) if s.is_waiting)
            document_services.sign(
                actor,
                revision,
                step,
                password="",
                prove=lambda *_: None,
                shown_digest=revision.content_digest,
            )

    return give


def test_an_unpublished_template_is_the_provinces_own(acting: Acting, kinds: dict[str, int]) -> None:
    from iso_app.agencies import queries as agencies
    from iso_app.model_sets.services import TemplateFacts

    with acting("tdc.inspector") as actor:
        facts = TemplateFacts("MAU-1", "Mẫu", kinds["QT"])
        template_id = services.open_template(actor, agencies.province_of(actor), facts=facts).id
    with acting("snv.iso_secretary") as actor:
        with pytest.raises(NotFound):
            queries.template(actor, template_id)
        assert db.session.execute(queries.rows(actor)).all() == []
        assert queries.draft(db.session.get_one(DocumentTemplate, template_id)) is None


def test_a_version_is_written_once(acting: Acting, published: int) -> None:
    with pytest.raises(DBAPIError), acting("tdc.inspector"):
        db.session.execute(db.update(DocumentTemplateVersion).values(title="Khác"))


def test_the_same_words_are_no_new_version(acting: Acting, published: int) -> None:
    with pytest.raises(DomainError, match="không khác phiên bản 1"):
        publish(acting, published, FIRST, "Không đổi gì")


def test_another_draft_than_the_one_shown_is_not_published(acting: Acting, published: int) -> None:
    with acting("tdc.inspector") as actor:
        template = queries.template(actor, published)
        with pytest.raises(Stale):
            services.publish(actor, template, shown_digest="0" * 64, summary="x", due_on=today())


def send(acting: Acting, template_id: int, audience: Audience) -> None:
    with acting("tdc.inspector") as actor:
        template = queries.template(actor, template_id)
        services.push(
            actor, template, audience=audience, due_on=today() + timedelta(days=9), words="Xin soạn"
        )


def work_off() -> None:
    """The work in the background is done."""
    waiting = db.session.scalars(select(Job.id).where(Job.kind == services.JOB)).all()
    db.session.remove()
    for job_id in waiting:
        running.run(job_id)


def test_sent_to_a_kind_only_those_are_told_and_once(acting: Acting, world: World, published: int) -> None:
    audience = Audience(group_id=world.group["st.Sở, ngành"])
    for _ in range(2):
        send(acting, published, audience)
        work_off()
    with acting("tdc.inspector") as actor:
        told = [push.told for push in queries.pushes(queries.template(actor, published))]
    assert told == [0, 2]  # snv and the authority itself
    assert [state for _, state in tasks_of(acting, "snv", "template-copy:")] == [TaskState.OPEN]
    assert tasks_of(acting, "xa", "template-copy:") == []


def test_what_is_on_its_way_is_not_sent_again(acting: Acting, world: World, published: int) -> None:
    """Nor noted again; to others it is sent all the same."""
    others = Audience(group_id=world.group["st.Sở, ngành"])
    send(acting, published, Audience())
    for _ in range(2):
        with pytest.raises(InvalidTransition, match="đang được gửi"):
            send(acting, published, Audience())
    send(acting, published, others)
    with acting("tdc.inspector") as actor:
        pushes = queries.pushes(queries.template(actor, published))
        assert [push.audience for push in pushes] == [others, Audience()]


def test_a_walk_goes_on_where_it_stood(acting: Acting, published: int) -> None:
    with acting("tdc.inspector") as actor:
        template = queries.template(actor, published)
        push_id = services.push(actor, template, audience=Audience(), due_on=today(), words="").id
    told = []
    more = True
    while more:
        with acting("tdc.inspector") as actor:
            push = queries.push(push_id)
            more = services.make_batch(actor, push, size=2)
            told.append(push.told)
    assert told == [2, 3]
    with acting("tdc.inspector") as actor:
        assert services.make_batch(actor, queries.push(push_id)) is False


def test_a_copy_is_a_draft_of_the_agencys_own(
    acting: Acting, world: World, published: int, taken: int
) -> None:
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, taken)
        assert (document.code, document.model_item) == ("QT-05", "QT-DANH-GIA")
        revision = queries.live_revision(taken)
        assert revision is not None
        assert (revision.state, written_of(revision.written)) == (
            RevisionState.DRAFT,
            written_of(FIRST.plain()),
        )
        with pytest.raises(NotPermitted, match="đã có tài liệu"):
            services.take(
                actor,
                actor.agency_id,
                template=queries.template(actor, published),
                code="QT-06",
                title="Hai",
            )
    assert stands(acting, published, world.agency["snv"]) == (DRAFTING, 1, None)
    assert stands(acting, published, world.agency["xa"]) == (NONE, None, None)
    with acting("tdc.inspector") as actor, pytest.raises(NotFound):
        documents.document(actor, taken)


def test_taking_settles_what_was_asked(acting: Acting, published: int) -> None:
    with acting("tdc.inspector") as actor:
        services.push(
            actor, queries.template(actor, published), audience=Audience(), due_on=today(), words=""
        )
    tell(acting, published, only_copies=False)
    with acting("snv.iso_secretary") as actor:
        template = queries.template(actor, published)
        services.take(actor, actor.agency_id, template=template, code="QT-05", title="Đánh giá")
    assert [state for _, state in tasks_of(acting, "snv", "template-copy:")] == [TaskState.DONE]


def test_a_new_version_waits_for_who_has_a_copy(acting: Acting, world: World, second: int) -> None:
    assert tasks_of(acting, "snv", "template-merge:") == [("2", TaskState.OPEN)]
    assert tasks_of(acting, "xa", "template-merge:") == []
    assert stands(acting, second, world.agency["snv"]) == (BEHIND, 1, None)
    publish(acting, second, FIRST, "Trở lại như cũ")
    tell(acting, second)
    assert tasks_of(acting, "snv", "template-merge:") == [("2", TaskState.WITHDRAWN), ("3", TaskState.OPEN)]


def test_merged_into_the_open_draft(acting: Acting, world: World, taken: int, second: int) -> None:
    write(acting, MINE)
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, second)
        difference = queries.difference(mine)
        assert difference.conflicts == [("records", 0)]
        with pytest.raises(DomainError, match="Còn 1 chỗ"):
            services.merge(actor, mine, choices={}, shown_digest=difference.digest)
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, second)
        choices = {("records", 0): ["Lưu tại Văn phòng 05 năm."]}
        revision = services.merge(actor, mine, choices=choices, shown_digest=difference.digest)
        result = written_of(revision.written)
        assert (revision.number, revision.state) == (1, RevisionState.DRAFT)
    assert result.sections["purpose"] == SECOND.sections["purpose"]
    assert result.sections["scope"] == MINE.sections["scope"]
    assert result.sections["records"] == "Lưu tại Văn phòng 05 năm."
    assert result.steps == SECOND.steps
    assert tasks_of(acting, "snv", "template-merge:") == [("2", TaskState.DONE)]
    assert stands(acting, second, world.agency["snv"]) == (DRAFTING, 2, None)


def test_merged_into_a_new_revision_of_what_is_in_force(
    acting: Acting, world: World, published: int, taken: int, sign: Any
) -> None:
    put_into_force(acting, taken, sign)
    assert stands(acting, published, world.agency["snv"]) == (CURRENT, 1, 1)
    publish(acting, published, SECOND, "Thêm")
    assert stands(acting, published, world.agency["snv"]) == (BEHIND, 1, 1)
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, published)
        revision = services.merge(actor, mine, choices={}, shown_digest=queries.difference(mine).digest)
        assert (revision.number, written_of(revision.written).steps) == (2, SECOND.steps)
    assert stands(acting, published, world.agency["snv"]) == (DRAFTING, 2, 1)
    put_into_force(acting, taken, sign)
    assert stands(acting, published, world.agency["snv"]) == (CURRENT, 2, 2)


def test_what_is_under_review_is_not_merged(acting: Acting, taken: int, second: int) -> None:
    with acting("snv.iso_secretary") as actor:
        revision = queries.live_revision(taken)
        assert revision is not None
        document_services.submit(actor, revision, shown_digest=revision.content_digest)
        mine = mine_of(actor, second)
        with pytest.raises(NotPermitted, match="rút lại"):
            services.merge(actor, mine, choices={}, shown_digest="")


def test_of_another_text_than_shown_nothing_is_merged(acting: Acting, taken: int, second: int) -> None:
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, second)
        with pytest.raises(Stale):
            services.merge(actor, mine, choices={}, shown_digest="0" * 64)


def test_ones_own_kept_with_the_reason(acting: Acting, world: World, second: int) -> None:
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, second)
        with pytest.raises(DomainError, match="lý do"):
            services.keep_mine(actor, mine, reason=" ")
        services.keep_mine(actor, mine, reason="Đã có quy trình đánh giá chéo riêng")
        assert (mine.copy.outcome, mine.copy.base.number) == (Outcome.KEPT, 2)
    assert tasks_of(acting, "snv", "template-merge:") == [("2", TaskState.DONE)]
    assert stands(acting, second, world.agency["snv"])[:2] == (KEPT, 2)
    third = Written(dict(SECOND.sections) | {"forms": "BM-01"}, SECOND.steps)
    publish(acting, second, third, "Thêm biểu mẫu")
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, second)
        assert [at[0] for at in queries.difference(mine).news] == ["forms"]


def test_a_draft_given_up_stands_where_it_stood_before(
    acting: Acting, world: World, published: int, taken: int, sign: Any
) -> None:
    put_into_force(acting, taken, sign)
    publish(acting, published, SECOND, "Thêm")
    tell(acting, published)
    with acting("snv.iso_secretary") as actor:
        mine = mine_of(actor, published)
        revision = services.merge(actor, mine, choices={}, shown_digest=queries.difference(mine).digest)
        document_services.discard(actor, revision, reason="Làm lại")
    assert stands(acting, published, world.agency["snv"]) == (BEHIND, 1, 1)
    states = [state for _, state in tasks_of(acting, "snv", "template-merge:")]
    assert states == [TaskState.DONE, TaskState.OPEN]


def test_the_first_draft_given_up_is_taken_anew(acting: Acting, published: int, taken: int) -> None:
    with acting("snv.iso_secretary") as actor:
        revision = queries.live_revision(taken)
        assert revision is not None
        document_services.discard(actor, revision, reason="Nhầm")
    with acting("snv.iso_secretary") as actor:
        template = queries.template(actor, published)
        again = services.take(actor, actor.agency_id, template=template, code="QT-05", title="Đánh giá")
        assert (again.document_id, again.number) == (taken, 1)


def test_withdrawn_the_template_may_be_taken_anew(
    acting: Acting, world: World, second: int, taken: int
) -> None:
    with acting("snv.leader") as actor:
        document_services.withdraw_document(actor, documents.document(actor, taken), reason="Bỏ")
    assert tasks_of(acting, "snv", "template-merge:") == [("2", TaskState.DONE)]
    assert stands(acting, second, world.agency["snv"])[0] == NONE
    with acting("snv.iso_secretary") as actor:
        template = queries.template(actor, second)
        again = services.take(actor, actor.agency_id, template=template, code="QT-15", title="Đánh giá")
        assert again.document_id != taken
    assert stands(acting, second, world.agency["snv"]) == (DRAFTING, 2, None)


def test_an_uploaded_file_is_compared_by_people(acting: Acting, taken: int, second: int) -> None:
    from iso_app.documents.services import FileBody
    from iso_app.files import services as files

    with acting("snv.iso_secretary") as actor:
        revision = queries.live_revision(taken)
        assert revision is not None
        stored = files.store(b"%PDF-1.4", "application/pdf")
        body = FileBody(stored.digest, "a.pdf", "application/pdf", 8)
        document_services.save(actor, revision, body=body, plan=Plan())
        mine = mine_of(actor, second)
        assert queries.unread(mine)
        assert not queries.difference(mine).conflicts, "what the template changed is shown alone"
        with pytest.raises(NotPermitted, match="Bản soạn đang là tệp"):
            services.merge(actor, mine, choices={}, shown_digest=queries.difference(mine).digest)
        services.keep_mine(actor, mine, reason="Đã sửa trong tệp")


def test_other_agencies_know_nothing_of_a_copy(acting: Acting, published: int, taken: int) -> None:
    with acting("xa.iso_secretary") as actor:
        assert queries.mine_of_document(taken) is None
        row = db.session.execute(queries.rows(actor)).one()
        assert (row.copies, row.own_number) == (None, None)


def test_only_the_secretary_takes(acting: Acting, published: int) -> None:
    with acting("snv.staff") as actor, pytest.raises(NotPermitted):
        services.take(
            actor, actor.agency_id, template=queries.template(actor, published), code="X", title="X"
        )
