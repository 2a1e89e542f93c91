"""The product as it is delivered: `iso-app serve` in a process of its own, on a free port of this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

STARTS_WITHIN_SECONDS = 60


def made_home(folder: Path, *files: str) -> Path:
    """A home whose province has brought in these files of the demonstration, and no others."""
    subprocess.run([sys.executable, "-m", "tests.browser.homes", str(folder), *files], check=True)
    return folder


class Site:
    """`with Site(made, home) as site:` a copy of a made home is served at `site.address`."""

    def __init__(self, made: Path, home: Path) -> None:
        shutil.copytree(made, home)
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        command = "from iso_app.__main__ import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, "serve", "--port", str(self.port)],
            env={**os.environ, "ISO_APP_HOME": str(self.home), "ISO_APP_DEMO": "1"},
        )
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("the product did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
