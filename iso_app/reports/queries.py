"""Everything that only reads: templates, live tables, snapshots, what would differ today."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import defer

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import LEVEL_LABELS, Level, Maintains, Province
from iso_app.compliance import measures
from iso_app.compliance.measures import Period
from iso_app.compliance.models import Fact
from iso_app.core.actor import Actor
from iso_app.core.canonical import kept
from iso_app.core.errors import DomainError, NotFound
from iso_app.db import db
from iso_app.reports import checks, figures
from iso_app.reports import content as contents
from iso_app.reports.compute import TableResult, compute
from iso_app.reports.content import Content
from iso_app.reports.models import Snapshot, TemplateDraft, TemplateVersion
from iso_app.reports.scales import classes_of
from iso_app.reports.template import Setting, TableTemplate, parse
from iso_app.reports.workflow import SnapshotState

LEVEL_KEYS = {Level.PROVINCE: "tinh", Level.DISTRICT: "huyen", Level.COMMUNE: "xa"}
FIRST_YEAR, LAST_YEAR = 1990, 2100


def templates() -> list[TemplateVersion]:
    """The latest version of each template, in their order."""
    latest = select(TemplateVersion.code, func.max(TemplateVersion.version).label("version")).where(_known())
    newest = latest.group_by(TemplateVersion.code).subquery()
    query = select(TemplateVersion).join(
        newest, (newest.c.code == TemplateVersion.code) & (newest.c.version == TemplateVersion.version)
    )
    return list(db.session.scalars(query.order_by(TemplateVersion.position, TemplateVersion.code)))


def _known() -> ColumnElement[bool]:
    """Templates that are everybody's, and those of a province that the scope may know of."""
    return or_(TemplateVersion.province_id.is_(None), TemplateVersion.province_id.in_(select(Province.id)))


def template(code: str) -> TemplateVersion:
    """The latest version of a template; NotFound names those there are."""
    query = select(TemplateVersion).where(TemplateVersion.code == code, _known())
    found = db.session.scalars(query.order_by(TemplateVersion.version.desc()).limit(1)).one_or_none()
    if found is None:
        codes = ", ".join(known.code for known in templates())
        raise NotFound("Không có mẫu bảng “{code}”. Các mẫu đang có: {codes}.", code=code, codes=codes)
    return found


def period(year: int, as_of: date | None) -> Period:
    """The period of a table; refuses a day outside its year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Năm {year} không đúng; hãy ghi năm từ 1990 đến 2100.", field="year", year=year)
    found = Period.of_year(year, as_of)
    if found.as_of.year != year:
        raise DomainError("Ngày lập bảng phải thuộc năm {year}.", field="as_of", year=year)
    return found


def table(actor: Actor, version: TemplateVersion, wanted: Period) -> TableResult:
    """The table computed now, in the scope in force."""
    return _computed(actor, version.body, wanted, figures_of=version.code)


def _computed(actor: Actor, body: Mapping[str, Any], wanted: Period, *, figures_of: str) -> TableResult:
    """The table that a template's body makes now, with the figures entered for the template `figures_of`."""
    template = expanded(body, wanted)
    entered = figures.latest(figures_of, wanted.year) if template.has_figures else {}
    return compute(template, wanted, rule=lambda: rule_of(province_of(actor)), figures=entered)


def live(
    actor: Actor, version: TemplateVersion, wanted: Period, *, with_evidence: bool = False, cell: str = ""
) -> Content:
    """The content of the table computed now; with the evidence of all of it or of one cell (`row.column`)."""
    evidence_of = contents.ALL if with_evidence else cell
    province = province_of(actor)
    return contents.build(table(actor, version, wanted), province, evidence_of=evidence_of)


def preview(actor: Actor, draft: TemplateDraft, wanted: Period) -> Content:
    """The table that a draft would make; figures of the template it was cloned from stand in for its own."""
    province = province_of(actor)
    result = _computed(actor, draft.body, wanted, figures_of=draft.base_code)
    return contents.build(result, province)


def province_of(actor: Actor) -> Province | None:
    """Whose table it is. A province nobody has made yet prints an empty table, not an error."""
    if actor.province_id is None and not db.session.scalar(select(func.count(Province.id))):
        return None
    return agencies.province_of(actor)


def rule_of(province: Province | None) -> Maintains:
    """What the province asks of an agency that maintains its system."""
    return Maintains.AUDIT_OR_REVIEW if province is None else province.maintains


