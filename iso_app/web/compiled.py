"""Compiled templates stay on disk: a server that starts need not compile what it has compiled before."""

from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = "compiled"


class _Kept(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; a disk that is full or not to be written to refuses no page."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep(app: Flask, home: Path) -> None:
    """Read compiled templates from, and write them to, a folder of `home` that nobody else may enter.

    Jinja compiles a template anew when its text has changed, and one whose file is damaged. Whoever can write to
    `home` could replace the database and the keys as well: running what stands there trusts nobody else.
    """
    folder = home / FOLDER / _way(app.jinja_env)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        app.jinja_env.bytecode_cache = _Kept(str(folder))


def _way(environment: Environment) -> str:
    """A name that changes with whatever else than its text decides what a template is compiled to."""
    given = environment.trim_blocks, environment.lstrip_blocks, *sorted(environment.extensions)
    return sha256(repr((version("jinja2"), given)).encode()).hexdigest()[:16]
