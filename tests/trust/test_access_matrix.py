"""Role × endpoint × own agency, another agency, another province: what each is answered.

What to expect is computed from the guards. A new kind of parameter in an address needs a line in
SAMPLES, or the first test fails. Everything is undone after each request, so that one world serves them all.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import iso_app.web.app
from iso_app.accounts import sessions
from iso_app.accounts.models import Delegation, Person, PostHolding
from iso_app.agencies.models import Agency, Department, Province
from iso_app.core.actor import Actor, Scope, operator
from iso_app.core.clock import now
from iso_app.core.roles import Reach, Role, reach_of
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
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
from iso_app.imports.models import ImportBatch, ImportLine, ImportState
from iso_app.inspections.models import Inspection, InspectionMode
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
from iso_app.periodic_reports import queries as form_queries
from iso_app.periodic_reports.models import ReportingPeriod
from iso_app.periodic_reports.services import drafting, filling, periods
from iso_app.periodic_reports.services.filling import Typed
from iso_app.printed_copies.kinds import Purpose, SigningWay
from iso_app.printed_copies.models import PrintedCopy, SignedCopy
from iso_app.records.kinds import RetentionUnit
from iso_app.records.models import RecordDisposal, RecordFolder, RecordKind
from iso_app.registers.models import RegisterFile
from iso_app.reports import services as reports
from iso_app.reports.models import Snapshot, TemplateDraft
from iso_app.shelf.models import Shelf
from iso_app.shelf.workflow import ShelfState
from iso_app.standards import services as standards
from iso_app.successions.models import Succession, SuccessionKind, SuccessionPaper
from iso_app.tasks.models import DayOff, Obligation, ObligationDate, Task
from iso_app.trail.services import explain
from iso_app.web.guard import PUBLIC, SIGNED_IN, guard_of
from tests.documents.makers import pdf as one_page_of
from tests.support import world as worlds
from tests.support.world import World

OWN, OTHER, FOREIGN = (
    "snv",
    "xa",
    "kgsnv",
)  # the own agency, another one of the province, one of another province
SIDES: Final = (OWN, OTHER, FOREIGN)
PROVINCE_OF: Final = {OWN: "st", OTHER: "st", FOREIGN: "kg"}
VIEWERS: Final = (
    "tdc.province_admin", "tdc.inspector", "tdc.leader",
    "snv.leader", "snv.iso_secretary", "snv.auditor", "snv.staff", "",
)  # fmt: skip
ANSWERED: Final = {200, 302, 303, 400, 409, 422}
# Asked without the record they are about: the form names it, or the token is wrong.
NOTHING_NAMED: Final = {"accounts.switch_post", "accounts.use_link", "calendar.feed"}
# Policies that narrow further what a permission opens.
POLICY_REFUSES: Final = {
    "agencies.department_new", "agencies.department_edit", "agencies.set_authority", "agencies.close",
    "people.sign_ins", "people.reset_second_factor", "people.end_sessions", "people.disable", "people.enable",
    "people.make_link", "people.edit", "people.appoint", "people.end_holding", "posts.give", "posts.end",
    "posts.edit", "posts.new", "people.new", "periodic_reports.save", "periodic_reports.autosave",
    "periodic_reports.submit", "periodic_reports.override", "periodic_reports.take_computed",
    "periodic_reports.remark", "periodic_reports.send_back", "periodic_reports.accept",
    "periodic_reports.reopen", "accounts.end_delegation", "tasks.finish", "tasks.hand_on", "tasks.refuse",
    "tasks.withdraw", "tasks.reopen", "tasks.ask_extension", "tasks.decide_extension", "reports.freeze",
    "reports.issue", "reports.explanation", "imports.store", "imports.discard",
    "registers.store", "registers.discard", "external_documents.terms", "external_documents.edit",
    "external_documents.standing", "external_documents.attach", "external_documents.stop",
    "external_documents.follow_again", "external_documents.mark", "external_documents.confirm",
    "distribution.show", "distribution.edit_line", "distribution.remove_line", "distribution.acknowledge",
    "distribution.register_list", "distribution.hand_out", "distribution.withdraw_copy",
    "distribution.take_back_copy", "distribution.lose_copy", "external_documents.reject", "records.edit",
    "records.add_folder", "records.end", "records.resume",
    "records.attach", "records.approve", "records.decline", "records.withdraw", "printed_copies.file",
    "documents.edit", "documents.withdraw", "documents.begin", "documents.write", "documents.submit",
    "documents.sign", "documents.send_back", "documents.recall", "documents.discard", "documents.answer",
    "documents.on_paper", "documents.comment", "document_kinds.terms", "document_changes.opine",
    "document_changes.decide", "document_changes.draft", "document_changes.link", "document_changes.take_back",
    "printed_copies.sign", "printed_copies.hand_out", "printed_copies.outside", "certificates.index",
    "model_sets.resume_item", "document_templates.take", "document_templates.link", "document_templates.adopt",
}  # fmt: skip


def marker(key: str) -> str:
    """A word that stands in the records of one agency or province, and nowhere else."""
    return f"Dấu {key.upper()} kín"


@dataclass
class House:
    """The world with a record of every kind in it, and the heads of each viewer's requests."""

    app: Flask
    world: World
    ids: dict[tuple[str, str], Any] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, viewer: str, url: str, method: str = "GET") -> TestResponse:
        client = self.app.test_client(use_cookies=False)
        return client.open(url, method=method, headers=self.heads[viewer])


