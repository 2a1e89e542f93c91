"""A new revision takes the distribution with it and calls the old copies back; what happens to copies afterwards."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from iso_app.core.clock import today
from iso_app.core.errors import DomainError, InvalidTransition, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution import queries, services
from iso_app.distribution.kinds import DistributionForm, LineEnd, Target, target_of
from iso_app.distribution.models import DistributionLine, PaperCopy
from iso_app.distribution.services import Handing, LineFacts
from iso_app.distribution.workflow import COPY_WORKFLOW, STILL_OUT, CopyAction, CopyState
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.tasks.workflow import TaskState
from iso_app.trail.models import TrailEntry
from tests.support.statements import heard
from tests.support.world import World

Make = Callable[..., Any]


@pytest.fixture
def hand_out(acting: Make) -> Callable[..., list[int]]:
    """`hand_out(document_id, 3)`: the secretary hands out so many copies; their ids."""

    def make(document_id: int, count: int = 1, *, holder: str = "Phòng Văn thư") -> list[int]:
        with acting("snv.iso_secretary") as actor:
            document = documents.document(actor, document_id)
            handed = services.hand_out(actor, document, handing=Handing(holder, count, today()))
            return [copy.id for copy in handed]

    return make


@pytest.fixture
def states(app: Any) -> Callable[[], dict[int, CopyState]]:
    def find() -> dict[int, CopyState]:
        with unit_of_work(keep=False), whole_country():
            return dict(db.session.execute(select(PaperCopy.id, PaperCopy.state)).all())

    return find


def all_lines() -> list[DistributionLine]:
    with unit_of_work(keep=False), whole_country():
        found = list(db.session.scalars(select(DistributionLine).order_by(DistributionLine.id)))
        db.session.expunge_all()
        return found


def test_lines_go_over_to_the_new_revision_and_the_old_ones_stay_as_they_were(
    in_force: Make, distribute: Make, next_revision: Make, department: Make
) -> None:
    document_id, first = in_force()
    distribute(document_id, Target(department_id=department("Phòng A", 2)), copies=3, note="Tủ hồ sơ")
    distribute(document_id, must_read=False)
    second = next_revision(document_id)
    old, new = [line for line in all_lines() if line.revision_id == first], all_lines()[2:]
    assert [line.ended_why for line in old] == [LineEnd.SUPERSEDED] * 2
    assert [(line.revision_id, line.ended_on) for line in new] == [(second, None)] * 2
    said = ("target", "form", "copies", "must_read", "reading_days", "note")
    assert [[getattr(line, name) for name in said] for line in new] == [
        [getattr(line, name) for name in said] for line in old
    ]


def test_lines_made_before_the_first_revision_hold_from_its_day(
    drafted: Make, submitted: Make, distribute: Make, sign: Make, tasks_of: Make
) -> None:
    document_id, revision_id = submitted("QT-07")
    distribute(document_id)
    assert tasks_of("reading:") == {}
    for key in ("snv.staff", "snv.iso_secretary", "snv.leader"):
        sign(key, revision_id)
    assert len(tasks_of(f"reading:{revision_id}:")) == 4
    assert [line.ended_on for line in all_lines()] == [None]


def test_old_copies_have_to_come_back(
    in_force: Make,
    distribute: Make,
    next_revision: Make,
    hand_out: Make,
    states: Make,
    acting: Make,
    tasks_of: Make,
) -> None:
    document_id, first = in_force()
    one, two = hand_out(document_id, 2)
    next_revision(document_id)
    assert set(states().values()) == {CopyState.TO_COLLECT}
    assert tasks_of("collecting:") == {f"collecting:{first}": TaskState.OPEN}
    (three,) = hand_out(document_id)
    with acting("snv.iso_secretary") as actor:
        assert queries.copy(document_id, three).number == 1, "each revision counts its own copies"
        assert queries.out_of(document_id)[:2] == (3, 2)
        copy = queries.copy(document_id, one)
        with pytest.raises(DomainError, match="HẾT HIỆU LỰC"):
            services.withdraw(actor, copy, day=today(), stamped=False)
        services.withdraw(actor, copy, day=today(), stamped=True)
    assert set(tasks_of("collecting:").values()) == {TaskState.OPEN}
    with acting("snv.iso_secretary") as actor:
        services.lose(actor, queries.copy(document_id, two), day=today(), note="Mất khi chuyển trụ sở")
    assert set(tasks_of("collecting:").values()) == {TaskState.DONE}
    with acting("snv.iso_secretary") as actor:
        assert queries.out_of(document_id)[:2] == (1, 0)
        services.withdraw(
            actor, queries.copy(document_id, two), day=today(), stamped=False, note="Đã tìm thấy, hủy"
        )
    assert states() == {one: CopyState.WITHDRAWN, two: CopyState.WITHDRAWN, three: CopyState.OUT}


def test_a_withdrawn_document_calls_everything_back(
    in_force: Make, distribute: Make, hand_out: Make, states: Make, acting: Make, tasks_of: Make
) -> None:
    document_id, _ = in_force()
    distribute(document_id, copies=2)
    hand_out(document_id, 2)
    with acting("snv.leader") as actor:
        document_services.withdraw_document(
            actor, documents.document(actor, document_id), reason="Thay bằng QT-12"
        )
    assert set(states().values()) == {CopyState.TO_COLLECT}
    assert [line.ended_why for line in all_lines()] == [LineEnd.WITHDRAWN]
    assert set(tasks_of("reading:").values()) == {TaskState.WITHDRAWN}
    with acting("snv.iso_secretary") as actor:
        assert queries.coverage_of(document_id).must == 0
        with pytest.raises(NotPermitted, match="hủy bỏ"):
            services.add_line(
                actor, documents.document(actor, document_id), target=Target(), facts=LineFacts()
            )


def test_of_what_was_handed_to_nobody_nothing_is_said_to_end(in_force: Make, acting: Make) -> None:
    document_id, _ = in_force()
    with acting("snv.leader") as actor:
        document_services.withdraw_document(
            actor, documents.document(actor, document_id), reason="Thôi áp dụng"
        )
    with whole_country():
        verbs = set(db.session.scalars(select(TrailEntry.verb)))
    assert "document.withdrawn" in verbs
    assert "distribution.withdrawn" not in verbs


def test_a_revision_takes_the_same_statements_whatever_the_people(
    in_force: Make, distribute: Make, next_revision: Make, department: Make, tasks_of: Make
) -> None:
    def statements(document_id: int) -> int:
        with heard() as sent:
            next_revision(document_id, words=f"Bản của {document_id}")
        return len(sent)

    counts = []
    for code, people in (("QT-01", 3), ("QT-02", 150)):
        document_id, _ = in_force(code)
        distribute(document_id, Target(department_id=department(f"Phòng {code}", people)))
        counts.append(statements(document_id))
    assert len(tasks_of("reading:")) == 2 * 153
    assert counts[1] <= counts[0] + 4, f"{counts}: letters and choices go in portions, nothing goes by person"


def test_lines_are_refused_with_the_field_to_blame(
    in_force: Make, distribute: Make, acting: Make, department: Make, world: World
) -> None:
    document_id, _ = in_force()
    line_id = distribute(document_id)
    elsewhere = department("Phòng của xã", 1, agency="xa")
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, document_id)
        for target, facts, field in (
            (Target(), LineFacts(), "target"),
            (Target(department_id=elsewhere), LineFacts(), "target"),
            (Target(post_id=world.post["xa.staff"]), LineFacts(), "target"),
            (Target(), LineFacts(DistributionForm.PAPER), "copies"),
            (Target(), LineFacts(DistributionForm.PAPER, 501), "copies"),
            (Target(post_id=world.post["snv.staff"]), LineFacts(reading_days=0), "reading_days"),
            (Target(post_id=world.post["snv.staff"]), LineFacts(note="x" * 301), "note"),
        ):
            with pytest.raises(DomainError) as refused:
                services.add_line(actor, document, target=target, facts=facts)
            assert refused.value.field == field
        services.remove_line(actor, queries.line(document_id, line_id))
        services.add_line(actor, document, target=Target(), facts=LineFacts())
    with acting("snv.staff") as actor, pytest.raises(NotPermitted):
        services.add_line(actor, documents.document(actor, document_id), target=Target(), facts=LineFacts())


def test_changing_a_line_changes_who_is_asked(
    in_force: Make, distribute: Make, acting: Make, tasks_of: Make, world: World
) -> None:
    document_id, _ = in_force()
    line_id = distribute(document_id, Target(post_id=world.post["snv.staff"]), must_read=False)
    assert tasks_of("reading:") == {}
    with acting("snv.iso_secretary") as actor:
        services.edit_line(actor, queries.line(document_id, line_id), facts=LineFacts(must_read=True))
    assert set(tasks_of("reading:").values()) == {TaskState.OPEN}
    with acting("snv.iso_secretary") as actor:
        services.remove_line(actor, queries.line(document_id, line_id))
    assert set(tasks_of("reading:").values()) == {TaskState.WITHDRAWN}
    with unit_of_work(keep=False), whole_country():
        verbs = set(db.session.scalars(select(TrailEntry.verb)))
        assert verbs >= {"distribution_line.added", "distribution_line.edited", "distribution_line.removed"}


@pytest.mark.parametrize("day", [today() + timedelta(days=1), today() - timedelta(days=1)])
def test_a_copy_is_handed_out_while_it_is_in_force(in_force: Make, acting: Make, day: Any) -> None:
    document_id, _ = in_force()
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError, match="Ngày giao"):
        services.hand_out(actor, documents.document(actor, document_id), handing=Handing("Văn thư", 1, day))


@given(acts=st.lists(st.sampled_from(list(CopyAction)), max_size=12))
def test_no_walk_brings_a_copy_out_again(acts: list[CopyAction]) -> None:
    state, ended = CopyState.OUT, False
    for act in acts:
        try:
            state = COPY_WORKFLOW.after(state, act)
        except InvalidTransition:
            continue
        ended = ended or state not in STILL_OUT
        assert not (ended and state in STILL_OUT), "what came back or was lost is never out again"


@given(st.text(max_size=30) | st.from_regex(r"(post|department):[0-9]{1,12}", fullmatch=True))
def test_a_choice_names_a_target_or_is_refused(key: str) -> None:
    with contextlib.suppress(DomainError):
        found = target_of(key)
        assert target_of(found.key) == found


WALK = st.lists(
    st.tuples(st.sampled_from(["hand", "back", "lose", "collect", "issue"]), st.integers(0, 5)), max_size=10
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(walk=WALK)
def test_copies_out_are_those_nobody_brought_back(
    in_force: Make,
    next_revision: Make,
    hand_out: Make,
    states: Make,
    acting: Make,
    walk: list[tuple[str, int]],
) -> None:
    code = f"QT-{abs(hash(str(walk))) % 10**9}"
    document_id, _ = in_force(code)
    mine: list[int] = []
    gone: set[int] = set()
    for act, which in walk:
        if act == "hand":
            mine += hand_out(document_id, 1 + which % 2)
        elif act == "issue":
            next_revision(
                document_id, words=f"{code} {which} {len(mine)}", must_be_read_again=bool(which % 2)
            )
        elif mine:
            copy_id = mine[which % len(mine)]
            verb = {"back": services.take_back, "lose": services.lose, "collect": services.withdraw}[act]
            given_ = {"day": today(), "note": "Ghi"} | ({"stamped": True} if act == "collect" else {})
            with acting("snv.iso_secretary") as actor:
                try:
                    verb(actor, queries.copy(document_id, copy_id), **given_)
                    gone.add(copy_id)
                except NotPermitted:
                    db.session.rollback()
    with acting("snv.iso_secretary"):
        out = queries.out_of(document_id).out
    assert out == len(set(mine) - gone)
    assert {id_ for id_ in mine if states()[id_] in STILL_OUT} == set(mine) - gone


def test_the_authority_withdraws_a_document_of_its_own(
    submitted: Make, sign: Callable[..., None], acting: Make, states: Callable[[], dict[int, CopyState]]
) -> None:
    """Its people see the whole province; the lines and copies of their own document are theirs to end all the same."""
    document_id, revision_id = submitted(by="tdc.staff")
    for key in ("tdc.staff", "tdc.iso_secretary", "tdc.leader"):
        sign(key, revision_id)
    with acting("tdc.iso_secretary") as actor:
        document = documents.document(actor, document_id)
        facts = LineFacts(form=DistributionForm.PAPER, copies=1)
        services.add_line(actor, document, target=Target(), facts=facts)
        services.hand_out(actor, document, handing=Handing("Văn thư", 1, today()))

    with acting("tdc.leader") as actor:
        document = documents.document(actor, document_id)
        document_services.withdraw_document(actor, document, reason="Bãi bỏ")

    assert [line.ended_why for line in all_lines()] == [LineEnd.WITHDRAWN]
    assert list(states().values()) == [CopyState.TO_COLLECT]
