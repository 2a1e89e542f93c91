"""A province that grows between two readings of the same page, and the statements each reading takes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Agency, AgencyPeriod, Applicability, Level
from iso_app.core.actor import operator
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.reports import services as reports
from iso_app.standards import services as standards
from iso_app.trail.services import explain
from iso_app.web.feature import registry
from tests.support.browser import Browser
from tests.support.statements import of_page
from tests.support.world import World

SINCE = date(2015, 1, 1)
YEAR = 2025
_RESULT_HEADS = "Năm,Mã cơ quan,Hình thức kiểm tra,Ngày kiểm tra,Kết luận,Số điểm lưu ý,Số điểm không phù hợp"
_APPLICATION_HEADS = "Năm,Mã cơ quan,Phiên bản tiêu chuẩn,Ngày công bố,Ngày đánh giá nội bộ"


class Growing:
    """The province `st` with more and more agencies below `snv`, each with people and a year of facts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.size = 0
        with unit_of_work(), whole_country():
            standards.load_editions(operator())
            reports.load_templates()

    def grow_to(self, size: int) -> None:
        """So many agencies, people, inspected and declared agencies, and imported files."""
        codes = [f"ST-N{number:03}" for number in range(self.size, size)]
        with unit_of_work(), whole_country():
            for code in codes:
                self._agency(code)
        with unit_of_work(), whole_country():
            results = [f'{YEAR},{code},"Qua hồ sơ, báo cáo",10/03/{YEAR},Tuân thủ,0,0' for code in codes]
            self._bring_in("kiem-tra", [_RESULT_HEADS, *results])
            years = [f"{YEAR},{code},TCVN ISO 9001:2015,01/02/{YEAR},05/06/{YEAR}" for code in codes]
            self._bring_in("tinh-hinh", [_APPLICATION_HEADS, *years])
        for code in codes[2:]:
            with unit_of_work(), whole_country():
                line = f'{YEAR},{code},"Qua hồ sơ, báo cáo",11/03/{YEAR},Tuân thủ,1,0'
                self._bring_in("kiem-tra", [_RESULT_HEADS, line])
        self.size = size

    def _bring_in(self, code: str, lines: list[str]) -> None:
        kind = next(kind for kind in registry().imports() if kind.code == code)
        batch, plan = imports.run(operator(), kind, f"{code}.csv", "\n".join(lines).encode())
        assert batch is not None, [problem.sentence() for problem in plan.problems]

    def _agency(self, code: str) -> None:
        facts: dict[str, Any] = {
            "name": f"UBND xã {code}", "short_name": code, "level": Level.COMMUNE,
            "applicability": Applicability.MANDATORY, "sort_name": sort_key(code),
            "group_id": self.world.group["st.UBND cấp xã"], "valid_from": SINCE,
            "parent_id": self.world.agency["snv"],
        }  # fmt: skip
        agency = Agency(province_id=self.world.province["st"], code=code, folded=fold(code), **facts)
        _keep(agency)
        _keep(AgencyPeriod(agency_id=agency.id, **facts))
        person = Person(
            province_id=agency.province_id, full_name=f"Người {code}", email=f"{code}@example.vn".lower(),
            sort_name=sort_key(code), folded=fold(code),
        )  # fmt: skip
        post = Post(agency_id=agency.id, role=Role.STAFF, title=ROLE_LABELS[Role.STAFF], valid_from=SINCE)
        _keep(person)
        _keep(post)
        _keep(PostHolding(agency_id=agency.id, post_id=post.id, person_id=person.id, held_from=SINCE))


def _keep(subject: Any) -> None:
    db.session.add(subject)
    db.session.flush()
    explain(subject)


@pytest.fixture
def growing(world: World) -> Growing:
    return Growing(world)


@pytest.fixture
def count(app: Flask, browse: Callable[[str], Browser]) -> Callable[[str], int]:
    """`count(path)`: the statements of the page for the authority's administrator."""
    browser = browse("tdc.province_admin")
    return lambda path: len(of_page(browser, path))
