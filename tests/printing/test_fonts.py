"""The fonts that go with the product are the ones that were reviewed, and they have what Vietnamese needs."""

import hashlib
import unicodedata

import pytest

from iso_app.printing.metrics import FONT_FOLDER, bold, drawable, regular

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def alphabet() -> str:
    toned = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES)
    small = toned + "bcdđfghjklmnpqrstvwxz"
    return small + small.upper()


def test_the_files_are_those_of_the_list() -> None:
    lines = (FONT_FOLDER / "SHA256SUMS").read_text().splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONT_FOLDER.iterdir()
        if path.name != "SHA256SUMS"
    }
    assert found == listed
    assert "COPYRIGHT" in found


def test_every_style_has_every_vietnamese_letter() -> None:
    assert set(alphabet()) <= drawable()
    assert len(set(alphabet())) == 2 * (12 * 6 + 21)


@pytest.mark.parametrize(("text", "em"), [("A", 0.722), ("0", 0.5), (" ", 0.25)])
def test_widths_are_those_of_times_new_roman(text: str, em: float) -> None:
    assert regular().width(text, 1) == pytest.approx(em, abs=0.001)
    assert bold().width(text * 10, 12) == pytest.approx(em * 120, abs=0.2)
