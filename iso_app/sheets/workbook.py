"""An XLSX as cells: looked at as a ZIP, parsed in a child process with limits, and its answer checked."""

import json
from pathlib import Path
from typing import Any

from iso_app.core.policy import Sentence
from iso_app.sheets.archive import DAMAGED, inspect, require_workbook
from iso_app.sheets.child import Spoilt, TooMuch, ask
from iso_app.sheets.shapes import Limits, Mark, Refused, Table

CHILD = Path(__file__).with_name("_child.py")
TOO_BIG = Sentence(
    "Trang tính quá lớn, hoặc có ô nằm rất xa bảng; chép riêng bảng sang một sổ Excel mới rồi lưu lại."
)
_VALUES = Sentence("chép cả bảng rồi dán giá trị (Paste Special → Values).")
_WHOLE = 1e15
"""Below it, every whole float is exact and Excel shows all its digits."""
_MOST_MERGED = 200_000
"""Cells; ranges may overlap in a hostile file, and each is followed cell by cell."""
_CELLS = {str, int, float}
_UNFIT = {
    "no sheet": Sentence("Sổ Excel không có trang tính nào nhìn thấy được; đặt bảng ở trang tính đầu tiên."),
    "far": TOO_BIG,
    "formulas": Sentence("Trang tính có quá nhiều ô chứa công thức; {how}", how=_VALUES),
    "formula without address": Sentence("Trang tính có ô chứa công thức; {how}", how=_VALUES),
    "damaged": DAMAGED,
}


def read_workbook(content: bytes, limits: Limits) -> Table:
    """The first visible worksheet of an XLSX.

    Raises:
        Refused: the file is unsafe, damaged, too large, or has no table.
    """
    require_workbook(inspect(content, limits))
    answer = _ask_child(content, limits)
    if "unfit" in answer:
        raise Refused(_UNFIT.get(answer["unfit"], DAMAGED))
    return _table(answer, limits)


def _ask_child(content: bytes, limits: Limits) -> dict[str, Any]:
    """The child's answer, checked."""
    asked = {name: getattr(limits, name) for name in ("memory", "cpu_seconds", "output", "rows", "cells")}
    try:
        return _understood(ask(CHILD, content, asked, wall_seconds=limits.wall_seconds))
    except Spoilt as spoilt:
        raise Refused(DAMAGED) from spoilt
    except TooMuch as much:
        raise Refused(TOO_BIG) from much


def _understood(answer: bytes) -> dict[str, Any]:
    """The answer as promised by the child; one that a hostile file has taken over may say anything."""
    try:
        said = json.loads(answer)
        if "unfit" in said:
            return {"unfit": str(said["unfit"])}
        return {
            "rows": [_checked(row) for row in said["rows"]],
            "height": int(said["height"]),
            "sheets": int(said["sheets"]),
            "sheet": str(said["sheet"]),
            "marks": [
                Mark(int(row), int(cell), str(kind), str(text)) for row, cell, kind, text in said["marks"]
            ],
            "merged": [
                (int(top), int(left), int(low), int(right)) for top, left, low, right in said["merged"]
            ],
        }
    except (ValueError, TypeError, KeyError, RecursionError) as nonsense:
        raise Refused(DAMAGED) from nonsense


def _checked(row: list[Any] | None) -> list[Any] | None:
    if row is not None and not set(map(type, row)) <= _CELLS:
        raise TypeError(row)
    return row


def _table(answer: dict[str, Any], limits: Limits) -> Table:
    rows: list[list[Any] | None] = answer["rows"]
    filled = [place for place, row in enumerate(rows) if row is not None and not _blank(row)]
    if not filled:
        raise Refused(
            Sentence("Trang tính đầu tiên trống; đặt bảng ở trang tính đầu tiên, dòng đầu là tên cột.")
        )
    if answer["height"] > len(rows) or len(filled) - 1 > limits.rows:
        most = f"{limits.rows:,}".replace(",", ".")
        raise Refused(
            Sentence(
                "Nhiều nhất {most} dòng dữ liệu; xoá các dòng thừa phía dưới bảng hoặc chia thành nhiều tệp.",
                most=most,
            )
        )
    notes: list[Sentence] = []
    if answer["sheets"] > 1:
        others = answer["sheets"] - 1
        notes.append(
            Sentence(
                "Chỉ đọc trang tính đầu tiên “{name}”; {others} trang khác bị bỏ qua.",
                name=answer["sheet"],
                others=others,
            )
        )
    reach = sum(
        max(0, min(low, len(rows)) - top + 1) * max(0, min(right, limits.columns) - left + 1)
        for top, left, low, right in answer["merged"]
    )
    if reach > _MOST_MERGED:
        raise Refused(
            Sentence("Trang tính có quá nhiều ô gộp; chọn cả bảng, bỏ gộp (Unmerge Cells) rồi ghi đủ từng ô.")
        )
    merged = [Mark(top, left, "merged", f"{low},{right}") for top, left, low, right in answer["merged"]]
    return Table(
        head_line=filled[0] + 1,
        head=tuple(shown(cell) for cell in rows[filled[0]] or []),
        lines=[place + 1 for place in filled[1:]],
        rows=[rows[place] or [] for place in filled[1:]],
        marks=(*answer["marks"], *merged),
        notes=tuple(notes),
    )


def _blank(row: list[Any]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def shown(cell: Any) -> str:
    """A cell as Excel shows it in Vietnamese: 941.0 is 941, 3.14 is 3,14, a date is dd/mm/yyyy."""
    if isinstance(cell, str):
        return cell.removeprefix("\x01")
    if cell is None:
        return ""
    if isinstance(cell, int) or (cell.is_integer() and abs(cell) < _WHOLE):
        return str(int(cell))
    return f"{cell:.15g}".replace(".", ",")


def address(row: int, cell: int) -> str:
    """The address of a cell counted from 0: (4, 1) is B5."""
    letters, rest = "", cell + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
