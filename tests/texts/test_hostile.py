"""Files that want to be run, to blow up, or to be taken for something else: each gets a sentence, none a crash."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iso_app.printing import to_xlsx
from iso_app.texts import Extracted, Unreadable, pictures, reading
from iso_app.texts.shapes import Bounds, Kind
from tests.printing.examples import phu_luc_1
from tests.sheets.files import rezipped
from tests.texts.files import one_page, packed, pdf_of, read, stream, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = word("Điều 1.", "Điều 2.")
SHEET = to_xlsx(phu_luc_1())
PAGE = one_page()
MAIN = "word/document.xml"
LOCKED_PDF = one_page(
    more=[b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)],
    trailer=b"/Encrypt 6 0 R/ID[<%s><%s>]" % (b"00" * 16, b"00" * 16),
)


def _with_type(content: bytes, old: bytes, new: bytes) -> bytes:
    return rezipped(content, {"[Content_Types].xml": lambda xml: xml.replace(old, new)})


def _declared(part: str, declaration: bytes) -> bytes:
    return rezipped(WORD, {part: lambda xml: xml.replace(b"<w:", declaration + b"<w:", 1)})


def _laughs() -> bytes:
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<!DOCTYPE x [<!ENTITY l0 "lol">' + lol + b"]>"


def _linked(kind: str, target: str) -> bytes:
    """A Word file that refers to something outside of it."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    told = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return rezipped(WORD, add=[("word/_rels/settings.xml.rels", told.encode())])


def _lied_about_size() -> bytes:
    content = bytearray(rezipped(WORD, add=[("zeros.bin", bytes(50_000_000))]))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(content)


def _locked_member() -> bytes:
    content = bytearray(WORD)
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _zip_of_nothing() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w"):
        pass
    return target.getvalue()


