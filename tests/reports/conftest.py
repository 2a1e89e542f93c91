"""Sóc Trăng after its reorganisation, and small files to bring in."""

import pytest

from iso_app.core.actor import operator
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.services import go_on_to_2025
from iso_app.imports import services as imports
from iso_app.web.feature import registry


@pytest.fixture
def later(soc_trang):
    """The demonstration has gone on to 2025."""
    go_on_to_2025()
    return soc_trang


@pytest.fixture
def bring(soc_trang):
    """`bring("so-in", "Năm,…\\n2021,…")`: the file as the operator brings it in; gives (batch, plan)."""

    def run(code, text, name="tep.csv"):
        kind = next(kind for kind in registry().imports() if kind.code == code)
        with unit_of_work(), whole_country():
            batch, plan = imports.run(operator(), kind, name, text.encode())
            return (batch.id if batch else None), plan

    return run
