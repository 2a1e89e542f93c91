"""Documents as pages show them: the way of approval, the text in blocks, the moves open to somebody, redlines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.core.policy import Verdict
from iso_app.core.roles import ROLE_LABELS
from iso_app.documents import policies, queries
from iso_app.documents.kinds import STEP_LABELS, StepSpec
from iso_app.documents.models import (
    ApprovalStep,
    Document,
    ReviewRound,
    Revision,
    RevisionComment,
    RevisionLook,
)
from iso_app.documents.queries import DocumentRecord
from iso_app.documents.workflow import STATE_LABELS, DocumentState, RevisionState
from iso_app.files.sniff import PDF
from iso_app.signatures import queries as signatures
from iso_app.signatures.models import Signature
from iso_app.texts import Change, redline
from iso_app.trail.queries import HistoryEntry
from iso_app.trail.queries import history as trail_history
from iso_app.web.feature import Hit
from iso_app.web.languages import say

TONES = {
    DocumentState.PREPARING: "neutral",
    DocumentState.IN_FORCE: "success",
    DocumentState.WITHDRAWN: "danger",
    RevisionState.DRAFT: "neutral",
    RevisionState.IN_REVIEW: "warning",
    RevisionState.APPROVED: "info",
    RevisionState.EFFECTIVE: "success",
    RevisionState.SUPERSEDED: "neutral",
    RevisionState.WITHDRAWN: "danger",
    RevisionState.DISCARDED: "neutral",
}
ROW, NEAR = "row", 2
MOST_PICTURES = 10
MORE_LINES = 3


@dataclass(frozen=True)
class Move:
    """A button: where it leads if the verdict is yes, else why not. `primary`: what is to be done next."""

    label: str
    url: str
    verdict: Verdict
    primary: bool = False
    icon: str = ""


@dataclass(frozen=True)
class StepLine:
    """A step of approval in words: what, by whom, since when it waits or when it was done."""

    label: str
    whose: str
    state: str
    done_by: str
    done_at: datetime | None
    waits_since: datetime | None
    sign_url: str | None


@dataclass(frozen=True)
class Line:
    """A passage with its place in the text, its cells if it is a row of a table, and the remarks on it."""

    place: int
    text: str
    cells: Sequence[str]
    remarks: Sequence[RevisionComment]


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, an item of a list, or rows that stand together as a table."""

    kind: str
    lines: Sequence[Line]


def blocks(passages: Sequence[Mapping[str, Any]], comments: Sequence[RevisionComment] = ()) -> list[Block]:
    """Passages as they are read: rows that follow each other make one table."""
    remarked: dict[int, list[RevisionComment]] = {}
    for comment in comments:
        if comment.passage is not None:
            remarked.setdefault(comment.passage, []).append(comment)
    found: list[Block] = []
    rows: list[Line] = []
    for place, passage in enumerate(passages):
        style, text = passage["style"], passage["text"]
        cells = text.split(" | ") if style == ROW else ()
        line = Line(place, text, cells, remarked.get(place, ()))
        if style == ROW:
            if not rows:
                found.append(Block(ROW, rows))
            rows.append(line)
            continue
        rows = []
        found.append(Block(style.split()[0], [line]))
    return found


@dataclass(frozen=True)
class DocumentPage:
    """A document with the revision in force in words, the one on its way, and what may be done."""

    record: DocumentRecord
    blocks: Sequence[Block]
    trouble: str
    steps: Sequence[StepLine]
    signatures: Sequence[Signature]
    moves: Sequence[Move]
    history: Sequence[HistoryEntry]

    @property
    def document(self) -> Document:
        return self.record.document

    @property
    def shown(self) -> Revision | None:
        """The revision whose words the page shows: the one in force, else the newest that is known."""
        known = [each for each in self.record.revisions if each.state is not RevisionState.DISCARDED]
        return self.record.current or (known[0] if known else None)

    @property
    def older(self) -> list[Revision]:
        """All revisions but the one in force and the one that is open."""
        return [r for r in self.record.revisions if r not in (self.record.current, self.record.opened)]


def document_page(actor: Actor, document_id: int) -> DocumentPage:
    """Everything the page of a document shows; NotFound for one that the actor may not know of."""
    record = queries.record_of(actor, document_id)
    page = DocumentPage(record, (), "", (), (), (), ())
    passages: list[dict[str, Any]] = []
    trouble = ""
    if page.shown is not None:
        passages, trouble = queries.passages_of(page.shown)
    return DocumentPage(
        record=record,
        blocks=blocks(passages),
        trouble=trouble,
        steps=[_step_line(actor, record.opened, step) for step in record.steps] if record.opened else [],
        signatures=signatures.of(page.shown) if page.shown is not None else [],
        moves=_document_moves(actor, record),
        history=trail_history("document", document_id),
    )


