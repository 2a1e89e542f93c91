"""The English catalogue keeps up: every string of the product is in it, translated, with the same places."""

import re
import unicodedata

import pytest
from babel.messages.catalog import Catalog

from tools import messages

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return messages.read()


def test_has_every_string_and_no_other(catalogue):
    known = {message.id for message in catalogue if message.id}
    assert known == set(messages.extracted()), "run `make messages` and translate what is new"


def test_every_string_is_translated(catalogue):
    open_ = [message.id for message in catalogue if message.id and (message.fuzzy or not message.string)]
    assert open_ == []


def test_places_are_the_same(catalogue):
    differ = {
        message.id: message.string
        for message in catalogue
        if message.id and sorted(PLACE.findall(message.id)) != sorted(PLACE.findall(message.string))
    }
    assert differ == {}


def test_strings_are_nfc():
    assert [text for text in messages.extracted() if unicodedata.normalize("NFC", text) != text] == []


def test_what_is_found(tmp_path):
    """The rules of extraction, on a file of their own."""
    code = tmp_path / "views.py"
    code.write_text(
        '"""Không: lời giải thích."""\n'
        'LABELS = {1: "Có trong từ điển"}\n'
        'WORDS = {Outcome.WRONG: "Sai", "tone": "Success", Outcome.SAME: "neutral"}\n'
        'email = Line("E-mail", description="Viết thường")\n'
        'name = f"Không: {LABELS}"\n'
        'key = "not shown"\n',
        encoding="utf-8",
    )
    assert sorted(set(messages.of_code(code))) == ["Có trong từ điển", "E-mail", "Sai", "Viết thường"]


def test_what_is_found_in_a_template(tmp_path):
    """Sentences with places as well: Babel gives those as a tuple."""
    template = tmp_path / "page.html"
    template.write_text("{{ _('Trang') }} {{ _('Dòng %(line)s', line=1) }} {{ say('Có') }}", encoding="utf-8")
    assert sorted(messages.of_template(template)) == ["Có", "Dòng %(line)s", "Trang"]
