"""The list of agencies, as they were on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import g, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, case

from iso_app.agencies import queries
from iso_app.agencies.models import (
    APPLICABILITY_LABELS,
    LEVEL_LABELS,
    Agency,
    AgencyGroup,
    AgencyPeriod,
    Applicability,
    Level,
)
from iso_app.core.clock import today
from iso_app.core.dates import parse_day
from iso_app.core.errors import DomainError
from iso_app.core.numbers import whole
from iso_app.web.filters import being, choice_of, having_words
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table, badge

_TONES = {
    Applicability.MANDATORY: "accent",
    Applicability.VOLUNTARY: "info",
    Applicability.OUT_OF_SCOPE: "neutral",
}

_BY_LEVEL = case({level: place for place, level in enumerate(Level)}, value=AgencyPeriod.level)


def day_of(typed: str) -> date:
    """The day a list is asked for; today where nothing sensible was typed."""
    try:
        return parse_day(typed) if typed else today()
    except DomainError:
        return today()


def applicability_badge(applicability: Applicability) -> Markup:
    return badge(_TONES[applicability], say(APPLICABILITY_LABELS[applicability]))


def _in_group(value: str) -> ColumnElement[bool] | None:
    return AgencyPeriod.group_id == number if (number := whole(value)) is not None else None


def _below(value: str) -> ColumnElement[bool] | None:
    return AgencyPeriod.parent_id == number if (number := whole(value)) is not None else None


def _any_day(_: str) -> None:
    """The day chooses the base statement, not rows of it."""


def _parents() -> Sequence[tuple[str, str]]:
    return queries.parents_on(g.get("agencies_day") or today())


AGENCIES = Table(
    label="Danh sách cơ quan",
    columns=(
        Column("code", "Mã", lambda row: row.code, sort=Agency.code.expression, nowrap=True),
        Column("name", "Tên cơ quan", lambda row: row.name, sort=AgencyPeriod.sort_name.expression),
        Column("short", "Tên viết tắt", lambda row: row.short_name, optional=True),
        Column("level", "Cấp", lambda row: say(LEVEL_LABELS[row.level]), sort=_BY_LEVEL),
        Column("group", "Loại cơ quan", lambda row: row.group_name, sort=AgencyGroup.position.expression),
        Column("parent", "Cơ quan cấp trên", lambda row: row.parent_name or ""),
        Column(
            "applies",
            "Diện áp dụng",
            lambda row: applicability_badge(row.applicability),
            sort=AgencyPeriod.applicability.expression,
            export=lambda row: say(APPLICABILITY_LABELS[row.applicability]),
        ),
    ),
    identity=AgencyPeriod.agency_id.expression,
    default_sort="name",
    empty=Empty(
        "Chưa có cơ quan nào",
        "Nhập danh sách từ tệp Excel hoặc CSV của tỉnh, hoặc thêm từng cơ quan.",
        "Nhập từ tệp",
        "imports.upload",
    ),
    filters=(
        Filter("tim", "Tên hoặc mã", having_words(Agency.folded)),
        Filter("cap", "Cấp", being(AgencyPeriod.level, Level), choice_of(LEVEL_LABELS)),
        Filter("loai", "Loại cơ quan", _in_group, queries.names_of_groups),
        Filter("tren", "Cơ quan cấp trên", _below, _parents),
        Filter(
            "dien",
            "Diện áp dụng",
            being(AgencyPeriod.applicability, Applicability),
            choice_of(APPLICABILITY_LABELS),
        ),
        Filter("ngay", "Vào ngày", _any_day, is_day=True),
    ),
    link=lambda row: url_for("agencies.show", code=row.code),
)


def listed(day: date) -> Any:
    """The base statement of the list."""
    g.agencies_day = day
    return queries.with_parents(day)
