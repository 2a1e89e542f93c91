"""Workers killed while they work: one process asks for work all the time, workers are forked and killed.

`python -m tests.jobs.crowd HOME URL AGENCY KILLS SEED` prints one line of JSON: how much was asked and acknowledged,
how many were killed. Started anew each worker would take longer to start than it lives; a fork of a process that has
read the code and opened nothing is at work at once.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from flask import Flask

from iso_app.app import create_app
from iso_app.core.actor import operator
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs import worker
from iso_app.jobs.services import enqueue
from tests.jobs import trial
from tests.support.databases import settings

MOST_WAITING = 60
KINDS = ("trial.leave", "trial.leave_many")


def _forked(work) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def _ask(app: Flask, agency_id: int, told: Path) -> None:
    """Ask until killed; a number is written down once its asking has been kept."""
    with app.app_context(), told.open("a") as file:
        number = 0
        while True:
            with unit_of_work(), whole_country():
                kind = KINDS[number % 5 == 0]
                enqueue(operator(), kind, key=str(number), agency_id=agency_id, name=f"{number}")
            file.write(f"{number}\n")
            file.flush()
            number += 1
            time.sleep(0.01)


def _work(app: Flask) -> None:
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - what a killed worker says is of no interest
    worker.work(app)


def main(home: str, url: str, agency_id: int, kills: int, seed: int) -> None:
    app = create_app(settings(Path(home), database_url=url), {"TESTING": True})
    trial.declare(app, trial.HOURLY)
    with app.app_context():
        db.engine.dispose()
    told = Path(home) / "told.txt"
    told.unlink(missing_ok=True)
    asking = _forked(lambda: _ask(app, agency_id, told))
    chance = random.Random(seed)
    for _ in range(kills):
        child = _forked(lambda: _work(app))
        time.sleep(chance.uniform(0.05, 0.5))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.kill(asking, signal.SIGKILL)
    os.waitpid(asking, 0)
    asked = [line for line in told.read_text().splitlines(keepends=True) if line.endswith("\n")]
    sys.stdout.write(json.dumps({"asked": len(asked), "kills": kills}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(given) for given in sys.argv[3:6]))
