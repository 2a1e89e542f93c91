"""The list of files brought in, and what a file would do line by line."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from iso_app.core.dates import show_moment
from iso_app.imports.models import ImportBatch, ImportState
from iso_app.sheets.kind import Outcome
from iso_app.web.feature import registry
from iso_app.web.filters import being, choice_of
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table, badge

STATE_LABELS = {
    ImportState.PREVIEWED: "Chờ lưu",
    ImportState.STORED: "Đã lưu",
    ImportState.DISCARDED: "Đã bỏ",
}
STATE_TONES = {
    ImportState.PREVIEWED: "warning",
    ImportState.STORED: "success",
    ImportState.DISCARDED: "neutral",
}
OUTCOME_LABELS = {
    Outcome.NEW: "Mới",
    Outcome.CHANGED: "Thay đổi",
    Outcome.SAME: "Không đổi",
    Outcome.WRONG: "Sai",
}


def kind_label(code: str) -> str:
    """How a kind of file is called on screen, also one that is no longer there."""
    labels = {kind.code: kind.label for kind in registry().imports()}
    return say(labels.get(code, code))


def state_badge(state: ImportState) -> Markup:
    return badge(STATE_TONES[state], say(STATE_LABELS[state]))


def _count(outcome: Outcome) -> Any:
    return lambda row: row.counts.get(outcome.value, 0)


def _of_kind(value: str) -> Any:
    return ImportBatch.kind == value


BATCHES = Table(
    label="Các lần nhập tệp",
    columns=(
        Column("filename", "Tệp", lambda row: row.filename, sort=ImportBatch.filename.expression),
        Column("by", "Người nhập", lambda row: row.made_by),
        Column("kind", "Loại", lambda row: kind_label(row.kind)),
        Column(
            "state",
            "Trạng thái",
            lambda row: state_badge(row.state),
            export=lambda row: say(STATE_LABELS[row.state]),
        ),
        *(
            Column(outcome.value, label, _count(outcome), align="right")
            for outcome, label in OUTCOME_LABELS.items()
        ),
        Column("at", "Lúc", lambda row: show_moment(row.made_at), sort=ImportBatch.made_at.expression),
    ),
    identity=ImportBatch.id.expression,
    default_sort="-at",
    empty=Empty(
        "Chưa nhập tệp nào",
        "Nhập danh sách cơ quan trước, rồi tình hình áp dụng và kết quả kiểm tra của từng năm. "
        "Mỗi tệp được xem trước rồi mới lưu.",
        "Nhập tệp",
        "imports.upload",
    ),
    filters=(
        Filter("loai", "Loại", _of_kind, lambda: [(k.code, k.label) for k in registry().imports()]),
        Filter(
            "trang-thai",
            "Trạng thái",
            being(ImportBatch.state, ImportState),
            choice_of(STATE_LABELS),
        ),
    ),
    link=lambda row: url_for("imports.show", batch_id=row.id),
)
