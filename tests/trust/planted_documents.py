"""Documents and what is about them, a record of every kind for each agency."""

from datetime import date
from typing import Any

from iso_app.agencies.models import Agency, AgencyPeriod, Applicability, Level
from iso_app.core.clock import now
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.distribution.kinds import DistributionForm
from iso_app.distribution.models import DistributionLine, PaperCopy, PaperList
from iso_app.document_changes.kinds import ChangeKind
from iso_app.document_changes.models import ChangeRequest
from iso_app.documents.content import Written
from iso_app.documents.kinds import DocumentClass, Source, StepMeaning
from iso_app.documents.models import ApprovalStep, Document, DocumentKind, Revision, RevisionComment
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.external_documents.kinds import DocumentClass as ExternalClass
from iso_app.external_documents.kinds import number_key
from iso_app.external_documents.models import Citation, ExternalDocument, Subscription
from iso_app.files import services as files
from iso_app.inheritance.kinds import Decision
from iso_app.inheritance.models import InheritedDocument
from iso_app.model_sets.kinds import Necessity, Outcome
from iso_app.model_sets.models import (
    DocumentTemplate,
    DocumentTemplateDraft,
    DocumentTemplateVersion,
    ModelItem,
    ModelSet,
    TemplateCopy,
    TemplatePush,
)
from iso_app.model_sets.workflow import TemplateState
from iso_app.printed_copies.kinds import Purpose, SigningWay
from iso_app.printed_copies.models import PrintedCopy, SignedCopy
from iso_app.records.kinds import RetentionUnit
from iso_app.records.models import RecordDisposal, RecordFolder, RecordKind
from iso_app.registers.models import RegisterFile
from iso_app.shelf.models import Shelf
from iso_app.shelf.workflow import ShelfState
from iso_app.successions.models import Succession, SuccessionKind
from tests.documents.makers import pdf as one_page_of
from tests.trust.planted import keep
from tests.trust.samples import (
    PROVINCE_OF,
    SIDES,
    House,
    marker,
)


def external(house: House, side: str) -> None:
    """A document of the shared register, how an agency follows it, and a document of the agency that cites it."""
    key, agency_id, name = PROVINCE_OF[side], house.world.agency[side], marker(side)
    number = "1/2020/QĐ-TTg"
    known = db.session.query(ExternalDocument).filter_by(province_id=house.world.province[key]).first()
    shared = known or keep(
        ExternalDocument(
            province_id=house.world.province[key], number=number, folded=number_key(number), sort_number=number,
            title=marker(key) if key == "kg" else "Chung cho các cơ quan", searched=key,
            document_class=ExternalClass.DECISION, filename="a.csv", file_digest=files.store(b"a,b", "text/csv").digest,
        )
    )  # fmt: skip
    house.ids["external_document", side] = shared.id
    house.ids["subscription", side] = keep(
        Subscription(
            agency_id=agency_id, external_document_id=shared.id, interval_months=6, next_check_on=date(2021, 5, 1),
            last_checked_on=date(2021, 1, 1), last_checked_by=name, followed_since=now(), followed_by=name,
        )
    ).id  # fmt: skip
    house.ids["citation", side] = keep(_citation(house, side, number)).id


def _citation(house: House, side: str, number: str) -> Citation:
    key, agency_id, name = PROVINCE_OF[side], house.world.agency[side], marker(side)
    kind = db.session.query(DocumentKind).filter_by(province_id=house.world.province[key], code="CIT").first()
    kind = kind or keep(
        DocumentKind(province_id=house.world.province[key], code="CIT", name="Quy trình", code_pattern="",
                     document_class=DocumentClass.PROCEDURE, steps=[])
    )  # fmt: skip
    document = keep(
        Document(agency_id=agency_id, kind_id=kind.id, code=f"CIT-{side}", code_folded=f"cit-{side}", sort_code=side,
                 title=name, folded=side, sort_title=side, state=DocumentState.IN_FORCE, opened_at=now(),
                 in_force_at=now())
    )  # fmt: skip
    revision = keep(
        Revision(agency_id=agency_id, document_id=document.id, number=1, source=Source.FILE, file_digest="0" * 64,
                 content_digest="0" * 64, author_name=name, made_at=now(), saved_at=now(), saved_by=name,
                 paper_basis=name, in_force_at=now(), effective_on=date(2021, 5, 1), state=RevisionState.EFFECTIVE)
    )  # fmt: skip
    return Citation(
        agency_id=agency_id, document_id=document.id, revision_id=revision.id, number=number,
        folded=number_key(number), passage=name, found_at=now(),
    )  # fmt: skip


