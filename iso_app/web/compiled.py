"""Compiled templates stay on disk: a server that starts need not compile what it has compiled before."""

import os
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from stat import S_IMODE, S_ISDIR

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

    Jinja compiles a template anew when its text has changed, and one whose file is damaged. What stands there is run:
    a folder that somebody else owns or may enter is left alone, and templates are compiled at each start.
    """
    folder = home / f"{FOLDER}-{_way(app.jinja_env)}"
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if _is_ours_alone(folder):
            app.jinja_env.bytecode_cache = _Kept(str(folder))


def _is_ours_alone(folder: Path) -> bool:
    seen = folder.lstat()  # a link is nobody's folder
    return S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid() and not S_IMODE(seen.st_mode) & 0o077


def _way(environment: Environment) -> str:
    """A name that changes with whatever else than its text decides what a template is compiled to."""
    given = environment.trim_blocks, environment.lstrip_blocks, *sorted(environment.extensions)
    return sha256(repr((version("jinja2"), given)).encode()).hexdigest()[:16]
