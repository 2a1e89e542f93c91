"""The parent's side of parsing in a process of its own, for sheets and for texts."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# As if Python were given the script to run; of that it would keep no bytecode.
_RUN = (
    "import sys; from importlib.machinery import SourceFileLoader as Loader; __file__ = sys.argv.pop(1); "
    "exec(Loader(__name__, __file__).get_code(__name__))"
)


class Spoilt(Exception):
    """The parser found the file broken."""


class TooMuch(Exception):
    """The parser met one of its limits, or died."""


def ask(script: Path, content: bytes, asked: Mapping[str, Any], *, wall_seconds: float) -> bytes:
    """What `script` answers about `content`: JSON, at most `asked["output"]` bytes, of whatever truth.

    Files, not pipes, carry both ways: a size limit holds and nothing can block.

    Raises:
        Spoilt, TooMuch.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(content)
        source.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _RUN, str(script), json.dumps(dict(asked))],
                stdin=source,
                stdout=target,
                # Thrown away: with a pipe to watch, the wait ends when the child does, without polling.
                stderr=subprocess.PIPE,
                env={"PYTHONUTF8": "1"},
                timeout=wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise TooMuch from late
        if done.returncode == 1:
            raise Spoilt
        if done.returncode != 0:
            raise TooMuch
        target.seek(0)
        return target.read(int(asked["output"]) + 1)