def document(house: House, side: str) -> None:
    """A document in force with a PDF, a step of its approval and a remark that was made meanwhile."""
    agency_id, name = house.world.agency[side], marker(side)
    kind = (
        db.session.query(DocumentKind).filter_by(province_id=house.world.province[PROVINCE_OF[side]]).first()
    )
    assert kind is not None
    stored = files.store(one_page_of("Quy trình"), "application/pdf")
    document = keep(
        Document(agency_id=agency_id, kind_id=kind.id, code=f"PDF-{side}", code_folded=f"pdf-{side}", sort_code=side,
                 title=name, folded=side, sort_title=side, state=DocumentState.IN_FORCE, opened_at=now(),
                 in_force_at=now())
    )  # fmt: skip
    revision = keep(
        Revision(agency_id=agency_id, document_id=document.id, number=1, source=Source.FILE,
                 file_digest=stored.digest, file_name=f"{side}.pdf", media_type="application/pdf", round=1,
                 content_digest=stored.digest, author_name=name, made_at=now(), saved_at=now(), saved_by=name,
                 paper_basis=name, in_force_at=now(), effective_on=date(2021, 5, 1), state=RevisionState.EFFECTIVE)
    )  # fmt: skip
    step = ApprovalStep(agency_id=agency_id, revision_id=revision.id, round=1, position=0, order=1,
                        meaning=StepMeaning.APPROVED, role=Role.LEADER)  # fmt: skip
    remark = RevisionComment(
        agency_id=agency_id, revision_id=revision.id, round=1, words=name, by=name, at=now()
    )
    db.session.add(remark)
    db.session.flush()
    house.ids["document", side], house.ids["document_kind", side] = document.id, kind.id
    house.ids["approval_step", side], house.ids["revision_comment", side] = keep(step).id, remark.id


def inherited(house: House, side: str) -> None:
    """A document of an agency that went over into this one, and another that was left behind."""
    province_id, name = house.world.province[PROVINCE_OF[side]], marker(side)
    facts: dict[str, Any] = {
        "name": f"Cơ quan cũ {name}", "short_name": "", "level": Level.COMMUNE, "sort_name": side,
        "applicability": Applicability.MANDATORY, "group_id": house.world.group[f"{PROVINCE_OF[side]}.Sở, ngành"],
        "valid_from": date(2010, 1, 1), "valid_to": date(2018, 12, 31),
    }  # fmt: skip
    former = keep(Agency(province_id=province_id, code=f"CU-{side}".upper(), folded=side, **facts))
    keep(AgencyPeriod(agency_id=former.id, **facts))
    keep(
        Succession(
            province_id=province_id, kind=SuccessionKind.MERGE, day=date(2019, 1, 1), predecessor_id=former.id,
            predecessor_code=former.code, predecessor_name=former.name, successor_id=house.world.agency[side],
            successor_code=side, successor_name=name, made_by=name, made_at=now(),
        )
    )  # fmt: skip
    left, behind = (_in_force(house, side, former.id, code) for code in ("CU-1", "CU-2"))
    keep(
        InheritedDocument(
            agency_id=house.world.agency[side], document_id=behind.id, decision=Decision.DECLINED, reason=name,
            former_agency=former.name, former_code=behind.code, former_title=name, former_number=1, decided_by=name,
            decided_at=now(),
        )
    )  # fmt: skip
    house.ids["former_document", side] = left.id


