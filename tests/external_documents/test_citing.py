"""What documents cite is found, judged by people, and looked at when what is cited has ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from iso_app.accounts.models import Post, PostHolding
from iso_app.agencies.models import Agency, AgencyPeriod, Applicability, Level
from iso_app.core.actor import operator
from iso_app.core.announcements import announce
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, NotFound, NotPermitted
from iso_app.core.roles import Role
from iso_app.core.text import sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents.events import DocumentWithdrawn, RevisionEffective
from iso_app.documents.models import Revision, RevisionText
from iso_app.external_documents import queries, services
from iso_app.external_documents.kinds import CitationState, Force, number_key
from iso_app.external_documents.models import Citation, Subscription
from iso_app.external_documents.services import Standing, Terms
from iso_app.jobs.models import Job, JobState
from iso_app.jobs.running import run
from iso_app.notifications.models import Notification
from iso_app.tasks import services as tasks
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState
from iso_app.trail.queries import history
from iso_app.trail.services import explain
from tests.external_documents.conftest import KEY, LOCAL, ND30, QD19, subscription
from tests.support.statements import heard
from tests.support.world import SINCE, World

NEW = "45/2026/NĐ-CP"
TEXT = "Thực hiện theo Nghị định số 30 / 2020/NĐ – CP và Quyết định 19/2014/QĐ-TTg; xem thêm 30/2020/NĐ-CP."


def take_effect(document_id: int) -> None:
    """As the documents' own service announces it."""
    with unit_of_work(), whole_country():
        revision = db.session.scalars(select(Revision).where(Revision.document_id == document_id)).one()
        announce(RevisionEffective(revision.agency_id, document_id, revision.id, None))


def citations(document_id: int) -> dict[str, Citation]:
    with unit_of_work(keep=False), whole_country():
        found = {one.folded: one for one in queries.citations_in(document_id)}
        db.session.expunge_all()
        return found


def reviews(agency_id: int) -> list[Task]:
    with unit_of_work(keep=False), whole_country():
        query = select(Task).where(Task.agency_id == agency_id, Task.key.startswith("external-review:"))
        found = list(db.session.scalars(query.order_by(Task.id)))
        db.session.expunge_all()
        return found


def replace(acting: Callable, shared: dict[str, int], number: str, by: str = NEW) -> None:
    with acting("tdc.province_admin") as actor:
        document = queries.shared_document(shared[number])
        assert services.set_standing(actor, document, standing=Standing(Force.REPLACED, by, today()))


def work() -> None:
    """Do what waits in the background."""
    with unit_of_work(keep=False):
        waiting = list(db.session.scalars(select(Job.id).where(Job.state == JobState.WAITING)))
    for job_id in waiting:
        run(job_id)


def told(number: str) -> list[str]:
    with unit_of_work(keep=False), whole_country():
        rows = db.session.scalars(select(Notification).where(Notification.kind == services.REPLACED)).all()
        return [row.facts["number"] for row in rows if row.facts["number"] == number]


def test_numbers_are_found_when_a_document_takes_effect(paper: Callable, shared: dict[str, int]) -> None:
    document_id = paper("snv", "QT-01", TEXT, "Không có gì ở đây.")
    take_effect(document_id)
    found = citations(document_id)
    assert set(found) == {KEY, number_key(QD19.number)}
    assert (found[KEY].times, found[KEY].state) == (2, CitationState.FOUND)
    assert "30 / 2020/NĐ – CP" in found[KEY].passage


def test_a_document_does_not_cite_itself(paper: Callable) -> None:
    document_id = paper("snv", "12/2024/QĐ-SNV", "Quy trình này là 12/2024/QĐ-SNV.")
    take_effect(document_id)
    assert citations(document_id) == {}


def test_a_new_revision_keeps_what_people_said_and_lets_go_of_the_rest(
    acting: Callable, paper: Callable, shared: dict[str, int]
) -> None:
    document_id = paper("snv", "QT-01", TEXT)
    take_effect(document_id)
    with acting("snv.iso_secretary") as actor:
        services.reject_citation(actor, queries.citation(citations(document_id)[KEY].id))
    with unit_of_work(), whole_country():
        text = db.session.scalars(select(RevisionText)).one()
        text.passages = [{"text": "Nay chỉ theo 30/2020/NĐ-CP."}]
    take_effect(document_id)
    found = citations(document_id)
    assert (found[KEY].state, found[KEY].is_cited, found[KEY].times) == (CitationState.REJECTED, True, 1)
    assert not found[number_key(QD19.number)].is_cited
    assert found[number_key(QD19.number)].state is CitationState.FOUND


