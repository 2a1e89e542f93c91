"""Who asks, and a value for each parameter of an address: whose record it names, and which it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Flask
from werkzeug.test import TestResponse

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
    "board.key": Sample(PROVINCE, _id("years_file")),
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
    "inheritance.document_id": Sample(OWN_AFFAIR, _id("former_document")),
    "inheritance.other_id": Sample(OWN_AFFAIR, _id("former_document")),
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
