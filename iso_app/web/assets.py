"""Addresses of static files that change with their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, url_for
from markupsafe import Markup

STATIC = Path(__file__).parents[2] / "static"

_DECORATION = Markup(
    '<svg class="icon" aria-hidden="true" focusable="false"><use href="{address}#{name}"></use></svg>'
)
_IMAGE = Markup('<svg class="icon" role="img" aria-label="{label}"><use href="{address}#{name}"></use></svg>')


@cache
def _mark(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static(path: str) -> str:
    """The address of a file under `static/`."""
    return url_for("static", filename=path, v=_mark(path))


def icon(name: str, label: str | None = None) -> Markup:
    """One icon of `static/icons.svg`: an image with a name, or decoration that screen readers pass over."""
    return _drawn(static("icons.svg"), name, label)


@lru_cache(maxsize=1024)
def _drawn(address: str, name: str, label: str | None) -> Markup:
    return (_IMAGE if label else _DECORATION).format(address=address, name=name, label=label)


def setup(app: Flask) -> None:
    app.jinja_env.globals.update(static=static, drawn_icon=icon)
