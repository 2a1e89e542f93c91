"""The daily round: tasks for what is due to be looked at, the end of what ends by itself."""

from datetime import date, timedelta
from itertools import groupby
from typing import Final

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.policy import Sentence, require
from iso_app.core.roles import Role
from iso_app.external_documents import policies, queries
from iso_app.external_documents.facts import Standing, check_task_key, write_standing
from iso_app.external_documents.kinds import Force
from iso_app.external_documents.models import ExternalDocument
from iso_app.external_documents.services.shared import record_standing, tell_agencies
from iso_app.external_documents.services.telling import open_reviews
from iso_app.tasks import services as tasks
from iso_app.tasks.services import Given

NOTICE_DAYS: Final = 14
PAIRS: Final = 500
_EARLIEST: Final = date(1900, 1, 1)
Place = tuple[date, int]
START: Final[Place] = (_EARLIEST, 0)


def remind_batch(actor: Actor, *, after: Place = START) -> Place | None:
    """Open the tasks of the next days and agencies after `after`; where to go on, None at the end."""
    require(actor.holds(policies.SHARE))
    found = queries.due_pairs(today() + timedelta(days=NOTICE_DAYS), after, PAIRS)
    for day, pairs in groupby(found, key=lambda pair: pair[0]):
        _remind(actor, day, [agency_id for _, agency_id in pairs])
    return found[-1] if len(found) == PAIRS else None


def _remind(actor: Actor, day: date, agency_ids: list[int]) -> None:
    values = {"due": day.isoformat()}
    given = Given(
        Sentence("Rà soát tài liệu bên ngoài đến hạn ngày {day}", day=show_day(day)),
        day,
        role=Role.ISO_SECRETARY,
        detail=Sentence(
            "Xem từng văn bản còn hiệu lực không, có văn bản thay thế không, rồi ghi “đã rà soát”."
        ),
        key=check_task_key(day),
        endpoint="external_documents.check",
        values=values,
        by_hand=False,
    )
    tasks.open_many(actor, agency_ids, given=given, values=dict.fromkeys(agency_ids, values))
    for task in queries.finished_tasks(check_task_key(day), agency_ids):
        tasks.reopen(actor, task, reason="Có thêm văn bản đến hạn rà soát trong ngày này.")


def end_due(actor: Actor) -> int:
    """What was to end by today has ended: agencies are told as if somebody had said so. How many documents."""
    require(actor.holds(policies.SHARE))
    ended = queries.due_to_end(today())
    for document in ended:
        write_standing(document, Standing(Force.EXPIRED, "", document.ended_on))
        record_standing(actor, document)
        if isinstance(document, ExternalDocument):
            tell_agencies(actor, document)
        else:
            open_reviews(actor, document, agency_ids=[document.agency_id])
    return len(ended)
