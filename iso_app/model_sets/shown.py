"""Model sets and templates as pages show them: what the parts of a merge look like, moves, words for audiences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from iso_app.agencies.models import LEVEL_LABELS, Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Verdict
from iso_app.documents import queries as documents
from iso_app.documents.content import SECTIONS, STEPS_AFTER, StepRow, Written, passages_of_written, written_of
from iso_app.documents.models import Document
from iso_app.documents.shown import Block, Comparison, blocks, comparison
from iso_app.model_sets import policies, queries
from iso_app.model_sets.compute import STEPS, At, ThreeWay, row_of
from iso_app.model_sets.models import (
    DocumentTemplate,
    DocumentTemplateDraft,
    DocumentTemplateVersion,
    ModelSet,
    TemplatePush,
)
from iso_app.model_sets.queries import Mine
from iso_app.model_sets.workflow import TemplateState
from iso_app.tasks import queries as tasks_queries
from iso_app.texts import Part, Piece, redline
from iso_app.trail.queries import HistoryEntry
from iso_app.trail.queries import history as trail_history
from iso_app.web.languages import say

DAYS_TO_LOOK = 20  # working days that a form proposes
TONES = {TemplateState.DRAFT: "neutral", TemplateState.PUBLISHED: "success", TemplateState.RETIRED: "danger"}
PART_LABELS = {
    "theirs": "Mẫu có thay đổi",
    "mine": "Cơ quan đã sửa",
    "both": "Hai bên sửa giống nhau",
    "conflict": "Hai bên sửa khác nhau",
}
PART_TONES = {"theirs": "info", "mine": "neutral", "both": "success", "conflict": "warning"}
STEPS_LABEL = "Các bước thực hiện"


def audience(of: ModelSet | TemplatePush) -> str:
    """Whom it is for, in words."""
    if of.group is not None:
        return of.group.name
    return say(LEVEL_LABELS[of.level]) if of.level is not None else say("Mọi cơ quan")


def days_ahead(province_id: int) -> date:
    """The day that forms propose."""
    day = today()
    return tasks_queries.working_days(day.year, province_id).after(day, DAYS_TO_LOOK)


@dataclass(frozen=True)
class Cells:
    """A passage word by word: one stretch, or a row of the table of steps as its cells."""

    pieces: Sequence[Piece]
    row: StepRow | None = None


@dataclass(frozen=True)
class PartLine:
    """A part of a merge: what each side says, marked against the old template; what is chosen; what may be typed."""

    at: At
    name: str
    kind: str
    is_rows: bool
    base: Sequence[Cells]
    theirs: Sequence[Cells]
    mine: Sequence[Cells]
    chosen: str
    own_text: str
    own_rows: Sequence[StepRow]

    @property
    def is_same(self) -> bool:
        return self.kind == "same"


@dataclass(frozen=True)
class Place:
    """A section (or the table of steps) with its parts; unchanged parts that stand together are folded."""

    label: str
    parts: Sequence[PartLine]

    @property
    def is_same(self) -> bool:
        return all(part.is_same for part in self.parts)


def places(
    difference: ThreeWay,
    *,
    name: Callable[[At], str],
    typed: Callable[[At], str],
    own: Callable[[At], Sequence[str]],
) -> list[Place]:
    """The parts of a merge by section, each with what is pre-chosen: what only one side changed stays changed."""
    lines: dict[str, list[PartLine]] = {}
    for at, part in difference.parts:
        lines.setdefault(at[0], []).append(_line(at, part, name(at), typed(at), own(at)))
    return [Place(label, lines[key]) for key, label in _labels() if key in lines]


def _labels() -> list[tuple[str, str]]:
    found = []
    for number, (key, label) in enumerate(SECTIONS, start=1):
        found.append((key, f"{number}. {say(label)}"))
        if key == STEPS_AFTER:
            found.append((STEPS, say(STEPS_LABEL)))
    return found


def _line(at: At, part: Part, name: str, typed: str, own: Sequence[str]) -> PartLine:
    is_rows = at[0] == STEPS
    proposed = {"mine": "mine", "conflict": ""}.get(part.kind, "theirs")
    words = own if typed == "own" else (part.mine or part.upstream)
    return PartLine(
        at=at,
        name=name,
        kind=part.kind,
        is_rows=is_rows,
        base=[_cells(text, (Piece("same", text),), is_rows) for text in part.base],
        theirs=_against(part.base, part.upstream, is_rows),
        mine=_against(part.base, part.mine, is_rows),
        chosen=typed or proposed,
        own_text="" if is_rows else "\n".join(words),
        own_rows=[*(row_of(text) for text in words), StepRow()] if is_rows else (),
    )


def _against(old: Sequence[str], new: Sequence[str], is_rows: bool) -> list[Cells]:
    """What one side says, with what it added and took away; rows of a table are shown whole."""
    if is_rows:
        return [_cells(text, (), is_rows) for text in new]
    return [Cells(change.pieces) for change in redline(old, new)]


def _cells(text: str, pieces: Sequence[Piece], is_rows: bool) -> Cells:
    return Cells((), row_of(text)) if is_rows else Cells(pieces)


def text_of(written: Mapping[str, object] | None) -> list[Block]:
    """What a version or a draft says, in blocks."""
    return blocks(passages_of_written(written_of(written)))


def changes(old: DocumentTemplateVersion | None, new: Written) -> Comparison | None:
    """What a version changes against the one before it; None if there is none before."""
    if old is None:
        return None
    return comparison(passages_of_written(written_of(old.written)), passages_of_written(new))


@dataclass(frozen=True)
class Pair:
    """A document of the agency beside a version of a template: what may be chosen, what was, how they differ."""

    documents: Sequence[tuple[int, str]]
    versions: Sequence[DocumentTemplateVersion]
    number: int
    document: Document | None = None
    likeness: queries.Likeness | None = None
    comparison: Comparison | None = None
    share: int = 0


def pair(actor: Actor, template: DocumentTemplate, *, document_id: int | None, number: int) -> Pair:
    """What the page shows that links a document; the comparison once one of the agency's free ones is chosen."""
    free = queries.free_documents(actor.agency_id, template)
    versions = queries.versions(template)
    if document_id not in dict(free):
        return Pair(free, versions, number)
    document = documents.document(actor, document_id or 0)
    found = queries.likeness(document, queries.version(template, number))
    compared = comparison(found.template, found.own, trouble=found.trouble)
    return Pair(free, versions, number, document, found, compared, _share(compared))


