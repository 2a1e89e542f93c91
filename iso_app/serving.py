"""The embedded server: one process, a few threads, one of which does background work; the trail anchored at stop."""

import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy.orm import configure_mappers
from waitress import serve
from werkzeug.wsgi import ClosingIterator

from iso_app.core.errors import DomainError
from iso_app.db import db, engine
from iso_app.jobs import delivery, worker
from iso_app.printing import metrics
from iso_app.trail import anchors
from iso_app.web import compiled

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 8
NEW_OBJECTS_BEFORE_A_LOOK = 20_000
GROWN_BEFORE_GIVING_BACK = 1 << 19  # bytes
_KEPT_FREE = 1 << 20  # bytes at the end of the heap; a larger piece than that is mapped by itself
_ARENAS = 2
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
_STATM = Path("/proc/self/statm")
log = structlog.get_logger()


def warm_up(app: Flask) -> None:
    """Make what every worker would make for itself, and share it: before there are any."""
    configure_mappers()
    metrics.drawable()
    compiled.keep(app, app.extensions["settings"].home)


def settle_memory() -> None:
    """Leave out of every later garbage collection what stays as long as the process.

    A page of a whole country makes hundreds of thousands of short-lived rows; each of the many full collections
    they set off would walk through the application as well. Nothing is collected here: what a worker makes would
    fill the holes that this leaves, and with each hole a page that all share would be copied.
    """
    _bound_heap()
    _trim()
    gc.freeze()
    gc.enable()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_LOOK, 20, 50)


class GivingBack:
    """The application, which after an answer that took much memory gives the machine back what it no longer needs.

    A Word file leaves a tree of some megabytes that only a collection finds, and the C library keeps what was
    freed for the next one: without this each process stays as large as its largest answers together.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self._settled = _resident()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = self._application(environ, start_response)
        # A file as it lies is sent by the server without being read here.
        is_file = isinstance(answer, environ.get("wsgi.file_wrapper", ()))
        return answer if is_file else ClosingIterator(answer, self._look)

    def _look(self) -> None:
        if _resident() - self._settled > GROWN_BEFORE_GIVING_BACK:
            gc.collect(1)
            _trim()
            self._settled = _resident()


def _bound_heap() -> None:
    """Have glibc keep little of what is freed; by itself it keeps up to 64 MB and an arena a thread."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        for name, value in (
            (_M_ARENA_MAX, _ARENAS),
            (_M_TRIM_THRESHOLD, _KEPT_FREE),
            (_M_MMAP_THRESHOLD, _KEPT_FREE),
        ):
            mallopt(name, value)


def _trim() -> None:
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _resident() -> int:
    """Bytes of this process that are in memory; 0 where the machine does not say."""
    try:
        return int(_STATM.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def serve_embedded(app: Flask, *, host: str, port: int) -> None:
    """Serve until stopped. Refuses to start on a database whose settings would lose what was acknowledged."""
    with app.app_context(), db.engine.connect() as connection:
        if problems := engine.problems(connection):
            raise DomainError("Thiết lập cơ sở dữ liệu không an toàn: {problem}", problem=problems[0])
    warm_up(app)
    settle_memory()
    stop = threading.Event()
    threading.Thread(target=worker.work, args=(app,), kwargs={"stop": stop}, daemon=True).start()
    app.wsgi_app = GivingBack(app.wsgi_app)  # type: ignore[method-assign]
    signal.signal(signal.SIGTERM, _leave)
    try:
        serve(
            app, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True,
            max_request_body_size=_largest_body(app),
        )  # fmt: skip
    finally:
        stop.set()
        delivery.asked.set()
        _anchor(app)


def _largest_body(app: Flask) -> int:
    """Bytes that waitress takes to disk before the product is asked; larger than any body the product allows."""
    return int(app.extensions["settings"].shelf_limit_mb + 1) * 2**20


def _leave(_signal: int, _frame: object) -> None:
    """A service manager's way to stop the product, as orderly as the keyboard's."""
    sys.exit(0)


def _anchor(app: Flask) -> None:
    with app.app_context():
        try:
            anchors.anchor(Path(app.extensions["settings"].home))
        except anchors.DamagedAnchors:
            log.exception("anchors.damaged")
