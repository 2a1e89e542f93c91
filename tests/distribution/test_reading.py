"""Who has to read what, who has, and how they say it: once, for what they were shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from iso_app.accounts import queries as accounts
from iso_app.accounts import services as account_services
from iso_app.accounts import sessions
from iso_app.accounts.models import Person, Post
from iso_app.core.actor import operator
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, NotPermitted, Stale
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution import queries, services
from iso_app.distribution.kinds import Target
from iso_app.distribution.queries import Coverage
from iso_app.documents import queries as documents
from iso_app.tasks.workflow import TaskState
from tests.support.world import World

Make = Callable[..., Any]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def coverage(app: Any) -> Callable[[int], Coverage]:
    def of(document_id: int) -> Coverage:
        with unit_of_work(keep=False), whole_country():
            return queries.coverage_of(document_id)

    return of


def test_whoever_holds_a_post_there_has_to_read(
    in_force: Make, distribute: Make, department: Make, coverage: Make, tasks_of: Make, world: World
) -> None:
    document_id, revision_id = in_force()
    unit = department("Phòng Tổ chức", 3)
    distribute(document_id, Target(department_id=unit))
    assert coverage(document_id) == Coverage(3, 0)
    distribute(document_id, Target(post_id=world.post["snv.staff"]))
    assert coverage(document_id) == Coverage(4, 0)
    distribute(document_id)
    assert coverage(document_id) == Coverage(7, 0), "nobody is counted twice"
    assert list(tasks_of(f"reading:{revision_id}:").values()) == [TaskState.OPEN] * 7


def test_acknowledging_finishes_the_task_of_the_post(
    in_force: Make, distribute: Make, acknowledge: Make, coverage: Make, tasks_of: Make, world: World
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id, Target(post_id=world.post["snv.staff"]))
    distribute(document_id, Target(post_id=world.post["snv.leader"]))
    acknowledge("snv.staff", revision_id)
    assert coverage(document_id) == Coverage(2, 1)
    states = {key.split(":")[2]: state for key, state in tasks_of("reading:").items()}
    assert states == {
        str(world.post["snv.staff"]): TaskState.DONE, str(world.post["snv.leader"]): TaskState.OPEN
    }  # fmt: skip


def test_twice_said_is_once(
    in_force: Make, distribute: Make, acknowledge: Make, acknowledged: Make, world: World
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id)
    first = acknowledge("snv.staff", revision_id)
    assert acknowledge("snv.staff", revision_id) == first
    assert acknowledged() == [(revision_id, world.person["snv.staff"])]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"person_id": 0}, DomainError),
        ({"revision_id": 0}, DomainError),
        ({"content_digest": "0" * 64}, Stale),
        ({"at": now() - timedelta(days=1)}, Stale),
    ],
)
def test_only_what_was_opened_is_acknowledged(
    in_force: Make, distribute: Make, acknowledge: Make, acknowledged: Make, changed: dict, refusal: type
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id)
    with pytest.raises(refusal):
        acknowledge("snv.staff", revision_id, **changed)
    assert acknowledged() == []


def test_who_does_not_have_to_read_does_not_acknowledge(
    in_force: Make, distribute: Make, acknowledge: Make, world: World
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id, Target(post_id=world.post["snv.leader"]))
    with pytest.raises(NotPermitted, match="không yêu cầu bạn đọc"):
        acknowledge("snv.staff", revision_id)
    with pytest.raises(NotPermitted):
        acknowledge("tdc.inspector", revision_id)


def test_what_need_not_be_read_again_counts_on(
    in_force: Make, distribute: Make, acknowledge: Make, next_revision: Make, coverage: Make, tasks_of: Make
) -> None:
    document_id, first = in_force()
    distribute(document_id)
    acknowledge("snv.staff", first)
    second = next_revision(document_id, must_be_read_again=False)
    assert coverage(document_id) == Coverage(4, 1)
    assert set(tasks_of(f"reading:{first}:").values()) == {TaskState.DONE, TaskState.WITHDRAWN}
    assert len(tasks_of(f"reading:{second}:")) == 3, "who never read any has to read this one"
    third = next_revision(document_id, words="Đã khác hẳn.")
    assert coverage(document_id) == Coverage(4, 0)
    assert list(tasks_of(f"reading:{third}:").values()) == [TaskState.OPEN] * 4


def test_an_old_revision_is_not_acknowledged(
    in_force: Make, distribute: Make, acknowledge: Make, next_revision: Make
) -> None:
    document_id, first = in_force()
    distribute(document_id)
    next_revision(document_id)
    with pytest.raises(NotPermitted, match="đang hiệu lực"):
        acknowledge("snv.staff", first)


def test_a_deputy_reads_for_the_post_and_the_person_still_has_to(
    in_force: Make, distribute: Make, acting: Make, coverage: Make, tasks_of: Make, world: World
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id, Target(post_id=world.post["snv.leader"]))
    with acting("snv.leader") as leader:
        holding = accounts.holdings_of(world.person["snv.leader"])[0]
        account_services.delegate(
            leader,
            holding,
            deputy_id=world.person["snv.iso_secretary"],
            from_day=today(),
            to_day=today(),
            reason="Đi công tác",
        )
    with unit_of_work(), whole_country():
        held = sessions.posts_held(world.person["snv.iso_secretary"], today())
        lent = next(post for post in held if post.for_person_id)
        actor = sessions.actor_of(world.person["snv.iso_secretary"], "Thư ký ISO SNV", lent)
    with unit_of_work(), acting_in(actor.scope):
        revision = documents.revision_read(actor, revision_id)
        shown = services.Shown(actor.person_id or 0, revision.id, revision.content_digest, now())
        given = services.acknowledge(actor, revision, shown=shown)
        assert given.duty_of_id == world.person["snv.leader"]
        assert "thay mặt" in given.post_label
    assert set(tasks_of("reading:").values()) == {TaskState.DONE}
    assert coverage(document_id) == Coverage(1, 0)


def test_who_comes_later_is_asked_and_who_leaves_is_not(
    in_force: Make,
    distribute: Make,
    acknowledge: Make,
    acting: Make,
    coverage: Make,
    tasks_of: Make,
    world: World,
) -> None:
    document_id, revision_id = in_force()
    staff = world.post["snv.staff"]
    distribute(document_id, Target(post_id=staff))
    acknowledge("snv.staff", revision_id)
    with acting("tdc.province_admin") as actor:
        holding = accounts.holdings_of(world.person["snv.staff"])[0]
        account_services.end_holding(actor, holding, held_to=today() - timedelta(days=1))
    assert coverage(document_id) == Coverage(0, 0)
    with acting("tdc.province_admin") as actor:
        newcomer = db.session.get_one(Person, world.person["snv.auditor"])
        account_services.appoint(actor, newcomer, db.session.get_one(Post, staff), held_from=today())
    assert coverage(document_id) == Coverage(1, 0)
    with unit_of_work(), whole_country():
        services.ask_newcomers(operator())
    assert sorted(state.value for state in tasks_of("reading:").values()) == ["done", "open"]
    with unit_of_work(), whole_country():
        services.ask_newcomers(operator())
    assert len(tasks_of("reading:")) == 2, "nobody is asked twice"


def test_a_post_that_was_left_hurries_nobody(
    in_force: Make, distribute: Make, acting: Make, world: World
) -> None:
    document_id, _ = in_force()
    with acting("tdc.province_admin") as actor:
        person = db.session.get_one(Person, world.person["snv.staff"])
        second = account_services.appoint_to(
            actor, person, agency_id=world.agency["snv"], role=Role.STAFF, title="Văn thư", held_from=today()
        ).post_id
    distribute(document_id, Target(post_id=world.post["snv.staff"]), reading_days=1)
    distribute(document_id, Target(post_id=second), reading_days=20)
    sooner = due_days("snv.staff")
    with acting("tdc.province_admin") as actor:
        first = next(h for h in accounts.holdings_of(world.person["snv.staff"]) if h.post_id != second)
        account_services.end_holding(actor, first, held_to=today() - timedelta(days=1))
    assert due_days("snv.staff") > sooner


def due_days(key: str) -> list[Any]:
    """By when a person has to read each of their documents, as their list says it."""
    actor = sessions.actor_for_email(f"{key}@example.vn")
    with unit_of_work(keep=False), acting_in(actor.scope):
        return [row.due_on for row in db.session.execute(queries.my_documents(actor))]


def test_a_signed_list_covers_the_people_it_names(
    in_force: Make, distribute: Make, acting: Make, acknowledge: Make, coverage: Make, department: Make,
    tasks_of: Make, world: World,
) -> None:  # fmt: skip
    document_id, _ = in_force()
    unit = department("Phòng Văn thư", 4)
    distribute(document_id, Target(department_id=unit))
    people = {world.person[f"Phòng Văn thư.{n}"] for n in range(3)}
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, document_id)
        given = {"signed_on": today(), "content": PNG, "name": "ky-nhan.png"}
        kept = services.register_list(actor, document, people=people, **given)
        assert kept.people == 3
    assert coverage(document_id) == Coverage(4, 3)
    assert sorted(state.value for state in tasks_of("reading:").values()) == ["done", "done", "done", "open"]
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError, match="đều đã ký nhận"):
        services.register_list(actor, documents.document(actor, document_id), people=people, **given)
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError, match="không phải đọc"):
        services.register_list(
            actor, documents.document(actor, document_id), people={world.person["snv.leader"]}, **given
        )


@pytest.mark.parametrize("content", [b"", b"khong phai anh", b"MZ" + b"\x00" * 100])
def test_a_scan_is_a_scan(
    in_force: Make, distribute: Make, acting: Make, world: World, content: bytes
) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    with acting("snv.iso_secretary") as actor, pytest.raises(DomainError):
        services.register_list(
            actor, documents.document(actor, document_id), people={world.person["snv.staff"]},
            signed_on=today(), content=content, name="ky-nhan.png",
        )  # fmt: skip


def test_staff_register_no_list(in_force: Make, distribute: Make, acting: Make, world: World) -> None:
    document_id, _ = in_force()
    distribute(document_id)
    with acting("snv.staff") as actor, pytest.raises(NotPermitted):
        services.register_list(
            actor, documents.document(actor, document_id), people={world.person["snv.leader"]},
            signed_on=today(), content=PNG, name="ky-nhan.png",
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE acknowledgement SET person_name = 'x'",
        "DELETE FROM acknowledgement",
        "UPDATE paper_copy SET holder = 'x'",
        "DELETE FROM distribution_line",
        "UPDATE distribution_line SET target = 'post:1'",
    ],
)
def test_the_database_refuses_to_rewrite(
    in_force: Make, distribute: Make, acknowledge: Make, acting: Make, statement: str
) -> None:
    document_id, revision_id = in_force()
    distribute(document_id, copies=1)
    acknowledge("snv.staff", revision_id)
    with acting("snv.iso_secretary") as actor:
        document = documents.document(actor, document_id)
        services.hand_out(actor, document, handing=services.Handing("Văn thư", 1, today()))
    with pytest.raises(DatabaseError), unit_of_work(keep=False), whole_country():
        db.session.execute(text(statement))


def test_the_authority_sees_coverage_and_no_draft(
    in_force: Make, drafted: Make, distribute: Make, acting: Make
) -> None:
    document_id, _ = in_force()
    draft_id, _ = drafted("QT-09")
    for each in (document_id, draft_id):
        distribute(each)
    with acting("tdc.inspector"):
        assert queries.coverage_of(document_id) == Coverage(4, 0)
        assert len(queries.lines(document_id)) == 1
        assert queries.lines(draft_id) == []
    with acting("xa.leader"):
        assert queries.lines(document_id) == []
        assert queries.coverage_of(document_id) == Coverage(0, 0)