def _share(compared: Comparison) -> int:
    """How many of a hundred passages are the same on both sides."""
    kinds = [change.kind for stretch in compared.stretches for change in stretch.changes]
    return 100 * kinds.count("same") // len(kinds) if kinds else 0


@dataclass(frozen=True)
class TemplatePage:
    """A template: its newest version in words, all versions, what is prepared, the reader's own copy."""

    template: DocumentTemplate
    versions: Sequence[DocumentTemplateVersion]
    draft: DocumentTemplateDraft | None
    pushes: Sequence[TemplatePush]
    mine: Mine | None
    blocks: Sequence[Block]
    history: Sequence[HistoryEntry]
    may_write: Verdict
    may_push: Verdict
    may_take: Verdict
    may_link: Verdict
    may_unlink: Verdict | None
    may_keep_mine: bool

    @property
    def newest(self) -> DocumentTemplateVersion | None:
        return self.versions[0] if self.versions else None

    @property
    def draft_is_new(self) -> bool:
        """Whether what is prepared says something that is not published yet."""
        newest = self.newest
        return self.draft is not None and (newest is None or self.draft.digest != newest.digest)


def template_page(actor: Actor, template_id: int) -> TemplatePage:
    """Everything the page of a template shows to the actor."""
    template = queries.template(actor, template_id)
    versions = queries.versions(template)
    oversees = actor.may(policies.OVERSEE)
    draft = queries.draft(template) if oversees else None
    mine = None if oversees else queries.mine(actor.agency_id, template)
    copy, revision = (mine.copy, mine.revision) if mine is not None else (None, None)
    said = versions[0].written if versions else (draft.written if draft is not None else None)
    return TemplatePage(
        template=template,
        versions=versions,
        draft=draft,
        pushes=queries.pushes(template) if oversees else (),
        mine=mine,
        blocks=text_of(said),
        history=trail_history("document_template", template.id) if oversees else (),
        may_write=policies.may_write(actor, template),
        may_push=policies.may_push(actor, template),
        may_take=policies.may_take(actor, template, copy, revision),
        may_link=policies.may_link(actor, template, copy),
        may_unlink=unlinking(actor, mine),
        may_keep_mine=mine is not None and bool(policies.may_keep_mine(actor, mine.copy, mine.base.number)),
    )


def unlinking(actor: Actor, mine: Mine | None) -> Verdict | None:
    """Whether the actor may take a link back; None where that is no question: no link stands, or it is not theirs."""
    if mine is None or mine.copy.ended_on is not None or not actor.may(policies.TAKE):
        return None
    since = queries.since_linked(mine)
    return policies.may_unlink(actor, mine.copy, since) if since.linked is not None else None


def coverage_counts(template: DocumentTemplate) -> list[tuple[str, str, int]]:
    """(words, tone, agencies) of each way in which agencies stand to a template; "unlinked" only if some did."""
    counted = dict(queries.coverage_counts(template, today()))
    return [
        (say(label), queries.STAND_TONES[stand], counted.get(stand, 0))
        for stand, label in queries.STAND_LABELS.items()
        if stand != queries.UNLINKED or counted.get(stand)
    ]


def home_line(agency: Agency) -> queries.Standing | None:
    """How complete the reader's agency is, if anything is lacking or nothing is known of it."""
    standing = queries.standing_of(agency.id)
    return standing if standing is not None and standing.lacking else None
