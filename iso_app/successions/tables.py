"""The list of reorganisations, a row for each agency that went over into another."""

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, extract, or_

from iso_app.core.dates import show_day
from iso_app.core.numbers import whole
from iso_app.successions.models import KIND_LABELS, Succession, SuccessionKind
from iso_app.web.filters import being, choice_of
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table


def _named(typed: str) -> ColumnElement[bool] | None:
    words = typed.strip()
    if not words:
        return None
    columns = (
        Succession.predecessor_name, Succession.predecessor_code, Succession.successor_name,
        Succession.successor_code, Succession.decision_number,
    )  # fmt: skip
    return or_(*(column.icontains(words, autoescape=True) for column in columns))


def _in_year(value: str) -> ColumnElement[bool] | None:
    return extract("year", Succession.day) == year if (year := whole(value)) is not None else None


def _with_code(name: str, code: str) -> str:
    return f"{name} ({code})" if code else ""


def _day_page(row: Any) -> str:
    return url_for("successions.show", day=row.day.isoformat())


ACTS = Table(
    label="Sắp xếp cơ quan",
    columns=(
        Column(
            "old",
            "Cơ quan cũ",
            lambda row: _with_code(row.predecessor_name, row.predecessor_code),
            sort=Succession.predecessor_name.expression,
        ),
        Column("kind", "Hình thức", lambda row: say(KIND_LABELS[row.kind]), sort=Succession.kind.expression),
        Column(
            "new",
            "Cơ quan mới",
            lambda row: _with_code(row.successor_name, row.successor_code),
            sort=Succession.successor_name.expression,
        ),
        Column(
            "day",
            "Ngày hiệu lực",
            lambda row: show_day(row.day),
            sort=Succession.day.expression,
            export=lambda row: row.day,
        ),
        Column("number", "Số quyết định", lambda row: row.decision_number, optional=True),
    ),
    identity=Succession.id.expression,
    default_sort="-day",
    empty=Empty(
        "Chưa có việc sắp xếp nào",
        "Sáp nhập, chia tách, đổi tên, chuyển cấp trên, kết thúc hoạt động được ghi ở đây cùng ngày hiệu lực. "
        "Số liệu của những ngày trước vẫn giữ nguyên.",
        "Ghi việc sắp xếp",
        "successions.choose",
    ),
    filters=(
        Filter("tim", "Tên, mã hoặc số quyết định", _named),
        Filter("hinh-thuc", "Hình thức", being(Succession.kind, SuccessionKind), choice_of(KIND_LABELS)),
        Filter("nam", "Năm", _in_year),
    ),
    link=_day_page,
)