def _in_force(house: House, side: str, agency_id: int, code: str) -> Document:
    """A document with a PDF, put into force on paper."""
    name, stored = marker(side), files.store(one_page_of("Quy trình"), "application/pdf")
    document = keep(
        Document(agency_id=agency_id, kind_id=house.ids["document_kind", side], code=code, code_folded=code.casefold(),
                 sort_code=side, title=name, folded=side, sort_title=side, state=DocumentState.IN_FORCE,
                 opened_at=now(), in_force_at=now())
    )  # fmt: skip
    keep(
        Revision(agency_id=agency_id, document_id=document.id, number=1, source=Source.FILE, file_digest=stored.digest,
                 file_name=f"{side}.pdf", media_type="application/pdf", content_digest=stored.digest, author_name=name,
                 made_at=now(), saved_at=now(), saved_by=name, paper_basis=name, in_force_at=now(),
                 effective_on=date(2018, 5, 1), state=RevisionState.EFFECTIVE)
    )  # fmt: skip
    return document


def shelf(house: House, side: str) -> None:
    """A shelf that waits to be stored."""
    name = marker(side)
    stored = files.store(name.encode(), "application/zip")
    shelf = Shelf(
        agency_id=house.world.agency[side], file_name=f"{name}.zip", file_digest=stored.digest, file_size=stored.size,
        state=ShelfState.PREVIEWED, counts={"new": 1}, made_by=name, made_at=now(),
    )  # fmt: skip
    house.ids["shelf", side] = keep(shelf).id


def change(house: House, side: str) -> None:
    """A request about the document in force, with a file."""
    name = marker(side)
    stored = files.store(name.encode(), "text/plain")
    request = ChangeRequest(
        agency_id=house.world.agency[side], number=f"PDN-{side}", kind=ChangeKind.REVISE, title=name, folded=side,
        document_id=house.ids["document", side], reason=name, filename=f"{side}.txt", file_digest=stored.digest,
        asked_by=name, asked_at=now(),
    )  # fmt: skip
    house.ids["change_request", side] = keep(request).id


def distribution(house: House, side: str) -> None:
    """Who must have the document that cites, a copy on paper of it and a list that was signed."""
    name = marker(side)
    document = db.session.query(Document).filter_by(code=f"CIT-{side}").one()
    revision = db.session.query(Revision).filter_by(document_id=document.id).one()
    common = {"agency_id": document.agency_id, "document_id": document.id, "revision_id": revision.id}
    stored = files.store(name.encode(), "application/pdf")
    house.ids["distributed", side] = document.id
    house.ids["distribution_line", side] = keep(
        DistributionLine(target="agency", form=DistributionForm.PAPER, copies=2, note=name, **common)
    ).id
    house.ids["paper_copy", side] = keep(
        PaperCopy(number=1, holder=name, handed_on=date(2021, 5, 1), handed_by=name, **common)
    ).id
    house.ids["paper_list", side] = keep(
        PaperList(file_digest=stored.digest, file_name=f"{name}.pdf", media_type="application/pdf",
                  file_size=stored.size, signed_on=date(2021, 5, 1), people=1, made_by=name, made_at=now(), **common)
    ).id  # fmt: skip


def copies(house: House, side: str) -> None:
    """A numbered copy of the same document, and what it became when it was signed."""
    document = db.session.get_one(Document, house.ids["distributed", side])
    revision = db.session.query(Revision).filter_by(document_id=document.id).one()
    common = {"agency_id": document.agency_id, "revision_id": revision.id}
    digest = files.store(f"%PDF-1.4 {marker(side)}".encode(), "application/pdf").digest
    copy = keep(
        PrintedCopy(number=1, purpose=Purpose.SIGNING, holder=marker(side), token_digest=f"{side:0>64}",
                    file_digest=digest, printed_by=marker(side), printed_at=now(), **common)
    )  # fmt: skip
    house.ids["printed_copy", side] = copy.id
    house.ids["signed_copy", side] = keep(
        SignedCopy(copy_id=copy.id, way=SigningWay.OUTSIDE, file_digest=digest, signer=marker(side), issuer="",
                   serial="1", is_trusted=False, kept_by=marker(side), kept_at=now(), **common)
    ).id  # fmt: skip


