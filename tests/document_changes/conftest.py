"""Documents of `snv` in force, and requests about them in any state."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.document_changes import queries, services
from iso_app.document_changes.kinds import ChangeKind
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.services import Asked
from iso_app.documents import queries as documents
from iso_app.notifications.models import Notification
from iso_app.tasks.models import Task
from tests.documents.conftest import WORDS, drafted, in_force, kinds, no_proof, read, sign, submitted

__all__ = ["WORDS", "drafted", "in_force", "kinds", "no_proof", "read", "sign", "submitted"]


@pytest.fixture
def asked(acting: Callable[..., Any], in_force: Callable[..., tuple[int, int]]) -> Callable[..., int]:
    """`asked(kind, by="snv.staff")`: the id of a request; about a document of its own unless one is given."""

    def make(
        kind: ChangeKind = ChangeKind.REVISE,
        *,
        by: str = "snv.staff",
        document_id: int | None = None,
        **more: Any,
    ) -> int:
        if kind is not ChangeKind.NEW and document_id is None:
            document_id, _ = in_force(f"QT-{kind.value}")
        with acting(by) as actor:
            document = documents.document(actor, document_id) if document_id is not None else None
            facts = {"title": "Quy trình tiếp công dân", "code": "QT-77"} if document is None else {}
            what = Asked(kind, "Chưa đúng với thực tế", document=document, **(facts | more))
            return services.ask(actor, actor.agency_id or 0, asked=what).id

    return make


@pytest.fixture
def decide(acting: Callable[..., Any]) -> Callable[..., None]:
    """`decide(request_id, by="snv.leader")`: accept; with a reason, refuse."""

    def act(request_id: int, *, by: str = "snv.leader", refuse: str = "") -> None:
        with acting(by) as actor:
            request = queries.request(request_id)
            if refuse:
                services.refuse(actor, request, reason=refuse)
            else:
                services.accept(actor, request)

    return act


@pytest.fixture
def request_of(app: Any) -> Callable[[int], ChangeRequest]:
    """A request as it stands, whoever may see it."""

    def find(request_id: int) -> ChangeRequest:
        with unit_of_work(keep=False), whole_country():
            found = db.session.get_one(ChangeRequest, request_id)
            db.session.expunge(found)
            return found

    return find


@pytest.fixture
def tasks_of(app: Any) -> Callable[[str], list[Task]]:
    """The tasks whose key begins so."""

    def find(begins: str) -> list[Task]:
        with unit_of_work(keep=False), whole_country():
            found = list(
                db.session.scalars(select(Task).where(Task.key.startswith(begins)).order_by(Task.id))
            )
            for task in found:
                db.session.expunge(task)
            return found

    return find


@pytest.fixture
def told(app: Any, world: Any) -> Callable[[str], list[str]]:
    """The kinds of what a person was told of requests."""

    def find(key: str) -> list[str]:
        with unit_of_work(keep=False), whole_country():
            query = select(Notification.kind).where(
                Notification.person_id == world.person[key], Notification.kind.startswith("document_changes.")
            )
            return list(db.session.scalars(query.order_by(Notification.id)))

    return find