def _document_moves(actor: Actor, record: DocumentRecord) -> list[Move]:
    document, opened = record.document, record.opened
    where: dict[str, Any] = {"document_id": document.id}
    found = []
    if opened is not None:
        url = url_for("documents.revision", number=opened.number, **where)
        found.append(Move("Mở bản đang soạn", url, Verdict(allowed=True), primary=True, icon="pen-line"))
    found += [
        Move(
            "Soạn lần ban hành mới",
            url_for("documents.begin", **where),
            policies.may_begin(actor, document, opened),
            primary=opened is None,
            icon="plus",
        ),
        Move(
            "Sửa thông tin",
            url_for("documents.edit", **where),
            policies.may_edit(actor, document),
            icon="pencil",
        ),
        Move(
            "Hủy bỏ tài liệu", url_for("documents.withdraw", **where), policies.may_withdraw(actor, document)
        ),
    ]
    return [move for move in found if actor.agency_id == document.agency_id]


def _step_line(actor: Actor, revision: Revision, step: ApprovalStep) -> StepLine:
    state = "done" if step.done_at is not None else "current" if step.is_waiting else "todo"
    url = None
    if state == "current" and policies.may_sign(actor, revision, step):
        url = url_for(
            "documents.sign", document_id=revision.document_id, number=revision.number, step_id=step.id
        )
    return StepLine(
        STEP_LABELS[step.meaning], step.whose, state, step.done_by, step.done_at, step.waits_since, url
    )


@dataclass(frozen=True)
class RevisionPage:
    """A revision with its text, remarks, steps, signatures and moves."""

    revision: Revision
    document: Document
    blocks: Sequence[Block]
    trouble: str
    steps: Sequence[StepLine]
    signatures: Sequence[Signature]
    rounds: Sequence[ReviewRound]
    remarks: Sequence[RevisionComment]
    moves: Sequence[Move]
    may_comment: Verdict
    may_answer: Mapping[int, bool]
    look: RevisionLook | None
    before: Revision | None
    history: Sequence[HistoryEntry]
    passages: Sequence[Mapping[str, Any]] = field(repr=False, default=())

    @property
    def waiting(self) -> list[StepLine]:
        return [step for step in self.steps if step.state == "current"]

    @property
    def waited_for(self) -> str:
        """The posts or roles whose turn it is."""
        return ", ".join(say(step.whose) for step in self.waiting)

    @property
    def changed_since_look(self) -> bool:
        return self.look is not None and self.look.content_digest != self.revision.content_digest

    @property
    def unlooked(self) -> bool:
        return self.look is None or self.look.content_digest != self.revision.content_digest


def revision_page(actor: Actor, document_id: int, number: int) -> RevisionPage:
    """Everything the page of a revision shows: remarks, rounds and moves to the agency's own people only."""
    revision = queries.revision(actor, document_id, number)
    own = actor.agency_id == revision.agency_id
    steps = queries.steps_of_round(revision)
    passages, trouble = queries.passages_of(revision)
    remarks = queries.comments_of(revision) if own else []
    current = [comment for comment in remarks if comment.round == revision.round]
    return RevisionPage(
        revision=revision,
        document=revision.document,
        blocks=blocks(passages, current),
        trouble=trouble,
        steps=[_step_line(actor, revision, step) for step in steps],
        signatures=signatures.of(revision),
        rounds=queries.rounds_of(revision) if own and revision.round else [],
        remarks=remarks,
        moves=_revision_moves(actor, revision, steps) if own else [],
        may_comment=policies.may_comment(actor, revision, steps),
        may_answer={each.id: bool(policies.may_answer(actor, revision, each)) for each in remarks},
        look=queries.look_of(actor, document_id) if own else None,
        before=queries.revision_before(actor, revision),
        history=trail_history("revision", revision.id),
        passages=passages,
    )


