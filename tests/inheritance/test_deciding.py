"""What a successor takes over becomes a draft of its own; old documents end when everybody has decided."""

from collections import Counter

import pytest
from sqlalchemy import select

from iso_app.core.errors import DomainError, NotFound, NotPermitted, Stale
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import Written
from iso_app.documents.services import Plan
from iso_app.documents.workflow import DocumentState, RevisionState
from iso_app.inheritance import services
from iso_app.tasks.workflow import TaskState
from iso_app.trail.models import TrailEntry
from iso_app.trail.services import explain
from tests.inheritance.conftest import SNV, XA
from tests.support.statements import heard

SECRETARY = "xa.iso_secretary"


def entries(kind: str, id_: int) -> list[tuple[str, str]]:
    with unit_of_work(keep=False), whole_country():
        query = select(TrailEntry.verb, TrailEntry.actor_name).where(
            TrailEntry.subject_type == kind, TrailEntry.subject_id == id_
        )
        return [(row.verb, row.actor_name) for row in db.session.execute(query.order_by(TrailEntry.id))]


def test_what_is_taken_over_says_the_same_under_the_successors_codes(merged, take, document, world):
    new = take(SECRETARY, [merged["C1"][0], merged["C2"][2]])
    made_of = {"QT-01": merged["C1"][0], "BM-01": merged["C2"][2]}
    found = [document(id_) for id_ in new]
    assert {made.code for made in found} == set(made_of)
    for made in found:
        old = document(made_of[made.code])
        assert (made.agency_id, made.state) == (world.agency["xa"], DocumentState.PREPARING)
        draft, before = made.revisions[0], old.revisions[-1]
        assert draft.state is RevisionState.DRAFT
        assert draft.content_digest == before.content_digest
        assert (made.title, made.kind_id, made.model_item, made.tthc_code) == (
            old.title, old.kind_id, old.model_item, old.tthc_code,
        )  # fmt: skip
        assert draft.change_summary == (
            f"Tiếp nhận từ {old.agency.name}: {old.code}, lần ban hành 03, hiệu lực từ 01/03/2024."
        )
        assert old.state is DocumentState.IN_FORCE, "until the new one is in force"


def test_codes_go_on_where_the_successors_own_stand(merged, take, document, leaves, world):
    leaves(world.agency["xa"], "QT-07")
    new = take(SECRETARY, [merged["C1"][0], merged["C2"][0]])
    assert sorted(document(id_).code for id_ in new) == ["QT-08", "QT-09"]


def test_a_kind_without_a_pattern_keeps_the_old_code_or_one_like_it(merged, acting, kinds, leaves, world):
    leaves(world.agency["xa"], "Q.1")
    with acting("tdc.province_admin"):
        kind = documents.kind(kinds["QT"])
        kind.code_pattern = ""
        explain(kind)
    with acting(SECRETARY):
        wanted = [(kinds["QT"], "Q.1"), (kinds["QT"], "q.1"), (kinds["QT"], "Q.2")]
        assert documents.codes_for(world.agency["xa"], wanted) == ["Q.1-2", "q.1-3", "Q.2"]


def test_the_old_document_ends_the_day_the_new_one_comes_into_force(merged, take, approve, document):
    old_id = merged["C1"][0]
    (new_id,) = take(SECRETARY, [old_id])
    approve("xa", new_id)
    old, new = document(old_id), document(new_id)
    assert new.state is DocumentState.IN_FORCE
    assert (old.state, old.withdrawn_on) == (DocumentState.WITHDRAWN, new.revisions[0].effective_on)
    assert old.withdrawn_reason == f"Thay bằng {new} của UBND xã An Lạc Tây."
    assert old.agency_id != new.agency_id, "whose it was never changes"
    assert ("document.withdrawn", "Hệ thống") in entries("document", old_id)
    assert document(merged["C2"][0]).state is DocumentState.IN_FORCE


def test_what_is_left_behind_ends_at_once_by_whoever_decided(merged, decline, document, actor_for):
    ids = [merged["C1"][1], merged["C2"][1]]
    decline(SECRETARY, ids, "Trùng với QT-02 của xã.")
    for id_ in ids:
        old = document(id_)
        assert old.state is DocumentState.WITHDRAWN
        assert (
            old.withdrawn_reason == "UBND xã An Lạc Tây không tiếp nhận sau sắp xếp: Trùng với QT-02 của xã."
        )
        assert ("document.withdrawn", actor_for(SECRETARY).name) in entries("document", id_)


