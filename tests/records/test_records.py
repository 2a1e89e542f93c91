"""The register of records: how long they are kept, and how they are destroyed: proposed, signed, never by accident."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from iso_app.accounts import services as accounts
from iso_app.accounts.models import Person
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotFound, NotPermitted, Stale
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.notifications.models import Notification
from iso_app.records import queries, services
from iso_app.records.content import digest_of
from iso_app.records.jobs import remind
from iso_app.records.kinds import LONGEST, Retention, RetentionUnit, parse_retention
from iso_app.records.models import RecordDisposal, RecordFolder
from iso_app.records.services import Facts
from iso_app.records.services.reminding import NOT_DUE
from iso_app.records.sheets import CODE, SHEET
from iso_app.records.workflow import DisposalState, FolderState
from iso_app.registers import services as registers
from iso_app.signatures import queries as signatures
from iso_app.tasks import services as tasks
from iso_app.tasks.models import Task
from iso_app.tasks.workflow import TaskState
from tests.external_documents.test_lists import workbook
from tests.support.world import PASSWORD, World

PDF = b"%PDF-1.4 1 0 obj"
FIVE_YEARS = Retention(RetentionUnit.YEARS, 5)
AUDITS = Facts("HS-01", "Hồ sơ đánh giá nội bộ", FIVE_YEARS, place="Tủ 2", holder="Văn thư")
FOR_EVER = Facts("HS-02", "Sổ đăng ký văn bản", Retention(RetentionUnit.PERMANENT))

retentions = st.one_of(
    st.just(Retention(RetentionUnit.PERMANENT)),
    st.builds(
        Retention, st.sampled_from([RetentionUnit.MONTHS, RetentionUnit.YEARS]), st.integers(1, LONGEST)
    ),
)


@given(retentions)
def test_a_time_is_read_as_it_is_written(retention: Retention) -> None:
    assert parse_retention(retention.words) == retention
    assert parse_retention(retention.words.upper()) == retention


@given(retentions, st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_nothing_is_due_before_its_time(retention: Retention, closed_on: date) -> None:
    due = retention.due_on(closed_on)
    assert (due is None) == (retention.unit is RetentionUnit.PERMANENT)
    assert due is None or due > closed_on


@pytest.mark.parametrize(
    "written", ["", "5", "năm", "0 năm", "-1 năm", "5 ngày", "9999 năm", "mãi mãi", "5,5 năm"]
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(DomainError):
        parse_retention(written)


def test_a_day_is_counted_by_the_calendar() -> None:
    assert FIVE_YEARS.due_on(date(2020, 2, 29)) == date(2025, 2, 28)
    assert Retention(RetentionUnit.MONTHS, 18).due_on(date(2021, 12, 31)) == date(2023, 6, 30)


@pytest.fixture
def kept(acting: Callable, world: World) -> dict[str, int]:
    """Two kinds of `snv`; of the first one bundle is due and one is not, of the second one is kept for ever."""
    with acting("snv.iso_secretary") as actor:
        audits = services.add_kind(actor, world.agency["snv"], facts=AUDITS)
        ledger = services.add_kind(actor, world.agency["snv"], facts=FOR_EVER)
        old = services.add_folder(actor, audits, label="Năm 2015", closed_on=date(2015, 12, 31))
        new = services.add_folder(actor, audits, label="Năm nay", closed_on=today())
        ever = services.add_folder(actor, ledger, label="Năm 1999", closed_on=date(1999, 12, 31))
        return {"audits": audits.id, "ledger": ledger.id, "old": old.id, "new": new.id, "ever": ever.id}


def propose(acting: Callable, world: World, *folder_ids: int, paper: bool = True) -> int:
    with acting("snv.iso_secretary") as actor:
        folders = queries.folders(world.agency["snv"], folder_ids)
        made = services.propose_disposal(
            actor, world.agency["snv"], folders=folders, reason="Hết thời hạn lưu"
        )
        if paper:
            services.attach_decision(
                actor, made, number="15/QĐ-SNV", decided_on=today(), filename="qd.pdf", content=PDF
            )
        return made.id


@pytest.fixture
def passwords(world: World) -> None:
    with unit_of_work(), whole_country():
        for key in ("snv.leader", "snv.iso_secretary"):
            accounts.set_password(operator(), db.session.get_one(Person, world.person[key]), PASSWORD)


def row(kind: type, id_: int):
    with unit_of_work(keep=False), whole_country():
        found = db.session.get_one(kind, id_)
        db.session.refresh(found)
        db.session.expunge_all()
        return found


def leaders_task() -> TaskState:
    with unit_of_work(keep=False), whole_country():
        return db.session.scalars(select(Task).where(Task.key.startswith("record-disposal:"))).one().state


def test_a_number_is_entered_once_in_an_agency(acting: Callable, kept, world: World) -> None:
    again = Facts("hs-01", "Khác", FIVE_YEARS)
    with acting("snv.leader") as actor, pytest.raises(DomainError, match="đã có"):
        services.add_kind(actor, world.agency["snv"], facts=again)
    with acting("xa.iso_secretary") as actor:
        services.add_kind(actor, world.agency["xa"], facts=again)
        with pytest.raises(NotFound):
            queries.kind(kept["audits"])
        with pytest.raises(NotPermitted):
            services.add_kind(actor, world.agency["snv"], facts=Facts("HS-9", "Của người khác", FIVE_YEARS))


def test_the_authority_reads_and_does_not_keep(acting: Callable, kept) -> None:
    with acting("tdc.province_admin") as actor:
        kind = queries.kind(kept["audits"])
        with pytest.raises(NotPermitted):
            services.edit_kind(actor, kind, facts=AUDITS)


def test_another_time_moves_the_days_of_what_is_kept(acting: Callable, kept, world: World) -> None:
    propose(acting, world, kept["old"])
    with acting("snv.iso_secretary") as actor:
        changed = Facts("HS-01", AUDITS.title, Retention(RetentionUnit.YEARS, 10))
        assert services.edit_kind(actor, queries.kind(kept["audits"]), facts=changed) == 1
    assert row(RecordFolder, kept["old"]).due_on == date(2020, 12, 31), "what is proposed keeps its day"
    assert row(RecordFolder, kept["new"]).due_on == Retention(RetentionUnit.YEARS, 10).due_on(today())


def test_only_what_is_due_is_listed_and_proposed(acting: Callable, kept, world: World) -> None:
    with acting("snv.iso_secretary") as actor:
        assert [folder.id for folder in queries.due_folders(world.agency["snv"])] == [kept["old"]]
        for name, words in (("new", "phải lưu đến"), ("ever", "vĩnh viễn")):
            folders = queries.folders(world.agency["snv"], [kept[name]])
            with pytest.raises(DomainError, match=words):
                services.propose_disposal(actor, world.agency["snv"], folders=folders, reason="x")
        folders = queries.folders(world.agency["snv"], [kept["old"]])
        with pytest.raises(DomainError, match="lý do"):
            services.propose_disposal(actor, world.agency["snv"], folders=folders, reason=" ")
        with pytest.raises(DomainError, match="ít nhất một"):
            services.propose_disposal(actor, world.agency["snv"], folders=[], reason="x")


def test_what_is_proposed_is_not_proposed_again(acting: Callable, kept, world: World) -> None:
    propose(acting, world, kept["old"])
    with acting("snv.leader") as actor:
        assert queries.due_folders(world.agency["snv"]) == []
        folders = queries.folders(world.agency["snv"], [kept["old"]])
        with pytest.raises(DomainError, match="đề nghị hủy khác"):
            services.propose_disposal(actor, world.agency["snv"], folders=folders, reason="x")


def test_the_leader_signs_exactly_what_was_shown(
    acting: Callable, kept, world: World, passwords: None
) -> None:
    id_ = propose(acting, world, kept["old"])
    assert leaders_task() is TaskState.OPEN
    with acting("snv.leader") as actor:
        found = queries.disposal(id_)
        with pytest.raises(Stale):
            services.approve_disposal(actor, found, shown_digest="0" * 64, password=PASSWORD)
    with acting("snv.leader") as actor:
        found = queries.disposal(id_)
        with pytest.raises(DomainError):
            services.approve_disposal(actor, found, shown_digest=digest_of(found), password="sai mật khẩu")
    with acting("snv.leader") as actor:
        found = queries.disposal(id_)
        services.approve_disposal(actor, found, shown_digest=digest_of(found), password=PASSWORD)
        assert [s.content_digest for s in signatures.of(found)] == [digest_of(found)]
    folder = row(RecordFolder, kept["old"])
    assert (folder.state, folder.disposed_on, folder.disposal_id) == (FolderState.DISPOSED, today(), id_)
    assert row(RecordDisposal, id_).state is DisposalState.APPROVED
    assert leaders_task() is TaskState.DONE


def test_who_proposes_does_not_approve_and_no_paper_no_signature(
    acting: Callable, kept, world: World, passwords: None
) -> None:
    with acting("snv.leader") as actor:
        folders = queries.folders(world.agency["snv"], [kept["old"]])
        made = services.propose_disposal(actor, world.agency["snv"], folders=folders, reason="x")
        with pytest.raises(NotPermitted, match="không tự phê duyệt"):
            services.approve_disposal(actor, made, shown_digest=digest_of(made), password=PASSWORD)
        services.withdraw_disposal(actor, made)
    id_ = propose(acting, world, kept["old"], paper=False)
    with acting("snv.iso_secretary") as actor, pytest.raises(NotPermitted):
        services.approve_disposal(actor, queries.disposal(id_), shown_digest="x", password=PASSWORD)
    with acting("snv.leader") as actor:
        found = queries.disposal(id_)
        digest = digest_of(found)
        with pytest.raises(NotPermitted, match="Chưa đính kèm"):
            services.approve_disposal(actor, found, shown_digest=digest, password=PASSWORD)


def test_declined_records_are_kept_on_and_may_be_proposed_anew(acting: Callable, kept, world: World) -> None:
    id_ = propose(acting, world, kept["old"])
    with acting("snv.leader") as actor:
        with pytest.raises(DomainError, match="lý do"):
            services.decline_disposal(actor, queries.disposal(id_), reason="")
        services.decline_disposal(actor, queries.disposal(id_), reason="Còn vụ việc đang giải quyết")
    assert row(RecordFolder, kept["old"]).disposal_id is None
    declined = row(RecordDisposal, id_)
    assert (declined.state, len(declined.content)) == (DisposalState.DECLINED, 1)
    assert propose(acting, world, kept["old"]) != id_


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_disposal SET reason = 'khác' WHERE id = :id",
        "DELETE FROM record_disposal WHERE id = :id",
        "UPDATE record_folder SET disposed_on = '2020-01-01' WHERE disposal_id = :id",
        "DELETE FROM record_folder WHERE disposal_id = :id",
    ],
)
def test_what_was_destroyed_is_written_once(
    statement: str, acting: Callable, kept, world: World, passwords: None
) -> None:
    id_ = propose(acting, world, kept["old"])
    with acting("snv.leader") as actor:
        found = queries.disposal(id_)
        services.approve_disposal(actor, found, shown_digest=digest_of(found), password=PASSWORD)
    with pytest.raises(DatabaseError, match="written once"), unit_of_work(), whole_country():
        db.session.execute(text(statement), {"id": id_})


def test_a_list_is_brought_in_twice_the_same_as_once(acting: Callable, world: World) -> None:
    heads = [column.head for column in SHEET.columns]
    content = workbook(
        ("HS-01", "Đánh giá nội bộ", "", "Tủ 2", "5 năm", "Văn thư", "Cắt nhỏ"),
        ("HS-02", "Sổ văn bản", "", "", "vĩnh viễn"),
        ("HS-04", "Phòng lạ", "Phòng không có", "", "5 năm"),
        ("HS-03", "Sai thời gian", "", "", "lâu lâu"),
        heads=heads,
    )
    with acting("snv.iso_secretary") as actor:
        agency_id = world.agency["snv"]
        file, plan = registers.preview(actor, agency_id, register=CODE, filename="hs.xlsx", content=content)
        assert {problem.line for problem in plan.problems} == {4, 5}
        registers.store(actor, file, good_rows_only=True)
        kinds = queries.kinds_by_number(agency_id)
        assert kinds["hs-01"].retention == FIVE_YEARS
        assert kinds["hs-02"].retention.words == "Vĩnh viễn"
        _, again = registers.preview(actor, agency_id, register=CODE, filename="hs.xlsx", content=content)
        assert again.counts["same"] == 2


# -- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["snv.iso_secretary", "snv.leader", "snv.staff", "snv.auditor"])
def test_everybody_of_the_agency_reads(person: str, browse: Callable, kept, acting, world: World) -> None:
    id_ = propose(acting, world, kept["old"])
    browser = browse(person)
    for path in ("", "/in", "/den-han", "/huy", f"/huy/{id_}", f"/{kept['audits']}"):
        browser.get(f"/ho-so{path}")
    browse("xa.leader").get(f"/ho-so/{kept['audits']}", 404)
    browse("xa.leader").get(f"/ho-so/huy/{id_}", 404)


def test_a_kind_through_its_pages(browse: Callable, world: World) -> None:
    browser = browse("snv.iso_secretary")
    assert "Danh mục chưa có loại hồ sơ nào" in browser.get("/ho-so").text
    typed = {
        "number": "HS-07",
        "title": "Hồ sơ khiếu nại",
        "unit": "years",
        "length": "3",
        "department_id": "",
    }
    page = browser.follow("/ho-so/them", **typed)
    assert "3 năm" in page.text
    assert "từ 1 đến" in browser.post("/ho-so/them", 422, **typed | {"number": "HS-8", "length": "ba"}).text
    assert "đã có" in browser.post("/ho-so/them", 422, **typed).text
    url = page.find("a", href=lambda url: url and url.endswith("/tap"))["href"]
    page = browser.follow(url, label="Năm 2019", closed_on="31/12/2019")
    assert "31/12/2022" in page.text
    assert "Đến hạn hủy" in page.text
    later = f"{today() + timedelta(days=3):%d/%m/%Y}"
    assert "không được sau hôm nay" in browser.post(url, 422, label="Mai", closed_on=later).text
    assert len(browser.get("/ho-so?state=due&q=khieu nai").select("tbody tr")) == 1
    assert len(browser.get("/ho-so?sort=-kept").select("tbody tr")) == 1
    browse("snv.staff").get("/ho-so/them", 403)


def test_a_disposal_through_its_pages(browse: Callable, kept, acting, world: World, passwords: None) -> None:
    secretary = browse("snv.iso_secretary")
    page = secretary.follow("/ho-so/den-han", folders=[str(kept["old"])], reason="Hết thời hạn lưu")
    assert "Đang chờ lãnh đạo phê duyệt" in page.text
    base = page.find("a", href=lambda url: url and url.endswith("/quyet-dinh"))["href"].removesuffix(
        "/quyet-dinh"
    )
    sent = {"file": (io.BytesIO(PDF), "qd.pdf")}
    secretary.post(f"{base}/quyet-dinh", 302, files=sent, number="15/QĐ", decided_on="01/02/2026")
    leader = browse("snv.leader")
    assert "Phê duyệt hủy 1 tập hồ sơ" in leader.get("/viec").text
    page = leader.get(f"{base}/ky")
    shown = page.find("input", {"name": "shown_digest"})["value"]
    leader.post(f"{base}/ky", 422, shown_digest=shown, meaning="approved", password="sai")
    page = leader.follow(f"{base}/ky", shown_digest=shown, meaning="approved", password=PASSWORD)
    assert "Đã ký phê duyệt" in page.text
    assert "Lãnh đạo SNV" in page.text
    assert leader.client.get(f"{base}/tep").headers["Content-Disposition"].startswith("attachment")
    assert "Đã hủy ngày" in leader.get(f"/ho-so/{kept['audits']}").text


def test_the_form_is_printed(browse: Callable, kept) -> None:
    browser = browse("snv.iso_secretary")
    page = browser.get("/ho-so/in")
    assert [th.text for th in page.select("thead th")] == [
        "STT", "Số hiệu", "Tên hồ sơ", "Đơn vị lưu", "Nơi lưu", "Thời gian lưu", "Người giữ", "Phương pháp hủy",
        "Tình trạng",
    ]  # fmt: skip
    for kind, start in (("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert browser.client.get(f"/ho-so/in/{kind}").data.startswith(start)


def _remind() -> None:
    with unit_of_work(), whole_country():
        for _ in remind(operator()):
            pass


def _due_tasks(agency_id: int) -> list[Task]:
    with unit_of_work(keep=False), whole_country():
        query = select(Task).where(Task.agency_id == agency_id, Task.key.startswith("record-due:"))
        found = list(db.session.scalars(query.order_by(Task.id)))
        db.session.expunge_all()
        return found


def test_what_is_due_is_a_task_of_the_secretary_once(kept: dict[str, int], world: World) -> None:
    _remind()
    _remind()
    (task,) = _due_tasks(world.agency["snv"])
    assert task.title == "Xét hủy hồ sơ hết thời hạn lưu: HS-01 Hồ sơ đánh giá nội bộ"
    assert (task.role, task.endpoint, task.state) == (Role.ISO_SECRETARY, "records.due", TaskState.OPEN)
    assert _due_tasks(world.agency["xa"]) == []
    with unit_of_work(keep=False), whole_country():
        told = list(db.session.scalars(select(Notification).where(Notification.kind == services.DUE)))
        assert [(row.person_id, row.facts["count"]) for row in told] == [
            (world.person["snv.iso_secretary"], 1)
        ]


def test_proposed_the_task_is_done_and_comes_back_for_what_is_new(
    acting: Callable, kept: dict[str, int], world: World
) -> None:
    _remind()
    with acting("snv.iso_secretary") as actor:
        services.propose_disposal(
            actor, world.agency["snv"], folders=queries.due_folders(actor.agency_id), reason="Hết hạn"
        )
    _remind()
    (task,) = _due_tasks(world.agency["snv"])
    assert task.state is TaskState.DONE
    with acting("snv.iso_secretary") as actor:
        kind = queries.kind(kept["audits"])
        services.add_folder(actor, kind, label="Năm 2014", closed_on=date(2014, 12, 31))
    _remind()
    _remind()
    assert [one.state for one in _due_tasks(world.agency["snv"])] == [TaskState.DONE, TaskState.OPEN]


def test_kept_on_nobody_is_asked_again(acting: Callable, kept: dict[str, int], world: World) -> None:
    _remind()
    with acting("snv.iso_secretary") as actor:
        (known,) = _due_tasks(world.agency["snv"])
        task = tasks.by_key(actor, world.agency["snv"], key=known.key or "")
        assert task is not None
        tasks.finish(actor, task, remark="Còn phục vụ kiểm tra")
    _remind()
    (task,) = _due_tasks(world.agency["snv"])
    assert (task.state, task.end_reason) == (TaskState.DONE, "Còn phục vụ kiểm tra")


def test_another_time_to_keep_takes_the_task_back(
    acting: Callable, kept: dict[str, int], world: World
) -> None:
    _remind()
    with acting("snv.leader") as actor:
        longer = replace(AUDITS, retention=Retention(RetentionUnit.PERMANENT))
        services.edit_kind(actor, queries.kind(kept["audits"]), facts=longer)
    (task,) = _due_tasks(world.agency["snv"])
    assert (task.state, task.end_reason) == (TaskState.WITHDRAWN, NOT_DUE)
    _remind()
    assert len(_due_tasks(world.agency["snv"])) == 1


def test_the_task_leads_to_the_page_where_it_is_done(browse: Callable, kept: dict[str, int]) -> None:
    _remind()
    secretary = browse("snv.iso_secretary")
    page = secretary.get("/viec")
    assert page.find("a", href="/ho-so/den-han") is not None
    assert "Năm 2015" in secretary.get("/ho-so/den-han").get_text()
