"""Entries of the trail on every chain there is."""

import pytest

from iso_app.core.actor import operator
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail import words
from iso_app.trail.services import write


@pytest.fixture
def trail(world):
    """An entry on the chain of every agency and province, and one of the system."""
    words.add(verbs={"x.made": "Thử “{label}”"})
    chains = {f"agency:{id_}": key for key, id_ in world.agency.items()}
    chains |= {f"province:{id_}": key for key, id_ in world.province.items()} | {"system": "system"}
    entry = {"subject_type": "x", "subject_id": 1, "changes": {"name": [None, "=1+1"]}, "facts": {}}
    with unit_of_work():
        write(
            operator(),
            "x.made",
            [entry | {"chain": c, "subject_label": f"mục {k}"} for c, k in chains.items()],
        )
