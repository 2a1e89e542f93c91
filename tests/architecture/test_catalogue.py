"""The English catalogue keeps up: every string of the product is in it, translated, with the same places."""

import re
import unicodedata

import pytest
from babel.messages.catalog import Catalog, Message

from tools import messages

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return messages.read()


def _forms(message: Message) -> list[tuple[str, str]]:
    """(Vietnamese, English) of a string; twice where English tells one from several."""
    if not message.pluralizable:
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def test_has_every_string_and_no_other(catalogue):
    known = {text for message in catalogue if message.id for text, _ in _forms(message)}
    assert known == set(messages.extracted()), "run `make messages` and translate what is new"


def test_every_string_is_translated(catalogue):
    open_ = [
        message.id
        for message in catalogue
        if message.id and (message.fuzzy or not all(english for _, english in _forms(message)))
    ]
    assert open_ == []


def test_places_are_the_same(catalogue):
    differ = {
        text: english
        for message in catalogue
        if message.id
        for text, english in _forms(message)
        if sorted(PLACE.findall(text)) != sorted(PLACE.findall(english))
    }
    assert differ == {}


def test_one_and_several_are_told_apart_by_their_number(catalogue):
    """No "day(s)". Vietnamese has one form, and only `say` asks which: its places are in braces."""
    both = [message.id for message in catalogue if message.pluralizable]
    assert both
    assert [ids for ids in both if len(set(ids)) > 1 or not re.search(r"\{\w+\}", ids[0])] == []
    assert [text for message in catalogue for text, english in _forms(message) if "(s)" in english] == []


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
