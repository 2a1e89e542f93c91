"""Telling people of tasks: to whom one has come, that more time is asked for, what was decided."""

from dataclasses import replace
from typing import Any

from iso_app.core.actor import Actor, operator
from iso_app.core.dates import show_day
from iso_app.db.scope import whole_country
from iso_app.notifications.services import notify, notify_role, notify_those_who_may
from iso_app.reminders import queries
from iso_app.tasks.events import ExtensionAsked, ExtensionDecided, TaskOpened
from iso_app.tasks.policies import EXTEND

OPENED, ASKED, GRANTED, DECLINED = "tasks.opened", "tasks.extension_asked", "tasks.granted", "tasks.declined"


def task_opened(event: TaskOpened) -> None:
    """Whoever holds the post, else the role at the agency; not who gave it.

    Not of what the authority has to look at: it comes from an act of an agency that is told by itself.
    """
    with whole_country():
        about = queries.about(event.task_id)
    if about.by_authority:
        return
    facts: dict[str, Any] = {"task_id": event.task_id, "title": event.title, "due": show_day(event.due_on)}
    giver = _by(about.opened_by_id)
    if event.post_id is not None:
        notify(giver, OPENED, post_id=event.post_id, **facts)
    else:
        notify_role(giver, OPENED, agency_id=about.agency_id, role=about.role, **facts)


def extension_asked(event: ExtensionAsked) -> None:
    """Whoever decides: the authority about what the province asks for, else the agency's leader."""
    with whole_country():
        about = queries.about(event.task_id)
        decides = queries.authority_id(about.province_id) if event.by_authority else about.agency_id
        asker = _by(queries.last_asked_by(event.task_id))
    if decides is not None:
        notify_those_who_may(
            asker, ASKED, permission=EXTEND, province_id=about.province_id, agency_id=decides,
            task_id=event.task_id, title=event.title, agency=about.agency, due=show_day(event.due_on),
        )  # fmt: skip


def extension_decided(event: ExtensionDecided) -> None:
    """Whoever had asked."""
    if event.asked_by_id is not None:
        kind = GRANTED if event.granted else DECLINED
        notify(_by(None), kind, person_id=event.asked_by_id, task_id=event.task_id, title=event.title)


def _by(person_id: int | None) -> Actor:
    """The product itself, on behalf of a person who need not be told what they have done."""
    return replace(operator("Hệ thống"), person_id=person_id)
