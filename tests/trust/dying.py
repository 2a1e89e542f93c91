"""A worker that dies by `kill -9` after the effect of its work and before that is marked as done."""

import os
import signal
import sys
from pathlib import Path

from iso_app.app import create_app
from iso_app.jobs import running
from tests.jobs import trial
from tests.support.databases import settings


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(home: str, url: str, job_id: int, where: str) -> None:
    app = create_app(settings(Path(home), database_url=url), {"TESTING": True})
    trial.declare(app)
    setattr(running, where, _die)
    with app.app_context():
        running.run(job_id)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
