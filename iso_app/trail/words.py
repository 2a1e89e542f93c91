"""The words of the trail: a sentence for each verb, a label for each column, labels of the values of an enum.

A feature adds its own where it declares itself: `words.add(verbs={…}, labels={…}, values=(LEVEL_LABELS,))`.
A sentence may name `{label}` (how the record is called) and any fact the service gave to `record`. Facts stand as they
were noted, for people wrote them; `choices={"verb": ("fact",)}` names those that are words of the product.
What stands in a column of several values is named by its path, in `labels` ("steps.role", with its table
"province.settings.maintains"; "explanations.*" is every key there is; an empty label: read without one) and in `codes`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import Any

from iso_app.core.roles import ROLE_LABELS
from iso_app.web.languages import say

# What the codes at a place of a column of several values read; or the table whose records stand there by their ids.
Codes = Mapping[Any, str] | str

# What records have in common; a feature names a column of its own table with "table.column".
_COMMON_LABELS = {
    "applicability": "Diện áp dụng",
    "as_of": "Số liệu tính đến ngày",
    "check_key": "Phép kiểm tra",
    "at": "Lúc",
    "by": "Người ghi",
    "code": "Mã",
    "conclusion": "Kết luận",
    "content_digest": "Mã kiểm nội dung",
    "counts": "Số dòng",
    "declaration_number": "Số quyết định công bố",
    "declared_on": "Ngày công bố",
    "department_id": "Phòng, bộ phận",
    "digest": "Mã kiểm nội dung",
    "disabled_at": "Khóa tài khoản lúc",
    "e_qms": "Thực hiện ISO điện tử",
    "edition_id": "Phiên bản tiêu chuẩn",
    "email": "Thư điện tử",
    "file_digest": "Mã kiểm tệp",
    "file_size": "Cỡ tệp (byte)",
    "filename": "Tên tệp",
    "frozen_at": "Chốt lúc",
    "frozen_by": "Người chốt",
    "full_name": "Họ và tên",
    "good_rows_only": "Chỉ nhận dòng đúng",
    "group_id": "Loại cơ quan",
    "held_from": "Giữ vị trí từ ngày",
    "held_to": "Giữ vị trí đến ngày",
    "inspected_on": "Ngày kiểm tra",
    "internal_audit_on": "Ngày đánh giá nội bộ",
    "is_authority": "Là cơ quan quản lý của tỉnh",
    "issued_at": "Ban hành lúc",
    "issuing_body": "Cơ quan ban hành",
    "kind": "Loại",
    "level": "Cấp",
    "made_at": "Lập lúc",
    "made_by": "Người lập",
    "management_review_on": "Ngày xem xét của lãnh đạo",
    "meaning": "Ý nghĩa chữ ký",
    "mode": "Hình thức kiểm tra",
    "name": "Tên",
    "nonconformities": "Số điểm không phù hợp",
    "not_done": "Nội dung chưa thực hiện",
    "number": "Số",
    "objectives_half_on": "Ngày báo cáo MTCL 6 tháng",
    "objectives_set_on": "Ngày ban hành MTCL",
    "objectives_year_on": "Ngày báo cáo MTCL năm",
    "observations": "Số điểm lưu ý",
    "parent_body": "Cơ quan chủ quản",
    "parent_id": "Cơ quan cấp trên",
    "password_hash": "Mật khẩu",
    "password_set_at": "Đặt mật khẩu lúc",
    "person_id": "Người",
    "person_name": "Người ký",
    "phone": "Điện thoại",
    "place": "Địa danh",
    "position": "Thứ tự",
    "post_id": "Vị trí",
    "post_label": "Vị trí",
    "printed": "In thành ghi chú",
    "proved_by": "Cách xác nhận",
    "remarks": "Nhận xét",
    "role": "Vai trò",
    "settings": "Thiết lập",
    "short_name": "Tên viết tắt",
    "snapshot_id": "Bảng Phụ lục",
    "signed_at": "Ký lúc",
    "signing_position": "Chức vụ người ký",
    "state": "Trạng thái",
    "stored_at": "Lưu lúc",
    "template_version_id": "Mẫu bảng",
    "text": "Nội dung",
    "title": "Tên gọi",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
    "year": "Năm",
}

_verbs: dict[str, str] = {}
_labels: dict[str, str] = dict(_COMMON_LABELS)
_values: dict[type, dict[Any, str]] = {}
_choices: dict[str, frozenset[str]] = {}
_codes: dict[str, Codes] = {}


def add(
    *,
    verbs: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    values: Iterable[Mapping[Any, str]] = (),
    choices: Mapping[str, Collection[str]] | None = None,
    codes: Mapping[str, Codes] | None = None,
) -> None:
    """Add a feature's words: verb -> sentence, column (or "table.column") -> label, enum member -> label; verb -> its
    facts (or `label`) that are words of the product, noted in Vietnamese and said in the reader's language; place in a
    column of several values -> what its codes read, or the table whose records stand there."""
    _codes.update(codes or {})
    _verbs.update(verbs or {})
    _labels.update(labels or {})
    for words in values:
        for member, label in words.items():
            _values.setdefault(type(member), {})[member] = label
    _choices.update({verb: frozenset(facts) for verb, facts in (choices or {}).items()})


add(values=(ROLE_LABELS,))


def verbs() -> dict[str, str]:
    """Every verb with words, and its sentence in Vietnamese."""
    return dict(_verbs)


def bare(verb: str) -> str:
    """Its sentence in Vietnamese without the particular: verbs that share it are one act to a reader."""
    return _verbs.get(verb, verb).format_map(defaultdict(lambda: "…"))


def alike(verb: str) -> list[str]:
    """The verbs that read as this one does, itself included."""
    return [other for other in _verbs if bare(other) == bare(verb)] or [verb]


def has_verb(verb: str) -> bool:
    return verb in _verbs


def has_label(table: str, column: str) -> bool:
    return f"{table}.{column}" in _labels or column in _labels


def sentence(verb: str, label: str, facts: Mapping[str, Any]) -> str:
    """What was done, in the reader's language; a verb without words stands as it is."""
    words = _verbs.get(verb)
    if words is None:
        return f"{verb}: {label}"
    ours = _choices.get(verb, frozenset())
    noted = {**facts, "label": label}.items()
    places = {key: say(str(value)) if key in ours else str(value) for key, value in noted}
    return say(words).format_map(defaultdict(lambda: "…", places))


