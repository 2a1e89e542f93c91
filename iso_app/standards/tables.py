"""The list of agencies with the edition each stands on."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement

from iso_app.agencies.models import LEVEL_LABELS, Agency, AgencyPeriod, Level
from iso_app.core.dates import show_day
from iso_app.standards import queries
from iso_app.standards.models import StandardEdition
from iso_app.web.filters import being, choice_of, having_words
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table

_NONE = "none"


def _edition(row: Any) -> str:
    return str(row.edition_names[0]) if row.edition_names else say("Chưa có số liệu")


def _of_edition(value: str) -> ColumnElement[bool] | None:
    if value == _NONE:
        return StandardEdition.id.is_(None)
    return StandardEdition.code == value


def _editions() -> Sequence[tuple[str, str]]:
    return [*((row[0].code, row[0].names[0]) for row in queries.editions()), (_NONE, "Chưa có số liệu")]


STANDING = Table(
    label="Phiên bản tiêu chuẩn của các cơ quan",
    columns=(
        Column("name", "Cơ quan, đơn vị", lambda row: row.name, sort=AgencyPeriod.sort_name.expression),
        Column("code", "Mã cơ quan", lambda row: row.code, sort=Agency.code.expression),
        Column(
            "level",
            "Cấp hành chính",
            lambda row: say(LEVEL_LABELS[row.level]),
            sort=AgencyPeriod.level.expression,
        ),
        Column("edition", "Phiên bản tiêu chuẩn", _edition),
        Column(
            "from", "Áp dụng từ ngày", lambda row: show_day(row.valid_from), export=lambda row: row.valid_from
        ),
    ),
    identity=Agency.id.expression,
    default_sort="name",
    empty=Empty(
        "Chưa có cơ quan nào",
        "Danh sách này lấy từ danh sách cơ quan của tỉnh. Hãy nhập danh sách cơ quan trước, "
        "sau đó nhập tình hình áp dụng: mỗi dòng có cột “Phiên bản tiêu chuẩn”.",
    ),
    filters=(
        Filter("q", "Tên hoặc mã cơ quan", having_words(Agency.folded)),
        Filter("edition", "Phiên bản tiêu chuẩn", _of_edition, _editions),
        Filter("level", "Cấp hành chính", being(AgencyPeriod.level, Level), choice_of(LEVEL_LABELS)),
    ),
    link=lambda row: url_for("agencies.show", code=row.code),
)
