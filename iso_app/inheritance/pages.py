"""What the pages show: rows that are read beyond the reader's scope are read here, and nothing else is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from sqlalchemy import Row

from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Verdict
from iso_app.documents import policies as documents
from iso_app.documents.shown import Block, Comparison, blocks, comparison
from iso_app.documents.workflow import DocumentState
from iso_app.inheritance import policies, queries, tables
from iso_app.inheritance.models import InheritedDocument
from iso_app.inheritance.queries import Former, Progress
from iso_app.web.export import answer, wanted
from iso_app.web.table import TablePage


@dataclass(frozen=True)
class ListPage:
    """The work list of an agency and how far it is; `file` if the address asks for one."""

    table: TablePage
    progress: Progress
    picking: bool
    file: Response | None = None


def work_list(actor: Actor) -> ListPage:
    """What the agencies left that the actor's own was made of."""
    agency_id = actor.agency_id or 0
    agencies = queries.former_agencies(agency_id, on=today())
    picking = bool(policies.may_decide(actor, agency_id)) and not wanted()
    page = tables.former(actor, agencies, picking=picking).page(queries.lines(agency_id, agencies))
    with queries.beyond():
        file = answer(page) if wanted() else None
        _read = page.rows, page.total
    return ListPage(page, queries.progress(agency_id), picking, file)


@dataclass(frozen=True)
class FormerPage:
    """A document of a former agency with what was decided of it, and what may be done about it.

    `doubles` are those of the same title of other agencies, `own` those that the reader's agency has.
    `opens`: whether the reader may know of the document that it became; `decides`: whether such decisions are theirs.
    """

    former: Former
    blocks: Sequence[Block]
    row: InheritedDocument | None
    doubles: Sequence[Row[Any]]
    own: Sequence[Row[Any]]
    opens: bool
    decides: bool
    may_take: Verdict
    may_decline: Verdict
    may_take_back: Verdict


def former_page(actor: Actor, document_id: int) -> FormerPage:
    """Everything the page of a document of a former agency shows; NotFound for one of anybody else."""
    agency_id = actor.agency_id or 0
    found = queries.former(agency_id, document_id)
    row = queries.decision_of(agency_id, document_id)
    decision = row.decision if row is not None else None
    became = queries.state_of(row.new_document_id if row is not None else None)
    held = policies.may_decide(actor, agency_id)
    return FormerPage(
        found,
        blocks(found.passages),
        row,
        queries.doubles(agency_id, found),
        queries.own_like(actor, found),
        became not in {None, DocumentState.PREPARING} or documents.sees_every_draft(actor),
        bool(held),
        held and policies.may_take(decision),
        held and policies.may_decline(decision),
        policies.may_take_back(actor, agency_id, decision, became=became, in_force=found.is_in_force),
    )


@dataclass(frozen=True)
class DoublesPage:
    """Two documents of former agencies against each other."""

    one: Former
    other: Former
    comparison: Comparison


def doubles_page(actor: Actor, document_id: int, other_id: int) -> DoublesPage:
    """What a document says otherwise than another; NotFound if either is of anybody else."""
    one, other = (queries.former(actor.agency_id or 0, id_) for id_ in (document_id, other_id))
    trouble = one.trouble or other.trouble
    return DoublesPage(one, other, comparison(one.passages, other.passages, trouble=trouble))
