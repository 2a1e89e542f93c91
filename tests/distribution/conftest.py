"""Documents of `snv` in force, distributed; a department full of people."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Department
from iso_app.core.clock import now
from iso_app.core.roles import Role
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution import services
from iso_app.distribution.kinds import DistributionForm, Target
from iso_app.distribution.models import Acknowledgement
from iso_app.distribution.services import LineFacts, Shown
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import Written
from iso_app.documents.services import Plan
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState
from iso_app.trail.services import explain, explain_rows
from tests.documents.conftest import drafted, in_force, kinds, read, sign, submitted  # noqa: F401
from tests.support import world as worlds
from tests.support.world import World
from tests.trust.conftest import intruder  # noqa: F401

SIGNERS = ("snv.staff", "snv.iso_secretary", "snv.leader")
EVERYBODY = Target()


@pytest.fixture
def department(app: Any, world: World) -> Callable[..., int]:
    """`department("Phòng Nội vụ", 3)`: a department of `snv` with so many people, each in a post of staff.

    People are known as `world.person["Phòng Nội vụ.0"]`, and so are their posts.
    """

    def make(name: str, people: int, *, agency: str = "snv") -> int:
        agency_id, province_id = world.agency[agency], world.province["st"]
        with unit_of_work(), whole_country():
            unit = Department(
                agency_id=agency_id, name=name, folded=fold(name), valid_from=worlds.SINCE, version=1
            )
            db.session.add(unit)
            db.session.flush()
            explain(unit)
            names = [f"{name} {position:03}" for position in range(people)]
            persons = [
                {"province_id": province_id, "full_name": each, "sort_name": sort_key(each), "folded": fold(each),
                 "email": f"{fold(each).replace(' ', '.')}@example.vn", "version": 1}
                for each in names
            ]  # fmt: skip
            posts = [
                {"agency_id": agency_id, "role": Role.STAFF, "title": f"Chuyên viên {each}", "version": 1,
                 "department_id": unit.id, "valid_from": worlds.SINCE}
                for each in names
            ]  # fmt: skip
            db.session.execute(insert(Person), persons)
            db.session.execute(insert(Post), posts)
            found = dict(
                db.session.execute(
                    select(Person.full_name, Person.id).where(Person.full_name.in_(names))
                ).all()
            )
            held = dict(
                db.session.execute(select(Post.title, Post.id).where(Post.department_id == unit.id)).all()
            )
            db.session.execute(
                insert(PostHolding),
                [
                    {"agency_id": agency_id, "person_id": found[each], "post_id": held[f"Chuyên viên {each}"],
                     "held_from": worlds.SINCE}
                    for each in names
                ],
            )  # fmt: skip
            for kind in (Person, Post, PostHolding):
                explain_rows(kind)
            for position, each in enumerate(names):
                world.person[f"{name}.{position}"] = found[each]
                world.post[f"{name}.{position}"] = held[f"Chuyên viên {each}"]
            return unit.id

    return make


@pytest.fixture
def distribute(acting: Callable[..., Any]) -> Callable[..., int]:
    """`distribute(document_id, Target(department_id=3), copies=2)`: a line made by the secretary; its id."""

    def make(document_id: int, target: Target = EVERYBODY, *, copies: int = 0, **facts: Any) -> int:
        form = DistributionForm.PAPER if copies else DistributionForm.ELECTRONIC
        with acting("snv.iso_secretary") as actor:
            document = documents.document(actor, document_id)
            given = LineFacts(form=form, copies=copies, **facts)
            return services.add_line(actor, document, target=target, facts=given).id

    return make


@pytest.fixture
def next_revision(acting: Callable[..., Any], sign: Callable[..., None]) -> Callable[..., int]:  # noqa: F811
    """`next_revision(document_id)`: drafted, reviewed, approved, in force today; its id."""

    def make(document_id: int, *, must_be_read_again: bool = True, words: str = "Mục đích mới.") -> int:
        with acting("snv.staff") as actor:
            document = documents.document(actor, document_id)
            revision = document_services.begin_revision(
                actor, document, body=Written({"purpose": words}),
                plan=Plan("Sửa mục đích", must_be_read_again=must_be_read_again),
            )  # fmt: skip
            document_services.submit(actor, revision, shown_digest=revision.content_digest)
            revision_id = revision.id
        for key in SIGNERS:
            sign(key, revision_id)
        return revision_id

    return make


@pytest.fixture
def acknowledge(acting: Callable[..., Any]) -> Callable[..., int]:
    """`acknowledge("snv.staff", revision_id)`: that person opened the revision and says that they have read it."""

    def make(key: str, revision_id: int, /, **changed: Any) -> int:
        with acting(key) as actor:
            revision = documents.revision_read(actor, revision_id)
            shown = {
                "person_id": actor.person_id, "revision_id": revision.id,
                "content_digest": revision.content_digest, "at": now(),
            } | changed  # fmt: skip
            return services.acknowledge(actor, revision, shown=Shown(**shown)).id

    return make


@pytest.fixture
def tasks_of(app: Any) -> Callable[..., dict[str, TaskState]]:
    """Key -> state of the tasks whose key begins so."""

    def find(begins: str) -> dict[str, TaskState]:
        with unit_of_work(keep=False), whole_country():
            rows = db.session.execute(select(Task.key, Task.state).where(Task.key.startswith(begins)))
            return dict(rows.all())

    return find


@pytest.fixture
def acknowledged(app: Any) -> Callable[[], list[tuple[int, int]]]:
    """(revision, person) of every acknowledgement in their order."""

    def find() -> list[tuple[int, int]]:
        with unit_of_work(keep=False), whole_country():
            query = select(Acknowledgement.revision_id, Acknowledgement.person_id).order_by(
                Acknowledgement.id
            )
            return [tuple(row) for row in db.session.execute(query)]

    return find
