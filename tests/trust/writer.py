"""A process that writes acknowledged units of work until it is killed: each number on its output was kept."""

import sys
from datetime import date
from pathlib import Path

from iso_app.agencies.models import Department
from iso_app.app import create_app
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail.services import record
from tests.support.databases import settings


def main(home: str, url: str, agency_id: int, first: int) -> None:
    app = create_app(settings(Path(home), database_url=url), {"TESTING": True})
    number = first
    while True:
        with app.app_context():
            with unit_of_work(), whole_country():
                made = Department(
                    agency_id=agency_id, name=f"{number}", folded=f"{number}", valid_from=date(2021, 1, 5)
                )
                db.session.add(made)
                record(operator(), "department.created", made)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
