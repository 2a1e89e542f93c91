"""Telling thousands of agencies that a document has ended, and the daily round of what is due."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.external_documents import queries, services
from iso_app.jobs.kinds import Every, JobKind, Step, in_portions


def tell(actor: Actor, *, external_document_id: int, title: str) -> Iterator[Step]:  # noqa: ARG001 - the row's name
    """Go through the agencies that follow or cite a document, a batch a transaction; begun again nothing is twice."""
    document = queries.shared_document(external_document_id)
    total = queries.number_concerned(document)
    done = last = 0
    more = True
    while more:
        batch = services.tell_batch(actor, queries.shared_document(external_document_id), after=last)
        more = bool(batch)
        if more:
            last, done = batch[-1], done + len(batch)
            yield Step(done, max(total, done))


def daily(actor: Actor) -> Iterator[Step]:
    """End what ends by itself, then open the tasks for looks that are due."""
    ended = services.end_due(actor)
    yield Step(ended, ended)
    yield from in_portions(actor, services.remind_batch)


def _document(arguments: dict[str, Any]) -> str:
    return url_for("shared_documents.show", external_document_id=arguments["external_document_id"])


JOBS = (
    JobKind(services.TELL, "Báo văn bản hết hiệu lực cho các cơ quan", tell, result=_document, tells=True),
    JobKind("external_documents.daily", "Nhắc rà soát tài liệu bên ngoài", daily, every=Every.DAY),
)
