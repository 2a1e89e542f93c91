"""Kinds of acts by which an administrator changes what others work with: which nouns of verbs belong to which."""

from typing import Final

ADMINISTRATION: Final = "admin"

LABELS: Final = {
    ADMINISTRATION: "Mọi việc quản trị",
    "accounts": "Tài khoản người dùng",
    "posts": "Vị trí và vai trò",
    "settings": "Thiết lập của tỉnh",
    "agencies": "Cơ quan, phòng, sắp xếp lại",
    "templates": "Mẫu bảng, mẫu báo cáo, tiêu chuẩn",
    "imports": "Nhập dữ liệu, khôi phục",
}

_NOUNS: Final = {
    "accounts": ("person",),
    "posts": ("post", "post_holding"),
    "settings": ("province", "agency_group", "second_factor_demand", "reporting_period"),
    "agencies": ("agency", "department", "succession"),
    "templates": ("template_draft", "form_draft", "form_draft_row", "form_version", "edition"),
    "imports": ("import", "backup"),
}


def nouns(kind: str) -> tuple[str, ...]:
    """The nouns of a kind's verbs (`person` of `person.created`); none of an unknown kind."""
    if kind == ADMINISTRATION:
        return tuple(noun for group in _NOUNS.values() for noun in group)
    return _NOUNS.get(kind, ())
