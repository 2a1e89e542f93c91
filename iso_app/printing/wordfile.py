"""What every Word file of the house has: one font, fixed properties, heads and feet, the same bytes each time."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from iso_app.printing.layout import BODY_SIZE
from iso_app.printing.wordxml import element, paragraph

_FONT: Final = "Times New Roman"
# The file must not depend on when it was made: the same report gives the same bytes.
_MOMENT: Final = datetime(2020, 1, 1, tzinfo=UTC)
_ZIP_MOMENT: Final = (2020, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY: Final = 255


def new_document(*, title: str, author: str) -> Document:
    """An empty document in Times New Roman."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = title[:_LONGEST_PROPERTY], author[:_LONGEST_PROPERTY]
    properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = _MOMENT
    _set_fonts(document)
    return document


def _set_fonts(document: Document) -> None:
    """Times New Roman in every script slot, so that Word never takes another for a Vietnamese letter."""
    styles = document.styles.element
    fonts = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in list(fonts):
        fonts.remove(old)
    fonts.extend(_font_properties())
    normal = document.styles["Normal"].element
    for old in normal.findall(qn("w:rPr")):
        normal.remove(old)
    normal.append(element("rPr", *_font_properties()))


def _font_properties() -> list[Any]:
    size = round(BODY_SIZE * 2)
    return [
        element("rFonts", ascii=_FONT, hAnsi=_FONT, cs=_FONT, eastAsia=_FONT),
        element("sz", val=size),
        element("szCs", val=size),
        element("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"),
    ]


def fill(part: Any, runs: list[Any], picture: str | None, *, align: str = "center") -> None:
    """Give a head or a foot one line of runs, with a watermark behind."""
    part.is_linked_to_previous = False
    holder = part._element  # noqa: SLF001 python-docx has no public way to the XML of a header
    for old in list(holder):
        holder.remove(old)
    line = paragraph(*runs, align=align)
    if picture:
        line.append(parse_xml(picture))
    holder.append(line)


def packed(document: Document) -> bytes:
    """The document with the same moment on every member of its archive."""
    written = io.BytesIO()
    document.save(written)
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _ZIP_MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return result.getvalue()
