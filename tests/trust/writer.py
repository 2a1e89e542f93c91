"""Processes that write acknowledged units of work until all are killed: each number on the output was kept.

They are forked from one that has read the code and opened nothing: so they are at work at once. With `files` each unit
also stores a file, and what it writes is called by the digest of that.
"""

import os
import sys
import time
from datetime import date
from pathlib import Path

from flask import Flask

from iso_app.agencies.models import Department
from iso_app.app import create_app
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.files import services as files
from iso_app.trail.services import record
from tests.support.databases import settings

APART = 1_000_000


def main(home: str, url: str, agency_id: int, first: int, writers: int, *, with_files: bool = False) -> None:
    app = create_app(settings(Path(home), database_url=url), {"TESTING": True})
    with app.app_context():
        db.engine.dispose()
    for writer in range(writers):
        if os.fork() == 0:
            _write(app, agency_id, first + writer * APART, with_files=with_files)
    time.sleep(600)  # until killed with the others


def _write(app: Flask, agency_id: int, number: int, *, with_files: bool) -> None:
    while True:
        with app.app_context():
            with unit_of_work(), whole_country():
                name = files.store(f"{number},".encode(), "text/csv").digest if with_files else f"{number}"
                made = Department(agency_id=agency_id, name=name, folded=name, valid_from=date(2021, 1, 5))
                db.session.add(made)
                record(operator(), "department.created", made)
            os.write(sys.stdout.fileno(), f"{name}\n".encode())  # at once, and whole: a line is short
        number += 1


if __name__ == "__main__":
    main(
        sys.argv[1],
        sys.argv[2],
        *(int(given) for given in sys.argv[3:6]),
        with_files="files" in sys.argv[6:],
    )
