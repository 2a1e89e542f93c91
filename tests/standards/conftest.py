from typing import Any

import pytest

from iso_app.core.actor import operator
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.standards import queries, services


@pytest.fixture
def editions(world: Any) -> dict[int, int]:
    """Year -> id of the shipped editions, loaded."""
    with unit_of_work(), whole_country():
        services.load_editions(operator())
        return {row[0].year: row[0].id for row in queries.editions()}
