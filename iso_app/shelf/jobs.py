"""The long work of a shelf: looked at, stored; both in batches, with progress."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.jobs.kinds import JobKind, Step
from iso_app.shelf import queries, services


def look(actor: Actor, *, shelf_id: int, title: str) -> Iterator[Step]:  # noqa: ARG001 - the title is for the pages
    """Look at a shelf, with the rights that whoever sent it has by now."""
    yield from services.look(actor, queries.shelf(shelf_id))


def store(actor: Actor, *, shelf_id: int, title: str) -> Iterator[Step]:  # noqa: ARG001 - the title is for the pages
    """Store a previewed shelf, with the rights that whoever asked has by now."""
    yield from services.store(actor, queries.shelf(shelf_id))


def _shown(arguments: dict[str, Any]) -> str:
    return url_for("shelf.show", shelf_id=arguments["shelf_id"])


JOBS = (
    JobKind(queries.LOOK, "Kiểm tra bộ tài liệu tải lên", look, tries=5, result=_shown, tells=True),
    JobKind(queries.STORE, "Lưu bộ tài liệu", store, tries=10, result=_shown, tells=True),
)
