"""A column of several values is told by what changed in it, in words, and never as JSON."""

import pytest
from sqlalchemy import JSON, select

from iso_app.agencies.models import Maintains, Province
from iso_app.core.clock import now
from iso_app.core.policy import Sentence, kept
from iso_app.db import Audited, Model, db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents.models import DocumentClass, DocumentKind
from iso_app.reports.models import TemplateDraft
from iso_app.trail import words
from iso_app.trail.differences import read
from iso_app.trail.ledger import _HIDDEN, LONGEST_VALUE
from iso_app.trail.models import TrailEntry
from iso_app.trail.queries import history, is_technical
from iso_app.trail.services import record
from iso_app.trail.values import changes
from iso_app.web.languages import speaking

DRAFTED = {"order": 1, "meaning": "drafted"}
REVIEWED = {"order": 2, "meaning": "reviewed", "role": "iso_secretary"}
APPROVED = {"order": 3, "meaning": "approved", "role": "leader"}


def _told(table, column, old, new, **others):
    return list(changes(table, column, {column: (old, new), **others}))


def test_a_changed_key_by_its_label_and_the_words_of_its_values(world, acting):
    with acting("tdc.province_admin") as actor:
        province = db.session.get_one(Province, world.province["st"])
        province.settings = {"maintains": Maintains.AUDIT.value}
        record(actor, "province.settled", province)
        province.settings = {"maintains": Maintains.REVIEW.value}
        record(actor, "province.settled", province)
    last = select(TrailEntry.changes).where(TrailEntry.verb == "province.settled")
    with unit_of_work(), whole_country():
        noted = db.session.scalars(last.order_by(TrailEntry.id.desc()).limit(1)).one()
    ((label, old, new),) = changes("province", "settings", noted)
    assert label == "Thiết lập – Duy trì hệ thống quản lý chất lượng nghĩa là đã công bố và có"
    assert (old, new) == ("Đánh giá nội bộ trong năm", "Xem xét của lãnh đạo trong năm")
    with speaking("en"):
        (english,) = changes("province", "settings", noted)
    assert english[1:] == ("An internal audit in the year", "A management review in the year")


def test_what_becomes_of_a_value_after_it_was_stored_is_not_noted(world, acting):
    """An entry tells what stands in the table, also where its record was flushed long before."""
    with acting("tdc.province_admin") as actor:
        given = {"maintains": Maintains.AUDIT.value, "years": [2020]}
        province = db.session.get_one(Province, world.province["st"])
        province.settings = given
        db.session.flush()
        given["maintains"] = Maintains.REVIEW.value
        given["years"].append(2021)
        record(actor, "province.settled", province)
    last = select(TrailEntry.changes).where(TrailEntry.verb == "province.settled")
    with unit_of_work(), whole_country():
        noted = db.session.scalars(last.order_by(TrailEntry.id.desc()).limit(1)).one()
        stored = db.session.scalars(
            select(Province.settings).where(Province.id == world.province["st"])
        ).one()
    assert read(noted["settings"][1]) == stored == {"maintains": Maintains.AUDIT.value, "years": [2020]}


def test_steps_as_people_read_them(world, acting):
    with acting("tdc.province_admin") as actor:
        kind = DocumentKind(
            province_id=world.province["st"], code="XX", name="Loại thử", document_class=DocumentClass.PROCEDURE,
            code_pattern="XX-{so}", steps=[DRAFTED, APPROVED],
        )  # fmt: skip
        db.session.add(kind)
        record(actor, "document_kind.added", kind)
        id_ = kind.id
    with acting("tdc.province_admin") as actor:
        kind = db.session.get_one(DocumentKind, id_)
        kind.steps = [DRAFTED, REVIEWED]
        record(actor, "document_kind.edited", kind)
    with acting("tdc.province_admin"):
        edited, added = history("document_kind", id_)
    assert ("Các bước phê duyệt", None, "bước 1, Soạn thảo; bước 3, Phê duyệt, Lãnh đạo") in added.changes
    assert edited.changes == [
        ("Các bước phê duyệt", "", "thêm bước 2, Xem xét, Thư ký ISO; bỏ bước 3, Phê duyệt, Lãnh đạo")
    ]


