"""One day and two days: English tells them apart, Vietnamese does not."""

import pytest

from iso_app.core.policy import Sentence
from iso_app.web.languages import say, speaking

LATE = "Quá hạn {days} ngày"


@pytest.mark.parametrize(
    ("days", "said"), [(1, "Overdue by 1 day"), (12, "Overdue by 12 days"), (0, "Overdue by 0 days")]
)
def test_english_says_one_and_several(days, said):
    with speaking("en"):
        assert (say(LATE, days=days), say(Sentence(LATE, days=days))) == (said, said)


def test_vietnamese_says_both_alike():
    assert [say(LATE, days=days) for days in (1, 12)] == ["Quá hạn 1 ngày", "Quá hạn 12 ngày"]


def test_a_sentence_with_one_form_keeps_it():
    """Most have one: the number does not send it back to Vietnamese."""
    with speaking("en"):
        for letters in (1, 12):
            assert say("Dài quá {letters} ký tự; hãy viết ngắn lại.", letters=letters).startswith(
                "Longer than"
            )
