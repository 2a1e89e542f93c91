"""The first page: the next step of the year for the province, the own agency for everybody else."""

from datetime import date
from typing import Any

import pytest

from iso_app.accounts.models import PostHolding
from iso_app.dashboard import queries
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.inspections.models import Inspection, InspectionMode
from iso_app.trail.services import explain

PROGRESS = {
    "year": 2021, "agencies": 151, "reported": 0, "inspected": 0, "drafts": 0, "frozen": 0, "issued": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "current", "done"),
    [
        ({"agencies": 1}, "agencies", 0),
        ({}, "application", 1),
        ({"reported": 151}, "inspections", 2),
        ({"reported": 151, "inspected": 151}, "report", 3),
        ({"reported": 151, "inspected": 151, "drafts": 1}, "freeze", 4),
        ({"reported": 151, "inspected": 151, "frozen": 1}, "sign", 5),
        ({"reported": 151, "inspected": 151, "issued": 1}, None, 6),
        ({"inspected": 151}, "application", 2),
    ],
)
def test_the_current_step_is_the_first_that_is_not_done(given: Any, current: str | None, done: int) -> None:
    steps = queries.steps(queries.Progress(**(PROGRESS | given)))
    assert [step.key for step in steps if step.state is queries.StepState.CURRENT] == [current][
        : current is not None
    ]
    assert len([step for step in steps if step.state is queries.StepState.DONE]) == done


def test_signed_out_one_is_led_to_sign_in(browse: Any) -> None:
    response = browse("").client.get("/")
    assert response.status_code == 302
    assert response.location.startswith("/dang-nhap")


def test_the_province_sees_its_figures_and_the_next_step(browse: Any, world: Any) -> None:
    with unit_of_work(), whole_country():
        inspection = Inspection(
            agency_id=world.agency["snv"],
            year=2021,
            mode=InspectionMode.ON_SITE,
            inspected_on=date(2021, 5, 1),
        )
        db.session.add(inspection)
        db.session.flush()
        explain(inspection)
    page = browse("tdc.inspector").get("/")
    assert "Năm ISO 2021 của tỉnh" in page.h1.text
    stats = {s.select_one(".stat-label").text: s.select_one(".stat-value").text for s in page.select(".stat")}
    assert stats["Cấp tỉnh"] == "2"
    assert stats["Cấp xã"] == "1"
    assert stats["Đã kiểm tra năm 2021"] == "1"
    assert "Nhập tình hình áp dụng" in page.select_one(".steps [aria-current=step]").text
    assert page.select_one("main a.btn-primary")["href"].endswith("kind=tinh-hinh")


def test_an_empty_province_is_told_where_to_begin(browse: Any, world: Any) -> None:
    with unit_of_work(), whole_country():
        for key in ("snv", "xa"):
            agency = queries.own_agency(world.agency[key])
            assert agency is not None
            agency.valid_to = date(2020, 12, 31)
            db.session.flush()
            explain(agency)
    page = browse("tdc.province_admin").get("/")
    assert "Bắt đầu từ danh sách cơ quan" in page.text
    assert "Nhập danh sách cơ quan" in page.select_one(".steps [aria-current=step]").text


def test_an_agency_sees_itself_and_no_other(browse: Any) -> None:
    page = browse("snv.staff").get("/")
    assert page.h1.get_text(strip=True) == "Sở Nội vụ"
    assert "Phiên bản tiêu chuẩn" in page.select_one("main").text
    assert "An Lạc Tây" not in page.text


def test_somebody_without_a_post_is_told_whom_to_ask(browse: Any, world: Any) -> None:
    with unit_of_work(), whole_country():
        holding = db.session.query(PostHolding).filter_by(person_id=world.person["snv.staff"]).one()
        holding.held_to = date(2020, 1, 1)
        db.session.flush()
        explain(holding)
    page = browse("snv.staff").get("/")
    assert "Bạn chưa giữ vị trí nào" in page.text
    assert "Sở Nội vụ" not in page.select_one("main").text
