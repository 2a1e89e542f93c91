from flask import url_for
from sqlalchemy import ColumnElement

from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import whole
from iso_app.reports.models import Snapshot, TemplateVersion
from iso_app.reports.workflow import STATE_LABELS, SnapshotState
from iso_app.web.filters import being, choice_of
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table


def _in_year(value: str) -> ColumnElement[bool] | None:
    return Snapshot.year == year if (year := whole(value)) is not None else None


SNAPSHOTS = Table(
    label="Bảng Phụ lục đã lập",
    columns=(
        Column("number", "Số", lambda row: row.number, sort=Snapshot.number),
        Column("title", "Bảng", lambda row: row.title, sort=TemplateVersion.title),
        Column("year", "Năm", lambda row: row.year, sort=Snapshot.year, align="right"),
        Column(
            "as_of",
            "Tính đến ngày",
            lambda row: show_day(row.as_of),
            sort=Snapshot.as_of,
            export=lambda row: row.as_of,
        ),
        Column("state", "Tình trạng", lambda row: say(STATE_LABELS[row.state]), sort=Snapshot.state),
        Column("made_by", "Người lập", lambda row: row.made_by),
        Column("made_at", "Lập lúc", lambda row: show_moment(row.made_at), sort=Snapshot.made_at),
    ),
    identity=Snapshot.id,
    default_sort="-made_at",
    filters=(
        Filter(
            "state",
            "Tình trạng",
            being(Snapshot.state, SnapshotState),
            choice_of(STATE_LABELS),
        ),
        Filter("year", "Năm", _in_year),
    ),
    link=lambda row: url_for("reports.snapshot", number=row.number),
    empty=Empty(
        "Chưa lập bảng nào",
        "Mở một mẫu bảng, xem số liệu của năm, rồi bấm “Lập bảng” để giải trình, chốt và trình ký.",
        "Xem các mẫu bảng",
        "reports.index",
    ),
)