def test_of_a_split_agency_everybody_has_to_decide(
    commune, leaves, reorganise, take, decline, approve, document
):
    gone = commune("C3")
    both, left = leaves(gone, "QT-01", "QT-02")
    reorganise(f"Chia tách,C3,{XA}", f"Chia tách,C3,{SNV}")
    (new_id,) = take(SECRETARY, [both])
    decline("snv.iso_secretary", [both])
    assert document(both).state is DocumentState.IN_FORCE, "what was taken over is not in force yet"
    approve("xa", new_id)
    assert document(both).state is DocumentState.WITHDRAWN
    assert document(both).withdrawn_reason.startswith("Thay bằng QT-01")
    decline(SECRETARY, [left])
    assert document(left).state is DocumentState.IN_FORCE
    decline("snv.iso_secretary", [left], "Không dùng.")
    assert document(left).withdrawn_reason == (
        "Sở Nội vụ không tiếp nhận sau sắp xếp: Không dùng. "
        "UBND xã An Lạc Tây không tiếp nhận sau sắp xếp: Trùng."
    )


def test_one_that_goes_on_keeps_its_documents(commune, leaves, reorganise, take, document):
    kept = leaves(commune("C3"), "QT-01")
    reorganise("Chia tách,C3,C3,UBND xã C3,,,01/07/2025", f"Chia tách,C3,{XA}")
    with pytest.raises(NotFound):
        take(SECRETARY, kept)


def test_through_several_acts_to_whoever_is_there(commune, leaves, reorganise, take, document, world):
    first = leaves(commune("C1"), "QT-01")
    commune("C0")
    reorganise(*(f"Sáp nhập,{code},C2,UBND xã C2,Xã,,01/01/2023" for code in ("C0", "C1")))
    reorganise(f"Sáp nhập,C2,{XA}")
    (new_id,) = take(SECRETARY, first)
    assert document(new_id).agency_id == world.agency["xa"]


def test_nobody_else_decides(merged, take, decline):
    for key in ("snv.iso_secretary", "kgsnv.iso_secretary"):
        with pytest.raises(NotFound):
            take(key, [merged["C1"][0]])
        with pytest.raises(NotFound):
            decline(key, [merged["C1"][0]])
    for key in ("xa.staff", "xa.leader", "xa.auditor", "tdc.province_admin"):
        with pytest.raises(NotPermitted):
            take(key, [merged["C1"][0]])


def test_a_document_that_nobody_left_is_not_taken_over(merged, leaves, take, world):
    foreign = leaves(world.agency["snv"], "QT-01")
    with pytest.raises(NotFound):
        take(SECRETARY, [merged["C1"][0], *foreign])


def test_a_document_is_decided_once(merged, take, decline, decided, world):
    id_ = merged["C1"][0]
    take(SECRETARY, [id_])
    with pytest.raises(Stale):
        take(SECRETARY, [id_])
    with pytest.raises(Stale):
        decline(SECRETARY, [id_, merged["C1"][1]])
    assert decided() == {(world.agency["xa"], id_): "taken"}


def test_taken_back_while_the_new_one_is_prepared(merged, acting, take, decided, document, approve):
    id_ = merged["C1"][0]
    (new_id,) = take(SECRETARY, [id_])
    with acting(SECRETARY) as actor:
        services.take_back(actor, actor.agency_id, document_id=id_, reason="Chọn nhầm.")
    assert decided() == {}
    assert document(new_id).state is DocumentState.WITHDRAWN
    assert document(id_).state is DocumentState.IN_FORCE
    (again,) = take(SECRETARY, [id_])
    approve("xa", again)
    with acting(SECRETARY) as actor, pytest.raises(NotPermitted, match="đã ban hành"):
        services.take_back(actor, actor.agency_id, document_id=id_, reason="Muộn.")


def test_under_review_it_is_recalled_first(merged, acting, take, decided):
    (new_id,) = take(SECRETARY, [merged["C1"][0]])
    with acting(SECRETARY) as actor:
        revision = documents.revision(actor, new_id, 1)
        document_services.submit(actor, revision, shown_digest=revision.content_digest)
    with pytest.raises(DomainError, match="đang xem xét"), acting(SECRETARY) as actor:
        services.take_back(actor, actor.agency_id, document_id=merged["C1"][0], reason="Thôi.")
    assert len(decided()) == 1


def test_giving_the_new_document_up_opens_the_decision_again(merged, acting, take, decided):
    (new_id,) = take(SECRETARY, [merged["C1"][0]])
    with acting(SECRETARY) as actor:
        document_services.withdraw_document(actor, documents.document(actor, new_id), reason="Thôi.")
    assert decided() == {}


def test_what_was_left_behind_can_still_be_taken_over(
    merged, acting, take, decline, decided, world, document
):
    id_ = merged["C1"][0]
    decline(SECRETARY, [id_])
    with acting(SECRETARY) as actor, pytest.raises(NotPermitted, match="cần lại thì tiếp nhận"):
        services.take_back(actor, actor.agency_id, document_id=id_, reason="Nhầm.")
    take(SECRETARY, [id_])
    assert decided() == {(world.agency["xa"], id_): "taken"}
    with acting(SECRETARY) as actor:
        services.take_back(actor, actor.agency_id, document_id=id_, reason="Thôi.")
    assert decided() == {(world.agency["xa"], id_): "declined"}
    assert document(id_).state is DocumentState.WITHDRAWN


