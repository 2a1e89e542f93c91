"""Whatever an address says is a place in a list, the list answers."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup

from tests.trust.samples import OWN, House, sample_of

HOSTILE = (
    '["a", Infinity]', "[1e400, 1]", '["a", 99999999999999999999999]', "[99999999999999999999999, 1]",
    '["\\ud800", 1]', '["a\\u0000", 1]', "[" * 20_000, '["2021-01-01T00:00:00", 1]',
    '["0001-01-01T00:00:00+14:00", 1]', '["9999-12-31", 1]', '[{"a": 1}, 1]', "[null, 1]", '["a", null]', "{}",
)  # fmt: skip


def _lists(house: House, viewer: str) -> Iterator[str]:
    """The address of every list, ordered by each of its columns."""
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        samples = {name: sample_of(rule.endpoint, name) for name in rule.arguments}
        values = {name: sample.value(house, OWN) for name, sample in samples.items() if sample}
        with house.app.test_request_context():
            address = house.app.url_for(rule.endpoint, **values)
        answer = house.ask(viewer, address)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "sort=" in answer.text:
            links = BeautifulSoup(answer.text, "html.parser").select("th a[href*='sort=']")
            yield from {str(link["href"]) for link in links}


@pytest.mark.parametrize("viewer", ["tdc.province_admin", "snv.iso_secretary"])
def test_no_place_is_a_fault(viewer: str, house: House, figure: Callable[[str], None]) -> None:
    lists = sorted(set(_lists(house, viewer)))
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
