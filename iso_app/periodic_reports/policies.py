"""Who may do what to periodic reports. Pure questions: no database, no request."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import AUTHORITY_ROLES, EVERY_ROLE, Permission, Reach, Role
from iso_app.periodic_reports.models import FormDraft, PeriodicReturn
from iso_app.periodic_reports.workflow import (
    DRAFT_WORKFLOW,
    EDITABLE,
    RETURN_WORKFLOW,
    DraftAction,
    ReturnAction,
    ReturnState,
)

READ = Permission("periodic-reports:read", "Xem báo cáo định kỳ", EVERY_ROLE)
FILL = Permission(
    "periodic-reports:fill",
    "Nhập và nộp báo cáo định kỳ của cơ quan",
    frozenset({Role.ISO_SECRETARY, Role.LEADER}),
)
OVERSEE = Permission(
    "periodic-reports:oversee",
    "Theo dõi báo cáo định kỳ của toàn tỉnh",
    AUTHORITY_ROLES | {Role.LEADER},
    Reach.PROVINCE,
)
DECIDE = Permission(
    "periodic-reports:decide",
    "Mở kỳ báo cáo, nhận hoặc trả lại báo cáo định kỳ",
    AUTHORITY_ROLES,
    Reach.PROVINCE,
)
DESIGN = Permission(
    "periodic-reports:design",
    "Soạn và phát hành mẫu báo cáo định kỳ",
    frozenset({Role.PROVINCE_ADMIN}),
    Reach.PROVINCE,
)

ALL = (READ, FILL, OVERSEE, DECIDE, DESIGN)


def may_begin(actor: Actor, agency_id: int) -> Verdict:
    """Only an agency's own people write its figures; the operator may, for a demonstration."""
    held = actor.holds(FILL)
    if not held or actor.scope.is_system:
        return held
    if actor.agency_id != agency_id:
        return deny("Chỉ người của chính cơ quan được nhập số liệu của cơ quan đó.")
    return ALLOWED


def may_fill(actor: Actor, report: PeriodicReturn) -> Verdict:
    """Enter figures while the report is with the agency."""
    begun = may_begin(actor, report.agency_id)
    if not begun:
        return begun
    if report.state is ReturnState.SUBMITTED:
        return deny("Báo cáo đã nộp, đang chờ xét; muốn sửa hãy đề nghị cơ quan quản lý trả lại.")
    if report.state not in EDITABLE:
        return deny("Báo cáo đã được nhận và khóa; muốn sửa hãy đề nghị cơ quan quản lý mở lại.")
    return ALLOWED


def may_submit(actor: Actor, report: PeriodicReturn) -> Verdict:
    """Whoever fills it in hands it in."""
    return may_fill(actor, report)


def _may_decide(actor: Actor, report: PeriodicReturn, action: ReturnAction, otherwise: str) -> Verdict:
    held = actor.holds(DECIDE)
    if not held:
        return held
    return ALLOWED if RETURN_WORKFLOW.allows(report.state, action) else deny(otherwise)


def may_accept(actor: Actor, report: PeriodicReturn) -> Verdict:
    """Remarking, returning and accepting are open while a submission waits."""
    return _may_decide(
        actor, report, ReturnAction.ACCEPT, "Chỉ xét được báo cáo đã nộp và chưa được nhận hoặc trả lại."
    )


def may_reopen(actor: Actor, report: PeriodicReturn) -> Verdict:
    """Open an accepted report again."""
    return _may_decide(actor, report, ReturnAction.REOPEN, "Chỉ mở lại được báo cáo đã nhận.")


def may_edit_draft(actor: Actor, draft: FormDraft) -> Verdict:
    """Change a form that is not published."""
    held = actor.holds(DESIGN)
    if not held:
        return held
    if not DRAFT_WORKFLOW.allows(draft.state, DraftAction.PUBLISH):
        return deny("Mẫu này đã phát hành hoặc đã bỏ; hãy nhân bản để soạn bản mới.")
    return ALLOWED