@dataclass(frozen=True)
class Sample:
    """A value for a parameter. `owner` says whose record it names: an agency's, a province's, or nobody's."""

    owner: str
    value: Callable[[House, str], Any]


def _id(kind: str) -> Callable[[House, str], Any]:
    return lambda house, side: house.ids[kind, side]


AGENCY, PROVINCE, SHARED, NOBODY = "agency", "province", "shared", "nobody"
OWN_AFFAIR = "own affair"  # of an agency, and not for its authority to see
# By "endpoint.parameter", by "blueprint.parameter" or, for all of them, by the parameter's name.
SAMPLES: Final[dict[str, Sample]] = {
    "agency_id": Sample(AGENCY, lambda house, side: house.world.agency[side]),
    "agencies.code": Sample(AGENCY, _id("agency_code")),
    "department_id": Sample(AGENCY, _id("department")),
    "person_id": Sample(AGENCY, lambda house, side: house.world.person[f"{side}.staff"]),
    "post_id": Sample(AGENCY, lambda house, side: house.world.post[f"{side}.staff"]),
    "holding_id": Sample(AGENCY, _id("holding")),
    "inspection_id": Sample(AGENCY, _id("inspection")),
    "group_id": Sample(SHARED, lambda house, side: house.world.group[f"{PROVINCE_OF[side]}.Sở, ngành"]),
    "batch_id": Sample(PROVINCE, _id("batch")),
    "reports.number": Sample(PROVINCE, _id("snapshot")),
    "session_id": Sample("another person's", lambda house, _: house.ids["session", OTHER]),
    "edition_code": Sample(NOBODY, lambda *_: "tcvn-iso-9001-2008"),
    "to_edition_code": Sample(NOBODY, lambda *_: "tcvn-iso-9001-2015"),
    "board.code": Sample(AGENCY, _id("agency_code")),
    "board.duty": Sample(NOBODY, lambda *_: "declared"),
    "reports.code": Sample(NOBODY, lambda *_: "phu-luc-1"),
    "reports.cell": Sample(NOBODY, lambda *_: "r1.value"),
    "reports.check": Sample(NOBODY, lambda *_: "inspected_total"),
    "reports.kind": Sample(NOBODY, lambda *_: "xlsx"),
    "reports.row": Sample(NOBODY, lambda *_: "r1"),
    "reports.line": Sample(NOBODY, lambda *_: "r1"),
    "reports.draft_code": Sample(PROVINCE, _id("draft")),
    "imports.kind_code": Sample(NOBODY, lambda *_: "co-quan"),
    "imports.line.batch_id": Sample(NOBODY, _id("batch")),
    "imports.line.line": Sample(AGENCY, _id("line")),
    "succession_kind": Sample(NOBODY, lambda *_: "merge"),
    "successions.day": Sample(PROVINCE, _id("succession_day")),
    "successions.paper.day": Sample(NOBODY, _id("succession_day")),
    "paper_id": Sample(PROVINCE, _id("succession_paper")),
    "task_id": Sample(AGENCY, _id("task")),
    "obligation_id": Sample(SHARED, _id("obligation")),
    "day_off_id": Sample(SHARED, _id("day_off")),
    "delegation_id": Sample(AGENCY, _id("delegation")),
    "accounts.passkey_id": Sample("another person's", lambda *_: 999_999),
    "job_id": Sample("another person's", lambda *_: 999_999),
    "notification_id": Sample("another person's", lambda *_: 999_999),
    "view_id": Sample("another person's", lambda *_: 999_999),
    "people.role": Sample(NOBODY, lambda *_: "staff"),
    "periodic_reports.period_id": Sample(SHARED, _id("reporting_period")),
    "periodic_reports.code": Sample(AGENCY, _id("agency_code")),
    "periodic_reports.row": Sample(NOBODY, lambda *_: "VII.5.1"),
    "periodic_reports.kind": Sample(NOBODY, lambda *_: "xlsx"),
    "periodic_forms.choice": Sample(NOBODY, lambda *_: "phu-luc-2"),
    "periodic_forms.draft_id": Sample(PROVINCE, _id("form_draft")),
    "periodic_forms.row_id": Sample(PROVINCE, _id("form_draft_row")),
    "periodic_forms.way": Sample(NOBODY, lambda *_: "xuong"),
    "periodic_forms.key": Sample(NOBODY, lambda *_: "ho_so"),
    "registers.register": Sample(NOBODY, lambda *_: "ho-so"),
    "registers.file_id": Sample(AGENCY, _id("register_file")),
    "distribution.document_id": Sample(AGENCY, _id("distributed")),
    "distribution.line_id": Sample(AGENCY, _id("distribution_line")),
    "distribution.copy_id": Sample(AGENCY, _id("paper_copy")),
    "distribution.list_id": Sample(AGENCY, _id("paper_list")),
    "distribution.number": Sample(NOBODY, lambda *_: 1),
    "distribution.kind": Sample(NOBODY, lambda *_: "docx"),
    "printed_copies.document_id": Sample(AGENCY, _id("distributed")),
    "printed_copies.number": Sample(NOBODY, lambda *_: 1),
    "printed_copies.copy_id": Sample(AGENCY, _id("printed_copy")),
    "printed_copies.signed_id": Sample(AGENCY, _id("signed_copy")),
    "external_documents.kind": Sample(NOBODY, lambda *_: "xlsx"),
    "external_document_id": Sample(SHARED, _id("external_document")),
    "subscription_id": Sample(AGENCY, _id("subscription")),
    "citation_id": Sample(AGENCY, _id("citation")),
    "shared_documents.code": Sample(AGENCY, _id("agency_code")),
    "records.kind": Sample(NOBODY, lambda *_: "docx"),
    "record_kind_id": Sample(AGENCY, _id("record_kind")),
    "disposal_id": Sample(AGENCY, _id("record_disposal")),
    "documents.document_id": Sample(AGENCY, _id("document")),
    "documents.number": Sample(NOBODY, lambda *_: 1),
    "documents.leaf": Sample(NOBODY, lambda *_: 1),
    "documents.old": Sample(NOBODY, lambda *_: 1),
    "documents.new": Sample(NOBODY, lambda *_: 1),
    "documents.step_id": Sample(NOBODY, _id("approval_step")),
    "documents.comment_id": Sample(NOBODY, _id("revision_comment")),
    "document_kinds.kind_id": Sample(SHARED, _id("document_kind")),
    "document_register.kind": Sample(NOBODY, lambda *_: "xlsx"),
    "document_changes.request_id": Sample(AGENCY, _id("change_request")),
    "document_changes.kind": Sample(NOBODY, lambda *_: "docx"),
    "model_sets.set_id": Sample(SHARED, _id("model_set")),
    "model_sets.item_id": Sample(SHARED, _id("model_item")),
    "model_sets.code": Sample(AGENCY, _id("agency_code")),
    "template_id": Sample(SHARED, _id("document_template")),
    "document_templates.number": Sample(NOBODY, lambda *_: 1),
    "shelf_id": Sample(OWN_AFFAIR, _id("shelf")),
    "push_id": Sample(SHARED, _id("template_push")),
    "year": Sample(NOBODY, lambda *_: 2021),
    "token": Sample(NOBODY, lambda *_: "no-such-token"),
}


