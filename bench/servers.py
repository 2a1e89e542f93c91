"""The product and the floor, each started the way production runs it, and what their processes use."""

import compileall
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from bench.places import ROOT, Place, free_port

WORKERS = 2
START_WITHIN = 60.0
# Only the tools of developers bring `rich` along; where it is there, structlog takes it into the memory of production.
_AS_INSTALLED = "import sys; sys.modules['rich'] = None; "
_EMBEDDED_FLOOR = (
    "import sys; from waitress import serve; from bench.floor_app import app;"
    " serve(app, host='127.0.0.1', port=int(sys.argv[1]), threads=8)"
)


@dataclass(frozen=True)
class Server:
    """A running server; `start_seconds` until its first page was there."""

    port: int
    process: psutil.Process
    start_seconds: float

    def tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(process) for process in self.tree())

    def memory_mib(self) -> float:
        """Proportional set size: shared pages are counted once over all processes."""
        return sum(_pss_kib(process.pid) for process in self.tree()) / 1024


def cpu_seconds(process: psutil.Process) -> float:
    """What a process has used itself; nothing if it has ended meanwhile, as a connection of PostgreSQL may."""
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def database_cpu_seconds(postmaster: int | None) -> float:
    """What PostgreSQL's processes have used since they began."""
    if postmaster is None:
        return 0.0
    server = psutil.Process(postmaster)
    return sum(cpu_seconds(process) for process in [server, *server.children()])


def _pss_kib(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    if not rollup.exists():
        return int(psutil.Process(pid).memory_info().rss // 1024)
    lines = rollup.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def product(place: Place) -> Iterator[Server]:
    """gunicorn with two workers on PostgreSQL; the embedded server on SQLite."""
    port = free_port()
    compileall.compile_dir(ROOT / "iso_app", quiet=1)  # as pip does with what it installs
    if place.engine == "postgresql":
        command = _gunicorn("iso_app.wsgi:app", port)
    else:
        command = [
            sys.executable,
            "-c",
            _AS_INSTALLED + "from iso_app.__main__ import main; main()",
            "serve",
            "--port",
            str(port),
        ]
    with _running(command, port, "/dang-nhap", place.environment) as server:
        yield server


@contextmanager
def floor(place: Place, province_id: int) -> Iterator[Server]:
    """The bare page, served the same way."""
    port = free_port()
    embedded = [sys.executable, "-c", _EMBEDDED_FLOOR, str(port)]
    command = _gunicorn("bench.floor_app:app", port) if place.engine == "postgresql" else embedded
    given = {"BENCH_ADDRESS": place.address, "BENCH_PROVINCE": str(province_id)}
    with _running(command, port, "/", given) as server:
        yield server


def _gunicorn(target: str, port: int) -> list[str]:
    return [
        sys.executable,
        "-c",
        _AS_INSTALLED + "from gunicorn.app.wsgiapp import run; run()",
        "--preload",
        "--workers",
        str(WORKERS),
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        target,
    ]


@contextmanager
def _running(command: list[str], port: int, first: str, given: Mapping[str, str]) -> Iterator[Server]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ISO_APP_")}
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, env=kept | dict(given), stdout=quiet, stderr=quiet)
    try:
        _wait(process, port, first)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    """Until the first page is there, or the server has failed."""
    end = time.perf_counter() + START_WITHIN
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode}")
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise SystemExit("the server did not start in time")
