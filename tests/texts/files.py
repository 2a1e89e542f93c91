"""Documents as officers and enemies make them."""

import io
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import docx
import typst
from docx.document import Document

from iso_app.texts import Extracted, extract
from iso_app.texts.shapes import Bounds, Kind


def word(*paragraphs: str, edit: Callable[[Document], object] | None = None) -> bytes:
    """A DOCX of these paragraphs, then changed by `edit`."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if edit:
        edit(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def printed(source: str, folder: Path) -> bytes:
    """A PDF that Typst makes of `source`, whose pictures stand in `folder`."""
    page = folder / "trang.typ"
    page.write_text(source, encoding="utf-8")
    made = typst.compile(str(page), root=str(folder))
    assert isinstance(made, bytes)
    return made


def pdf_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (count, trailer, len(body))
    )


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), head, content)


def one_page(
    content: bytes = b"", *, box: bytes = b"0 0 595 842", more: Iterable[bytes] = (), trailer: bytes = b""
) -> bytes:
    """A PDF of one page that draws `content`, an object as `stream` makes it."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>" % box,
        content or stream(b"BT /F 12 Tf 72 700 Td (Quality) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
        trailer=trailer,
    )


def packed(content: bytes) -> bytes:
    """A page's content packed twice: megabytes in a few hundred bytes."""
    twice = zlib.compress(zlib.compress(content, 9), 9)
    return stream(twice, b"/Filter[/FlateDecode/FlateDecode]")


def read(content: bytes, kind: Kind, folder: Path, bounds: Bounds | None = None) -> Extracted:
    path = folder / f"tep.{kind}"
    path.write_bytes(content)
    return extract(path, kind=kind, bounds=bounds)
