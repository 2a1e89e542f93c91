"""The lists: templates, agencies × items of the model set, agencies and the version they took over."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import get_template_attribute, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import LEVEL_LABELS, Level
from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.model_sets import policies, queries
from iso_app.model_sets.kinds import OUTCOME_LABELS, STATUS_LABELS, Outcome
from iso_app.model_sets.models import DocumentTemplate
from iso_app.model_sets.shown import TONES
from iso_app.model_sets.workflow import STATE_LABELS, TemplateState
from iso_app.web.filters import being, choice_of, having_words, naming
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table, badge

COMPLETE, LACKING, UNKNOWN = "complete", "lacking", "unknown"
STANDS = {COMPLETE: "Đủ", LACKING: "Còn thiếu", UNKNOWN: "Chưa có số liệu"}


def templates(actor: Actor) -> Table:
    """The templates of the province: with one's own copy, or with how many agencies have one."""
    rest = _for_province() if actor.may(policies.OVERSEE) else _for_agency()
    return Table(
        label="Mẫu tài liệu",
        columns=(
            Column("code", "Mã mẫu", lambda row: row.code, sort=DocumentTemplate.code),
            Column("title", "Tên mẫu", lambda row: row.title, sort=DocumentTemplate.sort_title),
            Column("kind", "Loại tài liệu", lambda row: row.kind),
            Column(
                "latest",
                "Phiên bản",
                lambda row: row.latest or "–",
                align="right",
                export=lambda row: row.latest,
            ),
            *rest,
        ),
        identity=DocumentTemplate.id,
        default_sort="code",
        filters=(
            Filter("tim", "Tìm theo tên", having_words(DocumentTemplate.folded)),
            Filter(
                "tinh_trang",
                "Tình trạng",
                being(DocumentTemplate.state, TemplateState),
                choice_of(STATE_LABELS),
            ),
        ),
        empty=Empty(
            "Chưa có mẫu tài liệu nào",
            "Tỉnh soạn mẫu, phát hành rồi gửi đến các cơ quan; mỗi cơ quan soạn tài liệu của mình từ mẫu.",
        ),
        link=lambda row: url_for("document_templates.show", template_id=row.id),
    )


def _for_province() -> tuple[Column, ...]:
    return (
        Column("state", "Tình trạng", _state_badge, export=lambda row: say(STATE_LABELS[row.state])),
        Column("copies", "Cơ quan đã lấy", lambda row: row.copies or 0, align="right"),
        Column("current", "Theo bản mới nhất", lambda row: row.current or 0, align="right"),
    )


def _for_agency() -> tuple[Column, ...]:
    return (Column("own", "Tài liệu của cơ quan", _own_badge, export=lambda row: _own(row)[1]),)


def _state_badge(row: Any) -> Markup:
    return badge(TONES[row.state], say(STATE_LABELS[row.state]))


def _own(row: Any) -> tuple[str, str]:
    if row.own_number is None:
        return "neutral", say("Chưa soạn")
    if row.own_number < row.latest:
        return "warning", say("Theo phiên bản {own}, có phiên bản mới", own=row.own_number)
    if row.own_outcome is Outcome.KEPT:
        return "neutral", say("Giữ bản của mình")
    return "success", say("Theo phiên bản {own}", own=row.own_number)


def _own_badge(row: Any) -> Markup:
    return badge(*_own(row))


def matrix(items: Sequence[Any], complete: Any) -> Table:
    """Agencies × items, whoever lacks most first. `complete` is `queries.completeness` as a subquery."""
    return Table(
        label="Mô hình khung của các cơ quan",
        columns=(
            Column("name", "Cơ quan", lambda row: row.name, sort=complete.c.sort_name),
            Column(
                "lacking", "Còn thiếu", _lacking, sort=complete.c.worst, align="right", export=_exact_lacking
            ),
            *(_item(position, item) for position, item in enumerate(items)),
            Column("code", "Mã cơ quan", lambda row: row.code, optional=True),
            Column("group", "Loại cơ quan", lambda row: row.group_name, optional=True),
            Column("level", "Cấp hành chính", lambda row: say(LEVEL_LABELS[row.level]), optional=True),
        ),
        identity=complete.c.agency_id,
        default_sort="-lacking",
        filters=(
            Filter("cap", "Cấp hành chính", being(complete.c.level, Level), choice_of(LEVEL_LABELS)),
            Filter("loai", "Loại cơ quan", naming(complete.c.group_id), agencies.names_of_groups),
            Filter("tinh_trang", "Tình trạng", _stand(complete), lambda: list(STANDS.items())),
            Filter(
                "muc",
                "Còn thiếu mục",
                _without(items, complete),
                lambda: [(item.code, item.name) for item in items],
            ),
        ),
        empty=Empty(
            "Chưa có cơ quan nào",
            "Danh sách lấy từ các cơ quan đang hoạt động và mô hình khung áp dụng cho từng loại cơ quan.",
        ),
        link=lambda row: url_for("model_sets.of_agency", code=row.code),
    )


