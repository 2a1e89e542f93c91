"""Communes with documents in force that went over into `xa` (and, of one, into `snv` as well) on 1/7/2025."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from iso_app.agencies.models import Agency, AgencyPeriod, Applicability, Level
from iso_app.core.actor import operator
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.kinds import StepMeaning
from iso_app.documents.models import Document
from iso_app.documents.services import DocumentFacts
from iso_app.imports import services as imports
from iso_app.inheritance import services
from iso_app.inheritance.models import InheritedDocument
from iso_app.successions.sheets import SAP_XEP
from iso_app.tasks.models import Task
from iso_app.trail.services import explain
from tests.documents.conftest import WORDS, drafted, in_force, kinds, read, sign, submitted  # noqa: F401
from tests.documents.makers import docx
from tests.support import world as worlds
from tests.support.world import World

HEAD = "Hình thức,Mã cũ,Mã mới,Tên mới,Cấp mới,Cấp trên mới,Ngày hiệu lực"
XA = "ST-XA,UBND xã An Lạc Tây,,,01/07/2025"
SNV = "ST-SNV,Sở Nội vụ,,,01/07/2025"

Left = Callable[..., list[int]]


@pytest.fixture
def commune(world: World) -> Callable[[str], int]:
    """`commune("C1")`: a commune of province `st` with that code; its id."""

    def make(code: str) -> int:
        facts: dict[str, Any] = {
            "name": f"UBND xã {code}", "short_name": code, "level": Level.COMMUNE,
            "applicability": Applicability.MANDATORY, "sort_name": sort_key(code),
            "group_id": world.group["st.UBND cấp xã"], "valid_from": worlds.SINCE,
        }  # fmt: skip
        with unit_of_work(), whole_country():
            agency = Agency(province_id=world.province["st"], code=code, folded=fold(code), **facts)
            for record in (agency, AgencyPeriod(agency=agency, **facts)):
                db.session.add(record)
                db.session.flush()
                explain(record)
            return agency.id

    return make


@pytest.fixture
def leaves(kinds: dict[str, int]) -> Left:  # noqa: F811
    """`leaves(agency_id, "QT-01", …)`: documents put into force there on paper; with `file` one is a Word file."""

    def make(agency_id: int, *codes: str, kind: str = "QT", file: bool = False) -> list[int]:
        found = []
        with unit_of_work(), whole_country():
            for code in codes:
                facts = DocumentFacts(
                    kinds[kind], code, f"Quy trình {code}", model_item="7.5", tthc_code="1.0"
                )
                document = document_services.open_document(operator(), agency_id, facts=facts)
                body = (
                    document_services.upload(operator(), docx(f"Của {code}"), name="qt.docx")
                    if file
                    else WORDS
                )
                document_services.bring_in(
                    operator(), document, body=body, number=3, effective_on=date(2024, 3, 1), basis="QĐ 1"
                )
                found.append(document.id)
        return found

    return make


@pytest.fixture
def reorganise(world: World) -> Callable[..., Sequence[str]]:
    """`reorganise("Sáp nhập,C1," + XA)`: stored; what the preview said."""

    def run(*lines: str) -> Sequence[str]:
        with unit_of_work(), whole_country():
            file = "\n".join((HEAD, *lines)).encode()
            batch, plan = imports.run(operator(), SAP_XEP, "sap-xep.csv", file)
            assert batch is not None, [problem.sentence() for problem in plan.problems]
            return [str(note) for note in plan.notes]

    return run


@pytest.fixture
def merged(commune: Any, leaves: Left, reorganise: Any) -> dict[str, list[int]]:
    """C1 and C2 went over into `xa`: the documents that each left."""
    left = {}
    for code in ("C1", "C2"):
        agency_id = commune(code)
        left[code] = [*leaves(agency_id, "QT-01", "QT-02"), *leaves(agency_id, "BM-01", kind="BM", file=True)]
    reorganise(f"Sáp nhập,C1,{XA}", f"Sáp nhập,C2,{XA}")
    return left


@pytest.fixture
def take(acting: Any) -> Callable[..., list[int]]:
    """`take("xa.iso_secretary", ids)`: taken over; the new documents."""

    def act(key: str, ids: Sequence[int]) -> list[int]:
        with acting(key) as actor:
            drafts = services.take_over(actor, actor.agency_id, document_ids=ids)
            return [draft.document_id for draft in drafts]

    return act


@pytest.fixture
def decline(acting: Any) -> Callable[..., None]:
    """`decline("xa.iso_secretary", ids)`: left behind as a duplicate."""

    def act(key: str, ids: Sequence[int], reason: str = "Trùng.") -> None:
        with acting(key) as actor:
            services.decline(actor, actor.agency_id, document_ids=ids, reason=reason)

    return act


@pytest.fixture
def approve(acting: Any, sign: Any, world: World) -> Callable[..., None]:  # noqa: F811
    """`approve("xa", document_id)`: handed in by the secretary, signed by everybody, in force today."""

    posts = {post_id: key for key, post_id in world.post.items()}

    def act(agency: str, document_id: int) -> None:
        drafter = f"{agency}.iso_secretary"
        with acting(drafter) as actor:
            revision = documents.revision(actor, document_id, 1)
            document_services.submit(actor, revision, shown_digest=revision.content_digest)
            steps = documents.steps_of_round(revision)
            signers = [
                drafter
                if step.meaning is StepMeaning.DRAFTED
                else posts.get(step.post_id) or f"{agency}.{step.role.value}"
                for step in steps
            ]
            revision_id = revision.id
        for key in signers:
            sign(key, revision_id)

    return act


@pytest.fixture
def document(app: Any) -> Callable[[int], Document]:
    """A document as it stands, whoever may see it."""

    def find(id_: int) -> Document:
        with unit_of_work(keep=False), whole_country():
            found = db.session.get_one(Document, id_)
            db.session.refresh(found)
            _ = found.agency.name, [link.clause_id for link in found.clause_links], found.revisions
            db.session.expunge_all()
            return found

    return find


@pytest.fixture
def decided(app: Any) -> Callable[[], dict[tuple[int, int], str]]:
    """(agency, document) -> what was decided of it."""

    def find() -> dict[tuple[int, int], str]:
        with unit_of_work(keep=False), whole_country():
            rows = db.session.scalars(select(InheritedDocument))
            return {(row.agency_id, row.document_id): row.decision.value for row in rows}

    return find


@pytest.fixture
def task_of(world: World) -> Callable[[str], Any]:
    """The state of the task of an agency to decide of documents; None if it was never asked."""

    def find(agency: str) -> Any:
        with unit_of_work(keep=False), whole_country():
            query = select(Task.state, Task.due_on).where(
                Task.agency_id == world.agency[agency], Task.key.startswith("inheritance:")
            )
            return db.session.execute(query).one_or_none()

    return find
