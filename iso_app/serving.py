"""The embedded server: one process, a few threads, one of which does background work; the trail anchored at stop."""

import gc
import signal
import sys
import threading
from pathlib import Path

import structlog
from flask import Flask
from waitress import serve

from iso_app.core.errors import DomainError
from iso_app.db import db, engine
from iso_app.jobs import delivery, worker
from iso_app.trail import anchors

THREADS = 8
NEW_OBJECTS_BEFORE_A_LOOK = 20_000
log = structlog.get_logger()


def settle_memory() -> None:
    """Leave out of every later garbage collection what stays as long as the process.

    A page of a whole country makes hundreds of thousands of short-lived rows; each of the many full collections
    they set off would walk through the application as well.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_LOOK, 20, 50)


def serve_embedded(app: Flask, *, host: str, port: int) -> None:
    """Serve until stopped. Refuses to start on a database whose settings would lose what was acknowledged."""
    with app.app_context(), db.engine.connect() as connection:
        if problems := engine.problems(connection):
            raise DomainError("Thiết lập cơ sở dữ liệu không an toàn: {problem}", problem=problems[0])
    settle_memory()
    stop = threading.Event()
    threading.Thread(target=worker.work, args=(app,), kwargs={"stop": stop}, daemon=True).start()
    signal.signal(signal.SIGTERM, _leave)
    try:
        serve(app, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True)
    finally:
        stop.set()
        delivery.asked.set()
        _anchor(app)


def _leave(_signal: int, _frame: object) -> None:
    """A service manager's way to stop the product, as orderly as the keyboard's."""
    sys.exit(0)


def _anchor(app: Flask) -> None:
    with app.app_context():
        try:
            anchors.anchor(Path(app.extensions["settings"].home))
        except anchors.DamagedAnchors:
            log.exception("anchors.damaged")
