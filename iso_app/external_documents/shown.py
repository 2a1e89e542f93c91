"""External documents as pages show them: badges of their state, what may be done, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import render_template, url_for
from markupsafe import Markup

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.policy import Verdict
from iso_app.external_documents import policies, queries
from iso_app.external_documents.facts import AnyDocument
from iso_app.external_documents.kinds import ENDED, FORCE_LABELS, Force
from iso_app.external_documents.models import Subscription
from iso_app.web.feature import CalendarEntry, Hit
from iso_app.web.languages import say
from iso_app.web.table import badge

DUE_SOON: Final = 30
TONES: Final = {
    Force.IN_FORCE: "success",
    Force.PARTLY: "warning",
    Force.REPLACED: "danger",
    Force.EXPIRED: "danger",
}


_SHORT: Final = {**FORCE_LABELS, Force.REPLACED: "Đã thay thế", Force.PARTLY: "Hết một phần"}


def late_days(day: date) -> int:
    """How many days the look due on `day` is late."""
    return max(0, (today() - day).days)


def soon() -> date:
    """The last day that counts as near."""
    return today() + timedelta(days=DUE_SOON)


def tone_of(force: Force) -> str | None:
    """How a row of a list is drawn whose document is no longer in force."""
    return "warning" if force in ENDED else None


def force_badge(
    force: Force, *, by: str = "", ended_on: date | None = None, effective_on: date | None = None
) -> Markup:
    """The state in the reader's language; below it what took its place and the day."""
    words = say(_SHORT[force])
    if force is Force.IN_FORCE and effective_on is not None and effective_on > today():
        words = say("Chưa có hiệu lực")
    made = badge(TONES[force], words)
    detail = _detail(force, by, show_day(ended_on))
    return made + Markup(' <span class="small muted">{}</span>').format(detail) if detail else made


def _detail(force: Force, by: str, day: str) -> str:
    if force is Force.REPLACED:
        return say("bởi {by} từ {day}", by=by, day=day) if day else say("bởi {by}", by=by)
    if force is Force.PARTLY and by:
        return say("sửa bởi {by}", by=by)
    if day:
        return say("từ {day}", day=day) if force is Force.EXPIRED else say("đến {day}", day=day)
    return ""


def standing(row: Any) -> Markup:
    """The badge of a row of a list."""
    ended_on = row.document_ended_on if hasattr(row, "document_ended_on") else row.ended_on
    return force_badge(row.force, by=row.replaced_by, ended_on=ended_on, effective_on=row.effective_on)


def standing_of(document: Any) -> Markup:
    """The badge of a record, or of a row with its columns."""
    force = Force(document.force)
    by, effective_on = document.replaced_by, document.effective_on
    return force_badge(force, by=by, ended_on=document.ended_on, effective_on=effective_on)


@dataclass(frozen=True)
class Page:
    """One followed document: what it is, what took its place in the shared register, what may be done."""

    subscription: Subscription
    document: AnyDocument
    standing: Markup
    late: int
    successor_id: int | None
    citing: list[Any]
    may_check: Verdict
    may_change: Verdict
    may_change_own: Verdict
    may_follow_again: Verdict


def page_of(actor: Actor, subscription: Subscription) -> Page:
    """Everything the page of a followed document shows."""
    document = subscription.document
    followed = subscription.is_followed
    successor = queries.successor_of(document)
    return Page(
        subscription=subscription,
        document=document,
        standing=standing_of(document),
        late=late_days(subscription.next_check_on) if followed else 0,
        successor_id=successor.id if successor else None,
        citing=queries.citing(subscription.agency_id, document.folded),
        may_check=policies.may_check(actor, subscription),
        may_change=policies.may_change(actor, subscription),
        may_change_own=policies.may_change_own(actor, subscription),
        may_follow_again=policies.may_follow_again(actor, subscription),
    )


def on_home(actor: Actor, agency: Agency | None) -> str:  # noqa: ARG001 - as every panel
    """How many looks are late or due, and what has ended but is still followed; nothing where nothing is."""
    if not actor.may(policies.CHECK):
        return ""
    counts = queries.counts(actor.agency_id, soon())
    if not (counts.overdue or counts.due or counts.ended):
        return ""
    return render_template("external_documents/on_home.html", counts=counts)


def due_checks(actor: Actor, first: date, last: date) -> list[CalendarEntry]:
    """The looks that are due, one entry a day."""
    return [
        CalendarEntry(
            day,
            say("Rà soát {count} tài liệu bên ngoài", count=count),
            url_for("external_documents.check", due=day.isoformat()),
            key=f"external-check:{day.isoformat()}",
        )
        for day, count in queries.due_between(actor.agency_id, first, last)
    ]


def found(actor: Actor, folded: str, most: int) -> list[Hit]:
    """Laws and standards by number, title or issuer."""
    return [
        Hit(
            f"{number}",
            url_for("external_documents.show", subscription_id=subscription_id)
            if subscription_id
            else url_for("shared_documents.show", external_document_id=document_id),
            title,
        )
        for subscription_id, document_id, number, title in queries.search(
            folded.split(), actor.agency_id, most
        )
    ]