def test_confirming_follows_what_is_cited(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    document_id = paper("snv", "QT-01", TEXT)
    take_effect(document_id)
    id_ = citations(document_id)[KEY].id
    with acting("snv.staff") as actor, pytest.raises(NotPermitted):
        services.confirm_citation(actor, queries.citation(id_))
    with acting("xa.iso_secretary"), pytest.raises(NotFound):
        queries.citation(id_)
    with acting("tdc.province_admin") as actor, pytest.raises(NotPermitted):
        services.confirm_citation(actor, queries.citation(id_))
    with acting("snv.iso_secretary") as actor:
        services.confirm_citation(actor, queries.citation(id_))
        with pytest.raises(DomainError):
            services.confirm_citation(actor, queries.citation(id_))
        assert queries.subscription_to(world.agency["snv"], shared[ND30.number]) is not None


def test_replaced_tells_followers_and_opens_a_review_for_each_citing_document(
    acting: Callable, paper: Callable, follow: Callable, shared: dict[str, int], world: World
) -> None:
    one, two, other = paper("snv", "QT-01", TEXT), paper("snv", "QT-02", TEXT), paper("xa", "QT-01", TEXT)
    unrelated = paper("snv", "QT-03", "Không viện dẫn gì.")
    for document_id in (one, two, other, unrelated):
        take_effect(document_id)
    id_ = follow("snv", ND30.number)
    with acting("snv.iso_secretary") as actor:
        services.reject_citation(actor, queries.citation(citations(two)[KEY].id))
    replace(acting, shared, ND30.number)
    assert reviews(world.agency["snv"]) == [], "agencies are told in the background"
    work()
    (task,) = reviews(world.agency["snv"])
    assert "QT-01" in task.title
    assert task.title.endswith(f"30/2020/NĐ-CP đã được thay thế bởi {NEW}")
    assert len(reviews(world.agency["xa"])) == 1, (
        "whoever cites it is concerned, whether it follows it or not"
    )
    assert len(told(ND30.number)) == 2, "the secretary and the leader of the one agency that follows it"
    assert subscription(id_).told_of == f"replaced:{number_key(NEW)}"


def _set(acting: Callable, shared: dict[str, int], standing: Standing) -> bool:
    with acting("tdc.province_admin") as actor:
        return services.set_standing(actor, queries.shared_document(shared[ND30.number]), standing=standing)


def _notices(kind: str) -> int:
    with unit_of_work(keep=False), whole_country():
        return db.session.scalar(select(func.count(Notification.id)).where(Notification.kind == kind)) or 0


def test_back_in_force_ends_the_looks_by_itself_with_the_reason_in_the_trail(
    acting: Callable, paper: Callable, follow: Callable, shared: dict[str, int], world: World
) -> None:
    for agency in ("snv", "xa"):
        take_effect(paper(agency, "QT-01", TEXT))
    id_ = follow("snv", ND30.number)
    replace(acting, shared, ND30.number)
    work()
    assert _set(acting, shared, Standing())
    work()
    reason = "Tình trạng văn bản đã đổi: 30/2020/NĐ-CP – còn hiệu lực."
    for agency in ("snv", "xa"):
        (task,) = reviews(world.agency[agency])
        assert (task.state, task.end_reason) == (TaskState.WITHDRAWN, reason)
        with acting(f"{agency}.iso_secretary"):
            assert history("task", task.id)[0].sentence == f"Rút việc “{task.title}”: {reason}"
    assert subscription(id_).told_of == "in_force:"
    assert _notices(services.RESTORED) == 2, "the secretary and the leader of the one agency that follows it"
    assert not _set(acting, shared, Standing(ended_on=None)), "nothing new has been said"
    with acting("tdc.inspector") as actor:
        services.tell_batch(actor, queries.shared_document(shared[ND30.number]), after=0)
    assert len(reviews(world.agency["snv"])) == 1
    assert _notices(services.RESTORED) == 2


def test_ended_anew_asks_anew_and_once(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    take_effect(paper("snv", "QT-01", TEXT))
    for _ in range(2):
        replace(acting, shared, ND30.number)
        work()
        _set(acting, shared, Standing())
        work()
    replace(acting, shared, ND30.number)
    work()
    with acting("tdc.inspector") as actor:
        services.tell_batch(actor, queries.shared_document(shared[ND30.number]), after=0)
    states = [task.state for task in reviews(world.agency["snv"])]
    assert states == [TaskState.WITHDRAWN, TaskState.WITHDRAWN, TaskState.OPEN]


def test_another_successor_is_looked_at_instead(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    take_effect(paper("snv", "QT-01", TEXT))
    replace(acting, shared, ND30.number)
    work()
    replace(acting, shared, ND30.number, "46/2026/NĐ-CP")
    work()
    before, after = reviews(world.agency["snv"])
    assert (before.state, after.state) == (TaskState.WITHDRAWN, TaskState.OPEN)
    assert before.end_reason.endswith("30/2020/NĐ-CP đã được thay thế bởi 46/2026/NĐ-CP.")


def test_what_was_looked_at_stays_done(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    take_effect(paper("snv", "QT-01", TEXT))
    replace(acting, shared, ND30.number)
    work()
    (task,) = reviews(world.agency["snv"])
    with acting("snv.iso_secretary") as actor:
        tasks.finish(actor, tasks.by_key(actor, world.agency["snv"], key=task.key), remark="Không phải sửa")
    _set(acting, shared, Standing())
    work()
    assert [one.state for one in reviews(world.agency["snv"])] == [TaskState.DONE]


def test_telling_twice_is_as_once(
    acting: Callable, paper: Callable, follow: Callable, shared: dict[str, int], world: World
) -> None:
    take_effect(paper("snv", "QT-01", TEXT))
    follow("snv", ND30.number)
    replace(acting, shared, ND30.number)
    work()
    with acting("tdc.inspector") as actor:
        document = queries.shared_document(shared[ND30.number])
        found = services.tell_batch(actor, document, after=0)
        assert found == [world.agency["snv"]]
        assert services.tell_batch(actor, document, after=found[-1]) == []
        again = services.set_standing(actor, document, standing=Standing(Force.REPLACED, NEW, today()))
        assert not again, "nothing new has been said"
    assert len(reviews(world.agency["snv"])) == 1
    assert len(told(ND30.number)) == 2


def test_a_job_that_was_cut_off_goes_on(
    acting: Callable, follow: Callable, shared: dict[str, int], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first batch the worker dies; what was told is not told again."""
    monkeypatch.setattr("iso_app.external_documents.services.telling.BATCH", 1)
    follow("snv", ND30.number)
    follow("xa", ND30.number)
    replace(acting, shared, ND30.number)
    with acting("tdc.province_admin") as actor:
        services.tell_batch(actor, queries.shared_document(shared[ND30.number]), after=0)
    assert len(told(ND30.number)) == 2
    work()
    assert len(told(ND30.number)) == 4


def _keep(record):
    db.session.add(record)
    db.session.flush()
    explain(record)
    return record


def grow(world: World, numbers: range, paper: Callable, document_id: int) -> None:
    """Further agencies, each with a secretary, that follow a document and cite it in one of their own."""
    for number in numbers:
        code = f"ST-N{number:03}"
        with unit_of_work(), whole_country():
            facts = {
                "name": code, "level": Level.COMMUNE, "applicability": Applicability.VOLUNTARY,
                "sort_name": sort_key(code), "group_id": world.group["st.UBND cấp xã"], "valid_from": SINCE,
            }  # fmt: skip
            agency = _keep(Agency(province_id=world.province["st"], code=code, **facts))
            _keep(AgencyPeriod(agency_id=agency.id, **facts))
            post = _keep(
                Post(agency_id=agency.id, role=Role.ISO_SECRETARY, title="Thư ký ISO", valid_from=SINCE)
            )
            person_id = world.person["snv.iso_secretary"]
            _keep(PostHolding(agency_id=agency.id, post_id=post.id, person_id=person_id, held_from=SINCE))
            _keep(
                Subscription(agency_id=agency.id, external_document_id=document_id, interval_months=6,
                             next_check_on=today(), followed_since=now(), followed_by="A")
            )  # fmt: skip
            world.agency[code] = agency.id
        take_effect(paper(code, "QT-01", TEXT))


@pytest.mark.parametrize("by_mail", [False, True])
def test_a_batch_takes_the_same_statements_whatever_its_size(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World, by_mail: bool,
    app: Flask, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if by_mail:
        monkeypatch.setattr(app.extensions["settings"], "mail_url", "smtp://127.0.0.1:9")
    grow(world, range(72), paper, shared[ND30.number])
    replace(acting, shared, ND30.number)
    after, counts = 0, []
    for size in (2, 10, 60):  # the first also learns what the process keeps
        monkeypatch.setattr("iso_app.external_documents.services.telling.BATCH", size)
        with heard() as sent, acting("tdc.province_admin") as actor:
            found = services.tell_batch(actor, queries.shared_document(shared[ND30.number]), after=after)
        counts.append(len(sent))
        assert len(found) == size
        after = found[-1]
    assert counts[1] == counts[2] <= 40, counts
    assert len(told(ND30.number)) == 72
    assert all(len(reviews(world.agency[f"ST-N{number:03}"])) == 1 for number in (0, 30, 71))


def test_whose_documents_have_to_be_looked_at_is_told_once_an_agency(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    for code in ("QT-01", "QT-02"):
        take_effect(paper("snv", code, TEXT))
    replace(acting, shared, ND30.number)
    work()
    with acting("tdc.inspector") as actor:
        services.tell_batch(actor, queries.shared_document(shared[ND30.number]), after=0)
    with unit_of_work(keep=False), whole_country():
        (only,) = db.session.scalars(select(Notification).where(Notification.kind == services.REVIEWS))
        assert (only.person_id, only.facts["count"]) == (world.person["snv.iso_secretary"], 2)
    assert len(reviews(world.agency["snv"])) == 2


def test_a_citation_that_comes_later_is_looked_at_too(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    replace(acting, shared, ND30.number)
    work()
    document_id = paper("snv", "QT-09", TEXT)
    take_effect(document_id)
    (task,) = reviews(world.agency["snv"])
    with acting("snv.iso_secretary") as actor:
        services.reject_citation(actor, queries.citation(citations(document_id)[KEY].id))
    assert reviews(world.agency["snv"])[0].state is TaskState.DONE
    assert task.due_on == today() + timedelta(days=30)


def test_a_withdrawn_document_has_nothing_to_be_looked_at(
    acting: Callable, paper: Callable, shared: dict[str, int], world: World
) -> None:
    document_id = paper("snv", "QT-01", TEXT)
    take_effect(document_id)
    replace(acting, shared, ND30.number)
    work()
    with unit_of_work(), whole_country():
        announce(DocumentWithdrawn(world.agency["snv"], document_id, None, "Không dùng"))
    assert [task.state for task in reviews(world.agency["snv"])] == [TaskState.DONE]


def test_an_own_document_replaced_asks_its_agency_at_once(
    acting: Callable, paper: Callable, world: World
) -> None:
    with acting("snv.iso_secretary") as actor:
        made = services.add_own(
            actor, world.agency["snv"], province_id=world.province["st"],
            facts=services.Facts("77/2023/QĐ-UBND", LOCAL.title, LOCAL.document_class, "UBND tỉnh"), terms=Terms(),
        )  # fmt: skip
        id_ = made.id
    for agency in ("snv", "xa"):
        take_effect(paper(agency, "QT-01", "Theo 77/2023/QĐ-UBND."))
    with acting("snv.leader") as actor:
        standing = Standing(Force.REPLACED, "88/2026/QĐ-UBND")
        assert services.set_own_standing(actor, queries.subscription(id_), standing=standing) == 1
        assert services.set_own_standing(actor, queries.subscription(id_), standing=standing) == 0
    assert (len(reviews(world.agency["snv"])), reviews(world.agency["xa"])) == (1, [])
    with acting("snv.leader") as actor:
        assert services.set_own_standing(actor, queries.subscription(id_), standing=Standing()) == 0
    assert [task.state for task in reviews(world.agency["snv"])] == [TaskState.WITHDRAWN]


def test_the_daily_round_runs_as_the_system(follow: Callable, shared: dict[str, int]) -> None:
    follow("snv", ND30.number)
    with unit_of_work(), whole_country():
        after = services.remind_batch(operator())
        assert after is None
        assert db.session.scalar(select(func.count(Task.id))) == 1
