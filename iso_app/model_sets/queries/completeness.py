"""Who has which document of its model set: one set-based statement over agencies × items.

An item is there if a document of the agency answers it and is in force. An agency of which no document ever came into
force here is "not reported": nobody knows what it has on paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, select
from sqlalchemy.orm import selectinload

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency, Applicability
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.documents.models import Document
from iso_app.documents.queries.documents import seen_by
from iso_app.documents.workflow import DocumentState
from iso_app.model_sets.kinds import Audience, ItemStatus, Necessity
from iso_app.model_sets.models import DocumentTemplate, ModelItem, ModelSet, TemplateCopy
from iso_app.model_sets.queries.sets import set_for
from iso_app.model_sets.workflow import TemplateState

YES, NO, UNKNOWN = 3, 1, 2
LACKING = (NO, UNKNOWN)  # cells of an item that is wanted and not there
STATUSES = {YES: ItemStatus.YES, NO: ItemStatus.NO, UNKNOWN: ItemStatus.NOT_REPORTED}


def status_of(cell: int | None) -> ItemStatus:
    """What a cell of `completeness` says; an item that is not of the agency's set is not applicable."""
    return STATUSES[cell] if cell else ItemStatus.NOT_APPLICABLE


def cell_name(position: int) -> str:
    """The column of the item that stands at this place of `codes`."""
    return f"item_{position}"


def completeness(day: date, codes: Sequence[str] = ()) -> Select[Any]:
    """One row an agency on a day: how many items it is to have, how many of them it lacks, and a cell for each code.

    Columns: agency_id, code, name, sort_name, level, group_id, group_name, wanted, lacking, known, worst,
    item_0 … (see `status_of`). `worst` orders them: of agencies that lack equally much whoever is known to first.
    """
    placed = _placed(day).subquery("placed")
    have, known = _documents()
    there = have.c.documents.is_not(None)
    required = ModelItem.necessity == Necessity.REQUIRED
    is_known = known.c.agency_id.is_not(None)
    status = case((there, YES), (is_known, NO), else_=UNKNOWN)
    cells = [
        func.max(case((ModelItem.code == code, status))).label(cell_name(position))
        for position, code in enumerate(codes)
    ]
    lacking = _count(and_(required, ~there))
    knows = func.max(case((is_known, 1), else_=0))
    kept = tuple(placed.c[name] for name in _AGENCY)
    return (
        select(
            *kept,
            _count(required).label("wanted"),
            lacking.label("lacking"),
            knows.label("known"),
            (lacking * 2 + case((lacking > 0, knows), else_=0)).label("worst"),
            *cells,
        )
        .select_from(placed)
        .outerjoin(ModelItem, and_(ModelItem.set_id == placed.c.set_id, ModelItem.retired_on.is_(None)))
        .outerjoin(have, and_(have.c.agency_id == placed.c.agency_id, have.c.model_item == ModelItem.code))
        .outerjoin(known, known.c.agency_id == placed.c.agency_id)
        .group_by(*kept)
    )


_AGENCY = ("agency_id", "code", "name", "sort_name", "level", "group_id", "group_name")


def _placed(day: date) -> Select[Any]:
    """The agencies of a day with the set that counts for each: of its group, else of its level, else for all."""
    agency = agencies.as_on(day).subquery("agency_on")

    def used(*where: ColumnElement[bool]) -> Any:
        return (
            select(ModelSet.id)
            .where(ModelSet.is_used, ModelSet.province_id == agency.c.province_id, *where)
            .correlate(agency)
            .scalar_subquery()
        )

    chosen = func.coalesce(
        used(ModelSet.group_id == agency.c.group_id),
        used(ModelSet.level == agency.c.level),
        used(ModelSet.audience == Audience().key),
    )
    counts = agency.c.applicability != Applicability.OUT_OF_SCOPE
    return select(*(agency.c[name] for name in _AGENCY), case((counts, chosen), else_=null()).label("set_id"))


