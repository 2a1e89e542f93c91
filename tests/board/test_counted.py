"""Statuses of agencies turned into counts by kind and year, without a database."""

from decimal import Decimal

import pytest

from iso_app.board.compute import OBLIGATIONS
from iso_app.board.content import TOTAL, Count, Cut, counted

KINDS = Cut("kind", {"b": "Loại B", "a": "Loại A"})


def rows(year, kind, *statuses):
    """An agency a status, the same in every obligation."""
    return [{"year": year, "kind": kind, **dict.fromkeys(OBLIGATIONS, status)} for status in statuses]


def by_kind(found, duty="declared"):
    return {line.kind: line.counts for line in found if line.duty == duty}


def test_obligations_and_kinds_stand_in_their_order_with_all_at_the_foot():
    found = counted(rows(2021, "a", "yes") + rows(2021, "b", "no"), KINDS, [2021])
    expected = [(duty, kind) for duty in OBLIGATIONS for kind in ("b", "a", TOTAL)]
    assert [(line.duty, line.kind) for line in found] == expected


@pytest.mark.parametrize(
    ("statuses", "count"),
    [
        (["yes", "yes", "no"], Count(3, 2, Decimal("66.67"))),
        (["yes", *["no"] * 7], Count(8, 1, Decimal("12.50"))),
        (
            ["yes", *["no"] * 799],
            Count(800, 1, Decimal("0.13")),
        ),  # 0,125 is rounded up, where a float is 0,12
        (["yes", "not_reported", "not_applicable"], Count(2, 1, Decimal("50.00"))),
        (["no", "not_applicable"], Count(1, 0, Decimal("0.00"))),
        (["not_reported"], Count(1, 0, None)),
        (["not_applicable"], Count(0, 0, None)),
    ],
)
def test_a_share_is_of_those_asked_and_a_blank_is_no_zero(statuses, count):
    assert by_kind(counted(rows(2021, "a", *statuses), KINDS, [2021])) == {
        "b": (None,), "a": (count,), TOTAL: (count,),
    }  # fmt: skip


def test_a_year_without_such_an_agency_has_no_count():
    told = rows(2021, "a", "yes") + rows(2025, "b", "no", "yes")
    assert by_kind(counted(told, KINDS, [2021, 2024, 2025])) == {
        "a": (Count(1, 1, Decimal("100.00")), None, None),
        "b": (None, None, Count(2, 1, Decimal("50.00"))),
        TOTAL: (Count(1, 1, Decimal("100.00")), None, Count(2, 1, Decimal("50.00"))),
    }


def test_no_agency_at_all_is_no_fault():
    found = counted([], Cut("kind", {}), [2021])
    assert [(line.duty, line.kind, line.counts) for line in found] == [
        (duty, TOTAL, (None,)) for duty in OBLIGATIONS
    ]
