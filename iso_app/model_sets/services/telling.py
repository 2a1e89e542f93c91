"""Agencies are told of a template or a new version of it: a task each, in batches, twice the same as once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, AgencyPeriod
from iso_app.core.actor import Actor, operator
from iso_app.core.clock import now, today
from iso_app.core.policy import Sentence, require
from iso_app.db import db
from iso_app.model_sets import policies
from iso_app.model_sets.models import DocumentTemplate, DocumentTemplateVersion, TemplateCopy, TemplatePush
from iso_app.model_sets.workflow import TemplateState
from iso_app.tasks import queries as tasks_queries
from iso_app.tasks import services as tasks
from iso_app.tasks.models import Task
from iso_app.tasks.services import Given
from iso_app.tasks.workflow import TaskState

BATCH = 200  # agencies
DAYS_AGAIN = 10  # working days, after a draft that had taken a version over was given up
SHOW, MERGE = "document_templates.show", "document_templates.merge"


def make_batch(actor: Actor, push: TemplatePush, *, size: int = BATCH) -> bool:
    """Tell the next `size` agencies; whether there may be more. A few statements, whatever the size."""
    require(policies.may_push(actor, push.template))
    db.session.refresh(push, with_for_update=True)
    if push.ended_at is not None:
        return False
    found = _next_agencies(push, size)
    stands = _stands(push.template, [row.agency_id for row in found])
    wanted = [row.agency_id for row in found if push.audience.covers(row.level, row.group_id)]
    behind = [id_ for id_ in wanted if stands.get(id_, push.number) < push.number]
    if not push.only_copies:
        new = [id_ for id_ in wanted if id_ not in stands]
        push.told += len(_ask_to_take(actor, push, new))
    push.told += len(_ask_to_merge(actor, push, behind))
    if found:
        push.after_agency_id = found[-1].agency_id
    if len(found) < size:
        push.ended_at = now()
    db.session.flush()
    return push.ended_at is None


def tell_all(actor: Actor, push: TemplatePush) -> int:
    """The whole walk in one unit of work; how many agencies were told."""
    while make_batch(actor, push):
        pass
    return push.told


def _next_agencies(push: TemplatePush, size: int) -> Sequence[Any]:
    query = (
        agencies.as_on(today())
        .where(Agency.province_id == push.province_id, AgencyPeriod.agency_id > push.after_agency_id)
        .order_by(AgencyPeriod.agency_id)
        .limit(size)
    )
    return db.session.execute(query).all()


def _stands(template: DocumentTemplate, agency_ids: Sequence[int]) -> dict[int, int]:
    """Agency -> number of the version that its copy stands on."""
    query = (
        select(TemplateCopy.agency_id, DocumentTemplateVersion.number)
        .join(DocumentTemplateVersion, DocumentTemplateVersion.id == TemplateCopy.version_id)
        .where(
            TemplateCopy.template_id == template.id,
            TemplateCopy.agency_id.in_(agency_ids),
            TemplateCopy.ended_on.is_(None),
        )
    )
    return dict(db.session.execute(query).all())


def _ask_to_take(actor: Actor, push: TemplatePush, agency_ids: list[int]) -> list[Task]:
    given = Given(
        Sentence("Soạn “{title}” từ mẫu của tỉnh", title=push.template.title),
        push.due_on,
        detail=push.words,
        key=_take_key(push.template),
        endpoint=SHOW,
    )
    return _open(actor, push, agency_ids, given) if agency_ids else []


def _ask_to_merge(actor: Actor, push: TemplatePush, agency_ids: list[int]) -> list[Task]:
    if not agency_ids:
        return []
    _end_older(actor, push, agency_ids)
    return _open(actor, push, agency_ids, _to_merge(push.template, push.number, push.due_on, push.words))


def _open(actor: Actor, push: TemplatePush, agency_ids: list[int], given: Given) -> list[Task]:
    values = {id_: {"template_id": push.template_id} for id_ in agency_ids}
    return tasks.open_many(actor, agency_ids, given=given, values=values)


def _to_merge(template: DocumentTemplate, number: int, due_on: date, words: str) -> Given:
    return Given(
        Sentence(
            "Xem phiên bản {number} của mẫu “{title}” và ghép vào tài liệu của cơ quan",
            number=number,
            title=template.title,
        ),
        due_on,
        detail=words,
        key=f"{_merge_prefix(template)}{number}",
        endpoint=MERGE,
        values={"template_id": template.id},
        by_hand=False,
    )


def _end_older(actor: Actor, push: TemplatePush, agency_ids: list[int]) -> None:
    """Who did not look at an older version yet has the newer one to look at, and not both."""
    query = select(Task.agency_id, Task.key).where(
        Task.agency_id.in_(agency_ids),
        Task.state == TaskState.OPEN,
        Task.key.startswith(_merge_prefix(push.template), autoescape=True),
        Task.key != f"{_merge_prefix(push.template)}{push.number}",
    )
    for agency_id, key in db.session.execute(query).all():
        tasks.end_by_keys(
            actor,
            agency_id,
            keys=[str(key)],
            state=TaskState.WITHDRAWN,
            reason=Sentence("Mẫu đã có phiên bản mới hơn."),
        )


def ask_again(actor: Actor, copy: TemplateCopy, *, occasion: str) -> None:
    """The newest version waits to be looked at: a draft that had taken it over was given up, or an older one linked.

    `occasion` is the same only for what is the same act.
    """
    template = copy.template
    due = tasks_queries.working_days(today().year, template.province_id).after(today(), DAYS_AGAIN)
    given = _to_merge(template, template.latest, due, "")
    key = f"{given.key}:{occasion}"
    tasks.open_task(
        actor,
        copy.agency_id,
        given=Given(given.title, due, key=key, endpoint=given.endpoint, values=given.values, by_hand=False),
    )


def taken(actor: Actor, agency_id: int, template: DocumentTemplate) -> None:
    """The agency has its copy."""
    tasks.settle(actor, agency_id, key=_take_key(template))


def looked_at(actor: Actor, agency_id: int, template: DocumentTemplate) -> None:
    """The agency has decided what becomes of the newest version."""
    for key in tasks.open_keys(actor, agency_id, begins=_merge_prefix(template)):
        tasks.settle(actor, agency_id, key=key)


def unlinked(actor: Actor, copy: TemplateCopy, *, since: datetime) -> None:
    """Newer versions wait no longer; who was asked to take the template over, and answered with the link, is so again.

    `since` is the moment of the link.
    """
    template = copy.template
    waiting = tasks.open_keys(actor, copy.agency_id, begins=_merge_prefix(template))
    tasks.end_by_keys(
        actor,
        copy.agency_id,
        keys=list(waiting),
        state=TaskState.WITHDRAWN,
        reason=Sentence("Tài liệu đã bỏ liên kết với mẫu."),
    )
    asked = tasks.by_key(actor, copy.agency_id, key=_take_key(template))
    answered = asked is not None and asked.state is TaskState.DONE and (asked.ended_at or since) >= since
    if asked is not None and answered and template.state is TemplateState.PUBLISHED:
        # Whoever may unlink may not open tasks of the province again: it follows from what they did.
        tasks.reopen(operator("Hệ thống"), asked, reason=Sentence("Tài liệu đã bỏ liên kết với mẫu."))


def _take_key(template: DocumentTemplate) -> str:
    return f"template-copy:{template.id}"


def _merge_prefix(template: DocumentTemplate) -> str:
    return f"template-merge:{template.id}:"
