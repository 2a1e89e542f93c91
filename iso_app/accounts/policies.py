"""Who may keep whose account and posts. Pure questions: no database, no request."""

from collections.abc import Sequence
from dataclasses import dataclass

from iso_app.accounts.models import Delegation, Person, Post, PostHolding
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, Permission, Reach, Role, reach_of

READ = Permission(
    "accounts:read",
    "Xem người dùng và vị trí",
    frozenset({Role.PROVINCE_ADMIN, Role.INSPECTOR, Role.LEADER, Role.ISO_SECRETARY}),
)
MANAGE = Permission(
    "accounts:manage",
    "Quản lý người dùng và vị trí",
    frozenset({Role.PROVINCE_ADMIN, Role.ISO_SECRETARY}),
)
DEMAND = Permission(
    "accounts:demand",
    "Yêu cầu xác thực hai lớp theo vai trò",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)
ALL = (READ, MANAGE, DEMAND)

AGENCY_ROLES = (Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR, Role.STAFF)


@dataclass(frozen=True)
class Tie:
    """A post that a person holds now or will hold, wherever it is: what else their password opens."""

    agency_id: int
    reach: Reach


def may_keep_post(actor: Actor, agency: Agency, role: Role) -> Verdict:
    """Make, edit, end or give a post of this role there. Nobody gives what reaches further than they do."""
    if role in AUTHORITY_ROLES and not agency.is_authority:
        return deny("Vai trò này chỉ có ở cơ quan quản lý ISO của tỉnh.")
    verdict = _may_manage_in(actor, agency.province_id)
    if not verdict or actor.role is Role.PROVINCE_ADMIN or actor.scope.is_system:
        return verdict
    if actor.agency_id != agency.id:
        return deny("Bạn chỉ quản lý vị trí của cơ quan mình.")
    if reach_of(role, of_authority=agency.is_authority) is Reach.PROVINCE:
        return deny("Vị trí này xem được toàn tỉnh nên chỉ quản trị tỉnh được giao.")
    return ALLOWED


def _may_manage_in(actor: Actor, province_id: int) -> Verdict:
    if not actor.may(MANAGE):
        return actor.holds(MANAGE)
    if not actor.scope.is_system and actor.province_id != province_id:
        return deny("Người dùng và vị trí này thuộc tỉnh khác.")
    return ALLOWED


def may_appoint(actor: Actor, person: Person, post: Post) -> Verdict:
    """Let a person hold a post. A secretary who made themselves the leader would approve their own work."""
    verdict = may_keep_post(actor, post.agency, post.role)
    if not verdict:
        return verdict
    if person.province_id != post.agency.province_id:
        return deny("Người này thuộc tỉnh khác.")
    if person.id == actor.person_id and not actor.sees_province:
        return deny("Bạn không tự giao vị trí cho mình được. Hãy đề nghị quản trị tỉnh.")
    return ALLOWED


def may_manage(actor: Actor, person: Person, ties: Sequence[Tie]) -> Verdict:
    """Edit, disable, reset the password: with it one can sign in as the person, so all their posts count."""
    verdict = _may_manage_in(actor, person.province_id)
    if not verdict or actor.role is Role.PROVINCE_ADMIN or actor.scope.is_system:
        return verdict
    if any(tie.reach is Reach.PROVINCE for tie in ties):
        return deny("Người này giữ vị trí cấp tỉnh nên chỉ quản trị tỉnh được quản lý tài khoản.")
    if not ties:
        return deny("Người này không còn giữ vị trí nào ở cơ quan bạn.")
    if any(tie.agency_id != actor.agency_id for tie in ties):
        return deny("Người này còn giữ vị trí ở cơ quan khác. Hãy đề nghị quản trị tỉnh.")
    return ALLOWED


def may_disable(actor: Actor, person: Person, ties: Sequence[Tie]) -> Verdict:
    """Close somebody's account; nobody closes their own."""
    if person.id == actor.person_id:
        return deny("Bạn không tự khóa tài khoản của mình được.")
    return may_manage(actor, person, ties)


def may_delegate(actor: Actor, holding: PostHolding, deputy: Person) -> Verdict:
    """The holder themselves, or whoever keeps the agency's posts; a deputy hands nothing on."""
    if actor.for_person_id is not None:
        return deny("Bạn đang thay mặt người khác nên không ủy quyền tiếp được.")
    if deputy.id == holding.person_id:
        return deny("Hãy chọn một người khác làm người thay mặt.")
    if actor.person_id is not None and holding.person_id == actor.person_id:
        return ALLOWED
    kept = may_keep_post(actor, holding.post.agency, holding.post.role)
    if kept and deputy.id == actor.person_id:
        return deny("Bạn không tự giao cho mình thay mặt người khác được.")
    return kept


def may_end_delegation(actor: Actor, delegation: Delegation) -> Verdict:
    """Whoever is away, the deputy, or whoever keeps the agency's posts."""
    if actor.person_id is not None and actor.person_id in {
        delegation.holding.person_id,
        delegation.deputy_id,
    }:
        return ALLOWED
    post = delegation.holding.post
    return may_keep_post(actor, post.agency, post.role)


def roles_open_to(actor: Actor) -> tuple[Role, ...]:
    """The roles worth offering in a form; the rule on each post is `may_keep_post`."""
    return tuple(Role) if actor.sees_province else AGENCY_ROLES
