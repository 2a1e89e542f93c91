"""A CSV as cells: decoded or refused with its place, delimiter found by the head, lines as in an editor."""

import csv
import itertools
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from io import BytesIO, TextIOWrapper

from iso_app.core.policy import Sentence
from iso_app.core.text import clean
from iso_app.sheets.kinds import SAVE_CSV, UTF16
from iso_app.sheets.shapes import SHOWN, Limits, Refused, Table

DELIMITERS = (",", ";", "\t")
HEAD_LETTERS = 65_536
_MOST_DELIMITERS = 32_767
_BOM = b"\xef\xbb\xbf"
_CSV_FAULTS = (
    (
        "unexpected end of data",
        Sentence('Dấu ngoặc kép (") mở ở dòng này mà không đóng; đóng lại hoặc xoá đi.'),
    ),
    (
        "field larger",
        Sentence('Ô dài quá mức, thường do dấu ngoặc kép (") mở mà không đóng; đóng lại hoặc xoá đi.'),
    ),
    (
        "expected after",
        Sentence('Có chữ ngay sau dấu ngoặc kép đóng; trong ô có ngoặc kép thì viết đôi ("").'),
    ),
)


def read_delimited(content: bytes, heads: AbstractSet[str], limits: Limits) -> Table:
    """The records of a CSV. `heads` are the normalised heads that may occur; they decide the delimiter.

    Raises:
        Refused: not UTF-8 or UTF-16, NUL, broken quotes, too many rows or lines.
    """
    content = _as_utf8(content)
    skipped, delimiter = _find_delimiter(content, heads)
    records = _records(content, delimiter, skipped, limits)
    first = next(records, None)
    if first is None:
        raise Refused(Sentence("Tệp trống; chọn tệp có dòng tên cột và dữ liệu."))
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, row in records:
        if len(rows) >= limits.rows:
            most = f"{limits.rows:,}".replace(",", ".")
            raise Refused(
                Sentence("Nhiều nhất {most} dòng dữ liệu; chia thành nhiều tệp.", most=most), line=line
            )
        lines.append(line)
        rows.append(row)
    return Table(head_line=first[0], head=tuple(first[1]), lines=lines, rows=rows, csv=True)


def normal_head(head: str) -> str:
    """A head as heads are compared: composed letters, single spaces, no case."""
    return clean(head).casefold()


def unguard(cell: str) -> str:
    """Text without the apostrophe that `writing.inert` puts before a sign that would start a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in {"=", "+", "-", "@"} else cell


def _as_utf8(content: bytes) -> bytes:
    """The content as UTF-8 without mark, or Refused with line and column of the first foreign byte."""
    if content.startswith(UTF16):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError as fault:
            raise Refused(Sentence("Tệp UTF-16 bị hỏng; {how}", how=SAVE_CSV)) from fault
    content = content.removeprefix(_BOM)
    nul = content.find(b"\x00")
    if nul >= 0:
        raise Refused(
            Sentence("Có ký tự NUL, tệp không phải CSV UTF-8; {how}", how=SAVE_CSV), line=_line(content, nul)
        )
    try:
        content.decode()
    except UnicodeDecodeError as fault:
        raise _foreign(content, fault.start) from fault
    return content


def _foreign(content: bytes, at: int) -> Refused:
    """Says where the first byte stands that is not UTF-8: most often Windows-1258 or TCVN3 of old files."""
    begin = max(content.rfind(b"\n", 0, at), content.rfind(b"\r", 0, at)) + 1
    rest = content[begin : begin + 4 * SHOWN + (at - begin)]
    head = re.split(rb"[\r\n]", content[:HEAD_LETTERS].lstrip(), maxsplit=1)[0]
    delimiter = max(DELIMITERS, key=lambda sign: head.count(sign.encode()))
    before = content[begin:at].decode(errors="replace") + "x"
    place = len(_cells(before, delimiter))
    names = _cells(head.decode(errors="replace").strip(), delimiter)
    named = place <= len(names) and "\ufffd" not in names[place - 1]
    cell = rest[max(0, at - begin - SHOWN // 2) :].decode(errors="replace").splitlines()[0]
    return Refused(
        Sentence(
            "Chữ không phải UTF-8 (có thể là Windows-1258 hoặc TCVN3). Lưu lại dưới dạng CSV UTF-8"
            " (trong Excel: Save As → “CSV UTF-8 (Comma delimited)”)."
        ),
        line=_line(content, at),
        column=names[place - 1] if named else f"thứ {place}",
        value=cell[:SHOWN],
    )


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line, for a sentence about it: what no CSV can be is parted all the same."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [""])
    except csv.Error:
        return line.split(delimiter)


def _line(content: bytes, at: int) -> int:
    before = content[:at].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def _lines(content: bytes, limits: Limits) -> Iterator[str]:
    for number, line in enumerate(TextIOWrapper(BytesIO(content), "utf-8", newline=""), start=1):
        if number > limits.lines:
            raise Refused(
                Sentence(
                    "Tệp có quá {most} dòng; xoá các dòng trống hoặc chia thành nhiều tệp.", most=limits.lines
                )
            )
        yield line


def _find_delimiter(content: bytes, heads: AbstractSet[str]) -> tuple[int, str]:
    """Lines to skip, and the delimiter: as Excel's own `sep=;` says, or the one with most heads."""
    start = content[:HEAD_LETTERS].decode(errors="ignore")
    first, _, _ = start.partition("\n")
    said = first.strip().lower().removeprefix("sep=")
    if first[:4].lower() == "sep=" and (said in DELIMITERS or first[4:5] == "\t"):
        return 1, said or "\t"
    return 0, max(DELIMITERS, key=lambda sign: _score(start, sign, heads))


def _score(start: str, delimiter: str, heads: AbstractSet[str]) -> tuple[int, int]:
    lines = itertools.islice(start.lstrip().splitlines(keepends=True), 20)
    try:
        cells = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return sum(normal_head(cell) in heads for cell in cells), len(cells)


def _records(content: bytes, delimiter: str, skipped: int, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(line where the record starts, its cells) of every record that is not blank."""
    lines = _guarded(_lines(content, limits), delimiter)
    for _ in range(skipped):
        next(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = skipped + 1
    try:
        for row in reader:
            if any(row) and "".join(row).strip():
                yield line, row
            line = skipped + reader.line_num + 1
    except csv.Error as fault:
        said = str(fault)
        advice = next(
            (advice for mark, advice in _CSV_FAULTS if mark in said),
            Sentence("Không đọc được; {how}", how=SAVE_CSV),
        )
        raise Refused(Sentence("{advice} Từ dòng này trở đi chưa đọc.", advice=advice), line=line) from fault


def _guarded(lines: Iterator[str], delimiter: str) -> Iterator[str]:
    """Lines that cannot make millions of empty cells."""
    for number, line in enumerate(lines, start=1):
        if len(line) > _MOST_DELIMITERS and line.count(delimiter) > _MOST_DELIMITERS:
            raise Refused(Sentence("Dòng có quá nhiều dấu ngăn cột; {how}", how=SAVE_CSV), line=number)
        yield line
