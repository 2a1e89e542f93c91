"""A request as its page shows it, and what a review would lead to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.core.clock import day_of, today
from iso_app.core.dates import show_day
from iso_app.core.policy import Verdict as Answer
from iso_app.document_changes import policies, queries
from iso_app.document_changes.kinds import OpinionSide, Verdict
from iso_app.document_changes.models import ChangeOpinion, ChangeRequest
from iso_app.document_changes.services import Outcome
from iso_app.document_changes.tables import TONES
from iso_app.document_changes.workflow import OPEN_REQUESTS, REQUEST_LABELS, RequestState
from iso_app.documents import policies as documents
from iso_app.documents.models import Revision
from iso_app.trail.queries import HistoryEntry
from iso_app.trail.queries import history as trail_history
from iso_app.web.languages import say


@dataclass(frozen=True)
class Move:
    """Something that may be done with a request, or why not; `posts`: at once, by a button that posts."""

    label: str
    url: str
    verdict: Answer
    primary: bool = False
    icon: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the way of a request."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class RequestPage:
    """One request with everything its page needs."""

    request: ChangeRequest
    state: str
    tone: str
    is_late: bool
    steps: Sequence[Step]
    opinions: Sequence[tuple[OpinionSide, Sequence[ChangeOpinion]]]
    moves: Sequence[Move]
    document_url: str | None
    revision_url: str | None
    history: Sequence[HistoryEntry] = field(repr=False, default=())


def request_page(actor: Actor, request_id: int) -> RequestPage:
    """Everything the page of a request shows."""
    request = queries.request(request_id)
    late = request.state in OPEN_REQUESTS and request.wanted_on is not None and request.wanted_on < today()
    return RequestPage(
        request=request,
        state=REQUEST_LABELS[request.state],
        tone=TONES[request.state],
        is_late=late,
        steps=_steps(request),
        opinions=[(side, [each for each in request.opinions if each.side is side]) for side in OpinionSide],
        moves=_moves(actor, request) if actor.agency_id == request.agency_id else (),
        document_url=_document_url(actor, request),
        revision_url=_revision_url(actor, request.revision),
        history=trail_history("change_request", request_id),
    )


def sides_open(actor: Actor, request: ChangeRequest) -> list[OpinionSide]:
    """The sides for which this person may still speak."""
    department_id = queries.department_of(actor.post_id)
    said = {each.side for each in request.opinions if each.by_id == actor.person_id}
    return [
        side
        for side in OpinionSide
        if side not in said and policies.may_opine(actor, request, side, department_id=department_id)
    ]


def _steps(request: ChangeRequest) -> list[Step]:
    """Asked, decided, carried out; what did not happen is not shown as still to come."""
    state = request.state
    steps = [Step(say("Đề nghị"), "done", _day(request.asked_at))]
    if state is RequestState.TAKEN_BACK and request.decided_at is None:
        return [*steps, Step(say("Đã rút"), "done")]
    decided = "Không chấp nhận" if state is RequestState.REFUSED else "Quyết định"
    day = _day(request.decided_at)
    steps.append(Step(say(decided), "current" if state is RequestState.ASKED else "done", day))
    if state is RequestState.REFUSED:
        return steps
    if state is RequestState.TAKEN_BACK:
        return [*steps, Step(say("Đã rút"), "done")]
    standing = {RequestState.ASKED: "todo", RequestState.ACCEPTED: "current"}.get(state, "done")
    return [*steps, Step(say("Thực hiện"), standing, _day(request.ended_at))]


def _day(moment: datetime | None) -> str:
    return show_day(day_of(moment)) if moment is not None else ""


def _document_url(actor: Actor, request: ChangeRequest) -> str | None:
    document = request.document
    if document is None:
        return None
    known = document.in_force_at is not None or documents.sees_every_draft(actor)
    if not known and not documents.is_author(actor, document):
        return None
    return url_for("documents.show", document_id=document.id)


def _revision_url(actor: Actor, revision: Revision | None) -> str | None:
    if revision is None or not documents.may_read(actor, revision, ()):
        return None
    return url_for("documents.revision", document_id=revision.document_id, number=revision.number)


def _moves(actor: Actor, request: ChangeRequest) -> list[Move]:
    """What may be done now; what belongs to another state is not shown at all."""

    def move(label: str, endpoint: str, verdict: Answer, *, primary: bool = False, icon: str = "") -> Move:
        url = url_for(f"document_changes.{endpoint}", request_id=request.id)
        return Move(label, url, verdict, primary, icon, posts=endpoint == "link")

    found = []
    if request.state is RequestState.ASKED:
        decide = policies.may_decide(actor, request)
        found.append(move("Quyết định", "decide", decide, primary=True, icon="scale"))
        if sides_open(actor, request):
            found.append(move("Cho ý kiến", "opine", Answer(allowed=True), icon="message-square"))
    if request.state is RequestState.ACCEPTED:
        carry = policies.may_carry_out(actor, request)
        there = queries.revision_to_link(request) if carry else None
        if there is not None:
            label = say("Gắn với lần ban hành {number} đang có", number=f"{there.number:02}")
            found.append(move(label, "link", carry, primary=True, icon="link"))
        elif request.revision is None or carry:
            found.append(move("Soạn theo đề nghị", "draft", carry, primary=True, icon="pencil"))
    take_back = policies.may_take_back(actor, request)
    if request.is_open and (take_back or policies.is_asker(actor, request)):
        found.append(move("Rút đề nghị", "take_back", take_back, icon="rotate-ccw"))
    return found


def accepting(request: ChangeRequest) -> str:
    """What happens if a request is accepted, in words."""
    words = {
        "new": "Chấp nhận: có việc soạn tài liệu mới, giao cho người soạn được hoặc Thư ký ISO.",
        "revise": "Chấp nhận: có việc soạn lần ban hành mới, giao cho người soạn thảo tài liệu hoặc Thư ký ISO.",
        "withdraw": "Chấp nhận: tài liệu hết hiệu lực ngay hôm nay với lý do là đề nghị này; không xóa gì.",
    }
    return words[request.kind.value]


def outcome_words(outcome: Outcome, verdict: Verdict) -> str:
    """What a verdict leads to for one document."""
    if verdict is Verdict.KEEP:
        if outcome.next_on is None:
            return say("Giữ nguyên; không soát xét định kỳ nữa theo chu kỳ của loại tài liệu.")
        return say("Giữ nguyên; hạn soát xét kế tiếp {day}.", day=show_day(outcome.next_on))
    if outcome.request is not None:
        return say("Ghi vào đề nghị đang có {number}.", number=outcome.request.number)
    if verdict is Verdict.REVISE:
        return say("Lập đề nghị sửa đổi chờ quyết định; được chấp nhận thì giao việc soạn lần ban hành mới.")
    return say("Lập đề nghị hủy bỏ chờ lãnh đạo quyết định; tài liệu vẫn còn hiệu lực đến lúc đó.")
