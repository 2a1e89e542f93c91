"""A large file stored in the background, in one transaction like a small one."""

from typing import Any

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.core.errors import NotFound
from iso_app.imports import queries, services
from iso_app.jobs.kinds import JobKind
from iso_app.web.feature import registry


def store(actor: Actor, *, batch_id: int, good_rows_only: bool, title: str) -> None:
    """Store a previewed file with the rights that whoever asked has by now."""
    batch = queries.batch_by_id(batch_id)
    kind = next(
        (kind for kind in registry().imports() if batch is not None and kind.code == batch.kind), None
    )
    if batch is None or kind is None:
        raise NotFound("Không tìm thấy lần nhập của “{title}”.", title=title)
    services.store(actor, batch, kind=kind, good_rows_only=good_rows_only)


def _stored(arguments: dict[str, Any]) -> str:
    return url_for("imports.show", batch_id=arguments["batch_id"])


JOBS = (JobKind(queries.STORE, "Lưu tệp số liệu lớn", store, tries=3, result=_stored, tells=True),)
