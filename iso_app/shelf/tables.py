"""The list of shelves; the lines of one, before and after they are stored; the files that no line names."""

from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement

from iso_app.core.dates import show_day, show_moment
from iso_app.core.numbers import round_half_up, show_number
from iso_app.core.policy import recalled
from iso_app.shelf.kinds import (
    RESULT_LABELS,
    RESULT_TONES,
    VERDICT_LABELS,
    VERDICT_TONES,
    LineResult,
    LineVerdict,
)
from iso_app.shelf.models import Shelf, ShelfFile, ShelfLine
from iso_app.shelf.workflow import STATE_LABELS, ShelfState
from iso_app.web.filters import being, choice_of, having_words
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column, Empty, Filter, Table, badge

STATE_TONES = {
    ShelfState.LOOKING: "info",
    ShelfState.LIST_WANTED: "warning",
    ShelfState.PREVIEWED: "warning",
    ShelfState.STORING: "info",
    ShelfState.STORED: "success",
    ShelfState.DISCARDED: "neutral",
}
_CURRENT, _OLD = "hiện hành", "lần cũ"


def show_size(size: int) -> str:
    """Bytes for people: 12,3 MB, 45 KB."""
    if size >= 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{show_number(round_half_up(size / 1_000_000, 1))} MB"
    return f"{show_number(round_half_up(size / 1_000, 1))} KB"


def _count(key: str) -> Any:
    return lambda row: row.counts.get(key, 0) if row.counts else ""


SHELVES = Table(
    label="Nhập tài liệu có sẵn",
    columns=(
        Column("file", "Tệp ZIP", lambda row: row.file_name, sort=Shelf.file_name.expression),
        Column(
            "state", "Trạng thái", lambda row: badge(STATE_TONES[row.state], say(STATE_LABELS[row.state])),
            export=lambda row: say(STATE_LABELS[row.state]),
        ),
        *(
            Column(verdict.value, label, _count(verdict.value), align="right")
            for verdict, label in VERDICT_LABELS.items()
        ),
        Column("stored", "Đã lưu", _count("stored"), align="right"),
        Column("size", "Cỡ tệp", lambda row: show_size(row.file_size), align="right", optional=True),
        Column("by", "Người nhập", lambda row: row.made_by),
        Column("at", "Lúc", lambda row: show_moment(row.made_at), sort=Shelf.made_at.expression),
    ),
    identity=Shelf.id.expression,
    default_sort="-at",
    empty=Empty(
        "Chưa nhập bộ tài liệu nào",
        "Cơ quan đã có tài liệu trên giấy hoặc trong thư mục? Nén các tệp cùng một danh mục Excel thành một tệp ZIP;"
        " phần mềm kiểm tra, cho xem trước từng dòng rồi mới lưu.",
        "Nhập tài liệu có sẵn",
        "shelf.bring",
    ),
    filters=(
        Filter("trang-thai", "Trạng thái", being(Shelf.state, ShelfState), choice_of(STATE_LABELS)),
    ),
    link=lambda row: url_for("shelf.show", shelf_id=row.id),
)  # fmt: skip


def _result(value: str) -> ColumnElement[bool] | None:
    if value == LineResult.STORED.value:
        return ShelfLine.result == LineResult.STORED
    if value == LineResult.LEFT_OUT.value:
        return ShelfLine.result.is_distinct_from(LineResult.STORED)
    return None


def faults_of(row: AnyRow) -> list[str]:
    """What is wrong with a line, each as a sentence: column, what stands there, what would be right."""
    return [_fault(fault) for fault in row.faults]


def _fault(fault: dict[str, Any]) -> str:
    place = fault["column"]
    value = f"“{fault['value']}”" if fault["value"] else ""
    head = " ".join(part for part in (place, value) if part)
    advice = say(recalled(fault)) if "sentence" in fault else fault["advice"]
    return f"{head}: {advice}" if head else advice


def _notes(row: AnyRow) -> Markup | str:
    """The faults of a line as a list; or that its file has no words."""
    if row.faults:
        items = Markup().join(Markup("<li>{}</li>").format(fault) for fault in faults_of(row))
        return Markup('<ul class="plain-list faults">{}</ul>').format(items)
    return say(row.unsaid) if row.unsaid else ""


def _plain_notes(row: AnyRow) -> str:
    return "; ".join(faults_of(row)) or (say(row.unsaid) if row.unsaid else "")


