"""What a Word document says, in a process of its own: `python -I _docx.py LIMITS < file > json`.

Read as a stream by expat, not with python-docx: that leaves out content controls, tracked insertions and text
boxes, and builds the whole tree in memory. Deleted text is not said; a picture with a fallback is said once.
"""

import re
import runpy
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

PIECE = 1 << 18
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_SKIPPED = frozenset({"Fallback", "del", "moveFrom", "instrText", "delText", "pPrChange", "rPrChange"})
_DEEPEST = 40
_OFF = frozenset({"0", "false", "off"})


class Unfit(Exception):
    """The document is well-formed but cannot be taken; the first argument is a word that the parent knows."""


def parse(file: BinaryIO, limits: dict[str, Any]) -> dict[str, Any]:
    """Passages as [text, style, page] of the body, then of footnotes and endnotes."""
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        main = _main_part(archive)
        if main not in names:
            raise Unfit("damaged")
        folder = main.rpartition("/")[0]
        styles = _Styles()
        if f"{folder}/styles.xml" in names:
            _feed(archive, f"{folder}/styles.xml", styles)
        said = _Said(styles.found(), limits)
        _feed(archive, main, said)
        for part in ("footnotes.xml", "endnotes.xml"):
            if f"{folder}/{part}" in names:
                said.note = True
                _feed(archive, f"{folder}/{part}", said)
    return {"passages": said.passages, "pages": None}


def _main_part(archive: zipfile.ZipFile) -> str:
    found = _Main()
    _feed(archive, "_rels/.rels", found)
    return found.target.lstrip("/") or "word/document.xml"


def _feed(archive: zipfile.ZipFile, name: str, reader: Any) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, found: reader.start(_local(tag), _attributes(found))
    parser.EndElementHandler = lambda tag: reader.end(_local(tag))
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    with archive.open(name) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _attributes(found: dict[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in found.items()}


class _Main:
    """Finds the part that the package calls its document."""

    def __init__(self) -> None:
        self.target = ""

    def start(self, tag: str, found: dict[str, str]) -> None:
        if tag == "Relationship" and found.get("Type", "").endswith("/officeDocument"):
            self.target = found.get("Target", "")

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Styles:
    """Which style of a paragraph is a heading, a title or a list, by name, level and what it is based on."""

    def __init__(self) -> None:
        self.own: dict[str, str] = {}
        self.base: dict[str, str] = {}
        self.current = ""

    def start(self, tag: str, found: dict[str, str]) -> None:
        if tag == "style":
            self.current = found.get("styleId", "")
        elif not self.current:
            return
        elif tag == "name":
            self._named(found.get("val", ""))
        elif tag == "basedOn":
            self.base[self.current] = found.get("val", "")
        elif tag == "outlineLvl" and found.get("val", "").isdigit() and int(found["val"]) < 9:  # noqa: PLR2004 - 9 is body text
            self.own.setdefault(self.current, f"heading {int(found['val']) + 1}")
        elif tag == "numId" and found.get("val") != "0":
            self.own.setdefault(self.current, "list")

    def _named(self, name: str) -> None:
        if heading := _HEADING.fullmatch(name):
            self.own[self.current] = f"heading {heading[1]}"
        elif name.lower() == "title":
            self.own[self.current] = "title"
        elif name.lower().startswith("list "):
            self.own[self.current] = "list"

    def end(self, tag: str) -> None:
        if tag == "style":
            self.current = ""

    def text(self, text: str) -> None: ...

    def found(self) -> dict[str, str]:
        return {style: self._meaning(style) for style in self.own | self.base}

    def _meaning(self, style: str) -> str:
        for _ in range(_DEEPEST):
            if style in self.own:
                return self.own[style]
            if style not in self.base:
                break
            style = self.base[style]
        return "paragraph"


@dataclass
class _Paragraph:
    style: str = "paragraph"
    pieces: list[str] = field(default_factory=list)


@dataclass
class _Row:
    cells: list[list[str]] = field(default_factory=list)


class _Said:
    """Walks the story of a document. Tables nest: what stands in a cell goes to the row around it."""

    def __init__(self, styles: dict[str, str], limits: dict[str, Any]) -> None:
        self.styles = styles
        self.limits = limits
        self.passages: list[tuple[str, str, None]] = []
        self.letters = 0
        self.note = False
        self.skipping = 0
        self.depth = 0
        self.listening = False
        self.paragraphs: list[_Paragraph] = []
        self.rows: list[_Row] = []

    def start(self, tag: str, found: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > 1_000:  # noqa: PLR2004 - Word itself nests some tens
            raise Unfit("deep")
        if self.skipping or tag in _SKIPPED:
            self.skipping += 1
        elif tag == "t":
            self.listening = True
        elif tag == "p":
            self.paragraphs.append(_Paragraph("note" if self.note else "paragraph"))
        elif tag == "tr":
            self.rows.append(_Row())
        elif tag == "tc" and self.rows:
            self.rows[-1].cells.append([])
        elif self.paragraphs:
            self._property(tag, found)

    def _property(self, tag: str, found: dict[str, str]) -> None:
        paragraph = self.paragraphs[-1]
        value = found.get("val", "")
        if tag in {"tab", "br", "cr", "ptab"}:
            paragraph.pieces.append(" ")
        elif tag == "noBreakHyphen":
            paragraph.pieces.append("-")
        elif self.note:
            return
        elif tag == "pStyle":
            paragraph.style = self.styles.get(value, "paragraph")
        elif tag == "outlineLvl" and value.isdigit() and int(value) < 9:  # noqa: PLR2004 - 9 is body text
            paragraph.style = f"heading {int(value) + 1}"
        elif tag == "numId" and paragraph.style == "paragraph" and value not in _OFF:
            paragraph.style = "list"

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.skipping:
            self.skipping -= 1
        elif tag == "t":
            self.listening = False
        elif tag == "p" and self.paragraphs:
            self._said(self.paragraphs.pop())
        elif tag == "tr" and self.rows:
            row = self.rows.pop()
            cells = [" ".join(cell) for cell in row.cells]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                self._keep(" | ".join(cells), "row")

    def text(self, text: str) -> None:
        if self.listening and not self.skipping and self.paragraphs:
            self.paragraphs[-1].pieces.append(text)

    def _said(self, paragraph: _Paragraph) -> None:
        text = " ".join("".join(paragraph.pieces).split())
        if text:
            self._keep(text, paragraph.style)

    def _keep(self, text: str, style: str) -> None:
        if self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1].append(text)
            return
        self.letters += len(text)
        self.passages.append((text, style, None))
        if self.letters > self.limits["letters"] or len(self.passages) > self.limits["passages"]:
            raise Unfit("long")


if __name__ == "__main__":
    bounded = Path(__file__).parents[1] / "sheets" / "_bounded.py"
    runpy.run_path(str(bounded))["answer"](parse, Unfit)
