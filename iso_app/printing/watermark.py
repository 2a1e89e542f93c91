"""The watermark of a Word page: a text across the sheet, behind everything, as Word writes it (VML)."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from iso_app.printing.metrics import bold

_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_PATH: Final = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
)


def watermark_paragraph(text: str, size: float, name: str) -> str:
    """The run that draws `text` at `size` points; `name` tells the shapes of one file apart."""
    width = bold().width(text, size)
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width:.0f}pt;height:{size:.0f}pt;rotation:315;"
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
        "mso-position-vertical:center;mso-position-vertical-relative:page"
    )
    return (
        f"<w:r {_NAMESPACES}><w:rPr><w:noProof/></w:rPr><w:pict>{_PATH}"
        f'<v:shape id="watermark_{escape(name)}" o:spid="_x0000_s20{49 if name == "first" else 50}" '
        f'type="#_x0000_t136" style="{style}" o:allowincell="f" fillcolor="#e4e4e4" stroked="f">'
        f"<v:textpath style='font-family:\"Times New Roman\";font-weight:bold' string={quoteattr(text)}/>"
        "</v:shape></w:pict></w:r>"
    )