def sample_of(endpoint: str, name: str) -> Sample | None:
    keys = (f"{endpoint}.{name}", f"{endpoint.partition('.')[0]}.{name}", name)
    return next((SAMPLES[key] for key in keys if key in SAMPLES), None)


# The world


@pytest.fixture(scope="module")
def house(database: Any) -> Iterator[House]:
    application: Flask = database.app
    with application.app_context(), pytest.MonkeyPatch.context() as patch:
        made = House(application, worlds.build())
        with unit_of_work(), whole_country():
            standards.load_editions(operator())
            reports.load_templates()
            for side in SIDES:
                _plant_agency(made, side)
            for side in SIDES:
                _plant_province(made, side)
            for side in SIDES:
                _plant_periodic(made, side)
            for side in SIDES:
                _plant_external(made, side)
                _plant_distribution(made, side)
            for side in SIDES:
                _plant_document(made, side)
                _plant_change(made, side)
                _plant_shelf(made, side)
                _plant_copies(made, side)
                _plant_records(made, side)
                _plant_template(made, side)
        for viewer in VIEWERS:
            made.heads[viewer] = _cookie(made, viewer)
        patch.setattr(iso_app.web.app, "unit_of_work", lambda **_: unit_of_work(keep=False))
        yield made
    with application.app_context():
        db.session.remove()
        database.empty()


