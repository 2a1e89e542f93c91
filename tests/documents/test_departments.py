"""The departments of an agency are offered in the order of the dictionary, wherever documents ask for one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from iso_app.agencies import departments
from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from tests.support.browser import Browser
from tests.support.world import World

IN_ORDER = ["Phòng Cải cách", "Phòng Đào tạo", "Phòng Ê-đê", "Phòng Y tế"]
LONG_AGO = date(2015, 1, 1)


@pytest.fixture
def departed(acting: Callable[..., Any], world: World) -> None:
    """Four departments of `snv`, entered in another order, and one that was closed."""
    with acting("snv.iso_secretary") as actor:
        agency = agencies.by_id(world.agency["snv"])
        assert agency is not None
        for name in (*reversed(IN_ORDER), "Phòng Cũ"):
            made = departments.add_department(actor, agency, name=name, valid_from=LONG_AGO)
        departments.end_department(actor, made, valid_to=date(2016, 1, 1))


@pytest.mark.parametrize("path", ["/tai-lieu", "/tai-lieu/them/soan?loai={kind}", "/soat-xet-tai-lieu"])
def test_departments_stand_in_the_order_of_the_dictionary(
    path: str, departed: None, browse: Callable[[str], Browser], kinds: dict[str, int]
) -> None:
    page = browse("snv.iso_secretary").get(path.format(kind=kinds["QT"]))
    offered = [each.get_text(strip=True) for each in page.select("select option")]
    assert [name for name in offered if name.startswith("Phòng")] == IN_ORDER


def test_a_closed_department_was_one_on_its_days(
    departed: None, acting: Callable[..., Any], world: World
) -> None:
    with acting("snv.iso_secretary"):
        own = world.agency["snv"]
        assert [name for _, name in agencies.departments_open_on(own, today())] == IN_ORDER
        then = [name for _, name in agencies.departments_open_on(own, date(2015, 6, 1))]
        assert then == ["Phòng Cải cách", "Phòng Cũ", "Phòng Đào tạo", "Phòng Ê-đê", "Phòng Y tế"]
