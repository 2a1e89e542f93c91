"""Whatever stands in the address for a filter of a list is answered: it is a choice, or it is none."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from tests.trust.samples import OWN, House, sample_of

READERS = ("tdc.province_admin", "snv.iso_secretary")


def _pages(house: House, viewer: str) -> Iterator[tuple[str, list[str]]]:
    """(address, names of the fields) of every page with a form that asks by its address."""
    for rule in house.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        samples = {name: sample_of(rule.endpoint, name) for name in rule.arguments}
        with house.app.test_request_context():
            address = house.app.url_for(
                rule.endpoint,
                **{name: sample.value(house, OWN) for name, sample in samples.items() if sample},
            )
        answer = house.ask(viewer, address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            forms = BeautifulSoup(answer.text, "html.parser").select("form.filters")
            names = {field["name"] for form in forms for field in form.select("[name]")}
            if names:
                yield address, sorted(names)


@pytest.mark.parametrize("viewer", READERS)
def test_no_filter_is_a_fault(viewer: str, house: House) -> None:
    pages = list(_pages(house, viewer))
    assert len(pages) > 10
    faults = [
        f"{address}: {name}={typed[:20]}"
        for address, names in pages
        for name in names
        for typed in ("9" * 40, "²", "-1", "%", "'")
        if house.ask(viewer, f"{address}?{urlencode({name: typed})}").status_code >= 500
    ]
    assert faults == []
