"""Lists brought in: the authority's into the shared register, an agency's into its own."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from iso_app.agencies.models import Department
from iso_app.core.errors import NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.external_documents import queries
from iso_app.external_documents.kinds import DocumentClass, Force, number_key
from iso_app.external_documents.models import ExternalDocument, OwnExternalDocument, Subscription
from iso_app.external_documents.sheets import CODE, OWN_SHEET, SHARED
from iso_app.imports import services as imports
from iso_app.registers import queries as register_queries
from iso_app.registers import services as registers
from iso_app.trail.services import explain
from tests.external_documents.conftest import ND30
from tests.support.world import SINCE, World

HEADS = [column.head for column in OWN_SHEET.columns]


def workbook(*rows: tuple[object, ...], heads: list[str] = HEADS) -> bytes:
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append([*row, *[None] * (len(heads) - len(row))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring_in(actor, agency_id: int, content: bytes, *, only_good: bool = False):
    file, plan = registers.preview(actor, agency_id, register=CODE, filename="danh-muc.xlsx", content=content)
    if file is not None:
        registers.store(actor, file, good_rows_only=only_good)
    return plan


@pytest.fixture
def unit(world: World) -> int:
    with unit_of_work(), whole_country():
        made = Department(
            agency_id=world.agency["snv"], name="Văn phòng Sở", folded="van phong so", valid_from=SINCE
        )
        db.session.add(made)
        db.session.flush()
        explain(made)
        return made.id


def test_an_agencys_list_follows_the_shared_and_enters_its_own(
    acting: Callable, shared, world: World, unit: int
) -> None:
    content = workbook(
        (
            "30 /2020/NĐ-CP",
            "Tên khác",
            "Nghị định",
            "",
            None,
            None,
            "",
            "",
            None,
            "",
            "văn phòng sở",
            12,
            "05/01/2026",
        ),
        ("12/QC-SNV", "Quy chế làm việc", "", "Sở Nội vụ", "02/01/2023", date(2023, 2, 1), "", "15/QC-SNV"),
    )
    with acting("snv.iso_secretary") as actor:
        plan = bring_in(actor, world.agency["snv"], content)
        assert plan.counts == {"new": 2, "changed": 0, "same": 0, "wrong": 0}
        rows = {row.number: row for row in queries.register_rows(world.agency["snv"])}
    followed = rows["30/2020/NĐ-CP"]
    assert (followed.title, followed.department, followed.last_checked_on) == (
        ND30.title, "Văn phòng Sở", date(2026, 1, 5),
    )  # fmt: skip
    assert followed.next_check_on == date(2027, 1, 5)
    own = rows["12/QC-SNV"]
    assert (own.force, own.replaced_by, own.document_class) == (
        Force.REPLACED,
        "15/QC-SNV",
        DocumentClass.OTHER,
    )


def test_the_same_list_again_changes_nothing_and_blanks_keep_what_is_known(
    acting: Callable, shared, world: World
) -> None:
    content = workbook(("12/QC-SNV", "Quy chế", "Khác", "Sở Nội vụ", "02/01/2023"), ("30/2020/NĐ-CP", "x"))
    with acting("snv.iso_secretary") as actor:
        bring_in(actor, world.agency["snv"], content)
        assert bring_in(actor, world.agency["snv"], content).counts["same"] == 2
        plan = bring_in(actor, world.agency["snv"], workbook(("12/QC-SNV", "Quy chế mới")))
        assert plan.counts["changed"] == 1
        own = db.session.scalars(select(OwnExternalDocument)).one()
        assert (own.title, own.issuer, own.issued_on) == ("Quy chế mới", "Sở Nội vụ", date(2023, 1, 2))


def test_every_fault_is_named_and_stops_the_rest(acting: Callable, shared, world: World) -> None:
    content = workbook(
        ("1/QĐ", "Tốt"),
        ("2/QĐ", "Ngày ngược", "", "", "02/01/2023", "01/01/2023"),
        ("3/QĐ", "Phòng lạ", "", "", None, None, "", "", None, "", "Phòng không có"),
        ("1 / QĐ", "Trùng"),
        ("5/QĐ", "Thiếu số thay thế", "", "", None, None, "Bị thay thế"),
        ("6/QĐ", "Ngày lạ", "", "", "31/02/2023"),
        ("7/QĐ", "Cũng tốt"),
    )
    with acting("snv.iso_secretary") as actor:
        file, plan = registers.preview(
            actor, world.agency["snv"], register=CODE, filename="x.xlsx", content=content
        )
        assert {problem.line for problem in plan.problems} == {3, 4, 5, 6, 7}
        assert all(problem.advice.endswith(".") for problem in plan.problems)
        with pytest.raises(Exception, match="6 dòng sai"):
            registers.store(actor, file)
        registers.store(actor, file, good_rows_only=True)
        assert [row.number for row in queries.register_rows(world.agency["snv"])] == ["7/QĐ"]
        with pytest.raises(NotPermitted):
            registers.store(actor, file, good_rows_only=True)


def test_nobody_brings_a_list_into_anothers_register(acting: Callable, world: World) -> None:
    content = workbook(("1/QĐ", "Tên"))
    for person in ("tdc.province_admin", "xa.iso_secretary", "snv.staff"):
        with acting(person) as actor, pytest.raises(NotPermitted):
            registers.preview(actor, world.agency["snv"], register=CODE, filename="x.xlsx", content=content)


def test_the_authoritys_list_goes_into_the_shared_register(acting: Callable, shared, world: World) -> None:
    content = workbook(
        (
            "30/2020/NĐ-CP",
            "Về công tác văn thư",
            "Nghị định",
            "Chính phủ",
            None,
            None,
            "Bị thay thế",
            "45/2026/NĐ-CP",
        ),
        ("61/2018/NĐ-CP", "Một cửa", "Nghị định", "Chính phủ", "23/04/2018", "21/06/2018"),
        heads=HEADS[:10],
    )
    with acting("tdc.province_admin") as actor:
        batch, plan = imports.run(actor, SHARED, "vb.xlsx", content)
        assert batch is not None
        assert plan.counts == {"new": 1, "changed": 1, "same": 0, "wrong": 0}
        document = queries.shared_by_key(number_key("30/2020/NĐ-CP"))
        assert document is not None
        assert (document.force, document.issued_on) == (Force.REPLACED, date(2020, 3, 5))
        assert db.session.scalar(select(func.count(ExternalDocument.id))) == 4
        assert db.session.scalar(select(func.count(Subscription.id))) == 0


def test_the_pages_of_a_list(browse: Callable, shared, world: World, acting: Callable) -> None:
    browser = browse("snv.iso_secretary")
    browser.get(f"/danh-muc/{CODE}/nhap")
    assert browser.client.get(f"/danh-muc/{CODE}/tep-mau").data.startswith(b"PK")
    content = workbook(("12/QC-SNV", "Quy chế"), ("13/QC-SNV", ""))
    page = browser.follow(f"/danh-muc/{CODE}/nhap", files={"file": (io.BytesIO(content), "dm.xlsx")})
    assert "Sai: 1" in page.text
    form = page.find("form", action=lambda url: url and url.endswith("/luu"))
    page = browser.follow(form["action"], good_rows_only="1")
    assert "Đã lưu: 1 dòng mới" in page.text
    browser.get(form["action"].removesuffix("/luu"))
    browse("snv.staff").get(f"/danh-muc/{CODE}/nhap", 403)
    browse("xa.iso_secretary").get(form["action"].removesuffix("/luu"), 404)
    page = browser.post(f"/danh-muc/{CODE}/nhap", 422, files={"file": (io.BytesIO(b"a,b\n1,2"), "x.csv")})
    assert "Không đọc được dòng nào" in page.text
    with acting("snv.leader") as actor:
        assert register_queries.form_of(actor.agency_id or 0, CODE) is None
