"""Whatever stands in the address for a filter of a list is answered: it is a choice, or it is none."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.trust.pages import opened
from tests.trust.samples import House

READERS = ("tdc.province_admin", "snv.iso_secretary")


def _filters(house: House, viewer: str) -> Iterator[tuple[str, list[str]]]:
    """(address, names of the fields) of every page with a form that asks by its address."""
    for address, page in opened(house, viewer):
        if names := {str(field["name"]) for field in page.select("form.filters [name]")}:
            yield address, sorted(names)


@pytest.mark.parametrize("viewer", READERS)
def test_no_filter_is_a_fault(viewer: str, house: House) -> None:
    pages = list(_filters(house, viewer))
    assert len(pages) > 10
    faults = [
        f"{address}: {name}={typed[:20]}"
        for address, names in pages
        for name in names
        for typed in ("9" * 40, "²", "-1", "%", "'")
        if house.ask(viewer, f"{address}?{urlencode({name: typed})}").status_code >= 500
    ]
    assert faults == []
