"""The kinds of a province, and an agency's own terms for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from iso_app.agencies.models import Province
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.roles import Role
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.documents import policies, queries
from iso_app.documents.defaults import default_kinds
from iso_app.documents.kinds import DocumentClass, StepMeaning, StepSpec, require_months, require_sound
from iso_app.documents.models import DocumentKind, KindSetting
from iso_app.trail.services import record


@dataclass(frozen=True)
class KindFacts:
    """What a province says of a kind. In `code_pattern` the place of the number is `{number}`."""

    code: str
    name: str
    document_class: DocumentClass
    code_pattern: str
    steps: Sequence[StepSpec]
    review_months: int
    retention: str
    is_used: bool = True


def take_default_kinds(actor: Actor, province: Province) -> int:
    """Give a province that has no kinds those of `data/kinds.yaml`; how many were added."""
    require(actor.holds(policies.SET_KINDS))
    known = select(DocumentKind.id).where(DocumentKind.province_id == province.id).limit(1)
    if db.session.scalar(known) is not None:
        return 0
    rows = default_kinds()
    for position, row in enumerate(rows, start=1):
        kind = DocumentKind(province_id=province.id, position=position, **row)
        db.session.add(kind)
        record(actor, "document_kind.added", kind)
    return len(rows)


def keep_kind(
    actor: Actor, province: Province, *, facts: KindFacts, kind: DocumentKind | None = None
) -> DocumentKind:
    """Add a kind to the province, or change one; what was handed in already keeps its steps."""
    require(actor.holds(policies.SET_KINDS))
    require_months(facts.review_months)
    require_sound(facts.steps)
    if any(step.post_id is not None for step in facts.steps):
        raise DomainError("Tỉnh đặt các bước theo vai trò; cơ quan chọn vị trí của mình.", field="steps")
    code, name = clean(facts.code), clean(facts.name)
    if not code or not name:
        raise DomainError("Hãy ghi mã và tên loại.", field="name" if code else "code")
    query = select(DocumentKind).where(DocumentKind.province_id == province.id, DocumentKind.code == code)
    with db.session.no_autoflush:
        other = db.session.scalars(query).one_or_none()
    if other is not None and other is not kind:
        raise DomainError("Mã {code} đã dùng cho loại khác.", field="code", code=code)
    found, verb = kind, "document_kind.edited"
    if found is None:
        found, verb = (
            DocumentKind(province_id=province.id, position=len(queries.kinds(also_unused=True)) + 1),
            ("document_kind.added"),
        )
        db.session.add(found)
    found.code, found.name, found.document_class = code, name, facts.document_class
    found.code_pattern, found.retention = clean(facts.code_pattern), clean(facts.retention)
    found.steps = [step.plain() for step in facts.steps]
    found.review_months, found.is_used = facts.review_months, facts.is_used
    record(actor, verb, found)
    return found


def set_terms(
    actor: Actor,
    agency_id: int,
    kind: DocumentKind,
    *,
    code_pattern: str,
    steps: Sequence[StepSpec],
    review_months: int | None,
) -> KindSetting:
    """An agency's own terms for a kind; what is blank stays the province's."""
    require(policies.may_set_terms(actor, agency_id))
    if review_months is not None:
        require_months(review_months)
    if steps:
        require_sound(steps)
        posts = {held.post_id: held.role for held in queries.holders(agency_id)}
        if any(step.post_id is not None and step.post_id not in posts for step in steps):
            raise DomainError("Có bước giao cho vị trí chưa ai giữ; hãy chọn vị trí khác.", field="steps")
        _require_approver(actor, kind, steps, posts)
    setting = queries.setting_of(agency_id, kind.id)
    if setting is None:
        setting = KindSetting(agency_id=agency_id, kind_id=kind.id, kind=kind)
        db.session.add(setting)
    setting.code_pattern, setting.review_months = clean(code_pattern), review_months
    setting.steps = [step.plain() for step in steps]
    record(actor, "kind_setting.set", setting, label=kind.name)
    return setting


def _require_approver(
    actor: Actor, kind: DocumentKind, steps: Sequence[StepSpec], roles: Mapping[int, Role]
) -> None:
    """Only a leader takes the approval away from whom the province has approve; others may be asked besides."""
    if actor.role is Role.LEADER or actor.scope.is_system:
        return
    approved = StepMeaning.APPROVED
    usual = {Role.LEADER} | {step.role for step in queries.steps_of_kind(kind) if step.meaning is approved}
    given = {
        step.role if step.post_id is None else roles[step.post_id]
        for step in steps
        if step.meaning is approved
    }
    if not given & usual:
        raise DomainError(
            "Chỉ lãnh đạo giao được việc phê duyệt cho vị trí khác; hãy giữ một bước phê duyệt của lãnh đạo.",
            field="steps",
        )


def use_province_terms(actor: Actor, agency_id: int, kind: DocumentKind) -> None:
    """Go back to the province's terms."""
    require(policies.may_set_terms(actor, agency_id))
    setting = queries.setting_of(agency_id, kind.id)
    if setting is None:
        return
    setting.code_pattern, setting.steps, setting.review_months = "", [], None
    record(actor, "kind_setting.given_up", setting, label=kind.name)