def _keep(record: Any) -> Any:
    db.session.add(record)
    db.session.flush()
    explain(record)
    return record


def _plant_agency(house: House, side: str) -> None:
    agency = db.session.get_one(Agency, house.world.agency[side])
    name = marker(side)
    house.ids["agency_code", side] = agency.code
    department = Department(agency_id=agency.id, name=name, folded=f"phong {side}", valid_from=worlds.SINCE)
    inspection = Inspection(
        agency_id=agency.id,
        year=2021,
        mode=InspectionMode.ON_SITE,
        inspected_on=date(2021, 5, 1),
        remarks=name,
    )
    house.ids["line", side] = SIDES.index(side) + 1
    house.ids["department", side] = _keep(department).id
    house.ids["task", side] = _keep(_task(house, side)).id
    house.ids["inspection", side] = _keep(inspection).id
    person = db.session.get_one(Person, house.world.person[f"{side}.staff"])
    person.full_name = f"Người {name}"
    agency.short_name = name
    db.session.flush()
    explain(person)
    explain(agency)
    holding = db.session.query(PostHolding).filter_by(person_id=person.id).one()
    house.ids["holding", side] = holding.id
    deputy = house.world.person[f"{side}.auditor"]
    house.ids["delegation", side] = _keep(
        Delegation(agency_id=agency.id, holding_id=holding.id, deputy_id=deputy, from_day=date(2021, 5, 1),
                   to_day=date(2021, 5, 2), reason=name, given_by=name, given_at=now())
    ).id  # fmt: skip
    row = sessions.open_session(person, network="127.0.0.1", browser="elsewhere")
    house.ids["session", side] = row.session_id


def _task(house: House, side: str) -> Task:
    day, moment = date(2021, 5, 1), now()
    return Task(
        agency_id=house.world.agency[side], title=marker(side), role=Role.ISO_SECRETARY, scheduled_on=day, due_on=day,
        shown_from=day, opened_at=moment, opened_by="", waits_since=moment, endpoint_values={},
    )  # fmt: skip


def _plant_calendar(house: House, side: str) -> None:
    """The calendar of a side's province; the two sides of one province share it."""
    key = PROVINCE_OF[side]
    known = next(
        (other for other in SIDES if PROVINCE_OF[other] == key and ("day_off", other) in house.ids), None
    )
    if known is not None:
        for kind in ("obligation", "day_off"):
            house.ids[kind, side] = house.ids[kind, known]
        return
    province_id = house.world.province[key]
    name = marker(key) if key == "kg" else "Chung cho các cơ quan"  # read by every agency of the province
    duty = Obligation(
        province_id=province_id, name=name, folded=key, every_months=12, month=5, day=1,
        role=Role.ISO_SECRETARY, from_year=2021,
    )  # fmt: skip
    house.ids["obligation", side] = _keep(duty).id
    off = DayOff(province_id=province_id, day=date(2021, 5, 1), name=name)
    house.ids["day_off", side] = _keep(off).id


def _plant_province(house: House, side: str) -> None:
    _plant_calendar(house, side)
    duty, agency_id = house.ids["obligation", side], house.world.agency[side]
    _keep(ObligationDate(agency_id=agency_id, obligation_id=duty, month=4, day=30, reason=marker(side)))
    key = PROVINCE_OF[side]
    known = house.ids.get(("batch", OWN if key == "st" else FOREIGN))
    if known is not None:
        house.ids["batch", side] = known
        for kind in ("snapshot", "draft", "succession_day", "succession_paper"):
            house.ids[kind, side] = house.ids[kind, OWN]
        _plant_line(house, side)
        return
    common = {"province_id": house.world.province[key], "made_by": marker(key), "made_at": now()}
    stored = files.store(b"a,b", "text/csv")
    batch = ImportBatch(
        kind="co-quan", filename=f"{marker(key)}.csv", file_digest=stored.digest, file_size=stored.size,
        state=ImportState.STORED, stored_at=now(), counts={}, **common,
    )  # fmt: skip
    template = next(t for t in reports.load_templates() or _templates() if t.code == "phu-luc-1")
    snapshot = Snapshot(
        number=f"{key.upper()}-01",
        template_version_id=template.id,
        year=2021,
        as_of=date(2021, 12, 31),
        **common,
    )
    house.ids["batch", side] = _keep(batch).id
    house.ids["snapshot", side] = _keep(snapshot).number
    draft = TemplateDraft(
        code=f"{key}-rieng", base_code=template.code, base_version=1, title=marker(key),
        body=template.body | {"code": f"{key}-rieng"}, **common,
    )  # fmt: skip
    house.ids["draft", side] = _keep(draft).code
    _plant_succession(house, side, common)
    _plant_line(house, side)


