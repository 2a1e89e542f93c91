"""Whatever the bytes, `read` answers: rows or sentences, never an exception."""

import contextlib
import io
import zipfile

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iso_app.core.errors import DomainError
from iso_app.sheets import Limits, Reading, inert, read, write_csv
from iso_app.sheets.archive import inspect
from iso_app.sheets.shapes import Refused
from tests.sheets.files import GOOD, GOOD_LINE, HEAD_LINE, HEADS, SHEET, book

NAMES = st.sampled_from(["a.csv", "a.xlsx", "a.tsv", "a", "..", "a.xls"]) | st.text(max_size=12)
GOOD_BOOK = book(GOOD)
FAST = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(reading: Reading) -> None:
    assert all(problem.sentence() for problem in reading.problems)
    assert not {row.line for row in reading.rows} & set(reading.bad_lines)


@FAST
@given(st.binary(max_size=400), NAMES)
@example(b"a\rb\n\xff", "a.csv")
@example(b"a,b\n" + b"x" * 200_000 + b"\xff", "a.csv")
def test_any_bytes(content: bytes, name: str) -> None:
    check(read(SHEET, content, name))


@FAST
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
@example('"', "utf-8")
@example("\x00", "utf-16")
def test_any_text_below_a_good_head(text: str, encoding: str) -> None:
    check(read(SHEET, f"{HEAD_LINE}\n{GOOD_LINE}\n{text}".encode(encoding, "surrogatepass"), "a.csv"))


@FAST
@given(st.lists(st.lists(st.text(max_size=20), min_size=7, max_size=7), max_size=5))
def test_any_cells(rows: list[list[str]]) -> None:
    check(read(SHEET, "".join(write_csv(HEADS, rows)).encode(errors="replace"), "a.csv"))


@FAST
@given(st.data())
def test_a_workbook_with_bytes_changed_is_inspected_safely(data: st.DataObject) -> None:
    content = bytearray(GOOD_BOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Refused):
        assert inspect(bytes(content), Limits())


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_sheet_with_xml_changed(data: st.DataObject) -> None:
    """Past the ZIP, into the parser: the sheet's XML with pieces cut out, doubled or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD_BOOK)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name.startswith(("xl/worksheets", "xl/workbook")):
                begin = data.draw(st.integers(0, len(xml)))
                end = data.draw(st.integers(begin, min(len(xml), begin + 40)))
                xml = (
                    xml[:begin]
                    + data.draw(st.sampled_from([b"", b"<", b"\xff", xml[begin:end] * 2, b'"']))
                    + xml[end:]
                )
            new.writestr(name, xml)
    check(read(SHEET, target.getvalue(), "a.xlsx"))


@FAST
@given(st.text(max_size=40))
def test_no_reader_raises_anything_but_a_refusal(text: str) -> None:
    for column in SHEET.columns:
        with contextlib.suppress(DomainError):
            assert column.read(text) is not None


@FAST
@given(st.text(max_size=30))
def test_what_is_written_is_inert_and_read_back(text: str) -> None:
    assert inert(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    content = "".join(write_csv(["Năm", "Mã cơ quan", "Nội dung ghi nhận"], [[2021, "A", text]])).encode()
    reading = read(SHEET, content, "a.csv")
    assert reading.ok
    if not text.startswith("'"):
        assert inert(reading.rows[0].values["note"]) == inert(text)
