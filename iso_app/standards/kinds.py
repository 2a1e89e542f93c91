"""How a clause of one edition may go into another, with the words on screen."""

from enum import StrEnum


class MappingKind(StrEnum):
    SAME = "same"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    DROPPED = "dropped"


KIND_LABELS = {
    MappingKind.SAME: "Giữ nguyên",
    MappingKind.MOVED: "Đổi số",
    MappingKind.SPLIT: "Tách",
    MappingKind.MERGED: "Gộp",
    MappingKind.NEW: "Mới",
    MappingKind.DROPPED: "Bỏ",
}
