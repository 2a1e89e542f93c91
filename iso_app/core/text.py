"""Vietnamese text: cleaned at the border, folded for search, keyed for sorting.

Everything that enters goes through `clean`; what search and uniqueness compare is `fold`; what a list is
ordered by is `sort_key`, stored in a column, so that both engines give the same order without a collation of
their own.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

# Letters that stay as they are, marks composed; nine texts of ten consist of nothing else, and a look at them is
# quicker than a walk over every letter.
_ORDINARY: Final = re.compile("[ -~À-ɏẠ-ỹ–—‘’“”…]*")
# What a person may type as white space. Other control characters are noise and go away.
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_NONCHARACTERS: Final = frozenset(
    chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)
)
# Invisible without being "format characters": fillers and the variation selectors.
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(c) for c in range(0xFE00, 0xFE10)
}
_KEPT_CONTROLS: Final = frozenset("\t\n")
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs"})  # controls, zero-width and bidi, lone surrogates


def clean(text: str, *, lines: bool = False) -> str:
    """`text` in NFC, stripped, without anything that cannot be seen or stored.

    With `lines`, line ends are kept as a newline and spaces inside a line as they are; otherwise every run of
    white space becomes one space. Doing it twice changes nothing.
    """
    if _ORDINARY.fullmatch(text):
        return text.strip() if lines else " ".join(text.split())
    unified = _LINE_ENDS.sub("\n", text)
    visible = unicodedata.normalize("NFC", unified.translate(_WITHOUT_NOISE))
    if not lines:
        return " ".join(visible.split())
    kept = (re.sub(r"\s", " ", line).rstrip() for line in visible.split("\n"))
    return "\n".join(kept).strip()


def _is_noise(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return False
    return (
        unicodedata.category(character) in _DROPPED_CATEGORIES
        or character in _INVISIBLE
        or character in _NONCHARACTERS
    )


class _Without(dict[int, int | None]):
    """A table for `str.translate` that drops characters, asking once for each; every import asks for them all.

    Only letters that living languages use are remembered: a hostile file could bring a million others.
    """

    _LAST_REMEMBERED: Final = 0x2FFF

    def __init__(self, is_dropped: Callable[[str], object]) -> None:
        super().__init__()
        self._is_dropped = is_dropped

    def __missing__(self, code: int) -> int | None:
        answer = None if self._is_dropped(chr(code)) else code
        if code <= self._LAST_REMEMBERED:
            self[code] = answer
        return answer


_WITHOUT_NOISE: Final = _Without(_is_noise)
_WITHOUT_MARKS: Final = _Without(unicodedata.combining)

# đ has no decomposition in Unicode. Ð (Icelandic) and Ɖ (Ewe) look the same and come from old fonts.
_CROSSED_D: Final = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})


def fold(text: str) -> str:
    """What search and uniqueness compare: no case, no diacritics, đ as d, single spaces.

    `fold("Quy trình  ĐÁNH GIÁ") == "quy trinh danh gia"`, whatever the normal form of the input.
    """
    # Word by word: no letter has to do with another one beyond a space, and texts are made of few words.
    return " ".join(filter(None, map(fold_word, clean(text).split(" "))))


def fold_word(word: str) -> str:
    """`fold` of a single word, without spaces; of a short one that has diacritics it is remembered."""
    if word.isascii():
        return word.lower()
    return _fold_short_word(word) if len(word) <= _SHORT_WORD else _fold_letters(word)


def _fold_letters(word: str) -> str:
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return clean(spread.translate(_WITHOUT_MARKS).translate(_CROSSED_D))


_SHORT_WORD: Final = 24
_fold_short_word = lru_cache(maxsize=8192)(_fold_letters)


_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH: Final = 80
# "Con" is a good Vietnamese word and a device name on Windows.
_DEVICE_NAMES: Final = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


def slug(text: str) -> str:
    """`text` as the stem of a file name: a-z, 0-9 and single hyphens, at most 80 characters, never empty."""
    stem = _NOT_IN_SLUG.sub("-", fold(text)).strip("-")
    if len(stem) > _SLUG_LENGTH:
        head = stem[: _SLUG_LENGTH + 1]
        stem = head.rpartition("-")[0] or head[:_SLUG_LENGTH]
    if _DEVICE_NAMES.fullmatch(stem):
        return f"tep-{stem}"
    return stem or "khong-ten"


# Collation. A key has three levels, each compared only when the one before is equal, parted by a space, which
# is smaller than anything inside a level:
#   1 letters   a word gap is "!"; a sign '"x', or '#' and its code; a number its length and its digits; a
#               letter itself, but ă đ ê ô ư the letter and "}", â ơ the letter and "~"; any other script "{"
#               and its code. "}" and "~" exceed all that follows a plain letter: every ă is after every a.
#   2 tones     one digit a word in the order ngang, huyền, hỏi, ngã, sắc, nặng (ngang writes nothing), "."
#               Where in the word the tone stands is not asked: hòa and hoà are one word in two spellings.
#   3 spelling  one digit a letter: +1 bears a tone, +2 is a capital; then foreign marks, leading zeros.
# The levels together lose nothing, so different texts have different keys.
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTERS: Final = {"ă": "a}", "â": "a~", "đ": "d}", "ê": "e}", "ô": "o}", "ơ": "o~", "ư": "u}"}
_TONED: Final = {
    unicodedata.normalize("NFC", vowel + mark): (vowel, digit)
    for vowel in "aăâeêioôơuưy"
    for mark, digit in _TONES.items()
}
_GAPS: Final = ("!", ".", "0")  # what a space weighs on each level
_PIECES: Final = re.compile(r"[0-9]+|.", re.DOTALL)
_CAPITAL, _TONED_HERE, _FOREIGN_MARK, _LEADING_ZERO = 2, 1, "4", "5"


def sort_key(text: str) -> str:
    """Printable ASCII whose plain code-point order is the Vietnamese dictionary order of the cleaned text.

    Base letters first (a ă â b c d đ …), then tones over the whole string, then case; numbers by value, so
    "Phường 2" precedes "Phường 10". Some 2,5 times as long as the text: store it without a length limit.
    """
    # Word by word: no piece reaches over a space, and names are made of few words.
    weighed = [_weigh_word(word) for word in clean(text).split(" ")]
    letters, tones, spelling = (
        gap.join(level) for gap, level in zip(_GAPS, zip(*weighed, strict=True), strict=True)
    )
    return f"{letters} {tones} {spelling.rstrip('0')}".rstrip()


def _weigh_word(word: str) -> tuple[str, str, str]:
    """The three levels of a word; of a short one they are remembered."""
    return _weigh_short_word(word) if len(word) <= _SHORT_WORD else _weigh_pieces(word)


def _weigh_pieces(word: str) -> tuple[str, str, str]:
    letters: list[str] = []
    tones: list[str] = []
    spelling: list[str] = []
    for piece in _PIECES.findall(word):
        if piece[0] in "0123456789":
            digits = piece.lstrip("0")  # nothing is left of a zero, and nothing is less than that
            letters.append(_length_prefix(len(digits)) + digits)
            spelling.append(_LEADING_ZERO * (len(piece) - len(digits)) + "0")
            continue
        for letter, tone, detail in _weigh(piece):
            letters.append(letter)
            tones.append(tone)
            spelling.append(detail)
    return "".join(letters), "".join(tones), "".join(spelling)


_weigh_short_word = lru_cache(maxsize=4096)(_weigh_pieces)


def _length_prefix(length: int) -> str:
    """A length of any size that ends itself and sorts as the number does: 1 … 8, 90, 91 … 98, 990 …"""
    nines, rest = divmod(length, 9)
    return "9" * nines + str(rest)


@lru_cache(maxsize=4096)
def _weigh(character: str) -> tuple[tuple[str, str, str], ...]:
    """The weights of one composed character on the three levels, one triple for each of its parts."""
    small = _lowered(character)
    capital = _CAPITAL if small != character else 0
    if small in _TONED:
        vowel, tone = _TONED[small]
        return ((_LETTERS.get(vowel, vowel), tone, str(capital + _TONED_HERE)),)
    if small in _LETTERS:
        return ((_LETTERS[small], "", str(capital)),)
    return tuple(_weigh_plain(part) for part in unicodedata.normalize("NFD", character))


def _weigh_plain(part: str) -> tuple[str, str, str]:
    """The weights of one character that cannot be taken apart and is no letter of Vietnamese alone."""
    if part == " ":
        return _GAPS
    if unicodedata.combining(part):
        return "", "", f"{_FOREIGN_MARK}{ord(part):06x}"
    if unicodedata.category(part)[0] in "PSZ":
        return (f'"{part}' if part.isascii() else f"#{ord(part):06x}"), "", "0"
    small = _lowered(part)
    capital = str(_CAPITAL if small != part else 0)
    return (small if small.isascii() else f"{{{ord(small):06x}"), "", capital


def _lowered(character: str) -> str:
    """Lower case where the way back is clear; a few letters of other scripts share one small letter."""
    small = character.lower()
    return small if len(small) == 1 and small.upper() == character else character
