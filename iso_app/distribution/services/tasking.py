"""The tasks of distribution: one a post for what is to be read, one for the copies that have to come back.

`follow_readers` makes the tasks what the lines, the posts and the acknowledgements say: whatever changes one of these
calls it. It takes the same few statements for three posts and for three hundred.
"""

from collections.abc import Collection, Iterable
from datetime import date

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.policy import Sentence
from iso_app.core.roles import Role
from iso_app.distribution import queries
from iso_app.distribution.queries import UnreadPost
from iso_app.documents.models import Document, Revision
from iso_app.notifications.services import notify_posts
from iso_app.tasks import queries as tasks_queries
from iso_app.tasks import services as tasks
from iso_app.tasks.services import ForPost, Given
from iso_app.tasks.workflow import TaskState
from iso_app.trail.services import record

PAGE = "documents.revision"
TO_READ = "distribution.to_read"
DAYS_TO_COLLECT = 5  # working days
NO_LONGER = Sentence("Không còn phải đọc: phân phối hoặc lần ban hành đã thay đổi.")


def follow_readers(actor: Actor, document: Document, revision: Revision) -> int:
    """Open the tasks of the posts that have still to read the revision in force, end those that need not any more.

    How many posts were asked.
    """
    begins = _reading_key(revision.id)
    unread = queries.unread_posts(document.id)
    opened = tasks.open_keys(actor, document.agency_id, begins=begins)
    wanted = {post.post_id for post in unread}
    over = [key for key, post_id in opened.items() if post_id not in wanted]
    if over:
        tasks.end_by_keys(actor, document.agency_id, keys=over, state=TaskState.WITHDRAWN, reason=NO_LONGER)
    waiting = set(opened.values())
    return _ask(actor, document, revision, [post for post in unread if post.post_id not in waiting])


def _ask(actor: Actor, document: Document, revision: Revision, posts: list[UnreadPost]) -> int:
    days = _days(document, {post.days for post in posts})
    given = Given(
        Sentence("Đọc và ký nhận tài liệu {revision}", revision=revision.called),
        today(),
        detail=revision.change_summary,
        endpoint=PAGE,
        values={"document_id": document.id, "number": revision.number},
        subject=revision,
        by_hand=False,
    )
    # The person is part of the key: whoever comes to a post after the task was done is asked anew.
    wanted = [
        ForPost(
            post.post_id,
            post.role,
            days[post.days],
            f"{_reading_key(revision.id)}{post.post_id}:{post.person_id}",
        )
        for post in posts
    ]
    asked = tasks.open_for_posts(actor, document.agency_id, given=given, posts=wanted) if wanted else []
    if asked:
        first = min(post.due_on for post in wanted)
        record(
            actor, "distribution.asked_to_read", document,
            number=revision.number, count=len(asked), due=show_day(first),
        )  # fmt: skip
        facts = {"title": str(document), "issue": f"{revision.number:02}", "due": show_day(first)}
        where = {"document_id": document.id, "number": revision.number}
        notify_posts(actor, TO_READ, post_ids=asked, **facts, **where)
    return len(asked)


def nobody_has_to_read(actor: Actor, agency_id: int, *, revision_id: int) -> None:
    """A revision is no longer in force: whoever still had to read it need not."""
    keys = tasks.open_keys(actor, agency_id, begins=_reading_key(revision_id))
    tasks.end_by_keys(actor, agency_id, keys=keys, state=TaskState.WITHDRAWN, reason=NO_LONGER)


def has_been_read(actor: Actor, revision: Revision, *, posts: Collection[int]) -> None:
    """People of these posts have acknowledged: the tasks of posts of which nobody is missing are done."""
    asked = tasks.open_keys(actor, revision.agency_id, begins=_reading_key(revision.id), posts=posts)
    if not asked:
        return
    missing = {post.post_id for post in queries.unread_posts(revision.document_id, only=set(asked.values()))}
    done = [key for key, post_id in asked.items() if post_id not in missing]
    tasks.end_by_keys(actor, revision.agency_id, keys=done, state=TaskState.DONE)


def stood_in(actor: Actor, revision: Revision) -> None:
    """A deputy has read in the post of whom they stand in for: the post's task is done, the person's duty is not."""
    lent = {actor.post_id or 0}
    done = tasks.open_keys(actor, revision.agency_id, begins=_reading_key(revision.id), posts=lent)
    tasks.end_by_keys(actor, revision.agency_id, keys=done, state=TaskState.DONE)


def ask_to_collect(actor: Actor, document: Document, *, revision: Revision, count: int) -> None:
    """Copies of a revision that is out of force are still in people's hands."""
    given = Given(
        Sentence("Thu hồi {count} bản giấy hết hiệu lực: {revision}", count=count, revision=revision.called),
        _days(document, {DAYS_TO_COLLECT})[DAYS_TO_COLLECT],
        role=Role.ISO_SECRETARY,
        key=_collecting_key(revision.id),
        endpoint="distribution.copies",
        values={"document_id": document.id},
        subject=revision,
        by_hand=False,
    )
    tasks.open_task(actor, document.agency_id, given=given)


def all_collected(actor: Actor, agency_id: int, *, revision_id: int) -> None:
    """None of the copies of a revision has to be collected any more."""
    tasks.settle(actor, agency_id, key=_collecting_key(revision_id))


def _days(document: Document, working: Iterable[int]) -> dict[int, date]:
    """Number of working days -> the day that is so many after today."""
    calendar = tasks_queries.working_days(today().year, document.agency.province_id)
    return {days: calendar.after(today(), days) for days in working}


def _reading_key(revision_id: int) -> str:
    return f"reading:{revision_id}:"


def _collecting_key(revision_id: int) -> str:
    return f"collecting:{revision_id}"
