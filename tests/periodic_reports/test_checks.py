"""Checks between rows: parts and their whole, a percentage and its quotient."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso_app.core.errors import DomainError
from iso_app.core.numbers import round_half_up
from iso_app.periodic_reports.checks import evaluate
from iso_app.periodic_reports.reading import shipped
from iso_app.periodic_reports.template import parse

ROWS = [
    {"key": "A", "kind": "section", "label": "Phần"},
    *({"key": key, "kind": "item", "label": key, "type": "count"} for key in ("A.1", "A.2", "A.3")),
    {"key": "A.4", "kind": "item", "label": "%", "type": "percent"},
]
HEAD = {"code": "x", "version": 1, "title": "x", "heading": "x", "subject": "x", "value_label": "x"}


def form(**check):
    common = {"key": "k", "label": "Phép", "failed": "{left} và {right}."}
    return parse({**HEAD, "rows": ROWS, "checks": [common | check]})


def said(checked, **numbers):
    found = evaluate(checked, {key.replace("_", "."): Decimal(n) for key, n in numbers.items()})
    return [(result.ok, result.message) for result in found]


def test_a_part_is_not_above_its_whole():
    part = form(kind="at_most", parts=["A.1", "A.2"], whole="A.3")
    assert said(part, A_1=2, A_2=3, A_3=5) == [(True, "Phép.")]
    assert said(part, A_1=1200, A_2=3, A_3=5) == [(False, "1.203 và 5.")]
    assert said(part, A_1=9, A_3=5) == [(False, "9 và 5.")]
    assert said(part, A_1=2) == []


def test_parts_make_their_whole():
    whole = form(kind="sum", parts=["A.1", "A.2"], whole="A.3")
    assert said(whole, A_1=2, A_2=3, A_3=5)[0][0]
    assert not said(whole, A_1=2, A_2=2, A_3=5)[0][0]
    assert said(whole, A_1=2, A_3=5)[0][0], "a part is not filled in yet"
    assert not said(whole, A_1=6, A_3=5)[0][0], "one part alone is more than all"


def test_a_percentage_is_its_quotient_as_exactly_as_it_is_written():
    quotient = form(kind="quotient", parts=["A.1"], whole="A.3", percent="A.4")
    assert said(quotient, A_1=1, A_3=3, A_4="33")[0][0]
    assert said(quotient, A_1=1, A_3=3, A_4="33.33")[0][0]
    assert said(quotient, A_1=1, A_3=3, A_4="33.4") == [(False, "33,4 và 33,33.")]
    assert said(quotient, A_1=1, A_3=0, A_4="5") == []


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_rounded_quotient_always_holds(part, whole):
    quotient = form(kind="quotient", parts=["A.1"], whole="A.3", percent="A.4")
    exact = Decimal(part) * 100 / Decimal(whole)
    assert said(quotient, A_1=part, A_3=whole, A_4=round_half_up(exact, 2))[0][0]


@pytest.mark.parametrize(
    "check",
    [
        {"kind": "at_most", "parts": ["A.9"], "whole": "A.3"},
        {"kind": "at_most", "parts": [], "whole": "A.3"},
        {"kind": "quotient", "parts": ["A.1"], "whole": "A.3"},
        {"kind": "sum", "parts": ["A.1"]},
    ],
)
def test_a_check_that_names_no_rows_is_refused(check):
    with pytest.raises(DomainError):
        form(**check)


@pytest.mark.parametrize(
    "row",
    [
        {"key": "A.1", "kind": "item", "label": "hai lần", "type": "count"},
        {"key": "A.8", "kind": "item", "label": "", "type": "count"},
        {"key": "A.8", "kind": "item", "label": "không có mục", "type": "choice"},
        {"key": "A.8", "kind": "item", "label": "phép lạ", "type": "yes_no", "measures": ["nothing"]},
        {"key": "A.8", "kind": "item", "label": "đếm", "type": "count", "measures": ["declared"]},
        {"key": "B", "kind": "section", "label": "phần có số", "type": "count"},
        {"key": "A.8", "kind": "item", "label": "khoảng", "type": "count", "min": 5, "max": 3},
        {"key": "A.8", "kind": "nowhere", "label": "loại lạ"},
    ],
)
def test_a_form_that_is_no_form_is_refused(row):
    with pytest.raises(DomainError):
        parse({**HEAD, "rows": [*ROWS, row], "checks": []})


def test_phu_luc_2_has_its_rows_and_every_check_names_two_sides():
    found = parse(shipped()["phu-luc-2"])
    assert len(found.rows) == 166
    assert sum(1 + len(rows) for _, rows in found.sections()) == 166
    assert all(check.parts and (check.whole or check.limit) for check in found.checks)
    assert {row.key for row in found.computed} == {f"VII.5.{n}" for n in range(1, 7)}
    assert len(found.checks) >= 25