def _plant_succession(house: House, side: str, common: dict[str, Any]) -> None:
    day, stored = date(2020, SIDES.index(side) + 1, 1), files.store(b"%PDF-1.4", "application/pdf")
    act = Succession(
        kind=SuccessionKind.RENAME, day=day, predecessor_id=house.world.agency[side], predecessor_code=side,
        predecessor_name=marker(side), successor_id=house.world.agency[side], successor_code=side,
        successor_name=marker(side), **common,
    )  # fmt: skip
    paper = SuccessionPaper(
        day=day,
        filename=f"{common['made_by']}.pdf",
        file_digest=stored.digest,
        file_size=stored.size,
        **common,
    )
    _keep(act)
    house.ids["succession_day", side] = day.isoformat()
    house.ids["succession_paper", side] = _keep(paper).id


def _plant_line(house: House, side: str) -> None:
    line = ImportLine(
        agency_id=house.world.agency[side], batch_id=house.ids["batch", side], line=house.ids["line", side],
        filename="tệp.csv", raw={"Nội dung": marker(side)},
    )  # fmt: skip
    db.session.add(line)
    db.session.flush()


def _plant_periodic(house: House, side: str) -> None:
    """Phụ lục 2 is due in each province; every agency has begun its report and said something in it."""
    key = PROVINCE_OF[side]
    known = next(
        (other for other in SIDES if PROVINCE_OF[other] == key and ("form_draft", other) in house.ids), None
    )
    if known is None:
        authority = Actor("Người mở kỳ báo cáo", Scope(Reach.SYSTEM))  # agencies read who asks them
        province = db.session.get_one(Province, house.world.province[key])
        version = periods.take_shipped(authority, province, code="phu-luc-2")
        found = periods.open_period(authority, version, year=2021, half=0, due_on=date(2021, 12, 15))
        house.ids["reporting_period", side] = found.id
        prepared = Actor("Quản trị", Scope(Reach.SYSTEM, province_id=province.id))
        form = form_queries.shipped_form("phu-luc-2")
        draft = drafting.copy_form(prepared, form, title=f"Mẫu {marker(key)}")
        house.ids["form_draft", side] = draft.id
        house.ids["form_draft_row", side] = draft.rows[3].id
    else:
        for kind in ("reporting_period", "form_draft", "form_draft_row"):
            house.ids[kind, side] = house.ids[kind, known]
        found = db.session.get_one(ReportingPeriod, house.ids["reporting_period", side])
    typed = {"I.1": Typed(f"Kế hoạch {marker(side)}", ""), "I.1.1": Typed("5", "")}
    filling.save(Actor("Thư ký", Scope(Reach.SYSTEM)), found, agency_id=house.world.agency[side], typed=typed)


def _plant_external(house: House, side: str) -> None:
    """A document of the shared register, how an agency follows it, and a document of the agency that cites it."""
    key, agency_id, name = PROVINCE_OF[side], house.world.agency[side], marker(side)
    number = "1/2020/QĐ-TTg"
    known = db.session.query(ExternalDocument).filter_by(province_id=house.world.province[key]).first()
    shared = known or _keep(
        ExternalDocument(
            province_id=house.world.province[key], number=number, folded=number_key(number), sort_number=number,
            title=marker(key) if key == "kg" else "Chung cho các cơ quan", searched=key,
            document_class=ExternalClass.DECISION, filename="a.csv", file_digest=files.store(b"a,b", "text/csv").digest,
        )
    )  # fmt: skip
    house.ids["external_document", side] = shared.id
    house.ids["subscription", side] = _keep(
        Subscription(
            agency_id=agency_id, external_document_id=shared.id, interval_months=6, next_check_on=date(2021, 5, 1),
            last_checked_on=date(2021, 1, 1), last_checked_by=name, followed_since=now(), followed_by=name,
        )
    ).id  # fmt: skip
    house.ids["citation", side] = _keep(_citation(house, side, number)).id


