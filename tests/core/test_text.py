import random
import sqlite3
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from iso_app.core.text import clean, fold, slug, sort_key

VIETNAMESE_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYáàảãạằẫỗộợứỹỵỒỂ 0129-.,"
vietnamese = st.text(alphabet=VIETNAMESE_LETTERS, max_size=30)
anything = st.text(alphabet=st.characters(), max_size=30)  # surrogates, controls and all


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# clean


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("  Sở \t Nội\u00a0vụ\n", "Sở Nội vụ"),
        (nfd("Sóc Trăng"), "Sóc Trăng"),
        ("UBND\x00 xã\x07 An\x1f", "UBND xã An"),
        ("a\ud800b\udfff", "ab"),
        ("Quy\u200b \u202etrình\u202c\ufeff", "Quy trình"),
        ("đánh\u00ad giá\u2060", "đánh giá"),
        ("a\u3164b\ufe0f\uffff", "ab"),
        ("ma\u200d\u0301", "má"),
        (" \u200b\n\t", ""),
    ],
)
def test_what_cannot_be_seen_goes_away(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned
    assert " ".join(clean(dirty, lines=True).split()) == cleaned


def test_lines_are_kept_where_lines_are_wanted() -> None:
    typed = "\r\n  Một \r\n\r\n- hai   ba\tbốn\rnăm\u2028sáu\x00\n\n"
    assert clean(typed, lines=True) == "Một\n\n- hai   ba bốn\nnăm\nsáu"
    assert clean(typed) == "Một - hai ba bốn năm sáu"


@given(anything, st.booleans())
@example("\u200b\u0344 \u0301", True)
def test_clean_text_is_fit_to_store_and_stays_as_it_is(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    once.encode("utf-8")  # would raise on a lone surrogate
    assert clean(once, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    allowed = "\n" if lines else ""
    assert [c for c in once if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in allowed] == []
    assert once == once.strip()


# fold


def test_a_search_without_diacritics_finds_the_text() -> None:
    assert fold("quy trinh danh gia noi bo") in fold("QT-01 Quy trình đánh giá  nội bộ")
    assert fold("ĐẶC KHU Phú Quốc") == "dac khu phu quoc"
    assert fold("Ðồng Nai") == fold("Đồng Nai")  # the first letter is the Icelandic one
    assert fold("ưỡn ẹo ỷ y") == "uon eo y y"


def test_folding_keeps_different_words_apart() -> None:
    assert fold("An Hiệp") != fold("An Hiệp 2")
    assert fold("QT-01") != fold("QT 01")


@given(anything)
def test_fold_asks_neither_for_the_normal_form_nor_the_case(text: str) -> None:
    assert fold(nfd(text)) == fold(text)
    assert fold(fold(text)) == fold(text)


@given(vietnamese)
def test_fold_of_vietnamese_is_small_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text.upper()) == fold(text) == fold(text).lower()


# sort_key

IN_ORDER = [
    "",
    "- không tên",
    "2 tháng 9",
    "10 năm",
    "a",
    "A",
    "à",
    "ả",
    "ã",
    "á",
    "ạ",
    "An",
    "An Bình",
    "An Hiệp",
    "An-Biên",
    "An–Biên",
    "An0",
    "An1",
    "Anh",
    "Ánh",
    "az",
    "ă",
    "ằ",
    "ặ",
    "ăn",
    "âm",
    "ba",
    "Cà Mau",
    "Dũng",
    "Đông",
    "em",
    "êm",
    "Fax",
    "gà",
    "ma",
    "Ma",
    "mà",
    "mả",
    "mã",
    "má",
    "mạ",
    "mai",
    "ngang",
    "oai",
    "ông",
    "ơn",
    "phương",
    "Phường 2",
    "Phường 2A",
    "Phường 10",
    "Tân Thạnh",
    "Tần Thạnh",
    "Tân Thạnh Đông",
    "ung",
    "ưng",
    "Văn Lang",
    "xã",
    "ý",
    "zê",
]


def test_lists_stand_in_the_order_of_the_dictionary() -> None:
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_every_letter_of_the_alphabet_has_its_place() -> None:
    alphabet = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    for before, after in pairwise(alphabet):
        # Whatever follows the earlier letter, and whatever case the later one has.
        assert sort_key(before + "zạ字9") < sort_key(after.upper())


def test_tones_are_weighed_after_all_letters() -> None:
    assert sort_key("hạ an") < sort_key("ha ân") < sort_key("hạ ân")
    assert sort_key("bà ba") < sort_key("bá ba") < sort_key("ba bác")
    assert sort_key("ba bà") < sort_key("bà ba")


def test_old_and_new_spelling_of_a_tone_stay_together() -> None:
    names = ["hoà", "hòa", "hoả", "hỏa", "hoá", "hóa"]
    ordered = sorted(names, key=sort_key)
    tones = [next(c for c in nfd(n) if unicodedata.combining(c)) for n in ordered]
    assert tones == ["\u0300", "\u0300", "\u0309", "\u0309", "\u0301", "\u0301"]


def test_case_is_the_last_thing_asked() -> None:
    assert sort_key("ma") < sort_key("Ma") < sort_key("MA") < sort_key("mà")


@given(st.integers(0, 10**25), st.integers(0, 10**25))
@example(9, 10)
@example(99_999_999, 100_000_000)
@example(10**17, 10**18 - 1)
@example(10**18, 10**18 - 1)
def test_numbers_sort_by_value(one: int, other: int) -> None:
    assert (sort_key(f"Phường {one} cũ") < sort_key(f"Phường {other} a")) == (one < other)


def test_clause_numbers_sort_by_value_at_every_level() -> None:
    assert sorted(["10.2", "4.10", "4.2", "4.2.1", "10.1", "4"], key=sort_key) == [
        "4",
        "4.2",
        "4.2.1",
        "4.10",
        "10.1",
        "10.2",
    ]


@given(anything)
def test_a_key_is_printable_ascii_of_bearable_length(text: str) -> None:
    key = sort_key(text)
    assert key.isascii()
    assert key.isprintable()
    assert len(key) <= 18 * len(nfd(text)) + 2


@given(anything)
def test_the_normal_form_does_not_move_a_text(text: str) -> None:
    assert sort_key(nfd(text)) == sort_key(text) == sort_key(clean(text))


@given(anything, anything)
@example("à\u0300", "a\u0300\u0300")
@example("hòa", "hoà")
@example("a 01", "a 1")
@example("\u03f4", "\u0398")
@example("a\u0301\u0306", "a\u0306\u0301")
@example("00", "0")
@example("\u1e9e", "ß")
def test_the_order_is_total(one: str, other: str) -> None:
    """Two texts share a key only if they are the same text: no list depends on luck."""
    assert (sort_key(one) == sort_key(other)) == (clean(one) == clean(other))


@given(vietnamese, vietnamese)
def test_the_order_is_total_in_vietnamese(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (clean(one) == clean(other))


@given(st.lists(vietnamese, max_size=12))
def test_the_database_orders_the_keys_as_python_does(texts: list[str]) -> None:
    keys = [sort_key(text) for text in texts]
    with sqlite3.connect(":memory:") as database:
        rows = database.execute(
            "SELECT value FROM json_each(json_array("
            + ",".join("?" * len(keys))
            + ")) ORDER BY value COLLATE BINARY",
            keys,
        ).fetchall()
    database.close()
    assert [row[0] for row in rows] == sorted(keys)


vowels = st.text(alphabet="aăâeêioôơuưyáàảãạấẩếềồộợứựỹỵ", min_size=1, max_size=4)


@given(vowels, vowels)
def test_the_key_agrees_with_a_plain_reading_of_the_rule(one: str, other: str) -> None:
    """Against an independent, slow statement of the rule: letters by the alphabet, then the tone."""
    assume(_dictionary(one) != _dictionary(other))
    assert (sort_key(one) < sort_key(other)) == (_dictionary(one) < _dictionary(other))


def _dictionary(word: str) -> tuple[list[int], list[int]]:
    alphabet, tones = "aăâeêioôơuưy", "\u0300\u0309\u0303\u0301\u0323"
    letters, heard = [], []
    for letter in word:
        marks = [c for c in nfd(letter) if c in tones]
        bare = unicodedata.normalize("NFC", "".join(c for c in nfd(letter) if c not in tones))
        letters.append(alphabet.index(bare))
        heard += [tones.index(mark) for mark in marks]
    return letters, heard


# slug


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Phụ lục 1 – Sóc Trăng (2021)", "phu-luc-1-soc-trang-2021"),
        ("../../Đông/etc", "dong-etc"),
        ("Con", "tep-con"),
        ("COM1", "tep-com1"),
        ("Con số", "con-so"),
        ("字…", "khong-ten"),
    ],
)
def test_slugs(title: str, stem: str) -> None:
    assert slug(title) == stem


def test_a_long_slug_ends_with_a_whole_word() -> None:
    assert slug("báo cáo " * 30) == "-".join(["bao", "cao"] * 10)
    assert slug("a" * 200) == "a" * 80


@given(anything)
def test_a_slug_is_always_a_safe_file_name(text: str) -> None:
    stem = slug(text)
    assert 1 <= len(stem) <= 80
    assert all(part.isalnum() and part.isascii() and part == part.lower() for part in stem.split("-"))