def _number(row: AnyRow) -> str:
    number = f"{row.number:02}" if row.number is not None else row.raw.get("Lần ban hành", "")
    return number if row.is_current else f"{number} ({say(_OLD)})"


def _day(row: AnyRow) -> str:
    return show_day(row.effective_on) or row.raw.get("Ngày hiệu lực", "")


def _result_words(row: AnyRow) -> str:
    if row.verdict is LineVerdict.SAME:
        return say(VERDICT_LABELS[LineVerdict.SAME])
    return say(RESULT_LABELS[row.result or LineResult.LEFT_OUT])


def _result_badge(row: AnyRow) -> Markup:
    tone = "neutral" if row.verdict is LineVerdict.SAME else RESULT_TONES[row.result or LineResult.LEFT_OUT]
    return badge(tone, _result_words(row))


def _said() -> tuple[Column, ...]:
    """What the list says of a line; what seldom decides is shown when asked for."""
    return (
        Column("code", "Mã hiệu", lambda row: row.code or "–", sort=ShelfLine.code_folded.expression),
        Column("title", "Tên tài liệu", lambda row: row.title),
        Column("line", "Dòng", lambda row: row.line, sort=ShelfLine.line.expression, align="right"),
        Column("number", "Lần ban hành", _number, align="right"),
        Column("effective", "Ngày hiệu lực", _day, align="center"),
    )


def _said_besides() -> tuple[Column, ...]:
    return (
        Column("kind", "Loại", lambda row: row.kind or row.raw.get("Loại", ""), optional=True),
        Column("department", "Đơn vị soạn thảo", lambda row: row.department, optional=True),
        Column("state", "Tình trạng", lambda row: say(_CURRENT if row.is_current else _OLD), optional=True),
        Column("basis", "Căn cứ ban hành", lambda row: row.basis, optional=True),
        Column("file", "Tên tệp", lambda row: row.file_name, optional=True),
    )


def _to_document(row: AnyRow) -> str:
    return url_for("documents.show", document_id=row.document_id) if row.document_id else ""


_SEARCH = Filter("q", "Mã hiệu, tên tài liệu", having_words(ShelfLine.folded))
_NO_LINE = Empty("Không có dòng nào", "Danh mục không có dòng thuộc nhóm này.")
PREVIEW = Table(
    label="Các dòng của danh mục",
    columns=(
        *_said(),
        Column(
            "verdict", "Kết quả kiểm tra",
            lambda row: badge(VERDICT_TONES[row.verdict], say(VERDICT_LABELS[row.verdict])),
            export=lambda row: say(VERDICT_LABELS[row.verdict]),
            align="center",
        ),
        Column("faults", "Cần sửa", _notes, export=_plain_notes),
        *_said_besides(),
    ),
    identity=ShelfLine.id.expression,
    default_sort="line",
    empty=_NO_LINE,
    filters=(
        _SEARCH,
        Filter(
            "xem", "Kết quả kiểm tra", being(ShelfLine.verdict, LineVerdict), choice_of(VERDICT_LABELS),
        ),
    ),
    tone=lambda row: "danger" if row.verdict is LineVerdict.WRONG else None,
)  # fmt: skip
RESULT = Table(
    label="Kết quả nhập tài liệu có sẵn",
    columns=(
        *_said(),
        Column("result", "Kết quả", _result_badge, export=_result_words, align="center"),
        Column("faults", "Vì sao không lưu", _notes, export=_plain_notes),
        *_said_besides(),
    ),
    identity=ShelfLine.id.expression,
    default_sort="line",
    empty=_NO_LINE,
    filters=(
        _SEARCH,
        Filter("ket-qua", "Kết quả", _result, choice_of(RESULT_LABELS)),
    ),
    link=_to_document,
)  # fmt: skip
UNLISTED = Table(
    label="Tệp ngoài danh mục",
    columns=(
        Column("name", "Tệp", lambda row: row.name, sort=ShelfFile.name.expression),
        Column("size", "Cỡ tệp", lambda row: show_size(row.size), align="right"),
    ),
    identity=ShelfFile.id.expression,
    default_sort="name",
    empty=Empty("Không có tệp nào ngoài danh mục", "Mỗi tệp trong tệp ZIP đều có một dòng của danh mục."),
)
