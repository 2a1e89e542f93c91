"""Telling agencies of a template in the background: a transaction a batch, so that nobody is told twice."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.jobs.kinds import JobKind, Step
from iso_app.model_sets import queries, services


def tell(actor: Actor, *, push_id: int, title: str = "") -> Iterator[Step]:  # noqa: ARG001 - the title is the row's
    """Go on where the walk stands, until every agency that is meant has its task."""
    more = True
    while more:
        push = queries.push(push_id)
        more = services.make_batch(actor, push)
        yield Step(push.told, push.told)


def _told(arguments: dict[str, Any]) -> str:
    return url_for("document_templates.coverage_of_push", push_id=arguments["push_id"])


JOBS = (JobKind(services.JOB, "Gửi mẫu tài liệu đến các cơ quan", tell, result=_told, tells=True),)
