"""Three ways: nobody's change is lost, and nobody's is taken over another's without being asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso_app.core.errors import DomainError
from iso_app.texts import merge

LINES = st.lists(st.sampled_from(["a a", "b b", "c c", "a b", "b c", "d"]), max_size=8)
BASE = [f"Điều {number}. Nội dung của điều này." for number in range(1, 7)]


def _edited(place: int, text: str) -> list[str]:
    return [*BASE[:place], text, *BASE[place + 1 :]]


def test_edits_of_different_passages_are_both_kept() -> None:
    found = merge(BASE, _edited(1, "Điều 2. Tỉnh sửa điều này."), _edited(4, "Điều 5. Cơ quan sửa."))
    assert [part.kind for part in found.parts] == ["same", "theirs", "same", "mine", "same"]
    assert found.resolved({}) == [
        BASE[0],
        "Điều 2. Tỉnh sửa điều này.",
        *BASE[2:4],
        "Điều 5. Cơ quan sửa.",
        BASE[5],
    ]


def test_neighbours_do_not_disturb_each_other() -> None:
    found = merge(BASE, _edited(1, BASE[1] + " Tỉnh."), _edited(2, BASE[2] + " Ta."))
    assert not found.has_conflicts
    assert found.resolved({}) == [BASE[0], BASE[1] + " Tỉnh.", BASE[2] + " Ta.", *BASE[3:]]


def test_one_edit_of_many_passages_conflicts_only_where_the_other_edits() -> None:
    theirs = [BASE[0], *(text + " Tỉnh." for text in BASE[1:4]), *BASE[4:]]
    found = merge(BASE, theirs, _edited(2, BASE[2] + " Ta."))
    assert [(part.kind, part.base) for part in found.parts if part.kind != "same"] == [
        ("theirs", (BASE[1],)),
        ("conflict", (BASE[2],)),
        ("theirs", (BASE[3],)),
    ]


def test_the_same_passage_in_two_ways_waits_for_a_choice() -> None:
    found = merge(BASE, _edited(2, "Điều 3. Tỉnh."), _edited(2, "Điều 3. Ta."))
    assert (found.has_conflicts, found.conflicts) == (True, (1,))
    with pytest.raises(DomainError, match="Còn 1 chỗ"):
        found.resolved({})
    assert found.resolved({1: "theirs"})[2] == "Điều 3. Tỉnh."
    assert found.resolved({1: "mine"})[2] == "Điều 3. Ta."
    assert found.resolved({1: "base"}) == BASE
    assert found.resolved({1: ["Điều 3. Chung.", "Thêm."]})[2:4] == ["Điều 3. Chung.", "Thêm."]
    assert found.resolved({1: []}) == [*BASE[:2], *BASE[3:]]


def test_a_change_without_conflict_can_be_declined() -> None:
    found = merge(BASE, _edited(2, BASE[2] + " Tỉnh."), BASE)
    assert found.resolved({1: "mine"}) == BASE


def test_the_same_edit_on_both_sides_is_one() -> None:
    edited = _edited(2, "Điều 3. Cùng sửa.")
    found = merge(BASE, edited, edited)
    assert [part.kind for part in found.parts] == ["same", "both", "same"]
    assert found.resolved({}) == edited


def test_two_additions_at_one_place_are_a_question() -> None:
    found = merge(["a", "b"], ["a", "của tỉnh", "b"], ["a", "của ta", "b"])
    assert [part.kind for part in found.parts] == ["same", "conflict", "same"]


def test_an_addition_beside_a_change_is_a_question() -> None:
    found = merge(BASE, [*BASE[:2], "Xen vào.", *BASE[2:]], _edited(2, BASE[2] + " Ta."))
    assert found.has_conflicts


def test_removed_here_and_changed_there_is_a_question() -> None:
    found = merge(BASE, [*BASE[:2], *BASE[3:]], _edited(2, BASE[2] + " Ta."))
    (place,) = found.conflicts
    assert (found.parts[place].upstream, found.parts[place].mine) == ((), (BASE[2] + " Ta.",))


@pytest.mark.parametrize("choices", [{9: "mine"}, {0: "ours"}, {-1: "mine"}])
def test_a_choice_has_to_name_a_part_and_a_side(choices: dict[int, str]) -> None:
    with pytest.raises(ValueError, match="No s"):
        merge(BASE, BASE, BASE).resolved(choices)


@given(LINES, LINES)
def test_what_the_other_left_alone_is_taken(base: list[str], new: list[str]) -> None:
    assert merge(base, base, new).resolved({}) == new
    assert merge(base, new, base).resolved({}) == new
    assert merge(base, new, new).resolved({}) == new
    kinds = {part.kind for part in merge(base, base, new).parts}
    assert kinds <= {"same", "mine"}


@given(LINES, LINES, LINES)
def test_every_side_can_be_read_out_of_the_parts(base: list[str], theirs: list[str], mine: list[str]) -> None:
    parts = merge(base, theirs, mine).parts
    assert [text for part in parts for text in part.base] == base
    assert [text for part in parts for text in part.upstream] == theirs
    assert [text for part in parts for text in part.mine] == mine


@given(LINES, LINES, LINES)
def test_choices_are_kept_where_they_are_made(base: list[str], theirs: list[str], mine: list[str]) -> None:
    found = merge(base, theirs, mine)
    everywhere = range(len(found.parts))
    assert found.resolved(dict.fromkeys(everywhere, "mine")) == mine
    assert found.resolved(dict.fromkeys(everywhere, "theirs")) == theirs
    resolved = found.resolved(dict.fromkeys(found.conflicts, "mine"))
    expected = [
        text
        for part in found.parts
        for text in (part.upstream if part.kind in {"theirs", "both"} else part.mine)
    ]
    assert resolved == expected


@given(LINES, LINES, LINES)
def test_sides_may_change_places(base: list[str], theirs: list[str], mine: list[str]) -> None:
    swapped = {"theirs": "mine", "mine": "theirs"}
    one, other = merge(base, theirs, mine).parts, merge(base, mine, theirs).parts
    assert [(swapped.get(part.kind, part.kind), part.mine, part.upstream) for part in one] == [
        (part.kind, part.upstream, part.mine) for part in other
    ]


@given(st.sets(st.integers(0, 19)), st.sets(st.integers(0, 19)))
def test_edits_that_do_not_overlap_are_both_kept(theirs: set[int], mine: set[int]) -> None:
    base = [f"Điều {n} quy định việc {n}" for n in range(20)]
    mine -= theirs
    upstream = [f"{text} tỉnh" if n in theirs else text for n, text in enumerate(base)]
    ours = [f"{text} ta" if n in mine else text for n, text in enumerate(base)]
    found = merge(base, upstream, ours)
    assert not found.has_conflicts
    assert found.resolved({}) == [
        upstream[n] if n in theirs else ours[n] if n in mine else base[n] for n in range(20)
    ]
