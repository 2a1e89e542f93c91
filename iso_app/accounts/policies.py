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
    frozenset({Role.PROVINCE_ADMIN, Role.ISO_SECRETARY, Role.LEADER}),
)
DEMAND = Permission(
    "accounts:demand",
    "Yêu cầu xác thực hai lớp theo vai trò",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)
ALL = (READ, MANAGE, DEMAND)

EVERYDAY_ROLES = (Role.ISO_SECRETARY, Role.AUDITOR, Role.STAFF)  # of an agency, given by its ISO secretary
_OF_LEADERS = "Vị trí lãnh đạo do quản trị tỉnh hoặc lãnh đạo khác của cơ quan giao và cho thôi giữ."
_BY_LEADERS = (
    "Lãnh đạo chỉ quản lý vị trí và tài khoản của lãnh đạo. Việc khác do thư ký ISO của cơ quan làm."
)
_BY_DEPUTIES = "Bạn đang thay mặt người khác nên không làm việc này với vị trí lãnh đạo và vị trí cấp tỉnh."
_LEADERS_ACCOUNT = (
    "Đây là tài khoản của lãnh đạo hoặc người thay mặt lãnh đạo. Hãy đề nghị quản trị tỉnh hoặc lãnh đạo khác"
    " của cơ quan làm việc này."
)


@dataclass(frozen=True)
class Tie:
    """A post that a person holds or stands in for, now or later, wherever it is: what else their password opens."""

    agency_id: int
    role: Role
    reach: Reach

    @property
    def is_high(self) -> bool:
        return _is_high(self.role, self.reach)


def _is_high(role: Role, reach: Reach) -> bool:
    """Whoever signs for an agency, or sees a province: not given, nor taken over, by those below."""
    return role is Role.LEADER or reach is Reach.PROVINCE


def told_in(actor: Actor, ties: Sequence[Tie]) -> int | None:
    """In whose trail an act on a person's account is told: their agency's, which so reads of it, and the province.

    Of somebody with posts in several it is the actor's own, else none of them: agencies do not read of each other.
    """
    agencies = {tie.agency_id for tie in ties}
    if actor.agency_id in agencies:
        return actor.agency_id
    return agencies.pop() if len(agencies) == 1 else None


def may_keep_post(actor: Actor, agency: Agency, role: Role) -> Verdict:
    """Make, edit, end or give a post of this role there. Nobody gives what reaches further than they do.

    A leader's post is kept by other leaders of the agency and the province's administrator; a deputy keeps none of
    these: what was lent for some days would be kept for good.
    """
    if role in AUTHORITY_ROLES and not agency.is_authority:
        return deny("Vai trò này chỉ có ở cơ quan quản lý ISO của tỉnh.")
    verdict = _may_manage_in(actor, agency.province_id)
    if not verdict or actor.scope.is_system:
        return verdict
    reach = reach_of(role, of_authority=agency.is_authority)
    if actor.for_person_id is not None and _is_high(role, reach):
        return deny(_BY_DEPUTIES)
    if actor.role is Role.PROVINCE_ADMIN:
        return ALLOWED
    if actor.agency_id != agency.id:
        return deny("Bạn chỉ quản lý vị trí của cơ quan mình.")
    return _kept_at_home(actor, role, reach)


def _kept_at_home(actor: Actor, role: Role, reach: Reach) -> Verdict:
    """In the actor's own agency: leaders keep leaders, the ISO secretary everybody else, nobody what sees more."""
    if reach is Reach.PROVINCE:
        return deny("Vị trí này xem được toàn tỉnh nên chỉ quản trị tỉnh được giao.")
    if actor.role is Role.LEADER:
        return ALLOWED if role is Role.LEADER else deny(_BY_LEADERS)
    return deny(_OF_LEADERS) if role is Role.LEADER else ALLOWED


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
    if person.id == actor.person_id and (not actor.sees_province or actor.for_person_id is not None):
        return deny("Bạn không tự giao vị trí cho mình được. Hãy đề nghị quản trị tỉnh.")
    return ALLOWED


def may_manage(actor: Actor, person: Person, ties: Sequence[Tie]) -> Verdict:
    """Correct a name, end sessions, see the sign-ins. What opens the account is a question of `may_open`."""
    verdict = _may_manage_in(actor, person.province_id)
    if not verdict or actor.role is Role.PROVINCE_ADMIN or actor.scope.is_system:
        return verdict
    if any(tie.reach is Reach.PROVINCE for tie in ties):
        return deny("Người này giữ vị trí cấp tỉnh nên chỉ quản trị tỉnh được quản lý tài khoản.")
    if not ties:
        return deny("Người này không còn giữ vị trí nào ở cơ quan bạn.")
    if any(tie.agency_id != actor.agency_id for tie in ties):
        return deny("Người này còn giữ vị trí ở cơ quan khác. Hãy đề nghị quản trị tỉnh.")
    if actor.role is Role.LEADER and not any(tie.role is Role.LEADER for tie in ties):
        return deny(_BY_LEADERS)
    return ALLOWED


def may_open(actor: Actor, person: Person, ties: Sequence[Tie]) -> Verdict:
    """Make a link, take the second factor away, close the account, change the address: with these one can sign in
    as the person or keep them out, so all their posts count. A leader's account is for other leaders."""
    verdict = may_manage(actor, person, ties)
    if not verdict or actor.scope.is_system or not any(tie.is_high for tie in ties):
        return verdict
    if actor.for_person_id is not None:
        return deny(_BY_DEPUTIES)
    if actor.role is Role.PROVINCE_ADMIN or (actor.role is Role.LEADER and person.id != actor.person_id):
        return ALLOWED
    return deny(_LEADERS_ACCOUNT)


def may_disable(actor: Actor, person: Person, ties: Sequence[Tie]) -> Verdict:
    """Close somebody's account; nobody closes their own."""
    if person.id == actor.person_id:
        return deny("Bạn không tự khóa tài khoản của mình được.")
    return may_open(actor, person, ties)


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


def keeps_everybody(actor: Actor) -> bool:
    """Whether the posts of all people of an agency are theirs to keep, not only those of its leaders."""
    return actor.may(MANAGE) and actor.role is not Role.LEADER


def roles_open_to(actor: Actor) -> tuple[Role, ...]:
    """The roles worth offering in a form; the rule on each post is `may_keep_post`."""
    if not actor.may(MANAGE):
        return ()
    if actor.role is Role.PROVINCE_ADMIN or actor.scope.is_system:
        return tuple(Role) if actor.for_person_id is None else EVERYDAY_ROLES
    if actor.role is Role.LEADER:
        return () if actor.sees_province or actor.for_person_id is not None else (Role.LEADER,)
    return EVERYDAY_ROLES


def may_give(actor: Actor) -> Verdict:
    """Whether there is any post the actor could give."""
    if not actor.may(MANAGE) or roles_open_to(actor):
        return actor.holds(MANAGE)
    return deny(_BY_DEPUTIES if actor.for_person_id is not None else _BY_LEADERS)
