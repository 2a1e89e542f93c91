"""The province's model sets: taken from those that come with the product, changed, items added and retired."""

from dataclasses import dataclass

from sqlalchemy import select

from iso_app.agencies.models import Province
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.documents import queries as documents
from iso_app.documents.models import DocumentKind
from iso_app.model_sets import policies, queries
from iso_app.model_sets.defaults import DefaultSet, default_sets
from iso_app.model_sets.kinds import Audience, Necessity
from iso_app.model_sets.models import ModelItem, ModelSet
from iso_app.trail.services import record


@dataclass(frozen=True)
class SetFacts:
    """What a province says of a set: for whom it is, whether it counts."""

    name: str
    audience: Audience
    note: str
    is_used: bool = True


@dataclass(frozen=True)
class ItemFacts:
    """`clauses` are numbers of the standard with semicolons between; `many`: one document a procedure."""

    code: str
    name: str
    kind_id: int
    necessity: Necessity
    clauses: str
    position: int
    many: bool = False


def take_default_sets(actor: Actor, province: Province) -> int:
    """Give a province the sets that come with the product, where it has none for the same agencies; how many."""
    require(policies.may_keep(actor))
    query = select(DocumentKind).where(DocumentKind.province_id == province.id)
    kinds = {kind.code: kind for kind in db.session.scalars(query)}
    if not kinds:
        raise DomainError("Tỉnh chưa đặt các loại tài liệu; Quản trị tỉnh hãy đặt các loại tài liệu trước.")
    known = set(db.session.scalars(select(ModelSet.audience).where(ModelSet.province_id == province.id)))
    new = [found for found in default_sets() if found.audience.key not in known]
    for found in new:
        _take(actor, province, found, kinds)
    return len(new)


def _take(actor: Actor, province: Province, found: DefaultSet, kinds: dict[str, DocumentKind]) -> None:
    otherwise = kinds.get("K") or next(iter(kinds.values()))
    taken = ModelSet(
        province_id=province.id,
        name=found.name,
        level=found.audience.level,
        audience=found.audience.key,
        note=found.note,
    )
    db.session.add(taken)
    record(actor, "model_set.added", taken)
    for position, item in enumerate(found.items, start=1):
        kept = ModelItem(
            province_id=province.id,
            set_id=taken.id,
            code=item.code,
            name=item.name,
            kind_id=kinds.get(item.kind, otherwise).id,
            necessity=item.necessity,
            many=item.many,
            clauses=item.clauses,
            position=position,
        )
        db.session.add(kept)
        record(actor, "model_item.added", kept, set=taken.name)


def keep_set(
    actor: Actor, province: Province, *, facts: SetFacts, model_set: ModelSet | None = None
) -> ModelSet:
    """Add a set for a kind of agency, or change one. There is one for each kind."""
    require(policies.may_keep(actor))
    name = clean(facts.name)
    if not name:
        raise DomainError("Hãy ghi tên của mô hình khung.", field="name")
    queries.require_group(province.id, facts.audience)
    query = select(ModelSet).where(
        ModelSet.province_id == province.id, ModelSet.audience == facts.audience.key
    )
    with db.session.no_autoflush:
        other = db.session.scalars(query).one_or_none()
    if other is not None and other is not model_set:
        raise DomainError("Các cơ quan này đã có “{name}”.", field="audience", name=other.name)
    found, verb = model_set, "model_set.edited"
    if found is None:
        found, verb = ModelSet(province_id=province.id), "model_set.added"
        db.session.add(found)
    found.name, found.note, found.is_used = name, clean(facts.note, lines=True), facts.is_used
    found.level, found.group_id = facts.audience.level, facts.audience.group_id
    found.audience = facts.audience.key
    record(actor, verb, found)
    return found


def keep_item(
    actor: Actor, model_set: ModelSet, *, facts: ItemFacts, item: ModelItem | None = None
) -> ModelItem:
    """Add an item to a set, or change one; its code stays, since documents answer it by its code."""
    require(policies.may_keep(actor))
    code, name = clean(facts.code).upper(), clean(facts.name)
    if not code or not name:
        raise DomainError("Hãy ghi mã và tên mục.", field="name" if code else "code")
    documents.kind(facts.kind_id)
    query = select(ModelItem).where(ModelItem.set_id == model_set.id, ModelItem.code == code)
    with db.session.no_autoflush:
        other = db.session.scalars(query).one_or_none()
    if other is not None and other is not item:
        raise DomainError("Mã {code} đã dùng cho mục khác của mô hình khung.", field="code", code=code)
    if item is not None and item.code != code:
        raise DomainError("Mã của mục không đổi được: tài liệu của các cơ quan mang mã này.", field="code")
    found, verb = item, "model_item.edited"
    if found is None:
        found, verb = (
            ModelItem(province_id=model_set.province_id, set_id=model_set.id, code=code),
            "model_item.added",
        )
        db.session.add(found)
    found.name, found.kind_id, found.necessity = name, facts.kind_id, facts.necessity
    found.clauses, found.position, found.many = clean(facts.clauses), facts.position, facts.many
    record(actor, verb, found, set=model_set.name)
    return found


def retire_item(actor: Actor, item: ModelItem, *, reason: str) -> None:
    """Ask agencies for it no longer, from today; documents that answer it stay."""
    require(policies.may_retire_item(actor, item))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do ngừng dùng.", field="reason")
    item.retired_on = today()
    record(actor, "model_item.retired", item, reason=because)


def resume_item(actor: Actor, item: ModelItem) -> None:
    """Ask agencies for it again."""
    require(policies.may_resume_item(actor, item))
    item.retired_on = None
    record(actor, "model_item.resumed", item)
