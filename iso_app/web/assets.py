"""Addresses of static files that change with their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for

STATIC = Path(__file__).parents[2] / "static"


@cache
def _mark(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static(path: str) -> str:
    """The address of a file under `static/`."""
    return url_for("static", filename=path, v=_mark(path))


def setup(app: Flask) -> None:
    app.jinja_env.globals["static"] = static
