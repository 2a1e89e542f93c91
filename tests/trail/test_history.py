"""The history of a record reads like sentences, and only in the scope that may see it."""

import ast
from datetime import date
from pathlib import Path

import pytest

from iso_app.agencies.models import LEVEL_LABELS, Agency, Department, Level
from iso_app.db import Audited, Model, db
from iso_app.db.scope import acting_in
from iso_app.imports import services as imports
from iso_app.inspections.models import Conclusion
from iso_app.trail import words
from iso_app.trail.models import TrailEntry
from iso_app.trail.queries import history, is_technical, told
from iso_app.trail.services import record
from iso_app.web.feature import registry
from iso_app.web.languages import speaking

PACKAGE = Path(__file__).parents[2] / "iso_app"
RECORDERS = {"record": 1, "note": 1, "write": 1}


@pytest.fixture
def department(world, acting):
    """A department of snv, made and then given an end."""
    with acting("snv.iso_secretary") as actor:
        made = Department(
            agency_id=actor.agency_id, name="Phòng Tổng hợp", folded="phong", valid_from=date(2021, 1, 5)
        )
        db.session.add(made)
        record(actor, "department.made", made, label=made.name)
        id_ = made.id
    with acting("snv.iso_secretary") as actor:
        kept = db.session.get_one(Department, id_)
        kept.valid_to = date(2022, 3, 1)
        record(actor, "department.ended", kept, label=kept.name, reason="sáp nhập")
    return id_


def test_newest_first_in_words(department, actor_for):
    words.add(verbs={"department.ended": "Kết thúc {label}, lý do: {reason}, {unknown}"})
    with acting_in(actor_for("snv.staff").scope):
        ended, made = history("department", department)
    assert ended.sentence == "Kết thúc Phòng Tổng hợp, lý do: sáp nhập, …"
    assert ended.who == "Thư ký ISO SNV, Thư ký ISO – Sở Nội vụ"
    assert ended.changes == [("Đến ngày", None, "01/03/2022")]
    assert ("Tên", None, "Phòng Tổng hợp") in made.changes
    assert ("Từ ngày", None, "05/01/2021") in made.changes
    assert made.when[2] == made.when[5] == "/"


@pytest.mark.parametrize(
    ("key", "seen"), [("snv.leader", 2), ("tdc.province_admin", 2), ("xa.leader", 0), ("kgtdc.inspector", 0)]
)
def test_only_in_the_scope_of_its_chain(key, seen, department, actor_for):
    with acting_in(actor_for(key).scope):
        assert len(history("department", department)) == seen


def test_no_scope_no_history(department):
    assert history("department", department) == []


def test_at_most_so_many(department, actor_for):
    with acting_in(actor_for("snv.staff").scope):
        assert [entry.sentence for entry in history("department", department, limit=1)]
        assert len(history("department", department, limit=1)) == 1


def test_enums_and_references_by_their_names(world, acting):
    words.add(values=(LEVEL_LABELS,))
    with acting("tdc.province_admin") as actor:
        agency = db.session.get_one(Agency, world.agency["snv"])
        agency.level = Level.COMMUNE
        agency.parent_id = world.agency["xa"]
        record(actor, "agency.changed", agency)
    with acting("tdc.province_admin"):
        (entry,) = history("agency", world.agency["snv"])
    assert ("Cấp", "Cấp tỉnh", "Cấp xã") in entry.changes
    assert ("Cơ quan cấp trên", None, "UBND xã An Lạc Tây") in entry.changes


def test_choices_of_the_product_are_said_and_what_people_wrote_is_not(app):
    words.add(
        verbs={"department.judged": "Kết thúc {label}, lý do: {reason}, {unknown}"},
        choices={"department.judged": ("reason",)},
    )
    with speaking("en"):
        told = words.sentence("department.judged", "Tuân thủ", {"reason": "Tuân thủ", "unknown": "Tuân thủ"})
        assert words.value_of(Conclusion, "Tuân thủ") == "Compliant", "as an import notes it"
        assert words.value_of(Conclusion, "compliant") == "Compliant", "as a column has it"
    assert told == words.verbs()["department.judged"].format(
        label="Tuân thủ", reason="Compliant", unknown="Tuân thủ"
    )
    assert words.sentence("signature.made", "Bảng 1", {"meaning": "Phê duyệt"}) == "Ký “Phê duyệt”: Bảng 1"
    with speaking("en"):
        assert "Phê duyệt" not in words.sentence("signature.made", "Bảng 1", {"meaning": "Phê duyệt"})


def test_what_a_file_brought_in_reads_as_it_stood_there(soc_trang, as_person):
    """Of a new year the trail has its columns, of a corrected one the heads of the file; both the words of the file."""
    officer = "chuyenvien@soctrang.example"
    with as_person(officer) as actor:
        kinds = {kind.code: kind for kind in registry().imports()}
        head = "Năm,Mã cơ quan,ISO điện tử\n"
        for says in ("Có", "Không"):
            imports.run(actor, kinds["tinh-hinh"], "tinh-hinh.csv", f"{head}2024,ST-SNV,{says}\n".encode())
        head = "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận\n"
        for says in ("Tuân thủ", "Chưa tuân thủ"):
            line = f"2024,ST-SNV,Tại trụ sở,20/10/2024,{says}\n"
            imports.run(actor, kinds["kiem-tra"], "kiem-tra.csv", (head + line).encode())
    with as_person(officer):
        about = TrailEntry.subject_label.like("%(2024)")
        vietnamese = {change for entry in told(about, limit=9) for change in entry.changes}
        with speaking("en"):
            english = {change for entry in told(about, limit=9) for change in entry.changes}
    assert ("Thực hiện ISO điện tử", None, "Có") in vietnamese
    assert ("Kết luận", "Tuân thủ", "Chưa tuân thủ") in vietnamese
    assert ("Conclusion", "Compliant", "Not compliant") in english
    assert ("Conclusion", None, "Compliant") in english
    assert not {label for label, _, _ in english} & {"ISO điện tử", "Kết luận", "Hình thức kiểm tra"}


def _verbs_used():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", None)
            name = name or getattr(getattr(node, "func", None), "attr", None)
            if isinstance(node, ast.Call) and name in RECORDERS and len(node.args) > RECORDERS[name]:
                verb = node.args[RECORDERS[name]]
                if isinstance(verb, ast.Constant) and "." in str(verb.value):
                    yield verb.value, path.relative_to(PACKAGE)


def test_every_verb_has_words(app):
    assert {used for used in _verbs_used() if not words.has_verb(used[0])} == set()


def test_every_column_of_an_audited_record_has_a_label(app):
    missing = {
        f"{mapper.local_table.name}.{column.key}"
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, Audited)
        for column in mapper.column_attrs
        if column.key != "id"
        and not is_technical(mapper.local_table.name, column.key)
        and not words.has_label(mapper.local_table.name, column.key)
    }
    assert missing == set()


def test_what_is_derived_for_searching_and_sorting_is_in_no_history(app):
    """“Title (sorted): phie}u…” says nothing to anybody; the name it is made of stands there already."""
    from iso_app.trail.queries import _TECHNICAL

    derived = {
        column.key
        for mapper in Model.registry.mappers
        if issubclass(mapper.class_, Audited)
        for column in mapper.column_attrs
        if column.key.startswith("sort_") or column.key.endswith("folded") or column.key == "searched"
    }
    assert {"sort_title", "sort_number", "code_folded", "searched"} <= derived <= _TECHNICAL