def _citation(house: House, side: str, number: str) -> Citation:
    key, agency_id, name = PROVINCE_OF[side], house.world.agency[side], marker(side)
    kind = db.session.query(DocumentKind).filter_by(province_id=house.world.province[key], code="CIT").first()
    kind = kind or _keep(
        DocumentKind(province_id=house.world.province[key], code="CIT", name="Quy trình", code_pattern="",
                     document_class=DocumentClass.PROCEDURE, steps=[])
    )  # fmt: skip
    document = _keep(
        Document(agency_id=agency_id, kind_id=kind.id, code=f"CIT-{side}", code_folded=f"cit-{side}", sort_code=side,
                 title=name, folded=side, sort_title=side, state=DocumentState.IN_FORCE, opened_at=now(),
                 in_force_at=now())
    )  # fmt: skip
    revision = _keep(
        Revision(agency_id=agency_id, document_id=document.id, number=1, source=Source.FILE, file_digest="0" * 64,
                 content_digest="0" * 64, author_name=name, made_at=now(), saved_at=now(), saved_by=name,
                 paper_basis=name, in_force_at=now(), effective_on=date(2021, 5, 1), state=RevisionState.EFFECTIVE)
    )  # fmt: skip
    return Citation(
        agency_id=agency_id, document_id=document.id, revision_id=revision.id, number=number,
        folded=number_key(number), passage=name, found_at=now(),
    )  # fmt: skip