def records(house: House, side: str) -> None:
    """A list that was brought in, a kind of records with a bundle, and a proposal to destroy it."""
    agency_id, name = house.world.agency[side], marker(side)
    stored = files.store(b"a,b", "text/csv")
    house.ids["register_file", side] = keep(
        RegisterFile(agency_id=agency_id, register="ho-so", filename=f"{name}.csv", file_digest=stored.digest,
                     file_size=stored.size, counts={}, made_by=name, made_at=now())
    ).id  # fmt: skip
    kind = keep(
        RecordKind(agency_id=agency_id, number="HS-1", folded="hs-1", sort_number="hs-1", title=name, sort_title=side,
                   searched=side, retention_unit=RetentionUnit.YEARS, retention_length=1)
    )  # fmt: skip
    disposal = keep(
        RecordDisposal(agency_id=agency_id, reason=name, content=[], content_digest="0" * 64, proposed_by=name,
                       proposed_at=now(), filename="a.csv", file_digest=stored.digest)
    )  # fmt: skip
    keep(
        RecordFolder(agency_id=agency_id, record_kind_id=kind.id, label=name, folded=side, closed_on=date(2019, 1, 1),
                     due_on=date(2020, 1, 1), disposal_id=disposal.id)
    )  # fmt: skip
    house.ids["record_kind", side], house.ids["record_disposal", side] = kind.id, disposal.id


def template(house: House, side: str) -> None:
    """Each agency's copy of the first version of its province's template, its own kept against the second."""
    key = PROVINCE_OF[side]
    known = next(
        (other for other in SIDES if PROVINCE_OF[other] == key and ("model_set", other) in house.ids), None
    )
    if known is None:
        _plant_shared_template(house, side)
    else:
        for kind in ("model_set", "model_item", "document_template", "template_push", "template_version"):
            house.ids[kind, side] = house.ids[kind, known]
    keep(
        TemplateCopy(
            agency_id=house.world.agency[side], template_id=house.ids["document_template", side],
            document_id=house.ids["document", side], version_id=house.ids["template_version", side],
            outcome=Outcome.KEPT, reason=marker(side), made_at=now(), changed_at=now(),
        )
    )  # fmt: skip


def _plant_shared_template(house: House, side: str) -> None:
    """A model set with an item, a template with a draft and two versions, sent to all."""
    key, kind_id = PROVINCE_OF[side], house.ids["document_kind", side]
    name = marker(key) if key == "kg" else "Chung cho các cơ quan"  # read by every agency of the province
    own = {"province_id": house.world.province[key]}
    found = keep(ModelSet(name=name, audience="all", **own))
    item = ModelItem(set_id=found.id, code="M1", name=name, kind_id=kind_id, necessity=Necessity.REQUIRED,
                     position=1, **own)  # fmt: skip
    template = keep(
        DocumentTemplate(code="MAU", title=name, folded=key, sort_title=key, kind_id=kind_id, item_code="M1",
                         state=TemplateState.PUBLISHED, latest=2, **own)
    )  # fmt: skip
    said = {
        "template_id": template.id,
        "written": Written({"purpose": name}).plain(),
        "digest": "0" * 64,
    } | own
    keep(DocumentTemplateDraft(saved_at=now(), saved_by=name, **said))
    first, _second = (
        keep(
            DocumentTemplateVersion(number=number, title=name, published_at=now(), published_by=name, **said)
        )
        for number in (1, 2)
    )
    push = TemplatePush(template_id=template.id, number=2, due_on=date(2021, 5, 1), made_at=now(), made_by=name,
                        **own)  # fmt: skip
    house.ids["model_set", side], house.ids["model_item", side] = found.id, keep(item).id
    house.ids["document_template", side], house.ids["template_push", side] = template.id, keep(push).id
    house.ids["template_version", side] = first.id
