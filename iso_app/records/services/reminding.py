"""The daily round: bundles whose time is over become a task of the secretary, once for what is due."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Sentence, require
from iso_app.core.roles import Role
from iso_app.notifications.services import notify_agencies
from iso_app.records import policies, queries
from iso_app.records.models import RecordKind
from iso_app.records.queries import Asked, DueFolder
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given
from iso_app.tasks.workflow import TaskState

PORTION: Final = 500  # kinds of records
DAYS_TO_CONSIDER: Final = 30
DUE: Final = "records.due"
NOT_DUE: Final = Sentence("Thời gian lưu đã đổi: không còn tập hồ sơ nào hết thời hạn lưu.")


def remind_portion(actor: Actor, *, after: int = 0) -> int | None:
    """Open the tasks for the next kinds after the id `after`; where to go on, None at the end.

    One task of a kind waits at a time, and nobody is asked twice about the same bundles, whatever they answered.
    """
    require(actor.holds(policies.KEEP))
    kinds = queries.kinds_with_due(after=after, limit=PORTION)
    ids = [kind.id for kind in kinds]
    due, asked = queries.due_of_kinds(ids), queries.asked_of_kinds(ids)
    wanted = {kind: due[kind.id] for kind in kinds if _is_new(due[kind.id], asked.get(kind.id, ()))}
    opened = tasks.open_each(
        actor, given=[(kind.agency_id, _given(kind, folders)) for kind, folders in wanted.items()]
    )
    _tell(actor, set(opened), wanted)
    return ids[-1] if len(ids) == PORTION else None


def _is_new(due: Sequence[DueFolder], asked: Sequence[Asked]) -> bool:
    """Whether nothing waits of the kind, and somebody has yet to be asked about one of the bundles."""
    if any(task.is_open for task in asked):
        return False
    return not all(any(task.covers(folder) for task in asked) for folder in due)


def _given(kind: RecordKind, folders: Sequence[DueFolder]) -> Given:
    return Given(
        Sentence("Xét hủy hồ sơ hết thời hạn lưu: {kind}", kind=kind),
        today() + timedelta(days=DAYS_TO_CONSIDER),
        role=Role.ISO_SECRETARY,
        detail=Sentence("Đề nghị hủy các tập hết thời hạn lưu. Nếu còn phải lưu tiếp thì ghi “Đã làm xong”."),
        key=queries.due_key(kind.id, today(), max(folder.id for folder in folders)),
        endpoint="records.due",
        subject=kind,
    )


def _tell(
    actor: Actor, agency_ids: Collection[int], wanted: Mapping[RecordKind, Sequence[DueFolder]]
) -> None:
    count: Counter[int] = Counter()
    for kind, folders in wanted.items():
        count[kind.agency_id] += len(folders)
    facts = {agency_id: {"count": count[agency_id]} for agency_id in sorted(agency_ids)}
    notify_agencies(actor, DUE, roles=(Role.ISO_SECRETARY,), facts=facts)


def nothing_due_left(actor: Actor, agency_id: int, *, kind_ids: Collection[int], reason: str = "") -> None:
    """The tasks of kinds of which no bundle is due any more are done; with a reason, they are not wanted."""
    due = queries.due_of_kinds(kind_ids)
    over: dict[TaskState, list[str]] = defaultdict(list)
    for kind_id in set(kind_ids) - due.keys():
        keys = tasks.open_keys(actor, agency_id, begins=queries.due_keys(kind_id))
        over[TaskState.WITHDRAWN if reason else TaskState.DONE] += keys
    for state, keys_over in over.items():
        tasks.end_by_keys(actor, agency_id, keys=keys_over, state=state, reason=reason)
