"""How wide words are in Tinos, and which letters it has: read from the font files themselves.

Tinos has the widths of Times New Roman, so what is measured here holds for Word as well.
"""

import struct
from array import array
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FONT_FOLDER: Final = Path(__file__).parent / "fonts"
_WINDOWS_UNICODE: Final = (3, 1)
_PLANE: Final = 1 << 16  # code points that a table of format 4 can have
_LACKING: Final = 0xFFFF  # no letter is that wide
_UNKNOWN_WIDTH: Final = 0.6  # em; a letter that Tinos lacks is measured like a broad one


@dataclass(frozen=True, slots=True)
class Font:
    """What one style of the font can draw: how wide each character is, in units of the font, by its code point.

    One block of memory, which processes share as long as nobody writes to it. Three thousand letters as objects would
    be copied by each process that counts a reference to one of them.
    """

    advances: "array[int]"
    units_per_em: int

    def width(self, text: str, size: float) -> float:
        """The width of `text` in points at `size` points, on one line."""
        return size * sum(self._advance(character) for character in text)

    def has(self, character: str) -> bool:
        code = ord(character)
        return code < _PLANE and self.advances[code] != _LACKING

    def _advance(self, character: str) -> float:
        return self.advances[ord(character)] / self.units_per_em if self.has(character) else _UNKNOWN_WIDTH


@cache
def regular() -> Font:
    return _read("Tinos-Regular.ttf")


@cache
def bold() -> Font:
    return _read("Tinos-Bold.ttf")


@cache
def drawable() -> frozenset[str]:
    """The characters that all four styles have: what may go into a PDF that embeds nothing else."""
    styles = regular(), bold(), _read("Tinos-Italic.ttf"), _read("Tinos-BoldItalic.ttf")
    return frozenset(chr(code) for code in range(_PLANE) if all(style.has(chr(code)) for style in styles))


def _read(name: str) -> Font:
    data = (FONT_FOLDER / name).read_bytes()
    tables = _tables(data)
    (units_per_em,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (metric_count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    advances = array("H", [_LACKING]) * _PLANE
    for code, glyph in _glyph_of_character(data, tables["cmap"]).items():
        metric = min(glyph, metric_count - 1)  # glyphs beyond the last share it (OpenType, table hmtx)
        (advances[code],) = struct.unpack_from(">H", data, tables["hmtx"] + 4 * metric)
    return Font(advances, units_per_em)


def _tables(data: bytes) -> dict[str, int]:
    """Where each table of the file begins, by its tag."""
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * i) for i in range(count))
    return {tag.decode("ascii"): offset for tag, _checksum, offset, _length in records}


def _glyph_of_character(data: bytes, cmap: int) -> dict[int, int]:
    """Code point to glyph, from the Windows Unicode subtable. Raises ValueError if there is none."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * i)
        if (platform, encoding) == _WINDOWS_UNICODE:
            return _read_format_4(data, cmap + offset)
    raise ValueError("The font has no table of Unicode characters.")


def _read_format_4(data: bytes, start: int) -> dict[int, int]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    count = doubled // 2
    shape = f">{count}H"
    ends = struct.unpack_from(shape, data, start + 14)
    starts = struct.unpack_from(shape, data, start + 16 + doubled)
    deltas = struct.unpack_from(shape, data, start + 16 + 2 * doubled)
    range_base = start + 16 + 3 * doubled
    ranges = struct.unpack_from(shape, data, range_base)
    glyphs: dict[int, int] = {}
    for i in range(count):
        for code in range(starts[i], ends[i] + 1):
            if ranges[i]:
                place = range_base + 2 * i + ranges[i] + 2 * (code - starts[i])
                (raw,) = struct.unpack_from(">H", data, place) if place + 2 <= len(data) else (0,)
            else:
                raw = code
            glyph = (raw + deltas[i]) & 0xFFFF if raw else 0
            if glyph:
                glyphs[code] = glyph
    return glyphs