def _documents() -> tuple[Any, Any]:
    """(agency, item) with how many documents in force answer it; and the agencies of which any ever came into force."""
    have = (
        select(Document.agency_id, Document.model_item, func.count(Document.id).label("documents"))
        .where(Document.state == DocumentState.IN_FORCE, Document.model_item.is_not(None))
        .group_by(Document.agency_id, Document.model_item)
        .subquery("have")
    )
    known = (
        select(Document.agency_id)
        .where(Document.in_force_at.is_not(None))
        .group_by(Document.agency_id)
        .subquery("known")
    )
    return have, known


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), literal(0))


@dataclass(frozen=True)
class Standing:
    """How complete one agency is: required items, and those of them without a document in force."""

    wanted: int
    lacking: int
    known: bool


def standing_of(agency_id: int) -> Standing | None:
    """The counts of one agency today; None if it has no set."""
    found = completeness(today()).subquery("complete")
    query = select(found.c.wanted, found.c.lacking, found.c.known).where(found.c.agency_id == agency_id)
    row = db.session.execute(query).one_or_none()
    return Standing(row.wanted, row.lacking, bool(row.known)) if row is not None and row.wanted else None


@dataclass(frozen=True)
class ItemLine:
    """An item of an agency's set: what answers it, what is on its way, which templates there are for it."""

    item: ModelItem
    status: ItemStatus
    in_force: Sequence[Document]
    drafts: Sequence[Document]
    templates: Sequence[DocumentTemplate]
    copies: Mapping[int, TemplateCopy]


@dataclass(frozen=True)
class AgencyItems:
    """The set that counts for an agency, item by item. `other`: documents that answer no item."""

    agency: Agency
    model_set: ModelSet | None
    lines: Sequence[ItemLine]
    other: Sequence[Document]

    def having(self, *statuses: ItemStatus) -> list[ItemLine]:
        """The required items that are so."""
        return [
            line
            for line in self.lines
            if line.item.necessity is Necessity.REQUIRED and line.status in statuses
        ]

    @property
    def wanted(self) -> int:
        return sum(line.item.necessity is Necessity.REQUIRED for line in self.lines)


def items_of(actor: Actor, agency: Agency) -> AgencyItems:
    """What an agency has of its set, as far as the actor may see its documents."""
    found = (
        set_for(agency.level, agency.group_id)
        if agency.applicability is not Applicability.OUT_OF_SCOPE
        else None
    )
    query = select(Document).where(
        Document.agency_id == agency.id, Document.state != DocumentState.WITHDRAWN, seen_by(actor)
    )
    documents = list(db.session.scalars(query.order_by(Document.sort_code)))
    items = [item for item in found.items if item.retired_on is None] if found is not None else []
    codes = {item.code for item in items}
    known = any(document.in_force_at is not None for document in documents)
    templates, copies = _templates(codes), _copies(agency.id)
    lines = [_line(item, documents, templates, copies, known=known) for item in items]
    other = [
        each for each in documents if each.model_item not in codes and each.state is DocumentState.IN_FORCE
    ]
    return AgencyItems(agency, found, lines, other)


def _templates(codes: set[str]) -> list[DocumentTemplate]:
    query = select(DocumentTemplate).where(
        DocumentTemplate.item_code.in_(codes), DocumentTemplate.state == TemplateState.PUBLISHED
    )
    return list(db.session.scalars(query.order_by(DocumentTemplate.code)))


def _copies(agency_id: int) -> dict[int, TemplateCopy]:
    query = select(TemplateCopy).where(TemplateCopy.agency_id == agency_id)
    query = query.options(selectinload(TemplateCopy.base))
    return {copy.template_id: copy for copy in db.session.scalars(query)}


def _line(
    item: ModelItem,
    documents: Sequence[Document],
    templates: Sequence[DocumentTemplate],
    copies: Mapping[int, TemplateCopy],
    *,
    known: bool,
) -> ItemLine:
    mine = [document for document in documents if document.model_item == item.code]
    in_force = [document for document in mine if document.state is DocumentState.IN_FORCE]
    drafts = [document for document in mine if document.state is DocumentState.PREPARING]
    otherwise = ItemStatus.NO if known else ItemStatus.NOT_REPORTED
    offered = [template for template in templates if template.item_code == item.code]
    return ItemLine(item, ItemStatus.YES if in_force else otherwise, in_force, drafts, offered, copies)
