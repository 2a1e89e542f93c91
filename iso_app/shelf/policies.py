"""Who brings a shelf in: the agency's own ISO secretary; its leader looks on. Pure questions."""

from iso_app.core.actor import Actor
from iso_app.core.policy import ALLOWED, Verdict, deny
from iso_app.core.roles import Permission, Role
from iso_app.documents.policies import may_bring_in
from iso_app.shelf.kinds import TO_STORE
from iso_app.shelf.models import Shelf
from iso_app.shelf.workflow import SHELF_WORKFLOW, ShelfAction, ShelfState

READ = Permission(
    "shelf:read", "Xem các lần nhập tài liệu có sẵn", frozenset({Role.ISO_SECRETARY, Role.LEADER})
)
BRING = Permission("shelf:bring", "Nhập tài liệu có sẵn từ tệp ZIP", frozenset({Role.ISO_SECRETARY}))
ALL = (READ, BRING)


def may_bring(actor: Actor, agency_id: int) -> Verdict:
    """Send a shelf: whoever may note what was put into force on paper."""
    held = actor.holds(BRING)
    return may_bring_in(actor, agency_id) if held else held


def may_choose_list(actor: Actor, shelf: Shelf, *, at_work: bool) -> Verdict:
    """Say which list it is, or send another one; `at_work`: it is being looked at just now."""
    return _open_to(actor, shelf, ShelfAction.LOOK_AGAIN, at_work=at_work)


def may_store(actor: Actor, shelf: Shelf, *, at_work: bool) -> Verdict:
    """Store what can be stored; after a stop half-way, the rest of it."""
    held = _open_to(actor, shelf, ShelfAction.STORE, at_work=at_work)
    if not held:
        return held
    if not any(shelf.counts.get(verdict.value) for verdict in TO_STORE):
        return deny("Danh mục không có dòng nào để lưu.")
    return ALLOWED


def may_discard(actor: Actor, shelf: Shelf, *, at_work: bool) -> Verdict:
    """Put aside what is not stored yet."""
    return _open_to(actor, shelf, ShelfAction.DISCARD, at_work=at_work)


def _open_to(actor: Actor, shelf: Shelf, action: ShelfAction, *, at_work: bool) -> Verdict:
    held = may_bring(actor, shelf.agency_id)
    if not held:
        return held
    if at_work:
        return deny("Phần mềm đang làm việc với tệp này; hãy đợi xong.")
    if not SHELF_WORKFLOW.allows(shelf.state, action):
        return deny("Tệp này đã được lưu hoặc đã bỏ." if is_over(shelf) else "Hãy chọn danh mục trước.")
    return ALLOWED


def is_over(shelf: Shelf) -> bool:
    """Whether nothing can be decided of it any more."""
    return shelf.state in {ShelfState.STORED, ShelfState.DISCARDED, ShelfState.STORING}