def _lacking(row: Any) -> object:
    return f"{row.lacking}/{row.wanted}" if row.wanted else "–"


def _exact_lacking(row: Any) -> object:
    return row.lacking if row.wanted else None


def _item(position: int, item: Any) -> Column:
    name = queries.cell_name(position)

    def shown(row: Any) -> object:
        return get_template_attribute("components/status.html", "mark")(queries.status_of(getattr(row, name)))

    def exported(row: Any) -> object:
        return say(STATUS_LABELS[queries.status_of(getattr(row, name))])

    return Column(item.code, item.name, shown, export=exported, align="center")


def _stand(complete: Any) -> Callable[[str], ColumnElement[bool] | None]:
    conditions: dict[str, ColumnElement[bool]] = {
        COMPLETE: (complete.c.wanted > 0) & (complete.c.lacking == 0),
        LACKING: (complete.c.lacking > 0) & (complete.c.known == 1),
        UNKNOWN: (complete.c.wanted > 0) & (complete.c.known == 0),
    }
    return conditions.get


def _without(items: Sequence[Any], complete: Any) -> Callable[[str], ColumnElement[bool] | None]:
    places = {item.code: position for position, item in enumerate(items)}

    def narrow(value: str) -> ColumnElement[bool] | None:
        if value not in places:
            return None
        cell: ColumnElement[bool] = complete.c[queries.cell_name(places[value])].in_(queries.LACKING)
        return cell

    return narrow


def coverage(covered: Any) -> Table:
    """Agencies and how they stand to a template; `covered` is `queries.coverage` as a subquery."""
    return Table(
        label="Các cơ quan và phiên bản của mẫu",
        columns=(
            Column("name", "Cơ quan", lambda row: row.name, sort=covered.c.sort_name),
            Column("stand", "Tình trạng", _stand_badge, sort=covered.c.stand, export=_stand_words),
            Column("number", "Theo phiên bản", lambda row: row.number or "", align="right"),
            Column("in_force", "Đã ban hành theo", lambda row: row.in_force or "", align="right"),
            Column("reason", "Lý do giữ bản của mình hoặc bỏ liên kết", lambda row: row.reason or ""),
            Column("group", "Loại cơ quan", lambda row: row.group_name, optional=True),
            Column("outcome", "Việc làm gần nhất", _outcome, optional=True),
            Column(
                "changed",
                "Lúc",
                lambda row: show_moment(row.changed_at) if row.changed_at else "",
                optional=True,
            ),
        ),
        identity=covered.c.agency_id,
        default_sort="-stand",
        filters=(
            Filter("cap", "Cấp hành chính", being(covered.c.level, Level), choice_of(LEVEL_LABELS)),
            Filter("loai", "Loại cơ quan", naming(covered.c.group_id), agencies.names_of_groups),
            Filter("tinh_trang", "Tình trạng", _standing(covered), _stands),
        ),
        empty=Empty("Chưa có cơ quan nào", "Danh sách lấy từ các cơ quan đang hoạt động của tỉnh."),
    )


def _stand_badge(row: Any) -> Markup:
    return badge(queries.STAND_TONES[row.stand], _stand_words(row))


def _stand_words(row: Any) -> str:
    return say(queries.STAND_LABELS[row.stand])


def _outcome(row: Any) -> str:
    return say(OUTCOME_LABELS[row.outcome]) if row.outcome is not None else ""


def _standing(covered: Any) -> Callable[[str], ColumnElement[bool] | None]:
    known = {str(stand) for stand in queries.STAND_LABELS}
    return lambda value: covered.c.stand == int(value) if value in known else None


def _stands() -> list[tuple[str, str]]:
    return [(str(stand), label) for stand, label in queries.STAND_LABELS.items()]
