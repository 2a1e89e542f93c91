"""Two hundred megabytes sent to the servers that the product really runs on: refused with a sentence, and gone."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from iso_app.db import db
from tests.support.databases import SECRET

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
MB = 1024 * 1024
SENT = 200 * MB
MOST_MEMORY = 60 * MB  # what a server may grow by while it is sent two hundred
PATIENCE = 60  # seconds
PAGE = "/tai-lieu/them/soan"
SHELF = "/nhap-tai-lieu/tai-len"
PART = (
    b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.4\n"
)
SERVERS = {
    "waitress": [
        sys.executable,
        "-c",
        "import sys; from iso_app.__main__ import main; sys.argv = ['iso-app', 'serve', '--port', '{port}']; main()",
    ],
    "gunicorn": [
        str(BIN / "gunicorn"), "--bind", "127.0.0.1:{port}", "--workers", "1", "--threads", "2", "iso_app.wsgi:app",
    ],
}  # fmt: skip


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _memory(pid: int) -> int:
    """The most memory (bytes) that a process and its children had at any time."""
    seen = 0
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in [str(pid), *children]:
        status = Path(f"/proc/{each}/status").read_text()
        seen = max(seen, int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024)
    return seen


class Server:
    """One of the servers over the database and the home of the test."""

    def __init__(self, process: Any, port: int, home: Path) -> None:
        self.process, self.port, self.home = process, port, home

    def send(self, path: str, cookie: str = "", *, chunked: bool = False, stop_after: int = SENT) -> str:
        """POST a body of 200 MB; the whole answer, or what came of it when the sender stopped."""
        length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {SENT}"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{length}\r\n"
            f"Content-Type: multipart/form-data; boundary=xx\r\nCookie: {cookie}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line:
            line.sendall(head.encode())
            said = self._pour(line, chunked=chunked, stop_after=stop_after)
            if stop_after < SENT:
                return ""
            return said + _rest(line)

    @staticmethod
    def _pour(line: socket.socket, *, chunked: bool, stop_after: int) -> str:
        """Send until all is sent or the server hangs up; what it said meanwhile."""
        left, piece = stop_after, PART + bytes(MB - len(PART))
        try:
            while left > 0:
                now = piece[: min(left, MB)]
                line.sendall(b"%x\r\n%s\r\n" % (len(now), now) if chunked else now)
                left -= len(now)
                piece = bytes(MB)
            if chunked:
                line.sendall(b"0\r\n\r\n")
        except OSError:
            return ""  # it does not listen any more: what it said is still to be read
        return ""

    def kept(self) -> set[str]:
        return {str(path) for path in (self.home / "files").rglob("*") if path.is_file()}


def _rest(line: socket.socket) -> str:
    said = b""
    try:
        while piece := line.recv(65536):
            said += piece
    except OSError:
        pass
    return said.decode(errors="replace")


@pytest.fixture(params=SERVERS)
def server(request: Any, app: Flask, world: Any) -> Iterator[Server]:
    given, port = app.extensions["settings"], _free_port()
    db.session.remove()
    command = [word.replace("{port}", str(port)) for word in SERVERS[request.param]]
    environment = os.environ | {
        "ISO_APP_HOME": str(given.home),
        "ISO_APP_SECRET_KEY": SECRET,
        "ISO_APP_DATABASE_URL": given.database_url,
    }
    with _running(command, environment, given.home) as process:
        _wait(port, process)
        yield Server(process, port, Path(given.home))


@contextmanager
def _running(command: list[str], environment: dict[str, str], home: Path) -> Iterator[Any]:
    log = (Path(home) / "server.log").open("wb")
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)
            log.close()


def _wait(port: int, process: Any) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the server did not start"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(b"GET /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if " 200 " in _rest(line)[:20]:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


@pytest.fixture
def cookie(browse: Callable[..., Any]) -> str:
    browser = browse("snv.iso_secretary")
    return f"iso={browser.client.get_cookie('iso').value}"


def test_two_hundred_megabytes_are_refused_with_a_sentence(cookie: str, server: Server) -> None:
    kept, memory = server.kept(), _memory(server.process.pid)
    for chunked in (False, True):
        said = server.send(PAGE, cookie, chunked=chunked)
        assert " 413 " in said.split("\r\n")[0], said[:200]
        assert "Mỗi lần gửi không quá" in said
    assert _memory(server.process.pid) - memory < MOST_MEMORY
    assert server.kept() == kept


def test_nobody_may_send_a_shelf_who_may_not_bring_one(server: Server) -> None:
    memory = _memory(server.process.pid)
    said = server.send(SHELF)
    assert said.split(" ", 2)[1:2] in (["413"], ["302"]), said[:200]
    assert _memory(server.process.pid) - memory < MOST_MEMORY


def test_what_is_sent_by_half_leaves_nothing(cookie: str, server: Server) -> None:
    kept = server.kept()
    server.send(SHELF, cookie, stop_after=30 * MB)
    server.send(PAGE, cookie, stop_after=5 * MB)
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
        line.sendall(b"GET /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert " 200 " in _rest(line)[:20]
    assert server.kept() == kept
