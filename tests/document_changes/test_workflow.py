"""Whatever is tried on requests, in whatever order: none is done undecided, none is decided by who asked."""

import hypothesis.strategies as st
from hypothesis import given, settings

from iso_app.core.actor import Actor, Scope
from iso_app.core.errors import InvalidTransition
from iso_app.core.roles import Reach, Role
from iso_app.document_changes.kinds import ChangeKind, asked_to_decide, deciders
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.policies import ALL as PERMISSIONS
from iso_app.document_changes.policies import may_carry_out, may_decide, may_take_back
from iso_app.document_changes.workflow import OPEN_REQUESTS, REQUEST_WORKFLOW, RequestAction, RequestState
from iso_app.documents.policies import ALL as DOCUMENT_PERMISSIONS

AGENCY = 7
PEOPLE = st.integers(1, 4)
ROLES = st.sampled_from([Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR, Role.STAFF])


def _actor(person: int, role: Role, *, stands_in_for: int | None = None, agency: int = AGENCY) -> Actor:
    granted = {p.name for p in (*PERMISSIONS, *DOCUMENT_PERMISSIONS) if p.granted_to(role, Reach.AGENCY)}
    scope = Scope(Reach.AGENCY, 1, agency)
    return Actor(
        f"Người {person}", scope, frozenset(granted), person, person, role=role, for_person_id=stands_in_for
    )


def _request(kind: ChangeKind, asker: int, role: Role) -> ChangeRequest:
    return ChangeRequest(
        agency_id=AGENCY,
        kind=kind,
        state=RequestState.ASKED,
        asked_by_id=asker,
        asked_role=role,
        document_id=3,
    )


TRIES = st.lists(
    st.tuples(st.sampled_from(RequestAction), PEOPLE, ROLES, st.none() | PEOPLE), min_size=1, max_size=12
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ChangeKind), PEOPLE, ROLES, TRIES)
def test_no_request_is_done_without_a_decision_of_another(kind, asker, role, tries) -> None:
    request = _request(kind, asker, role)
    accepted_by: int | None = None
    states = [request.state]
    for action, person, as_role, instead_of in tries:
        actor = _actor(person, as_role, stands_in_for=instead_of)
        may = {
            RequestAction.ACCEPT: may_decide,
            RequestAction.REFUSE: may_decide,
            RequestAction.TAKE_BACK: may_take_back,
        }.get(action)
        # What carries a request out is no act on it: a revision comes into force, a document ends.
        if may is not None and not may(actor, request):
            continue
        try:
            request.state = REQUEST_WORKFLOW.after(request.state, action)
        except InvalidTransition:
            continue
        if action is RequestAction.ACCEPT:
            accepted_by = person
            assert asker not in {person, instead_of}
            assert as_role in deciders(kind, role)
        states.append(request.state)
    if RequestState.DONE in states:
        assert accepted_by is not None
        assert accepted_by != asker
        assert states == [RequestState.ASKED, RequestState.ACCEPTED, RequestState.DONE]
    if request.state not in OPEN_REQUESTS:
        assert REQUEST_WORKFLOW.open_to(request.state) == []


@given(st.sampled_from(ChangeKind), PEOPLE, ROLES, PEOPLE, ROLES)
def test_nobody_of_another_agency_does_anything(kind, asker, role, person, as_role) -> None:
    request = _request(kind, asker, role)
    stranger = _actor(person, as_role, agency=AGENCY + 1)
    for state in RequestState:
        request.state = state
        assert not any(may(stranger, request) for may in (may_decide, may_take_back, may_carry_out))


@given(st.sampled_from(ChangeKind), st.none() | ROLES)
def test_whoever_has_the_task_may_decide_and_did_not_ask_in_that_role(kind, role) -> None:
    asked = asked_to_decide(kind, role)
    assert asked in deciders(kind, role)
    assert asked is not role


def test_a_leader_always_may() -> None:
    for kind in ChangeKind:
        for role in (None, *Role):
            assert Role.LEADER in deciders(kind, role)
