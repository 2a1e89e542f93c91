"""What an agency does to the documents it follows: begin, look at them again, change who does, stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.dates import months_later, show_day
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.external_documents import policies, queries
from iso_app.external_documents.facts import AnyDocument, check_task_key, standing_of
from iso_app.external_documents.models import ExternalDocument, OwnExternalDocument, Subscription
from iso_app.tasks import services as tasks
from iso_app.tasks.services.acts import who
from iso_app.trail.services import record

USUAL_MONTHS = 6
MOST_MONTHS = 60
_WHO = 500


@dataclass(frozen=True)
class Terms:
    """How a document is followed: by which unit, every how many months; what is known of the last look at it."""

    department_id: int | None = None
    interval_months: int = USUAL_MONTHS
    next_check_on: date | None = None
    last_checked_on: date | None = None
    last_checked_by: str = ""


def follow(actor: Actor, agency_id: int, *, documents: Sequence[ExternalDocument], terms: Terms) -> int:
    """Follow documents of the shared register; those that are followed already are left as they are. How many."""
    require(policies.may_keep(actor, agency_id))
    if not documents:
        raise DomainError("Hãy chọn ít nhất một văn bản.", field="documents")
    known = queries.subscriptions_to(agency_id, [document.id for document in documents])
    count = 0
    for document in documents:
        there = known.get(document.id)
        if there is not None and there.is_followed:
            continue
        if there is not None:
            follow_again(actor, there)
        else:
            begin(actor, agency_id, document=document, terms=terms)
        count += 1
    return count


def begin(actor: Actor, agency_id: int, *, document: AnyDocument, terms: Terms) -> Subscription:
    """Follow one document from today. Entering it counts as no look at it, unless the terms say when."""
    require(policies.may_keep(actor, agency_id))
    _check_terms(agency_id, terms)
    last = terms.last_checked_on
    following = months_later(last, terms.interval_months) if last else today()
    subscription = Subscription(
        agency_id=agency_id,
        external_document=document if isinstance(document, ExternalDocument) else None,
        own_document=document if isinstance(document, OwnExternalDocument) else None,
        department_id=terms.department_id,
        interval_months=terms.interval_months,
        next_check_on=terms.next_check_on or following,
        last_checked_on=last,
        last_checked_by=who(actor) if last and not terms.last_checked_by else terms.last_checked_by[:_WHO],
        followed_since=now(),
        followed_by=who(actor),
        told_of=standing_of(document).key,
    )
    db.session.add(subscription)
    record(actor, "external_subscription.begun", subscription)
    return subscription


def change_terms(actor: Actor, subscription: Subscription, *, terms: Terms) -> None:
    """Another unit, another interval, another day of the next look."""
    require(policies.may_change(actor, subscription))
    _check_terms(subscription.agency_id, terms)
    before = subscription.next_check_on
    after = terms.next_check_on or before
    if after != before and after < today():
        raise DomainError(
            "Ngày rà soát kế tiếp phải từ hôm nay ({day}) trở đi.",
            field="next_check_on",
            day=show_day(today()),
        )
    subscription.department_id, subscription.interval_months = terms.department_id, terms.interval_months
    subscription.next_check_on = after
    record(actor, "external_subscription.terms_changed", subscription)
    settle_days(actor, subscription.agency_id, days=[before])


def take_over(actor: Actor, subscription: Subscription, *, terms: Terms) -> None:
    """What a list says of how a document is followed: a later look at it than is known moves the next one."""
    require(policies.may_change(actor, subscription))
    _check_terms(subscription.agency_id, terms)
    before = subscription.next_check_on
    subscription.department_id, subscription.interval_months = terms.department_id, terms.interval_months
    last, known = terms.last_checked_on, subscription.last_checked_on
    if last is not None and (known is None or last > known):
        subscription.last_checked_on, subscription.last_checked_by = last, who(actor)
        subscription.next_check_on = months_later(last, terms.interval_months)
    record(actor, "external_subscription.terms_changed", subscription)
    settle_days(actor, subscription.agency_id, days=[before])


def mark_checked(actor: Actor, subscriptions: Sequence[Subscription], *, remark: str = "") -> int:
    """Say that these have been looked at today: last and next look move. How many. All or none."""
    if not subscriptions:
        raise DomainError("Hãy chọn ít nhất một văn bản đã rà soát.", field="subscriptions")
    said = clean(remark, lines=True)
    days = {subscription.next_check_on for subscription in subscriptions}
    for subscription in subscriptions:
        require(policies.may_check(actor, subscription))
        subscription.last_checked_on, subscription.last_checked_by = today(), who(actor)
        subscription.next_check_on = months_later(today(), subscription.interval_months)
        verb = "external_subscription.checked_with_remark" if said else "external_subscription.checked"
        facts: dict[str, Any] = {"next": show_day(subscription.next_check_on)} | (
            {"remark": said} if said else {}
        )
        record(actor, verb, subscription, **facts)
    settle_days(actor, subscriptions[0].agency_id, days=sorted(days))
    return len(subscriptions)


def stop_following(actor: Actor, subscription: Subscription, *, reason: str) -> None:
    """Follow it no longer, with the reason; what was done about it stays."""
    require(policies.may_change(actor, subscription))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do thôi theo dõi.", field="reason")
    subscription.ended_on, subscription.end_reason = today(), because
    record(actor, "external_subscription.ended", subscription, reason=because)
    settle_days(actor, subscription.agency_id, days=[subscription.next_check_on])


def follow_again(actor: Actor, subscription: Subscription) -> None:
    """Follow once more what was given up; it has to be looked at today."""
    require(policies.may_follow_again(actor, subscription))
    subscription.ended_on, subscription.end_reason = None, ""
    subscription.next_check_on = today()
    subscription.told_of = standing_of(subscription.document).key
    record(actor, "external_subscription.resumed", subscription)


def settle_days(actor: Actor, agency_id: int, *, days: Sequence[date]) -> None:
    """The task of a day is done once nothing is left that is due on it."""
    db.session.flush()
    left = queries.days_due(agency_id)
    for day in days:
        if day not in left:
            tasks.settle(actor, agency_id, key=check_task_key(day))


def _check_terms(agency_id: int, terms: Terms) -> None:
    if not 1 <= terms.interval_months <= MOST_MONTHS:
        raise DomainError("Chu kỳ rà soát từ 1 đến {most} tháng.", field="interval_months", most=MOST_MONTHS)
    if terms.last_checked_on is not None and terms.last_checked_on > today():
        raise DomainError(
            "Ngày rà soát gần nhất không được sau hôm nay ({day}).",
            field="last_checked_on",
            day=show_day(today()),
        )
    if terms.department_id is None:
        return
    department = agencies.department_by_id(agency_id, terms.department_id)
    if department is None:
        raise NotFound("Không tìm thấy phòng, bộ phận này.", field="department_id")
