"""The shared register of province `st`, followed by two agencies; documents that cite it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents.kinds import DocumentClass as PaperClass
from iso_app.documents.kinds import Source
from iso_app.documents.models import Document, DocumentKind, Revision, RevisionText
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.external_documents import queries, services
from iso_app.external_documents.kinds import DocumentClass, number_key
from iso_app.external_documents.models import Subscription
from iso_app.external_documents.services import Facts, Terms
from iso_app.trail.services import explain
from tests.support.statements import of_page
from tests.support.world import World

ND30 = Facts(
    "30/2020/NĐ-CP",
    "Về công tác văn thư",
    DocumentClass.DECREE,
    "Chính phủ",
    date(2020, 3, 5),
    date(2020, 3, 5),
)
QD19 = Facts(
    "19/2014/QĐ-TTg", "Về việc áp dụng HTQLCL", DocumentClass.DECISION, "Thủ tướng Chính phủ",
    date(2014, 3, 5), date(2014, 4, 20),
)  # fmt: skip
QD101 = Facts("101/QĐ-BKHCN", "Mô hình khung", DocumentClass.DECISION, "Bộ Khoa học và Công nghệ")
LOCAL = Facts(
    "12/QC-SNV", "Quy chế làm việc", DocumentClass.OTHER, "Sở Nội vụ", date(2023, 1, 2), date(2023, 1, 2)
)


@pytest.fixture
def shared(acting: Callable, world: World) -> dict[str, int]:
    """number -> id of three documents of the shared register."""
    with acting("tdc.province_admin") as actor:
        return {
            facts.number: services.add_shared(actor, world.province["st"], facts=facts).id
            for facts in (ND30, QD19, QD101)
        }


@pytest.fixture
def follow(acting: Callable, world: World, shared: dict[str, int]) -> Callable[..., int]:
    """`follow("snv", "30/2020/NĐ-CP", last=date(…))`: that agency follows it from now on; the subscription's id."""

    def begin(agency: str, number: str, *, last: date | None = None, months: int = 6) -> int:
        with acting(f"{agency}.iso_secretary") as actor:
            services.follow(
                actor,
                world.agency[agency],
                documents=queries.shared_documents([shared[number]]),
                terms=Terms(interval_months=months, last_checked_on=last),
            )
            found = queries.subscription_to(world.agency[agency], shared[number])
            assert found is not None
            return found.id

    return begin


@pytest.fixture
def paper(world: World) -> Callable[..., int]:
    """`paper("snv", "QT-01", "… theo 30/2020/NĐ-CP …")`: a document in force that says this; its id."""

    def put(agency: str, code: str, *passages: str) -> int:
        with unit_of_work(), whole_country():
            kind = db.session.scalars(select(DocumentKind)).first() or _keep(
                DocumentKind(province_id=world.province["st"], code="QT", name="Quy trình",
                             document_class=PaperClass.PROCEDURE, code_pattern="QT-{n}", steps=[])
            )  # fmt: skip
            moment = now()
            document = _keep(
                Document(agency_id=world.agency[agency], kind_id=kind.id, code=code, code_folded=code.lower(),
                         sort_code=code, title=f"Quy trình {code}", folded=code.lower(), sort_title=code,
                         state=DocumentState.IN_FORCE, opened_at=moment, in_force_at=moment)
            )  # fmt: skip
            revision = _keep(
                Revision(agency_id=document.agency_id, document_id=document.id, number=1, source=Source.FILE,
                         file_digest="0" * 64, content_digest="0" * 64, author_name="A", made_at=moment,
                         saved_at=moment, saved_by="A", paper_basis="QĐ 1", in_force_at=moment,
                         effective_on=moment.date(), state=RevisionState.EFFECTIVE)
            )  # fmt: skip
            texts = [{"text": text, "style": "", "page": None} for text in passages]
            db.session.add(
                RevisionText(agency_id=document.agency_id, revision_id=revision.id, content_digest="0" * 64,
                             passages=texts, head=code)
            )  # fmt: skip
            return document.id

    return put


def _keep(record):
    db.session.add(record)
    db.session.flush()
    explain(record)
    return record


def subscription(id_: int) -> Subscription:
    """The row as anybody would find it."""
    with unit_of_work(keep=False), whole_country():
        found = queries.subscription(id_)
        db.session.refresh(found)
        db.session.expunge_all()
        return found


KEY = number_key("30/2020/NĐ-CP")


@pytest.fixture
def count(browse: Callable) -> Callable[[str, str], int]:
    """`count(person, path)`: the statements of a page for that person."""
    return lambda person, path: len(of_page(browse(person), path))
