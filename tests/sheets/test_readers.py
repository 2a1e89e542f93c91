from datetime import date
from decimal import Decimal

import pytest

from iso_app.core.errors import DomainError
from iso_app.sheets import NOT_DONE, choice, code, day, day_or_no, decimal, text, whole, year


def test_values() -> None:
    assert text(10)("  một   hai ") == "một hai"
    assert text(10, lines=True)("một\r\nhai") == "một\nhai"
    assert code()("00941") == "00941"
    assert day()("1/2/2021") == day()("2021-02-01") == day()("2021-02-01T08:30:00") == date(2021, 2, 1)
    assert day_or_no()("không") is day_or_no()("Chưa") is NOT_DONE
    assert day_or_no()("31/12/2021") == date(2021, 12, 31)
    assert year()(" 2100 ") == 2100
    assert whole()("1.234") == whole()("1234") == 1234
    assert whole(-5)("-5") == -5
    assert choice({"Có": True, "Không": False})("khong") is False
    assert decimal()("1.234,5") == Decimal("1234.5")


@pytest.mark.parametrize(
    ("read", "typed", "words"),
    [
        (text(3), "bốn chữ", "Dài 7 ký tự"),
        (code(), "A B", "viết liền"),
        (day(), "2021", "ngày"),
        (day(), "29/02/2021", "Không có ngày 29/02/2021"),
        (day_or_no(), "có", "ghi Không"),
        (year(), "2101", "1990 đến 2100"),
        (year(), "２０２１", "bốn chữ số"),
        (year(), "2021.0", "bốn chữ số"),
        (whole(1), "0", "từ 1 đến"),
        (whole(0, 10), "11", "từ 0 đến 10"),
        (whole(), "1.23", "số nguyên"),
        (choice({"Có": True, "Không": False}), "X", "Có · Không"),
        (decimal(), "mười", "số"),
    ],
)
def test_refusals_say_what_would_be_right(read: object, typed: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        read(typed)  # type: ignore[operator]


def test_hints_and_examples_agree_with_the_reader() -> None:
    for reader in (code(), day(), day_or_no(), year(), whole(3), choice({"Có": 1}), decimal()):
        assert reader.hint.endswith(".")
        reader(reader.example)
