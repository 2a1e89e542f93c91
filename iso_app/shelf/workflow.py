"""The life of a shelf: looked at, previewed, stored in the background, or put aside."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class ShelfState(StrEnum):
    LOOKING = "looking"
    LIST_WANTED = "list_wanted"
    PREVIEWED = "previewed"
    STORING = "storing"
    STORED = "stored"
    DISCARDED = "discarded"


class ShelfAction(StrEnum):
    ASK_FOR_LIST = "ask_for_list"
    LOOK_AGAIN = "look_again"
    PREVIEW = "preview"
    STORE = "store"
    FINISH = "finish"
    DISCARD = "discard"


STATE_LABELS = {
    ShelfState.LOOKING: "Đang kiểm tra",
    ShelfState.LIST_WANTED: "Chờ danh mục",
    ShelfState.PREVIEWED: "Chờ lưu",
    ShelfState.STORING: "Đang lưu",
    ShelfState.STORED: "Đã lưu",
    ShelfState.DISCARDED: "Đã bỏ",
}

_LOOKING, _STORING = frozenset({ShelfState.LOOKING}), frozenset({ShelfState.STORING})
_WAITING = frozenset({ShelfState.LIST_WANTED, ShelfState.PREVIEWED})

SHELF_WORKFLOW = Workflow(
    "Bộ tài liệu nhập vào",
    STATE_LABELS,
    {
        ShelfAction.ASK_FOR_LIST: Move(_LOOKING, ShelfState.LIST_WANTED, "Hỏi danh mục"),
        ShelfAction.PREVIEW: Move(_LOOKING, ShelfState.PREVIEWED, "Xem trước"),
        # A look that stopped half-way may be begun again, too.
        ShelfAction.LOOK_AGAIN: Move(_WAITING | _LOOKING, ShelfState.LOOKING, "Đọc danh mục"),
        ShelfAction.STORE: Move(
            frozenset({ShelfState.PREVIEWED, ShelfState.STORING}), ShelfState.STORING, "Lưu"
        ),
        ShelfAction.FINISH: Move(_STORING, ShelfState.STORED, "Lưu xong"),
        ShelfAction.DISCARD: Move(_WAITING | _LOOKING, ShelfState.DISCARDED, "Bỏ"),
    },
)
