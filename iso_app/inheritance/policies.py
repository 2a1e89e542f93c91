"""Who may decide what becomes of documents of agencies that are no more. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role
from iso_app.documents.workflow import DocumentState
from iso_app.inheritance.kinds import Decision

READ = Permission("inheritance:read", "Xem tài liệu của cơ quan trước sắp xếp", EVERY_ROLE)
DECIDE = Permission(
    "inheritance:decide",
    "Tiếp nhận tài liệu của cơ quan trước sắp xếp, hoặc không tiếp nhận",
    frozenset({Role.ISO_SECRETARY}),
)
OVERSEE = Permission(
    "inheritance:oversee",
    "Theo dõi việc tiếp nhận tài liệu sau sắp xếp của toàn tỉnh",
    AUTHORITY_ROLES | {Role.LEADER},
    Reach.PROVINCE,
)
ALL = (READ, DECIDE, OVERSEE)


def may_decide(actor: Actor, agency_id: int) -> Verdict:
    """Decide for an agency what it takes over of those it was made of."""
    return actor.holds_in(DECIDE, agency_id)


def may_take(decision: Decision | None) -> Verdict:
    """Take a document over: what nobody decided, or was declined before."""
    return deny("Tài liệu này đã được tiếp nhận.") if decision is Decision.TAKEN else ALLOWED


def may_decline(decision: Decision | None) -> Verdict:
    """Leave a document behind: only what nobody decided."""
    return ALLOWED if decision is None else deny("Tài liệu này đã được quyết định.")


def may_take_back(
    actor: Actor, agency_id: int, decision: Decision | None, *, became: DocumentState | None, in_force: bool
) -> Verdict:
    """Take a decision back: of what was taken over while the new document (in the state `became`) is being prepared; of
    what was declined while the old one is `in_force`, waiting for another successor."""
    held = may_decide(actor, agency_id)
    if not held:
        return held
    if decision is None:
        return deny("Tài liệu này chưa được quyết định.")
    if decision is Decision.TAKEN:
        return (
            ALLOWED
            if became is DocumentState.PREPARING
            else deny("Tài liệu tiếp nhận đã ban hành; muốn thôi thì hủy bỏ tài liệu ấy.")
        )
    return ALLOWED if in_force else deny("Tài liệu cũ đã hết hiệu lực; cần lại thì tiếp nhận.")
