"""Typst's compilers, one a template, kept warm; texts are handed over as data and never as markup."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from iso_app.printing.metrics import FONT_FOLDER, drawable

_TEMPLATE_FOLDER: Final = Path(__file__).parent / "typst"
# Archives take PDF/A-2; level "a" keeps the tags that a screen reader needs.
_STANDARD: Final = "a-2a"
# The file must not depend on when it was made: the same data gives the same bytes. 01/01/2020, UTC.
_TIMESTAMP: Final = 1_577_836_800
_MISSING_LETTER: Final = "□"


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """A template of `printing/typst` filled with `data` (its `report`), as PDF/A-2a with only Tinos embedded.

    A letter that Tinos lacks (no Vietnamese one) is printed as an empty box. The first call of a process
    loads the fonts, about 50 ms; the compiler then stays. Safe from several threads: they take turns.
    """
    press = _press(template)
    inputs = {"report": json.dumps(_drawable(data), ensure_ascii=False)}
    with press.one_at_a_time:
        printed = press.compiler.compile(
            format="pdf", sys_inputs=inputs, pdf_standards=_STANDARD, timestamp=_TIMESTAMP
        )
    if not isinstance(printed, bytes):
        raise TypeError("Typst gives one file for one PDF.")
    return printed


@dataclass(frozen=True)
class _Press:
    compiler: typst.Compiler
    # A Compiler refuses to be used by two threads at once ("Already borrowed").
    one_at_a_time: Any = field(default_factory=Lock)


@cache
def _press(template: str) -> _Press:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )
    place = str(_TEMPLATE_FOLDER / template)
    return _Press(typst.Compiler(place, root=str(_TEMPLATE_FOLDER), font_paths=fonts))


def _drawable(value: Any) -> Any:
    """The same data with a box for each letter that the font lacks: PDF/A refuses such a letter."""
    if isinstance(value, str):
        return "".join(c if c in drawable() or c == "\n" else _MISSING_LETTER for c in value)
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: _drawable(item) for key, item in value.items()}
    return value
