"""Several people do the same act on one record at the same moment: it is done once, the others are told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from iso_app.accounts import deputies
from iso_app.accounts import queries as accounts
from iso_app.accounts import services as people
from iso_app.accounts.models import Delegation, Person, Post, PostHolding
from iso_app.core.clock import now, today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution import services as distribution
from iso_app.distribution.kinds import Target
from iso_app.distribution.models import Acknowledgement, PaperCopy
from iso_app.distribution.services import Handing, LineFacts, Shown
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.models import RevisionComment
from iso_app.imports import queries as imports
from iso_app.imports import services as import_services
from iso_app.reports import queries as reports
from iso_app.reports import services as report_services
from iso_app.signatures.models import Signature
from iso_app.tasks import queries as tasks
from iso_app.tasks import services as task_services
from iso_app.trail.models import TrailEntry
from iso_app.web.feature import registry
from tests.documents.conftest import drafted, in_force, kinds, no_proof, sign, submitted  # noqa: F401
from tests.support.crowd import DONE, at_once, meeting
from tests.support.drills import size

pytestmark = pytest.mark.drill

PEOPLE = size(4, 16)
SECRETARY, LEADER, ADMIN = "snv.iso_secretary", "snv.leader", "tdc.province_admin"


@pytest.fixture
def all_do(app, actor_for):
    """`all_do("snv.leader", act)`: PEOPLE do it at once; what became of each."""

    def run(key, act):
        return at_once(app, [(actor_for(key), act)] * PEOPLE)

    return run


def count(kind, *where):
    with unit_of_work(keep=False), whole_country():
        return db.session.scalar(select(func.count(kind.id)).where(*where))


def told(verb):
    """How many entries of the trail say so."""
    return count(TrailEntry, TrailEntry.verb == verb)


def test_a_file_is_stored_once(world, all_do, acting, figure):
    kind = next(kind for kind in registry().imports() if kind.code == "kiem-tra")
    sheet = "Mã cơ quan,Năm,Hình thức kiểm tra,Ngày kiểm tra\nST-SNV,2021,Tại trụ sở,05/05/2021\n"
    with acting(ADMIN) as actor:
        batch, _ = import_services.preview(actor, kind, "tep.csv", sheet.encode())
        batch_id = batch.id

    def store(actor):
        import_services.store(actor, imports.batch_by_id(batch_id), kind=kind)

    assert all_do(ADMIN, store).count(DONE) == 1
    assert told("import.stored") == 1

    def discard(actor):
        import_services.discard(actor, imports.batch_by_id(batch_id), kind=kind)

    assert DONE not in all_do(ADMIN, discard)
    figure(f"{PEOPLE} store one file: 1 time")


def test_a_post_is_given_once(world, all_do):
    def give(actor):
        person = db.session.get_one(Person, world.person["snv.staff"])
        post = db.session.get_one(Post, world.post["snv.auditor"])
        people.appoint(actor, person, post, held_from=today())

    assert all_do(ADMIN, give).count(DONE) == 1
    held = (
        PostHolding.person_id == world.person["snv.staff"],
        PostHolding.post_id == world.post["snv.auditor"],
    )
    assert count(PostHolding, *held) == 1


def test_one_stands_in_at_a_time(world, all_do, acting):
    with acting(LEADER):
        query = select(PostHolding.id).where(PostHolding.post_id == world.post[LEADER])
        holding_id = db.session.scalars(query).one()

    def delegate(actor):
        people.delegate(
            actor, deputies.holding_by_id(holding_id), deputy_id=world.person[SECRETARY],
            from_day=today(), to_day=today() + timedelta(days=3), reason="Đi công tác",
        )  # fmt: skip

    assert all_do(LEADER, delegate).count(DONE) == 1
    assert count(Delegation) == 1


def test_two_administrators_who_send_each_other_away(app, world, actor_for, acting, monkeypatch):
    yesterday = today() - timedelta(days=1)
    held = select(PostHolding).where(PostHolding.post_id == world.post[ADMIN]).order_by(PostHolding.id)
    with acting(ADMIN) as actor:
        other = db.session.get_one(Person, world.person["tdc.staff"])
        post = db.session.get_one(Post, world.post[ADMIN])
        people.appoint(actor, other, post, held_from=yesterday)
        ids = [(holding.person_id, holding.id) for holding in db.session.scalars(held)]
    meeting(monkeypatch, accounts, "other_admins")

    def end(person_id, holding_id):
        return lambda actor: people.end_holding(
            actor, accounts.holding(holding_id, person_id=person_id), held_to=yesterday
        )

    became = at_once(app, [(actor_for(ADMIN), end(*each)) for each in ids])
    assert became.count(DONE) == 1
    assert count(PostHolding, PostHolding.post_id == world.post[ADMIN], PostHolding.held_to.is_(None)) == 1


def test_a_step_is_signed_once(world, all_do, acting, submitted):  # noqa: F811
    _, revision_id = submitted()
    with acting("snv.staff") as actor:
        revision = documents.revision_read(actor, revision_id)
        step_id = next(s.id for s in documents.steps_of_round(revision) if s.is_waiting)
        digest = revision.content_digest

    def give(actor):
        revision = documents.revision_read(actor, revision_id)
        step = documents.step(revision, step_id)
        document_services.sign(actor, revision, step, shown_digest=digest, password="", prove=no_proof)

    assert all_do("snv.staff", give).count(DONE) == 1
    assert count(Signature) == 1


def test_a_remark_is_answered_once(world, all_do, acting, submitted):  # noqa: F811
    _, revision_id = submitted()
    with acting(SECRETARY) as actor:
        revision = documents.revision_read(actor, revision_id)
        remark_id = document_services.comment(actor, revision, words="Thiếu thời hạn").id

    def answer(actor):
        revision = documents.revision_read(actor, revision_id)
        document_services.answer(actor, revision, comment_id=remark_id, words="Đã bổ sung")

    assert all_do("snv.staff", answer).count(DONE) == 1
    assert told("revision.remark_answered") == 1
    assert count(RevisionComment) == 1


def test_copies_handed_out_have_numbers_of_their_own(world, all_do, acting, in_force):  # noqa: F811
    document_id, _ = in_force()

    def hand_out(actor):
        document = documents.document(actor, document_id)
        distribution.hand_out(actor, document, handing=Handing("Phòng Một cửa", 2, today()))

    done = all_do(SECRETARY, hand_out).count(DONE)
    with unit_of_work(keep=False), whole_country():
        numbers = sorted(db.session.scalars(select(PaperCopy.number)))
    assert done >= 1
    assert numbers == list(range(1, 2 * done + 1))


def test_reading_is_acknowledged_once(world, all_do, acting, in_force):  # noqa: F811
    document_id, revision_id = in_force()
    with acting(SECRETARY) as actor:
        document = documents.document(actor, document_id)
        distribution.add_line(actor, document, target=Target(), facts=LineFacts())
        digest = documents.revision_read(actor, revision_id).content_digest

    def acknowledge(actor):
        shown = Shown(actor.person_id, revision_id, digest, now())
        distribution.acknowledge(actor, documents.revision_read(actor, revision_id), shown=shown)

    assert set(all_do("snv.auditor", acknowledge)) == {DONE}
    assert count(Acknowledgement) == told("acknowledgement.given") == 1


def test_a_task_is_finished_once(world, all_do, acting):
    with acting(LEADER) as actor:
        post_id = world.post["snv.staff"]
        task_id = task_services.give_task(
            actor, actor.agency_id, title="Rà soát", detail="", post_id=post_id, due_on=today()
        ).id

    def finish(actor):
        task_services.finish(actor, tasks.task(task_id))

    assert all_do("snv.staff", finish).count(DONE) == 1
    assert told("task.finished") == 1


def test_a_table_is_issued_once(world, all_do, acting, monkeypatch):
    monkeypatch.setattr("iso_app.accounts.services.prove_to_sign", no_proof)
    with unit_of_work(), whole_country():
        report_services.load_templates()
    with acting(ADMIN) as actor:
        number = report_services.draft(actor, code="phu-luc-1", year=2021, as_of=None).number

    def freeze(actor):
        report_services.freeze(actor, reports.snapshot(number))

    assert all_do(ADMIN, freeze).count(DONE) == 1

    def issue(actor):
        found = reports.snapshot(number)
        report_services.issue(actor, found, shown_digest=found.digest, password="")

    assert all_do("tdc.leader", issue).count(DONE) == 1
    assert count(Signature) == 1
