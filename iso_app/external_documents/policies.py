"""Who keeps the shared register, who an agency's list, who looks at what. Pure questions."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role
from iso_app.external_documents.models import ExternalDocument, Subscription

READ = Permission("external-documents:read", "Xem tài liệu bên ngoài", EVERY_ROLE)
KEEP = Permission(
    "external-documents:keep",
    "Giữ danh mục tài liệu bên ngoài của cơ quan",
    frozenset({Role.ISO_SECRETARY, Role.LEADER}),
)
CHECK = Permission(
    "external-documents:check",
    "Rà soát tài liệu bên ngoài",
    frozenset({Role.ISO_SECRETARY, Role.LEADER, Role.AUDITOR, Role.STAFF}),
)
SHARE = Permission(
    "external-documents:share",
    "Giữ danh mục văn bản dùng chung của tỉnh",
    AUTHORITY_ROLES,
    Reach.PROVINCE,
)
OVERSEE = Permission(
    "external-documents:oversee",
    "Theo dõi việc cập nhật tài liệu bên ngoài của các cơ quan",
    AUTHORITY_ROLES | {Role.LEADER},
    Reach.PROVINCE,
)
ALL = (READ, KEEP, CHECK, SHARE, OVERSEE)


def may_keep(actor: Actor, agency_id: int | None) -> Verdict:
    """The agency's own secretary and leader."""
    return actor.holds_in(KEEP, agency_id)


def may_change(actor: Actor, subscription: Subscription) -> Verdict:
    """While the document is followed."""
    kept = may_keep(actor, subscription.agency_id)
    if not kept:
        return kept
    return ALLOWED if subscription.is_followed else deny("Cơ quan đã thôi theo dõi văn bản này.")


def may_change_own(actor: Actor, subscription: Subscription) -> Verdict:
    """What is in the shared register is kept by the authority."""
    if subscription.own_document_id is None:
        return deny(
            "Văn bản dùng chung do cơ quan quản lý của tỉnh cập nhật; hãy báo cơ quan quản lý nếu sai."
        )
    return may_change(actor, subscription)


def may_check(actor: Actor, subscription: Subscription) -> Verdict:
    """Anybody of the agency, while the document is followed."""
    own = actor.holds_in(CHECK, subscription.agency_id)
    if not own:
        return own
    return ALLOWED if subscription.is_followed else deny("Cơ quan đã thôi theo dõi văn bản này.")


def may_follow_again(actor: Actor, subscription: Subscription) -> Verdict:
    """Follow again what was given up."""
    kept = may_keep(actor, subscription.agency_id)
    if not kept:
        return kept
    return deny("Cơ quan đang theo dõi văn bản này.") if subscription.is_followed else ALLOWED


def may_share(actor: Actor, document: ExternalDocument | None = None) -> Verdict:
    """The authority keeps its own province's register."""
    held = actor.holds(SHARE)
    if not held or actor.scope.is_system or document is None:
        return held
    if document.province_id != actor.province_id:
        return deny("Chỉ người của chính cơ quan làm được việc này.")
    return ALLOWED
