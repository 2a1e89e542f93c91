"""A browser without a screen: signs in, asks for pages one after another or from many hands at once."""

import re
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from bench.servers import Server

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """One connection and its cookie."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = cookie

    def get(self, path: str) -> bytes:
        """The body of a page; anything but 200 stops the benchmark."""
        self.connection.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
        answer = self.connection.getresponse()
        body = answer.read()
        self._keep_cookie(answer.getheader("Set-Cookie"))
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        return body

    def post(self, path: str, fields: dict[str, str]) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        self.connection.request("POST", path, urlencode(fields), headers)
        answer = self.connection.getresponse()
        answer.read()
        self._keep_cookie(answer.getheader("Set-Cookie"))
        return answer.status

    def form(self, path: str) -> str:
        """Open a form; gives its token."""
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        self._keep_cookie(answer.getheader("Set-Cookie"))
        found = _TOKEN.search(body)
        if found is None:
            raise SystemExit(f"{path} has no form")
        return found.group(1)

    def _keep_cookie(self, header: str | None) -> None:
        if header:
            self.cookie = header.split(";", 1)[0]

    def sign_in(self, email: str, password: str) -> float:
        """Sign in; gives the seconds that the sent form took."""
        token = self.form("/dang-nhap")
        began = time.perf_counter()
        status = self.post("/dang-nhap", {"csrf_token": token, "email": email, "password": password})
        spent = time.perf_counter() - began
        if status not in {302, 303}:
            raise SystemExit(f"signing in answered {status}")
        return spent


def timed(visitor: Visitor, path: str) -> float:
    """Seconds of one page."""
    began = time.perf_counter()
    visitor.get(path)
    return time.perf_counter() - began


def pressed(server: Server, path: str, cookie: str, *, clients: int, seconds: float) -> float:
    """Pages a second that `clients` at once get within about `seconds`."""
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def ask(place: int) -> None:
        visitor = Visitor(server.port, cookie)
        while time.perf_counter() < end:
            try:
                visitor.get(path)
            except (OSError, HTTPException):  # the server closed the connection between two pages
                visitor = Visitor(server.port, cookie)
                continue
            counts[place] += 1

    began = time.perf_counter()
    hands = [threading.Thread(target=ask, args=(place,)) for place in range(clients)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(counts) / (time.perf_counter() - began)
