"""The kinds of province `st`, and documents of `snv` in any state."""

from collections.abc import Callable
from typing import Any

import pytest

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries, services
from iso_app.documents.content import StepRow, Written
from iso_app.documents.kinds import StepMeaning
from iso_app.documents.models import Document, Revision
from iso_app.documents.services import DocumentFacts, Plan
from tests.support.world import World

WORDS = Written(
    {
        "purpose": "Quy định cách kiểm soát thông tin dạng văn bản của Sở Nội vụ.",
        "scope": "Áp dụng cho mọi phòng, đơn vị thuộc Sở.",
        "body": "Tài liệu được soạn thảo, xem xét và phê duyệt trước khi ban hành.",
    },
    (StepRow("Soạn thảo tài liệu", "Người được giao", "05 ngày", "Dự thảo"),),
)


def no_proof(_actor: Actor, _password: str) -> None:
    """Whoever signs in these tests has proved who they are."""


@pytest.fixture
def kinds(acting: Callable[..., Any], world: World) -> dict[str, int]:
    """The default kinds of both provinces: code -> id in province `st`."""
    with acting("kgtdc.province_admin") as actor:
        services.take_default_kinds(actor, agencies.province_of(actor))
    with acting("tdc.province_admin") as actor:
        services.take_default_kinds(actor, agencies.province_of(actor))
        return {kind.code: kind.id for kind in queries.kinds()}


@pytest.fixture
def drafted(
    acting: Callable[..., Any], world: World, kinds: dict[str, int]
) -> Callable[..., tuple[int, int]]:
    """`drafted("QT-05")`: a document of `snv` with a first draft by its staff; ids of document and revision."""

    def make(
        code: str = "QT-01", *, by: str = "snv.staff", words: Written = WORDS, kind: str = "QT", **plan: Any
    ) -> tuple[int, int]:
        with acting(by) as actor:
            facts = DocumentFacts(kinds[kind], code, f"Quy trình kiểm soát {code}")
            document = services.open_document(actor, actor.agency_id or 0, facts=facts)
            revision = services.begin_revision(actor, document, body=words, plan=Plan(**plan))
            return document.id, revision.id

    return make


@pytest.fixture
def submitted(
    acting: Callable[..., Any], drafted: Callable[..., tuple[int, int]]
) -> Callable[..., tuple[int, int]]:
    """The same, handed in by its drafter."""

    def make(*args: Any, by: str = "snv.staff", **given: Any) -> tuple[int, int]:
        ids = drafted(*args, by=by, **given)
        with acting(by) as actor:
            revision = queries.revision_read(actor, ids[1])
            services.submit(actor, revision, shown_digest=revision.content_digest)
        return ids

    return make


@pytest.fixture
def sign(acting: Callable[..., Any]) -> Callable[..., None]:
    """`sign("snv.leader", revision_id)`: that person gives the signature that waits for them."""

    def give(key: str, revision_id: int, **given: Any) -> None:
        with acting(key) as actor:
            revision = queries.revision_read(actor, revision_id)
            waiting = [s for s in queries.steps_of_round(revision) if s.is_waiting]
            step = next(
                (s for s in waiting if s.role is actor.role or s.post_id == actor.post_id), waiting[0]
            )
            if step.meaning is StepMeaning.DRAFTED:
                step = waiting[0]
            given.setdefault("shown_digest", revision.content_digest)
            services.sign(actor, revision, step, password="", prove=no_proof, **given)

    return give


@pytest.fixture
def in_force(
    submitted: Callable[..., tuple[int, int]], sign: Callable[..., None]
) -> Callable[..., tuple[int, int]]:
    """The same, signed by everybody: in force today."""

    def make(*args: Any, **given: Any) -> tuple[int, int]:
        ids = submitted(*args, **given)
        for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
            sign(key, ids[1])
        return ids

    return make


@pytest.fixture
def read(app: Any) -> Callable[[type, int], Any]:
    """A record as it stands, whoever may see it."""

    def find(kind: type[Document | Revision], id_: int) -> Any:
        with unit_of_work(keep=False), whole_country():
            found = db.session.get_one(kind, id_)
            db.session.expunge(found)
            return found

    return find
