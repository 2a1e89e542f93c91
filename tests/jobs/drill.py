"""The drill in full: `ISO_TEST_POSTGRES=host:port python -m tests.jobs.drill --kills 200` prints its figure."""

import argparse
import tempfile
from pathlib import Path

from iso_app.db import db
from tests.jobs import trial
from tests.jobs.test_killed_workers import kill_workers
from tests.support import world as worlds
from tests.support.databases import PostgresDatabase


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        database = PostgresDatabase(Path(home), "drill")
        app = database.make()
        with app.app_context():
            try:
                trial.declare(app)
                world = worlds.build()
                db.session.remove()
                print(kill_workers(app, world.agency["snv"], kills=given.kills, seed=given.seed))  # noqa: T201
            finally:
                db.session.remove()
                database.drop()


if __name__ == "__main__":
    main()