def _revision_moves(actor: Actor, revision: Revision, steps: Sequence[ApprovalStep]) -> list[Move]:
    """What may be done with it now; what belongs to another state is not shown at all."""
    where: dict[str, Any] = {"document_id": revision.document_id, "number": revision.number}

    def move(label: str, endpoint: str, verdict: Verdict, **more: Any) -> Move:
        return Move(label, url_for(f"documents.{endpoint}", **where), verdict, **more)

    if revision.state is RevisionState.DRAFT:
        return [
            move("Trình xem xét", "submit", policies.may_submit(actor, revision), primary=True, icon="send"),
            move("Soạn tiếp", "write", policies.may_save(actor, revision), icon="pencil"),
            move("Bỏ bản soạn", "discard", policies.may_discard(actor, revision)),
        ]
    if revision.state is RevisionState.IN_REVIEW:
        signable = [
            Move(
                say("Ký {meaning}", meaning=say(STEP_LABELS[step.meaning]).lower()),
                url_for("documents.sign", step_id=step.id, **where),
                Verdict(allowed=True),
                primary=True,
                icon="pen-line",
            )
            for step in steps
            if policies.may_sign(actor, revision, step)
        ]
        back = policies.may_send_back(actor, revision, steps)
        return [
            *signable,
            *([move("Trả lại", "send_back", back, icon="rotate-ccw")] if back else []),
            move("Rút lại để sửa", "recall", policies.may_recall(actor, revision)),
        ]
    if revision.state is RevisionState.APPROVED:
        return [move("Bỏ bản soạn", "discard", policies.may_discard(actor, revision))]
    return []


@dataclass(frozen=True)
class Stretch:
    """Changes that stand together; `folded`: unchanged passages far from any change."""

    folded: bool
    changes: Sequence[Change]


@dataclass(frozen=True)
class Comparison:
    """Two texts against each other, or the pages of two PDF files side by side where there is no text."""

    stretches: Sequence[Stretch]
    trouble: str = ""
    pages: Sequence[int] = ()

    @property
    def same(self) -> bool:
        return not self.trouble and all(change.kind == "same" for s in self.stretches for change in s.changes)


def comparison(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], *, trouble: str = "", pages: int = 0
) -> Comparison:
    """What changed, with two unchanged passages around each change and the rest folded."""
    if trouble:
        return Comparison((), trouble, range(1, min(pages, MOST_PICTURES) + 1))
    changes = redline([passage["text"] for passage in old], [passage["text"] for passage in new])
    near = [
        any(changes[at].kind != "same" for at in range(max(0, i - NEAR), min(len(changes), i + NEAR + 1)))
        for i in range(len(changes))
    ]
    stretches: list[Stretch] = []
    start = 0
    for i in range(1, len(changes) + 1):
        if i == len(changes) or near[i] != near[start]:
            stretches.append(Stretch(not near[start], changes[start:i]))
            start = i
    return Comparison(stretches)


def compare_revisions(old: Revision, new: Revision) -> Comparison:
    """Two revisions of a document."""
    before, trouble_before = queries.passages_of(old)
    after, trouble_after = queries.passages_of(new)
    trouble = trouble_before or trouble_after
    drawn = trouble and old.media_type == PDF and new.media_type == PDF
    return comparison(before, after, trouble=trouble, pages=MOST_PICTURES if drawn else 0)


def step_words(steps: Sequence[StepSpec]) -> str:
    """The order of approval in one line: `Soạn thảo → Xem xét (Thư ký ISO) → Phê duyệt (Lãnh đạo)`."""
    words = []
    for step in steps:
        whose = (
            say(ROLE_LABELS[step.role])
            if step.role is not None
            else say("vị trí riêng")
            if step.post_id
            else ""
        )
        words.append(
            f"{say(STEP_LABELS[step.meaning])} ({whose})" if whose else say(STEP_LABELS[step.meaning])
        )
    return " → ".join(words)


def step_lines(steps: Sequence[StepSpec]) -> list[tuple[str, str, str]]:
    """(order, meaning, who) of each step as the fields of a form say it, with some blank lines."""
    found = []
    for step in steps:
        who = f"post:{step.post_id}" if step.post_id else f"role:{step.role.value}" if step.role else ""
        found.append((str(step.order), step.meaning.value, who))
    return [*found, *[("", "", "")] * MORE_LINES]


def hits(actor: Actor, words: str, most: int) -> list[Hit]:
    """What the search over everything shows of documents: the passage in which the words stand."""
    return [
        Hit(
            f"{found.code} {found.title}",
            url_for("documents.show", document_id=found.document_id),
            "".join(text for text, _ in found.parts) or say(STATE_LABELS[found.state]),
        )
        for found in queries.search(actor, words, most=most)
    ]