def expanded(body: Mapping[str, Any], wanted: Period) -> TableTemplate:
    """A template for the groups, levels and classes of the scope in force."""
    named = kept(body)
    members: dict[str, list[dict[str, Any]]] = {"group": [], "level": [], "class": []}
    if '"each":"group"' in named:
        groups = agencies.counts_by_group(wanted.as_of)
        members["group"] = [{"number": str(n), "name": g.group_name} for n, g in enumerate(groups, start=1)]
    if '"each":"level"' in named:
        members["level"] = [
            {"number": str(n), "key": LEVEL_KEYS[level], "name": LEVEL_LABELS[level], "value": level.value}
            for n, level in enumerate(LEVEL_KEYS, start=1)
        ]
    if '"each":"class"' in named:
        members["class"] = classes_of(body["scales"], wanted.year, measures.findings_of(wanted.year))
    return _parsed(named, kept(members))


@lru_cache(maxsize=32)
def _parsed(body: str, members: str) -> TableTemplate:
    """The template of a body for a setting, both as JSON: what is asked for all day is read once."""
    return parse(json.loads(body), Setting(json.loads(members)))


@dataclass(frozen=True)
class NotedRow:
    """A line whose note the province writes for each year."""

    key: str
    label: str
    setting: str
    text: str


def noted_rows(actor: Actor, version: TemplateVersion, wanted: Period) -> list[NotedRow]:
    """The lines of a template that take a note of the province, with what is written for the year."""
    province = province_of(actor)
    return [
        NotedRow(row.key, row.label, row.note["setting"], contents.note_of(row, province, wanted.year))
        for row in expanded(version.body, wanted).rows
        if "setting" in row.note
    ]


def noted_row(actor: Actor, version: TemplateVersion, wanted: Period, key: str) -> NotedRow:
    """One of them; NotFound if the line takes no note."""
    found = next((row for row in noted_rows(actor, version, wanted) if row.key == key), None)
    if found is None:
        raise NotFound("Dòng này không có ghi chú riêng của tỉnh.")
    return found


def years_with_facts() -> list[int]:
    """The years of which something is known, newest first."""
    return list(db.session.scalars(select(Fact.year).distinct().order_by(Fact.year.desc())))


def years_of(version: TemplateVersion) -> list[int]:
    """The years to offer for one table."""
    return years_by_template([version], years_with_facts())[version.code]


def years_by_template(versions: Sequence[TemplateVersion], known: list[int]) -> dict[str, list[int]]:
    """The years to offer for each table: the known, or those of the figures it only prints."""
    printed = figures.years()
    return {
        version.code: printed.get(version.code, []) if prints_figures(version.body) else known
        for version in versions
    }


def prints_figures(body: Mapping[str, Any]) -> bool:
    """Whether what a table shows was entered and not computed."""
    cells = [cell for row in body["rows"] for cell in row.get("cells", {}).values()]
    return bool(cells) and all("figure" in cell for cell in cells)


# -- snapshots ---------------------------------------------------------------------------------------------------


def snapshots() -> Select[Any]:
    """The base statement of the list of tables."""
    base = select(
        Snapshot.id,
        Snapshot.number,
        TemplateVersion.title,
        Snapshot.year,
        Snapshot.as_of,
        Snapshot.state,
        Snapshot.made_by,
        Snapshot.made_at,
    )
    return cast("Select[Any]", base).join(TemplateVersion, TemplateVersion.id == Snapshot.template_version_id)


def snapshot(number: str) -> Snapshot:
    """The table with this number in the scope in force."""
    found = db.session.scalars(select(Snapshot).where(Snapshot.number == number)).one_or_none()
    if found is None:
        raise NotFound("Không có bảng số {number}.", number=number)
    return found


def content_of(actor: Actor, found: Snapshot, *, with_evidence: bool = False, cell: str = "") -> Content:
    """What a table says: computed now while it is a draft, for ever the same once frozen."""
    if found.state is SnapshotState.DRAFT:
        wanted = period(found.year, found.as_of)
        return live(actor, found.template, wanted, with_evidence=with_evidence, cell=cell)
    return checks.retold(json.loads(found.content), found.template.body)


def explanations(found: Snapshot) -> dict[str, Any]:
    """Check -> its explanation: of the frozen content once there is one, else as written so far."""
    if found.state is SnapshotState.DRAFT:
        return {
            e.check_key: {"text": e.text, "printed": e.printed, "by": e.by, "version": e.version}
            for e in found.explanations
        }
    frozen: dict[str, Any] = json.loads(found.content)["explanations"]
    return frozen


def snapshots_of(code: str) -> list[Snapshot]:
    """The tables made of a template, newest first."""
    query = select(Snapshot).join(TemplateVersion, TemplateVersion.id == Snapshot.template_version_id)
    query = query.where(TemplateVersion.code == code).options(defer(Snapshot.content))
    return list(db.session.scalars(query.order_by(Snapshot.made_at.desc(), Snapshot.id.desc())))
