"""Addresses of static files that change with their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, has_request_context, request, url_for
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
    return _address(_root(), path)


def icon(name: str, label: str | None = None) -> Markup:
    """One icon of `static/icons.svg`: an image with a name, or decoration that screen readers pass over."""
    return _drawn(_root(), name, label)


def _root() -> str:
    """Where the product lies on its server: what addresses within it differ by."""
    return request.root_path if has_request_context() else ""


# Fifty icons a page, each with the same address.
@lru_cache(maxsize=1024)
def _drawn(root: str, name: str, label: str | None) -> Markup:
    return (_IMAGE if label else _DECORATION).format(
        address=_address(root, "icons.svg"), name=name, label=label
    )


@lru_cache(maxsize=256)
def _address(_of_root: str, path: str) -> str:
    return url_for("static", filename=path, v=_mark(path))


def setup(app: Flask) -> None:
    app.jinja_env.globals.update(static=static, drawn_icon=icon)
