"""What all registers do alike: their form, and the departments that the lines of a list name."""

from types import SimpleNamespace

import pytest

from iso_app.agencies.models import Department
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.registers.printed import FormColumn, PrintedRegister
from iso_app.registers.sheets import NamedDepartments
from iso_app.sheets import Column, Row, text
from iso_app.trail.services import explain
from tests.support.world import SINCE, World

REGISTER = PrintedRegister(
    key="ho-so",
    name="Danh mục thử",
    columns=(
        FormColumn("title", "Tên", 20, lambda row: row.title),
        FormColumn("day", "Ngày", 10, lambda row: row.day, "center"),
    ),
    rows=lambda _: [SimpleNamespace(title="Sổ A", day="01/02/2026"), SimpleNamespace(title="Sổ B", day="")],
)
WHERE = Column("department", "Đơn vị lưu", text(200), blank="")


def test_a_form_numbers_its_lines_below_the_box_of_the_agency(acting, world: World) -> None:
    with acting("snv.staff"):
        report = REGISTER.of(world.agency["snv"])
    assert [(head.label, head.align) for head in report.columns] == [
        ("STT", "center"),
        ("Tên", "left"),
        ("Ngày", "center"),
    ]
    assert [[row.cells[head.key].text for head in report.columns] for row in report.rows] == [
        ["1", "Sổ A", "01/02/2026"],
        ["2", "Sổ B", ""],
    ]
    assert report.form is not None
    assert (report.kind, report.form.agency, report.landscape) == ("Danh mục thử", "Sở Nội vụ", True)


def test_who_acts_for_no_agency_has_no_register(acting) -> None:
    with acting("snv.staff"), pytest.raises(NotFound, match="đang giữ một vị trí"):
        REGISTER.of(None)


def line(name: str) -> Row:
    return Row(line=7, values={"department": name}, raw={"department": name})


def test_a_line_names_a_department_that_the_agency_has_now(acting, world: World) -> None:
    with unit_of_work(), whole_country():
        agency_id = world.agency["snv"]
        office = Department(agency_id=agency_id, name="Văn phòng Sở", folded="van phong so", valid_from=SINCE)
        closed = Department(
            agency_id=agency_id, name="Phòng cũ", folded="phong cu", valid_from=SINCE, valid_to=SINCE
        )
        for made in (office, closed):
            db.session.add(made)
            db.session.flush()
            explain(made)
        office_id = office.id
    with acting("snv.staff"):
        known = NamedDepartments.of(world.agency["snv"], WHERE)
    assert known.id_in(line("VĂN PHÒNG  SỞ")) == office_id
    assert known.fault_in(line("VĂN PHÒNG  SỞ")) is None
    assert (known.id_in(line("")), known.fault_in(line(""))) == (None, None)
    fault = known.fault_in(line("Phòng cũ"))
    assert fault is not None
    assert (fault.line, fault.column, fault.value) == (7, "Đơn vị lưu", "Phòng cũ")