def test_left_behind_is_taken_back_while_another_has_to_decide(
    commune, leaves, reorganise, acting, decline, decided
):
    (id_,) = leaves(commune("C3"), "QT-01")
    reorganise(f"Chia tách,C3,{XA}", f"Chia tách,C3,{SNV}")
    decline(SECRETARY, [id_])
    with acting(SECRETARY) as actor:
        services.take_back(actor, actor.agency_id, document_id=id_, reason="Cần dùng.")
    assert decided() == {}


def test_one_task_that_ends_by_itself_and_comes_back(merged, acting, take, decline, task_of):
    assert task_of("xa").state is TaskState.OPEN
    assert task_of("snv") is None
    every = [*merged["C1"], *merged["C2"]]
    take(SECRETARY, every[:4])
    assert task_of("xa").state is TaskState.OPEN
    decline(SECRETARY, every[4:])
    assert task_of("xa").state is TaskState.DONE
    with acting(SECRETARY) as actor:
        services.take_back(actor, actor.agency_id, document_id=every[0], reason="Xem lại.")
    assert task_of("xa").state is TaskState.OPEN


def test_the_task_waits_for_what_is_to_come(merged, commune, leaves, reorganise, decline, task_of):
    leaves(commune("C9"), "QT-01")
    reorganise(f"Sáp nhập,C9,{XA}".replace("01/07/2025", "01/07/2050"))
    decline(SECRETARY, [*merged["C1"], *merged["C2"]])
    assert task_of("xa").state is TaskState.OPEN


def test_before_the_day_nothing_is_decided(commune, leaves, reorganise, take):
    ids = leaves(commune("C9"), "QT-01")
    reorganise(f"Sáp nhập,C9,{XA}".replace("01/07/2025", "01/07/2050"))
    with pytest.raises(NotFound):
        take(SECRETARY, ids)


def test_who_ended_in_nobody_leaves_to_nobody(commune, leaves, reorganise, take):
    ids = leaves(commune("C1"), "QT-01")
    commune("C2")
    reorganise("Sáp nhập,C1,C2,UBND xã C2,,,01/01/2023")
    reorganise("Kết thúc hoạt động,C2,,,,,01/01/2024")
    with pytest.raises(NotFound):
        take(SECRETARY, ids)


def test_nobody_is_asked_where_nothing_was_left(commune, reorganise, task_of):
    commune("C1")
    reorganise(f"Sáp nhập,C1,{XA}")
    assert task_of("xa") is None


def test_the_preview_says_that_documents_wait(commune, leaves, reorganise):
    leaves(commune("C1"), "QT-01", "QT-02")
    leaves(commune("C2"), "QT-01")
    notes = reorganise(f"Sáp nhập,C1,{XA}", "Kết thúc hoạt động,C2,,,,,01/07/2025")
    assert any(note.startswith("2 tài liệu đang hiệu lực của các cơ quan kết thúc chờ") for note in notes)
    assert any(note.startswith("1 tài liệu đang hiệu lực ở lại hồ sơ") for note in notes)


def test_what_was_under_review_when_its_agency_ended_stands_in_nobodys_way(
    in_force, reorganise, decline, document, acting
):
    id_, _ = in_force("QT-01")
    with acting("snv.staff") as actor:
        changed = Written({"purpose": "Sửa."})
        revision = document_services.begin_revision(
            actor, documents.document(actor, id_), body=changed, plan=Plan()
        )
        document_services.submit(actor, revision, shown_digest=revision.content_digest)
    reorganise(f"Sáp nhập,ST-SNV,{XA}")
    decline(SECRETARY, [id_])
    assert document(id_).state is DocumentState.WITHDRAWN
    assert document(id_).revisions[-1].state is RevisionState.DISCARDED


def test_forty_at_once_take_few_statements(commune, leaves, reorganise, acting):
    ids = leaves(commune("C1"), *(f"QT-{number:02}" for number in range(1, 46)))
    reorganise(f"Sáp nhập,C1,{XA}")
    counts = []
    for some in (ids[:5], ids[5:44]):
        with acting(SECRETARY) as actor, heard() as said:
            services.take_over(actor, actor.agency_id, document_ids=some)
        kinds_of = Counter(statement.split()[0] for statement in said)
        assert kinds_of.pop("INSERT") <= 4 * len(some) + 4  # PostgreSQL takes all rows of a table at once
        counts.append(kinds_of)
    assert counts[1] == counts[0]
