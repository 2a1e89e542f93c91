"""Whatever an address says is a place in a list, the list answers."""

from base64 import urlsafe_b64encode
from collections.abc import Callable

import pytest

from tests.trust.pages import opened
from tests.trust.samples import House

HOSTILE = (
    '["a", Infinity]', "[1e400, 1]", '["a", 99999999999999999999999]', "[99999999999999999999999, 1]",
    '["\\ud800", 1]', '["a\\u0000", 1]', "[" * 20_000, '["2021-01-01T00:00:00", 1]',
    '["0001-01-01T00:00:00+14:00", 1]', '["9999-12-31", 1]', '[{"a": 1}, 1]', "[null, 1]", '["a", null]', "{}",
)  # fmt: skip


def _lists(house: House, viewer: str) -> set[str]:
    """The address of every list, ordered by each of its columns."""
    return {
        str(link["href"]) for _, page in opened(house, viewer) for link in page.select("th a[href*='sort=']")
    }


@pytest.mark.parametrize("viewer", ["tdc.province_admin", "snv.iso_secretary"])
def test_no_place_is_a_fault(viewer: str, house: House, figure: Callable[[str], None]) -> None:
    lists = sorted(_lists(house, viewer))
    assert len(lists) > 20
    faults = [
        f"{address} after {typed[:30]}: {status}"
        for address in lists
        for typed in HOSTILE
        if (status := house.ask(viewer, f"{address}&after={_token(typed)}").status_code) >= 500
    ]
    figure(f"places in lists, {viewer}: {len(lists) * len(HOSTILE)} hostile, {len(faults)} faults")
    assert faults == []


def _token(typed: str) -> str:
    return urlsafe_b64encode(typed.encode()).decode()
