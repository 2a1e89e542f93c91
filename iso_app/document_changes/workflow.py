"""The life of a change request: asked, decided by somebody else, carried out by a revision or a withdrawal."""

from enum import StrEnum

from iso_app.core.workflow import Move, Workflow


class RequestState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    DONE = "done"


class RequestAction(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    CARRY_OUT = "carry_out"


REQUEST_LABELS = {
    RequestState.ASKED: "Chờ quyết định",
    RequestState.ACCEPTED: "Được chấp nhận",
    RequestState.REFUSED: "Không chấp nhận",
    RequestState.TAKEN_BACK: "Đã rút",
    RequestState.DONE: "Đã thực hiện",
}
# Something is still to come of it.
OPEN_REQUESTS = frozenset({RequestState.ASKED, RequestState.ACCEPTED})

_ASKED, _ACCEPTED = frozenset({RequestState.ASKED}), frozenset({RequestState.ACCEPTED})

REQUEST_WORKFLOW: Workflow[RequestState, RequestAction] = Workflow(
    "Đề nghị về tài liệu",
    REQUEST_LABELS,
    {
        RequestAction.ACCEPT: Move(_ASKED, RequestState.ACCEPTED, "Chấp nhận"),
        RequestAction.REFUSE: Move(_ASKED, RequestState.REFUSED, "Không chấp nhận"),
        RequestAction.TAKE_BACK: Move(OPEN_REQUESTS, RequestState.TAKEN_BACK, "Rút đề nghị"),
        RequestAction.CARRY_OUT: Move(_ACCEPTED, RequestState.DONE, "Đã thực hiện"),
    },
)
