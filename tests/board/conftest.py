"""Boards of the demonstration province, and of the small province with facts written in the test."""

import pytest

from iso_app.board import queries
from iso_app.compliance.measures import Period

OFFICER = "chuyenvien@soctrang.example"


@pytest.fixture
def board(as_person):
    """`board(2021, as_of)`: the matrix of Sóc Trăng as the officer sees it."""

    def make(year=2021, as_of=None):
        with as_person(OFFICER) as actor:
            return queries.board(actor, Period.of_year(year, as_of))

    return make
