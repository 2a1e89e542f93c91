"""Written documents as passages and back, and what becomes of them when three are made one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iso_app.core.errors import DomainError
from iso_app.documents.content import SECTION_KEYS, AmendmentRow, StepRow, Written, tidy
from iso_app.model_sets.compute import (
    STEPS,
    passages_of,
    row_of,
    row_text,
    section_passages,
    three_way,
    written_of_passages,
)

WORDS = st.sampled_from(["Lập hồ sơ", "Phê duyệt", "lưu 05 năm", "a | b", "x", ""])
SECTION = st.lists(WORDS, max_size=5).map("\n".join)
ANY_TEXT = st.text(max_size=40)


def documents(text: st.SearchStrategy[str], cell: st.SearchStrategy[str]) -> st.SearchStrategy[Written]:
    rows = st.builds(StepRow, cell, cell, cell, cell)
    amended = st.builds(AmendmentRow, WORDS, WORDS, WORDS, WORDS, WORDS)
    sections = st.fixed_dictionaries(dict.fromkeys(SECTION_KEYS, text))
    return st.builds(
        lambda words, steps, amendments: tidy(Written(words, tuple(steps), tuple(amendments))),
        sections,
        st.lists(rows, max_size=4),
        st.lists(amended, max_size=2),
    )


DOCUMENTS = documents(SECTION, WORDS)


def without_amendments(written: Written) -> dict[str, Any]:
    return written.plain() | {"amendments": []}


@given(documents(ANY_TEXT, ANY_TEXT))
def test_nothing_is_lost_between_a_document_and_its_passages(written: Written) -> None:
    assert written_of_passages(passages_of(written), written.amendments).plain() == written.plain()


def test_blank_lines_stay_with_the_paragraph_before_them() -> None:
    assert section_passages("Một\n\n\nHai\nBa") == ["Một\n\n", "Hai", "Ba"]
    assert section_passages("") == []


def test_a_row_keeps_its_cells_whatever_stands_in_them() -> None:
    row = StepRow("Tiếp nhận | kiểm tra", "Một cửa\nVăn thư", "", "BM-01")
    assert row_of(row_text(row)) == row


@given(DOCUMENTS, DOCUMENTS)
@settings(deadline=None)
def test_a_template_that_did_not_change_leaves_mine_as_it_is(base: Written, mine: Written) -> None:
    assert three_way(base, base, mine).resolved({}).plain() == mine.plain()


@given(DOCUMENTS, DOCUMENTS)
@settings(deadline=None)
def test_who_changed_nothing_gets_the_new_template(base: Written, upstream: Written) -> None:
    found = three_way(base, upstream, base)
    assert found.conflicts == []
    assert without_amendments(found.resolved({})) == without_amendments(upstream)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
@settings(deadline=None)
def test_one_side_everywhere_is_that_side(base: Written, upstream: Written, mine: Written) -> None:
    found = three_way(base, upstream, mine)
    sides = {"base": base, "theirs": upstream, "mine": mine}
    for side, written in sides.items():
        chosen = found.resolved({at: side for at, _ in found.parts})
        assert without_amendments(chosen) == without_amendments(written)
        assert chosen.amendments == mine.amendments


def test_each_changed_another_passage_both_are_taken() -> None:
    base = Written({"purpose": "Một\nHai\nBa"}, (StepRow("Nhận", "A"), StepRow("Xét", "B")))
    upstream = Written({"purpose": "Một mới\nHai\nBa"}, (StepRow("Nhận", "A", "1 ngày"), StepRow("Xét", "B")))
    mine = Written({"purpose": "Một\nHai\nBa của tôi"}, (StepRow("Nhận", "A"), StepRow("Xét", "Phòng TH")))
    found = three_way(base, upstream, mine)
    assert found.conflicts == []
    result = found.resolved({})
    assert result.sections["purpose"] == "Một mới\nHai\nBa của tôi"
    assert result.steps == (StepRow("Nhận", "A", "1 ngày"), StepRow("Xét", "Phòng TH"))


def test_a_conflict_takes_a_choice_or_words_of_ones_own() -> None:
    base = Written({"purpose": "Lưu hồ sơ 5 năm"})
    found = three_way(base, Written({"purpose": "Lưu hồ sơ 10 năm"}), Written({"purpose": "Lưu hồ sơ 7 năm"}))
    assert found.conflicts == [("purpose", 0)]
    with pytest.raises(DomainError, match="Còn 1 chỗ"):
        found.resolved({})
    assert found.resolved({("purpose", 0): ["Lưu hồ sơ 8 năm"]}).sections["purpose"] == "Lưu hồ sơ 8 năm"
    assert found.resolved({("purpose", 0): []}).sections["purpose"] == ""


def test_a_choice_for_no_part_is_refused() -> None:
    found = three_way(Written({}), Written({"purpose": "Mới"}), Written({}))
    with pytest.raises(ValueError, match="No such parts"):
        found.resolved({(STEPS, 3): "mine"})


def test_the_digest_is_of_all_three() -> None:
    one, two = Written({"purpose": "Một"}), Written({"purpose": "Hai"})
    assert (
        len({three_way(*sides).digest for sides in ((one, one, two), (one, two, one), (two, one, one))}) == 3
    )