def name_of_verb(verb: str) -> str:
    """A verb for a list of choices: its sentence without the particular."""
    return sentence(verb, "…", {})


def label_of(table: str, column: str) -> str:
    """How a column is called on screen."""
    return say(label_in(table, column) or column)


def label_in(table: str, column: str) -> str:
    """How a column is called, in Vietnamese; "" if nobody said."""
    return _labels.get(f"{table}.{column}", _labels.get(column, ""))


def label_of_part(table: str, path: str) -> str:
    """How a place in a column of several values is called on screen; "" if it is read without a name."""
    any_key = f"{path.rpartition('.')[0]}.*"
    known = (_labels.get(name) for name in (f"{table}.{path}", path, f"{table}.{any_key}", any_key))
    return say(next((label for label in known if label is not None), path.rpartition(".")[2]))


def has_parts(table: str, column: str) -> bool:
    """Whether somebody said how the values within a column read."""
    begins = (f"{table}.{column}.", f"{column}.")
    named = {f"{table}.{column}", column} & _codes.keys()
    return bool(named) or any(path.startswith(begins) for path in (*_labels, *_codes))


def codes_in(table: str, path: str) -> Codes:
    """What the codes at a place read, or the table whose records stand there; {} where they are read as they are."""
    return _codes.get(f"{table}.{path}", _codes.get(path, {}))


def value_of(kind: type[Enum], value: str) -> str:
    """How a value of an enum is called on screen; itself if nobody said. An import notes its word, not its member."""
    words = _values.get(kind, {})
    if value in words.values():
        return say(value)
    try:
        member = kind(value)
    except ValueError:
        return value
    return say(words.get(member, "")) or value
