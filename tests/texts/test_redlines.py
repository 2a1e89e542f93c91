"""Redlines say all that changed and nothing else, in work that grows with the length."""

import random
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iso_app.texts import Change, redline
from iso_app.texts import aligning as ground
from iso_app.texts.aligning import same

WORDS = ["cán", "bộ", "nộp", "hồ", "sơ", ",", ".", "05", "03", "ngày"]
PASSAGES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join),
    max_size=9,
)
LONG = "Cán bộ, công chức tiếp nhận hồ sơ trong {} ngày làm việc."


def _old(changes: Sequence[Change]) -> list[str]:
    return _side(changes, "added", "removed")


def _new(changes: Sequence[Change]) -> list[str]:
    return _side(changes, "removed", "added")


def _side(changes: Sequence[Change], without: str, only: str) -> list[str]:
    return [
        "".join(piece.text for piece in change.pieces if piece.kind in {"same", only})
        for change in changes
        if change.kind != without
    ]


def _shown(change: Change) -> str:
    marks = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)


def test_words_within_a_passage() -> None:
    changes = redline(["Mở đầu.", LONG.format("05"), "Hết."], ["Mở đầu.", LONG.format("03"), "Thêm.", "Hết."])
    assert [(change.kind, change.old_index, change.new_index) for change in changes] == [
        ("same", 0, 0),
        ("changed", 1, 1),
        ("added", None, 2),
        ("same", 2, 3),
    ]
    assert _shown(changes[1]) == "Cán bộ, công chức tiếp nhận hồ sơ trong[- 05][+ 03] ngày làm việc."


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("theo Nghị định 09/2019/NĐ-CP đã ban hành", "theo Nghị định 30/2020/NĐ-CP đã ban hành", None),
        ("nộp hồ sơ gốc", "nộp hồ sơ", "nộp hồ sơ[- gốc]"),
        ("nộp hồ sơ", "nộp hồ sơ gốc", "nộp hồ sơ[+ gốc]"),
        ("cần nộp hồ sơ", "nộp hồ sơ", "[-cần ]nộp hồ sơ"),
        ("nộp hồ sơ đầy đủ", "nộp hồ sở đầy đủ", "nộp hồ[- sơ][+ sở] đầy đủ"),
        ("giá 1.000,5 đồng mỗi bản", "giá 1.000,7 đồng mỗi bản", "giá[- 1.000,5][+ 1.000,7] đồng mỗi bản"),
    ],
)
def test_words_and_numbers_stay_whole(old: str, new: str, shown: str | None) -> None:
    (change,) = redline([old], [new])
    assert _shown(change) == (shown or "theo Nghị định[- 09/2019/NĐ-CP][+ 30/2020/NĐ-CP] đã ban hành")


def test_a_passage_written_anew_is_no_change_of_words() -> None:
    changes = redline(["Lưu hồ sơ năm năm."], ["Người đứng đầu chịu trách nhiệm."])
    assert [change.kind for change in changes] == ["removed", "added"]


def test_two_sentences_do_not_share_a_lonely_word() -> None:
    old = "Phòng Nội vụ lập kế hoạch và trình lãnh đạo xem xét, phê duyệt"
    new = "Phòng Nội vụ gom báo cáo và gửi lãnh đạo xem xét, phê duyệt"
    (change,) = redline([old], [new])
    assert _shown(change) == (
        "Phòng Nội vụ[- lập kế hoạch và trình][+ gom báo cáo và gửi] lãnh đạo xem xét, phê duyệt"
    )


def test_a_moved_passage_knows_its_other_place() -> None:
    changes = redline(["a a", "b b", "c c", "d d"], ["b b", "c c", "d d", "a a"])
    assert [(change.kind, change.moved_index) for change in changes] == [
        ("removed", 3),
        ("same", None),
        ("same", None),
        ("same", None),
        ("added", 0),
    ]


def test_what_stands_twice_moved_nowhere() -> None:
    changes = redline(["a a", "b b", "a a"], ["b b"])
    assert [change.moved_index for change in changes] == [None] * 3


def test_nothing_and_something() -> None:
    assert redline([], []) == []
    assert [change.kind for change in redline([], ["a"])] == ["added"]
    assert [change.kind for change in redline(["a"], [])] == ["removed"]


@given(PASSAGES, PASSAGES)
def test_both_texts_can_be_read_out_of_a_redline(old: list[str], new: list[str]) -> None:
    changes = redline(old, new)
    assert _old(changes) == old
    assert _new(changes) == new
    assert [c.old_index for c in changes if c.old_index is not None] == list(range(len(old)))
    assert [c.new_index for c in changes if c.new_index is not None] == list(range(len(new)))
    assert all(change.pieces for change in changes)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_letters_and_spaces(old: str, new: str) -> None:
    changes = redline([old], [new])
    assert (_old(changes), _new(changes)) == ([old], [new])


@given(PASSAGES)
def test_the_same_text_has_no_changes(text: list[str]) -> None:
    assert {change.kind for change in redline(text, text)} <= {"same"}


@given(st.lists(st.integers(0, 4), max_size=12), st.lists(st.integers(0, 4), max_size=12))
def test_as_much_as_possible_is_the_same(old: list[int], new: list[int]) -> None:
    pairs = same(old, new)
    assert all(old[place] == new[other] for place, other in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert len(pairs) == _longest(old, new)


def _longest(old: list[int], new: list[int]) -> int:
    row = [0] * (len(new) + 1)
    for item in old:
        before = row
        row = [0]
        for place, other in enumerate(new):
            row.append(before[place] + 1 if item == other else max(row[-1], before[place + 1]))
    return row[-1]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 2), max_size=30), st.lists(st.integers(0, 2), max_size=30))
def test_where_too_much_repeats_it_is_still_right(old: list[int], new: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ground, "MOST_PAIRS", 10)
        pairs = same(old, new)
    assert all(old[place] == new[other] for place, other in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


def _lines_run(work: Callable[..., object], *texts: list[str]) -> int:
    """How many lines of Python `work` runs with `texts`: the same on every machine."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(*texts)
    finally:
        sys.settrace(before)
    return count


def _passages(count: int, seed: int) -> list[str]:
    words = LONG.replace("{}", "05").split()
    choose = random.Random(seed)
    return [" ".join(choose.choices(words, k=4)) for _ in range(count)]


@pytest.mark.parametrize(
    "pair",
    [
        lambda count: (_passages(count, 1), _passages(count, 2)),
        lambda count: (_passages(count, 1), _passages(count, 1)[::-1]),
        lambda count: ([f"a{n}" for n in range(count)], [f"b{n}" for n in range(count)]),
        lambda count: (["x"] * count + ["y"], ["y"] + ["x"] * count),
        lambda count: (random.Random(1).choices("xy", k=count), random.Random(2).choices("xy", k=count)),
        lambda count: ([" ".join(_passages(count, 1))], [" ".join(_passages(count, 2))]),
    ],
    ids=["other", "reversed", "disjoint", "repeated", "two-kinds", "one-long-passage"],
)
def test_work_grows_with_the_length_and_not_with_its_square(
    pair: Callable[[int], tuple[list[str], list[str]]],
) -> None:
    small, large = (_lines_run(redline, *pair(count)) for count in (500, 1_500))
    assert large < 4.5 * small
