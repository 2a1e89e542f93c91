"""The heads of the chains, kept outside the database: a file of JSON lines, each bound to the one before.

A chain by itself misses a cut tail, a full recomputation, an old backup; with its head noted elsewhere all
three are found. A line holds only the heads that moved since the line before. What changed after the last
line is not covered yet: that is why lines are written every hour and at stop, and why the file belongs into
the backups of another machine.
"""

import fcntl
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import text
from sqlalchemy.engine import Connection

from iso_app.core.clock import now
from iso_app.db import db

FILENAME = "anchors.log"


class DamagedAnchors(ValueError):
    """A line of the file does not follow from the one before; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"{FILENAME}, dòng {line}: đã bị sửa hoặc mất dòng đứng trước")


@dataclass
class Anchors:
    """What the file knows: every head ever noted (chain -> length -> head), the last line's digest."""

    heads: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    lines: int = 0
    digest: str = ""
    bytes: int = 0

    def last(self, chain: str) -> tuple[int, str]:
        known = self.heads.get(chain, {})
        length = max(known, default=0)
        return length, known.get(length, "")


def anchor(home: Path, connection: Connection | None = None) -> int:
    """Note the heads that moved since the last time under `home`; gives their number.

    Without a connection one of the product's engine is used for the moment. Raises DamagedAnchors.
    """
    if connection is None:
        with db.engine.connect() as opened:
            return anchor(home, opened)
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home / FILENAME) as file:
        known = _parse(file.read())
        rows = connection.execute(
            text("SELECT key, length, head FROM trail_chain WHERE length > 0 ORDER BY key")
        )
        moved = {key: [length, head] for key, length, head in rows if known.last(key) != (length, head)}
        if moved:
            _append(file, known, moved)
        return len(moved)


def read(home: Path) -> Anchors:
    """What is noted under `home`; nothing if there is no file yet. Raises DamagedAnchors."""
    path = home / FILENAME
    return _parse(path.read_bytes()) if path.exists() else Anchors()


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def _append(file: BinaryIO, known: Anchors, moved: dict[str, Any]) -> None:
    line: dict[str, Any] = {"at": now().isoformat(), "heads": moved, "previous": known.digest}
    line["digest"] = _digest(line)
    file.truncate(known.bytes)  # a line that a power cut left half written
    file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _parse(content: bytes) -> Anchors:
    known = Anchors()
    whole = content[: content.rfind(b"\n") + 1]
    for number, raw in enumerate(whole.splitlines(), start=1):
        try:
            line = json.loads(raw)
            follows = line["previous"] == known.digest and line["digest"] == _digest(line)
            heads = {chain: (int(length), str(head)) for chain, (length, head) in line["heads"].items()}
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedAnchors(number) from error
        if not follows:
            raise DamagedAnchors(number)
        for chain, (length, head) in heads.items():
            known.heads[chain][length] = head
        known.lines, known.digest = number, line["digest"]
    known.bytes = len(whole)
    return known


def _digest(line: dict[str, Any]) -> str:
    covered = {name: line[name] for name in ("at", "heads", "previous")}
    return hashlib.sha256(json.dumps(covered, sort_keys=True).encode()).hexdigest()