def test_lists_by_what_was_added_and_removed(app):
    assert _told("application_year", "not_done", "['declared_on']", "['internal_audit_on']") == [
        ("Nội dung chưa thực hiện", "", "thêm Ngày đánh giá nội bộ; bỏ Ngày công bố")
    ]
    assert _told("application_year", "not_done", None, "declared_on, internal_audit_on") == [
        ("Nội dung chưa thực hiện", None, "Ngày công bố; Ngày đánh giá nội bộ")
    ], "as an import notes it"
    assert _told("application_year", "not_done", "['declared_on']", "[]") == [
        ("Nội dung chưa thực hiện", "Ngày công bố", None)
    ]


@pytest.mark.parametrize("nothing", ["{}", "[]", None])
def test_nothing_is_nothing_to_say(nothing, app):
    assert _told("periodic_return", "explanations", None, nothing) == []


def test_counts_and_what_people_wrote_under_keys(app):
    assert _told("import_batch", "counts", None, "{'new': 2, 'wrong': 0}") == [
        ("Số dòng – Mới", None, "2"),
        ("Số dòng – Sai", None, "0"),
    ]
    assert _told("periodic_return", "explanations", "{'kt_1': 'Chờ số'}", "{'kt_1': 'Đã có số'}") == [
        ("Giải trình", "Chờ số", "Đã có số")
    ]


def test_a_sentence_of_the_product_is_said_anew_and_typed_words_are_not(app):
    note = Sentence("Không có cơ quan mã này; mã gần giống: {codes}.", codes="A")
    shown = {"notes_said": ("[]", str([kept(note)]))}
    with speaking("en"):
        ((_, _, said),) = _told("shelf", "notes", "[]", str([str(note)]), **shown)
        ((_, _, typed),) = _told("shelf", "notes", "[]", str([str(note)]))
    assert said != str(note)
    assert typed == str(note)


def test_of_a_long_value_the_trail_notes_what_was_changed(world, acting):
    """A template is longer than an entry keeps of a value: what is the same before and after is left out."""
    rows = [{"key": f"r{number}", "kind": "row", "label": f"Nội dung {number}"} for number in range(90)]
    with acting("tdc.province_admin") as actor:
        draft = TemplateDraft(
            province_id=world.province["st"], code="rieng", base_code="phu-luc-1", base_version=1, title="Bảng",
            body={"title": "Bảng", "rows": rows}, made_by=actor.name, made_at=now(),
        )  # fmt: skip
        db.session.add(draft)
        record(actor, "template_draft.cloned", draft)
        id_ = draft.id
    changed = [*rows[:5], rows[5] | {"label": "Đã đổi"}, *rows[6:89]]
    with acting("tdc.province_admin") as actor:
        draft = db.session.get_one(TemplateDraft, id_)
        draft.body = {"title": "Bảng mới", "rows": changed}
        record(actor, "template_draft.edited", draft)
    with acting("tdc.province_admin"):
        edited, cloned = history("template_draft", id_)
        query = select(TrailEntry.changes).where(TrailEntry.verb == "template_draft.edited")
        noted = db.session.scalars(query).one()
    assert all(len(value) < LONGEST_VALUE for value in noted["body"])
    assert edited.changes == [
        ("Nội dung mẫu – Tên gọi", "Bảng", "Bảng mới"),
        ("Nội dung mẫu – Các dòng", "", "bỏ “Nội dung 89”; sửa “Nội dung 5” → “Đã đổi”"),
    ]
    assert ("Nội dung mẫu", "", "nội dung dài, nhật ký không ghi hết") in cloned.changes


def test_every_column_of_several_values_has_words_for_them(app):
    """Codes and keys of the machine in a history: a new column of JSON has its words, or is left out of histories."""
    missing = {
        f"{mapper.local_table.name}.{column.key}"
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, Audited)
        for column in mapper.local_table.c
        if isinstance(column.type, JSON)
        and column.key not in _HIDDEN
        and not is_technical(mapper.local_table.name, column.key)
        and not words.has_parts(mapper.local_table.name, column.key)
    }
    assert missing == {"form_draft.checks"}, "checks are called by their own labels"