def _plant_document(house: House, side: str) -> None:
    """A document in force with a PDF, a step of its approval and a remark that was made meanwhile."""
    agency_id, name = house.world.agency[side], marker(side)
    kind = (
        db.session.query(DocumentKind).filter_by(province_id=house.world.province[PROVINCE_OF[side]]).first()
    )
    assert kind is not None
    stored = files.store(one_page_of("Quy trình"), "application/pdf")
    document = _keep(
        Document(agency_id=agency_id, kind_id=kind.id, code=f"PDF-{side}", code_folded=f"pdf-{side}", sort_code=side,
                 title=name, folded=side, sort_title=side, state=DocumentState.IN_FORCE, opened_at=now(),
                 in_force_at=now())
    )  # fmt: skip
    revision = _keep(
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
    house.ids["approval_step", side], house.ids["revision_comment", side] = _keep(step).id, remark.id


def _plant_shelf(house: House, side: str) -> None:
    """A shelf that waits to be stored."""
    name = marker(side)
    stored = files.store(name.encode(), "application/zip")
    shelf = Shelf(
        agency_id=house.world.agency[side], file_name=f"{name}.zip", file_digest=stored.digest, file_size=stored.size,
        state=ShelfState.PREVIEWED, counts={"new": 1}, made_by=name, made_at=now(),
    )  # fmt: skip
    house.ids["shelf", side] = _keep(shelf).id


def _plant_change(house: House, side: str) -> None:
    """A request about the document in force, with a file."""
    name = marker(side)
    stored = files.store(name.encode(), "text/plain")
    request = ChangeRequest(
        agency_id=house.world.agency[side], number=f"PDN-{side}", kind=ChangeKind.REVISE, title=name, folded=side,
        document_id=house.ids["document", side], reason=name, filename=f"{side}.txt", file_digest=stored.digest,
        asked_by=name, asked_at=now(),
    )  # fmt: skip
    house.ids["change_request", side] = _keep(request).id


def _plant_distribution(house: House, side: str) -> None:
    """Who must have the document that cites, a copy on paper of it and a list that was signed."""
    name = marker(side)
    document = db.session.query(Document).filter_by(code=f"CIT-{side}").one()
    revision = db.session.query(Revision).filter_by(document_id=document.id).one()
    common = {"agency_id": document.agency_id, "document_id": document.id, "revision_id": revision.id}
    stored = files.store(name.encode(), "application/pdf")
    house.ids["distributed", side] = document.id
    house.ids["distribution_line", side] = _keep(
        DistributionLine(target="agency", form=DistributionForm.PAPER, copies=2, note=name, **common)
    ).id
    house.ids["paper_copy", side] = _keep(
        PaperCopy(number=1, holder=name, handed_on=date(2021, 5, 1), handed_by=name, **common)
    ).id
    house.ids["paper_list", side] = _keep(
        PaperList(file_digest=stored.digest, file_name=f"{name}.pdf", media_type="application/pdf",
                  file_size=stored.size, signed_on=date(2021, 5, 1), people=1, made_by=name, made_at=now(), **common)
    ).id  # fmt: skip


def _plant_copies(house: House, side: str) -> None:
    """A numbered copy of the same document, and what it became when it was signed."""
    document = db.session.get_one(Document, house.ids["distributed", side])
    revision = db.session.query(Revision).filter_by(document_id=document.id).one()
    common = {"agency_id": document.agency_id, "revision_id": revision.id}
    digest = files.store(f"%PDF-1.4 {marker(side)}".encode(), "application/pdf").digest
    copy = _keep(
        PrintedCopy(number=1, purpose=Purpose.SIGNING, holder=marker(side), token_digest=f"{side:0>64}",
                    file_digest=digest, printed_by=marker(side), printed_at=now(), **common)
    )  # fmt: skip
    house.ids["printed_copy", side] = copy.id
    house.ids["signed_copy", side] = _keep(
        SignedCopy(copy_id=copy.id, way=SigningWay.OUTSIDE, file_digest=digest, signer=marker(side), issuer="",
                   serial="1", is_trusted=False, kept_by=marker(side), kept_at=now(), **common)
    ).id  # fmt: skip


def _plant_records(house: House, side: str) -> None:
    """A list that was brought in, a kind of records with a bundle, and a proposal to destroy it."""
    agency_id, name = house.world.agency[side], marker(side)
    stored = files.store(b"a,b", "text/csv")
    house.ids["register_file", side] = _keep(
        RegisterFile(agency_id=agency_id, register="ho-so", filename=f"{name}.csv", file_digest=stored.digest,
                     file_size=stored.size, counts={}, made_by=name, made_at=now())
    ).id  # fmt: skip
    kind = _keep(
        RecordKind(agency_id=agency_id, number="HS-1", folded="hs-1", sort_number="hs-1", title=name, sort_title=side,
                   searched=side, retention_unit=RetentionUnit.YEARS, retention_length=1)
    )  # fmt: skip
    disposal = _keep(
        RecordDisposal(agency_id=agency_id, reason=name, content=[], content_digest="0" * 64, proposed_by=name,
                       proposed_at=now(), filename="a.csv", file_digest=stored.digest)
    )  # fmt: skip
    _keep(
        RecordFolder(agency_id=agency_id, record_kind_id=kind.id, label=name, folded=side, closed_on=date(2019, 1, 1),
                     due_on=date(2020, 1, 1), disposal_id=disposal.id)
    )  # fmt: skip
    house.ids["record_kind", side], house.ids["record_disposal", side] = kind.id, disposal.id


def _plant_template(house: House, side: str) -> None:
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
    _keep(
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
    found = _keep(ModelSet(name=name, audience="all", **own))
    item = ModelItem(set_id=found.id, code="M1", name=name, kind_id=kind_id, necessity=Necessity.REQUIRED,
                     position=1, **own)  # fmt: skip
    template = _keep(
        DocumentTemplate(code="MAU", title=name, folded=key, sort_title=key, kind_id=kind_id, item_code="M1",
                         state=TemplateState.PUBLISHED, latest=2, **own)
    )  # fmt: skip
    said = {
        "template_id": template.id,
        "written": Written({"purpose": name}).plain(),
        "digest": "0" * 64,
    } | own
    _keep(DocumentTemplateDraft(saved_at=now(), saved_by=name, **said))
    first, _second = (
        _keep(
            DocumentTemplateVersion(number=number, title=name, published_at=now(), published_by=name, **said)
        )
        for number in (1, 2)
    )
    push = TemplatePush(template_id=template.id, number=2, due_on=date(2021, 5, 1), made_at=now(), made_by=name,
                        **own)  # fmt: skip
    house.ids["model_set", side], house.ids["model_item", side] = found.id, _keep(item).id
    house.ids["document_template", side], house.ids["template_push", side] = template.id, _keep(push).id
    house.ids["template_version", side] = first.id


def _templates() -> list[Any]:
    from iso_app.reports.models import TemplateVersion

    return db.session.query(TemplateVersion).all()


def _cookie(house: House, viewer: str) -> dict[str, str]:
    """The head of the viewer's requests: a client of its own would lose it by signing out."""
    if not viewer:
        return {}
    client = house.app.test_client()
    with unit_of_work(), whole_country():
        person = db.session.get_one(Person, house.world.person[viewer])
        token = sessions.open_session(person, network="127.0.0.1", browser="test").token
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    cookie = client.get_cookie("iso")
    assert cookie is not None
    return {"Cookie": f"iso={cookie.value}"}


# What is to be expected


def may(house: House, viewer: str, endpoint: str) -> bool:
    guard = guard_of(house.app, endpoint)
    assert guard is not None
    if guard is PUBLIC:
        return True
    if not viewer:
        return False
    agency, _, role = viewer.partition(".")
    reach = reach_of(Role(role), of_authority=agency == "tdc")
    return guard is SIGNED_IN or guard.granted_to(Role(role), reach)


def sees(viewer: str, owner: str, side: str) -> bool:
    """Whether a record of this owner lies in the viewer's scope."""
    if owner == NOBODY:
        return True
    reaches_province = viewer.startswith("tdc.")
    if owner == AGENCY:
        return side == OWN or (reaches_province and PROVINCE_OF[side] == "st")
    if owner == OWN_AFFAIR:
        return side == OWN and not reaches_province
    if owner == SHARED:
        return PROVINCE_OF[side] == "st"
    return owner == PROVINCE and reaches_province and PROVINCE_OF[side] == "st"


def hidden_from(viewer: str) -> list[str]:
    """The markers that may stand in no answer to the viewer."""
    agencies = [side for side in SIDES if not viewer or not sees(viewer, AGENCY, side)]
    provinces = [key for key in ("st", "kg") if key == "kg" or not viewer.startswith("tdc.")]
    return [*(marker(side) for side in agencies), *(marker(key) for key in provinces), "Kiên Giang"]


def requests_of(app: Flask) -> list[tuple[Rule, str, str]]:
    """(rule, method, side): each address once a method, and once a side if it names somebody's record."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        owners = {sample.owner for name in rule.arguments if (sample := sample_of(rule.endpoint, name))}
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE", "PATCH"}):
            found += [(rule, method, side) for side in (SIDES if owners - {NOBODY} else (OWN,))]
    return found


def words_of(answer: TestResponse) -> str:
    """Everything an answer says; a workbook or document is unpacked."""
    content = answer.get_data()
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def wrong(house: House, viewer: str, rule: Rule, side: str, answer: TestResponse) -> str:
    """Why the answer is not the one to expect; empty when it is."""
    status = answer.status_code
    if status >= 500:
        return "fault"
    if not may(house, viewer, rule.endpoint):
        if viewer:
            return "" if status == 403 else "not refused"
        return "" if status == 302 and "/dang-nhap" in (answer.location or "") else "not led to sign in"
    samples = [sample_of(rule.endpoint, name) for name in rule.arguments]
    if not all(sees(viewer, sample.owner, side) for sample in samples if sample):
        return "" if status == 404 else "foreign record not hidden"
    if status in ANSWERED or (status == 404 and rule.endpoint in NOTHING_NAMED):
        return ""
    return "" if status == 403 and rule.endpoint in POLICY_REFUSES else "wrongly refused"


# The tests


def test_every_parameter_has_a_sample(house: House) -> None:
    bare = {
        (rule.endpoint, name)
        for rule in house.app.url_map.iter_rules()
        if rule.endpoint != "static"
        for name in rule.arguments
        if sample_of(rule.endpoint, name) is None
    }
    assert bare == set(), "say in SAMPLES what may stand there, and whose it is"


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer or "nobody")
def test_each_is_answered_as_guards_and_scope_say(viewer: str, house: House) -> None:
    found: list[str] = []
    asked: Counter[str] = Counter()
    for rule, method, side in requests_of(house.app):
        values = {}
        for name in rule.arguments:
            sample = sample_of(rule.endpoint, name)
            assert sample is not None
            values[name] = sample.value(house, side)
        with house.app.test_request_context():
            url = house.app.url_for(rule.endpoint, **values)
        answer = house.ask(viewer, url, method)
        asked[str(answer.status_code)] += 1
        if reason := wrong(house, viewer, rule, side, answer):
            found.append(f"{method} {url} ({rule.endpoint}, {side}): {answer.status_code} {reason}")
        leaks = [word for word in hidden_from(viewer) if word in words_of(answer)]
        if leaks:
            found.append(f"{method} {url} ({rule.endpoint}, {side}) shows {leaks}")
    assert not found, f"{len(found)} of {asked.total()}:\n" + "\n".join(found)
    assert asked.total() > len(SIDES)


def test_the_matrix_notices_what_it_is_for(house: House) -> None:
    """The sides differ: each of the others' markers would tell of a leak."""
    assert hidden_from("snv.staff") == [
        marker("xa"),
        marker("kgsnv"),
        marker("st"),
        marker("kg"),
        "Kiên Giang",
    ]
    assert hidden_from("tdc.inspector") == [marker("kgsnv"), marker("kg"), "Kiên Giang"]
    assert marker("st") in house.ask("tdc.inspector", "/").text
    assert reach_of(Role.LEADER, of_authority=True) is Reach.PROVINCE