HOSTILE: dict[str, tuple[Kind, bytes, str]] = {
    "no byte of Word": ("docx", b"", "Tệp trống"),
    "no byte of Excel": ("xlsx", b"", "Tệp trống"),
    "no byte of PDF": ("pdf", b"", "Tệp trống"),
    "locked Word": ("docx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "locked Excel": ("xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    "locked PDF": ("pdf", LOCKED_PDF, "mật khẩu"),
    "locked member": ("docx", _locked_member(), "mật khẩu"),
    "Word of 1997": ("docx", OLE + bytes(600), "đời cũ"),
    "Word for PDF": ("pdf", WORD, "không phải PDF"),
    "PDF for Word": ("docx", PAGE, "không đúng với đuôi"),
    "Excel for Word": ("docx", SHEET, "không đúng với đuôi"),
    "Word for Excel": ("xlsx", WORD, "không đúng với đuôi"),
    "empty archive": ("docx", _zip_of_nothing(), "không đúng với đuôi"),
    "cut Word": ("docx", WORD[: len(WORD) // 2], "hỏng"),
    "cut Excel": ("xlsx", SHEET[: len(SHEET) // 2], "hỏng"),
    "cut PDF": ("pdf", PAGE[:60], "hỏng"),
    "head of a PDF": ("pdf", b"%PDF-1.7\n", "hỏng"),
    "no document": ("docx", rezipped(WORD, drop=[MAIN]), "hỏng"),
    "cut XML": ("docx", rezipped(WORD, {MAIN: lambda xml: xml[: len(xml) // 2]}), "hỏng"),
    "no sheets": ("xlsx", rezipped(SHEET, drop=["xl/workbook.xml"]), "hỏng"),
    "macros of Word": ("docx", rezipped(WORD, add=[("word/vbaProject.bin", b"x")]), "macro"),
    "macros of Excel": ("xlsx", rezipped(SHEET, add=[("xl/vbaProject.bin", b"x")]), "macro"),
    "DOCM": (
        "docx",
        _with_type(
            WORD,
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "macro",
    ),
    "controls that run": ("docx", rezipped(WORD, add=[("word/activeX/activeX1.bin", b"x")]), "macro"),
    "a template from elsewhere": (
        "docx",
        _linked("attachedTemplate", "https://example.org/a.dotm"),
        "máy khác",
    ),
    "a template from a share": ("docx", _linked("attachedTemplate", r"\\\\example\\a.dotm"), "máy khác"),
    "a template from a server": ("docx", _linked("attachedTemplate", "file://example/a.dotm"), "máy khác"),
    "an object from elsewhere": ("docx", _linked("oleObject", "mhtml:https://example.org/a!x"), "máy khác"),
    "hidden in references": ("docx", _linked("oleObject", "&#104;ttps://example.org/a"), "máy khác"),
    "zeros": ("docx", rezipped(WORD, add=[("word/media/a.bin", bytes(30_000_000))]), "giải nén ra quá lớn"),
    "a lie about size": ("docx", _lied_about_size(), "giải nén ra quá lớn"),
    "archive inside": ("docx", rezipped(WORD, add=[("word/embeddings/a.zip", WORD)]), "nén khác bên trong"),
    "a way out": ("docx", rezipped(WORD, add=[("../../etc/x", b"x")]), "không an toàn"),
    "laughs": ("docx", _declared(MAIN, _laughs()), "khai báo XML"),
    "laughs of styles": ("docx", _declared("word/styles.xml", _laughs()), "khai báo XML"),
    "outer entity": (
        "docx",
        _declared(MAIN, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "khai báo XML",
    ),
    "pages in a ring": (
        "pdf",
        pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>"),
        "",
    ),
}


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "file:///C:\\Users\\A\\Normal.dotm"),
        ("attachedTemplate", "C:\\Mau\\Normal.dotm"),
        ("attachedTemplate", "Normal.dotm"),
        ("oleObject", "embeddings/oleObject1.bin"),
        ("hyperlink", "https://example.org/"),
    ],
)
def test_what_honest_documents_refer_to_is_taken(kind: str, target: str, tmp_path: Path) -> None:
    assert read(_linked(kind, target), "docx", tmp_path).has_text


@pytest.mark.parametrize(("kind", "content", "words"), HOSTILE.values(), ids=HOSTILE)
def test_refused_with_a_sentence_that_says_what_to_do(
    kind: Kind, content: bytes, words: str, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content, kind, tmp_path)
    assert words in refused.value.message
    assert refused.value.field == "file"


def _deep(tag: bytes, times: int) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        return xml.replace(b"<w:p>", (b"<w:%s>" % tag) * times + b"<w:p>", 1).replace(
            b"</w:p>", b"</w:p>" + (b"</w:%s>" % tag) * times, 1
        )

    return change


def test_nesting_without_end_is_damage(tmp_path: Path) -> None:
    deep = rezipped(WORD, {MAIN: _deep(b"sdtContent", 2_000)})
    with pytest.raises(Unreadable, match="hỏng"):
        read(deep, "docx", tmp_path)


def test_a_style_based_on_itself_ends(tmp_path: Path) -> None:
    ring = (
        b'<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        b'<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    content = rezipped(
        WORD,
        {
            "word/styles.xml": lambda xml: xml.replace(b"</w:styles>", ring),
            MAIN: lambda xml: xml.replace(b"<w:p>", b'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr>', 1),
        },
    )
    assert read(content, "docx", tmp_path).passages[0].style == "paragraph"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", one_page(packed(b" " * 400_000_000))),
        ("pdf", one_page(packed(b"BT /F 1 Tf (a) Tj ET " * 5_000_000))),
        ("pdf", one_page(stream(b"q " * 2_000_000))),
    ],
    ids=["blanks", "letters", "states"],
)
def test_a_bomb_in_a_pdf_meets_the_limits_and_harms_nobody(
    kind: Kind, content: bytes, tmp_path: Path
) -> None:
    assert len(content) < 5_000_000
    assert "quá lớn" in str(_said(content, kind, tmp_path))


def _said(content: bytes, kind: Kind, folder: Path, bounds: Bounds | None = None) -> Extracted | str:
    try:
        return read(content, kind, folder, bounds)
    except Unreadable as refused:
        return refused.message


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"output": 20}, "quá lớn"),
        ({"wall_seconds": 0.001}, "quá lớn"),
        ({"passages": 1}, "quá dài"),
        ({"letters": 3}, "quá dài"),
        ({"size": 100}, "Tệp lớn hơn"),
    ],
)
@pytest.mark.parametrize(("kind", "content"), [("docx", WORD), ("xlsx", SHEET)])
def test_each_limit_has_its_sentence(
    bounds: dict[str, Any], words: str, kind: Kind, content: bytes, tmp_path: Path
) -> None:
    assert words in str(_said(content, kind, tmp_path, Bounds(**bounds)))


def test_no_more_memory_than_allowed(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet()
        for row in range(1_500):
            sheet.write(row, 0, random.Random(row).randbytes(1_500).hex())
    assert isinstance(_said(target.getvalue(), "xlsx", tmp_path), Extracted)
    assert "quá lớn" in str(_said(target.getvalue(), "xlsx", tmp_path, Bounds(memory=30_000_000)))


def test_a_cell_far_away(tmp_path: Path) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    assert "quá lớn" in str(_said(target.getvalue(), "xlsx", tmp_path))


def test_too_many_pages(tmp_path: Path) -> None:
    assert "quá nhiều trang" in str(_said(PAGE, "pdf", tmp_path, Bounds(pages=0)))


@pytest.mark.parametrize(
    "answer",
    [
        *("", "[]", "{", "null", '{"passages": 1}', '{"passages": [["a"]], "pages": 1}', '{"pages": 1}'),
        *('{"passages": [], "pages": "<b>"}', '{"passages": [["a", "b", {}]], "pages": 1}', '{"unfit": []}'),
    ],
)
def test_a_parser_that_was_taken_over_cannot_speak_nonsense(
    answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text(f"print({answer!r})", encoding="utf-8")
    monkeypatch.setitem(reading.SCRIPTS, "pdf", liar)
    assert "hỏng" in str(_said(PAGE, "pdf", tmp_path))


@pytest.mark.parametrize(
    "answer", ['{"pictures": ["PHN2Zz4="]}', '{"pictures": [1]}', '{"pictures": ["*"]}', "{}"]
)
def test_only_png_comes_back(answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text(f"print({answer!r})", encoding="utf-8")
    monkeypatch.setitem(reading.SCRIPTS, "pdf", liar)
    (tmp_path / "a.pdf").write_bytes(PAGE)
    with pytest.raises(Unreadable, match="hỏng"):
        pictures(tmp_path / "a.pdf", pages=range(1, 2), width=100)


def test_an_unknown_style_or_word_of_the_child_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    liar = tmp_path / "liar.py"
    liar.write_text("""print('{"passages": [["a", "<script>", 1]], "pages": 1}')""", encoding="utf-8")
    monkeypatch.setitem(reading.SCRIPTS, "pdf", liar)
    assert "hỏng" in str(_said(PAGE, "pdf", tmp_path))


STARTS = {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pdf": b"%PDF-1.7\n"}
GOOD = {"docx": WORD, "xlsx": SHEET, "pdf": PAGE}
KINDS = st.sampled_from(["docx", "xlsx", "pdf"])
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(content=st.binary(max_size=300), kind=KINDS, started=st.booleans())
@example(content=b"", kind="pdf", started=True)
def test_any_bytes(content: bytes, kind: Kind, started: bool, tmp_path_factory: Any) -> None:
    whole = STARTS[kind] + content if started else content
    assert _said(whole, kind, tmp_path_factory.getbasetemp())


@FEW
@given(data=st.data(), kind=KINDS)
def test_good_files_with_bytes_changed(data: st.DataObject, kind: Kind, tmp_path_factory: Any) -> None:
    content = bytearray(GOOD[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert _said(bytes(content), kind, tmp_path_factory.getbasetemp())


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_part_that_is_not_what_the_directory_says(kind: Kind, tmp_path: Path) -> None:
    for name in (b"_rels/.rels", b"[Content_Types].xml"):
        head, found, rest = GOOD[kind].partition(name)
        assert found
        assert "Tệp hỏng" in str(_said(head + b"?" * len(name) + rest, kind, tmp_path))


@FEW
@given(data=st.data(), part=st.sampled_from([MAIN, "word/styles.xml", "_rels/.rels"]))
def test_word_with_its_xml_changed(data: st.DataObject, part: str, tmp_path_factory: Any) -> None:
    def change(xml: bytes) -> bytes:
        begin = data.draw(st.integers(0, len(xml)))
        end = data.draw(st.integers(begin, min(len(xml), begin + 60)))
        return xml[:begin] + data.draw(st.sampled_from([b"", b"<", b"\xff", xml[begin:end] * 2])) + xml[end:]

    assert _said(rezipped(WORD, {part: change}), "docx", tmp_path_factory.getbasetemp())
