"""Posts: made, edited, ended; given to people between two days."""

from datetime import date

from iso_app.accounts import policies, queries
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.accounts.services.passwords import withdraw_links
from iso_app.agencies.models import Department
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, InvalidTransition
from iso_app.core.policy import require
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.trail.services import record


def create_post(
    actor: Actor,
    *,
    agency_id: int,
    role: Role,
    title: str,
    valid_from: date,
    department_id: int | None = None,
) -> Post:
    """A post of an agency, held by nobody yet. Without a title it is called as its role."""
    agency = queries.agency(agency_id)
    require(policies.may_keep_post(actor, agency, role))
    if valid_from < agency.valid_from or (agency.valid_to is not None and valid_from > agency.valid_to):
        raise DomainError("Cơ quan này không hoạt động vào ngày {day}.", day=show_day(valid_from))
    post = Post(agency_id=agency_id, agency=agency, role=role, valid_from=valid_from)
    _describe(post, title=title, department_id=department_id)
    db.session.add(post)
    record(actor, "post.created", post)
    return post


def edit_post(actor: Actor, post: Post, *, title: str, department_id: int | None = None) -> None:
    """Rename a post, or move it to another department. Its role stays: another would be another post."""
    require(policies.may_keep_post(actor, post.agency, post.role))
    _describe(post, title=title, department_id=department_id)
    record(actor, "post.edited", post)


def _describe(post: Post, *, title: str, department_id: int | None) -> None:
    if department_id is not None:
        department = db.session.get(Department, department_id)
        if department is None or department.agency_id != post.agency_id:
            raise DomainError("Phòng này không thuộc cơ quan của vị trí.", field="department_id")
    post.title = clean(title) or ROLE_LABELS[post.role]
    post.department_id = department_id


def end_post(actor: Actor, post: Post, *, valid_to: date) -> None:
    """Do away with a post after a day; whoever holds it then holds it no longer."""
    require(policies.may_keep_post(actor, post.agency, post.role))
    if post.valid_to is not None:
        raise InvalidTransition("Vị trí này đã kết thúc ngày {day}.", day=show_day(post.valid_to))
    if valid_to < post.valid_from:
        raise DomainError(
            "Ngày kết thúc không được trước ngày lập vị trí ({day}).",
            field="valid_to",
            day=show_day(post.valid_from),
        )
    running = [h for h in queries.holders_of(post.id) if h.held_to is None or h.held_to > valid_to]
    if late := next((h for h in running if h.held_from > valid_to), None):
        raise DomainError(
            "{name} giữ vị trí này từ ngày {day}, sau ngày kết thúc. Hãy chọn ngày muộn hơn.",
            field="valid_to",
            name=late.person.full_name,
            day=show_day(late.held_from),
        )
    for holding in running:
        end_holding(actor, holding, held_to=valid_to)
    post.valid_to = valid_to
    record(actor, "post.ended", post)


def appoint(
    actor: Actor, person: Person, post: Post, *, held_from: date, held_to: date | None = None
) -> PostHolding:
    """Let a person hold a post from a day on, or between two days (both included)."""
    lock(post)  # two who appoint at once would both find it free
    require(policies.may_appoint(actor, person, post))
    _require_days(post, held_from=held_from, held_to=held_to)
    if person.is_disabled:
        raise InvalidTransition("Tài khoản của người này đang bị khóa. Hãy mở lại trước khi giao vị trí.")
    if queries.overlapping(person.id, post.id, held_from=held_from, held_to=held_to):
        raise DomainError("Người này đã giữ vị trí đó trong thời gian trên.", field="held_from")
    holding = PostHolding(
        agency_id=post.agency_id, post_id=post.id, person_id=person.id, held_from=held_from, held_to=held_to
    )
    db.session.add(holding)
    withdraw_links(person.id)  # whoever made one could now open more with it
    record(actor, "post_holding.begun", holding, label=_label(person, post), email=person.email)
    return holding


def appoint_to(
    actor: Actor, person: Person, *, agency_id: int, role: Role, title: str, held_from: date,
    held_to: date | None = None,
) -> PostHolding:  # fmt: skip
    """Appoint to the vacant post of that name and role in an agency, or to a new one if there is none."""
    require(policies.may_keep_post(actor, queries.agency(agency_id), role))
    called = clean(title) or ROLE_LABELS[role]
    post = queries.vacant_post(agency_id, role=role, title=called, day=held_from) or create_post(
        actor, agency_id=agency_id, role=role, title=called, valid_from=held_from
    )
    return appoint(actor, person, post, held_from=held_from, held_to=held_to)


def _require_days(post: Post, *, held_from: date, held_to: date | None) -> None:
    if held_to is not None and held_to < held_from:
        raise DomainError("Ngày thôi giữ không được trước ngày bắt đầu.", field="held_to")
    if held_from < post.valid_from:
        raise DomainError(
            "Vị trí này chỉ có từ ngày {day}.", field="held_from", day=show_day(post.valid_from)
        )
    if post.valid_to is not None and (held_to is None or held_to > post.valid_to):
        raise DomainError(
            "Vị trí này kết thúc ngày {day}. Hãy điền ngày thôi giữ không muộn hơn ngày đó.",
            field="held_to",
            day=show_day(post.valid_to),
        )


def end_holding(actor: Actor, holding: PostHolding, *, held_to: date) -> None:
    """Let a person hold a post no longer than to the end of a day."""
    lock(holding)
    require(policies.may_keep_post(actor, holding.post.agency, holding.post.role))
    if holding.held_to is not None and holding.held_to < today():
        raise InvalidTransition("Người này đã thôi giữ vị trí ngày {day}.", day=show_day(holding.held_to))
    if held_to < holding.held_from:
        raise DomainError(
            "Ngày thôi giữ không được trước ngày bắt đầu ({day}).",
            field="held_to",
            day=show_day(holding.held_from),
        )
    if holding.post.valid_to is not None and held_to > holding.post.valid_to:
        raise DomainError(
            "Vị trí này kết thúc ngày {day}. Hãy điền ngày không muộn hơn ngày đó.",
            field="held_to",
            day=show_day(holding.post.valid_to),
        )
    if holding.post.role is Role.PROVINCE_ADMIN:
        require_another_admin(actor, holding.person)
    holding.held_to = held_to
    record(actor, "post_holding.ended", holding, label=_label(holding.person, holding.post))


def require_another_admin(actor: Actor, person: Person) -> None:
    """Raise DomainError if nobody but this person could still administer the province's accounts."""
    is_admin = any(
        holding.post.role is Role.PROVINCE_ADMIN and holding.held_on(today())
        for holding in queries.holdings_of(person.id)
    )
    if (
        is_admin
        and not actor.scope.is_system
        and not queries.other_admins(person.province_id, than=person.id)
    ):
        raise DomainError(
            "Đây là quản trị tỉnh duy nhất đang hoạt động. Hãy giao vị trí đó cho một người nữa trước."
        )


def _label(person: Person, post: Post) -> str:
    return f"{person.full_name} – {post.title}"
