"""Every form of the pages is sent by several people at the same moment: none is answered with a fault.

What each sends is what the page offers, with something in the fields that are empty. Who comes too late is told.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from bs4 import Tag

from iso_app.db import db
from iso_app.db.unit_of_work import unit_of_work
from tests.support.drills import size
from tests.support.world import PASSWORD
from tests.trust.pages import opened
from tests.trust.samples import House
from tests.trust.test_editors import sent_by

pytestmark = pytest.mark.drill

PEOPLE = size(3, 8)
TIMES = size(1, 3)  # a form of an address is tried, by each who may send it
VIEWERS = size(1, 4)
CLERKS = ("snv.iso_secretary", "tdc.province_admin", "snv.leader", "tdc.leader")[:VIEWERS]
# Who is sent away, and what shuts the door behind whoever sends it.
AWAY = re.compile(r"dang-xuat|ngon-ngu|doi-vi-tri|ket-thuc-phien|mat-khau|khoa|dat-lai|phien/|xac-thuc")
DAY = re.compile(r"_on$|day|from|_to$|until|date")
HURRIED, FAULT = 409, 500


def _forms(house: House, viewer: str) -> dict[tuple[str, str], Tag]:
    """(endpoint, address) -> a form that is sent there; those that send files are left out."""
    addresses = house.app.url_map.bind("localhost")
    found: dict[tuple[str, str], Tag] = {}
    for page, soup in opened(house, viewer):
        for form in soup.select("form[method=post]"):
            address = str(form.get("action") or page)
            if AWAY.search(address) or form.select("input[type=file]"):
                continue
            endpoint = addresses.match(address.partition("?")[0], method="POST")[0]
            found.setdefault((str(endpoint), address), form)
    return found


def _filled(form: Tag) -> dict[str, list[str]]:
    """What the form sends, with something in every field that is empty."""
    sent: dict[str, list[str]] = sent_by(form)
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), str(field.get("type") or field.name)
        if sent.get(name) in (None, [""]):
            sent[name] = [_typed(field, name, kind)]
    return sent


def _typed(field: Tag, name: str, kind: str) -> str:
    if kind == "select":
        return ([str(o["value"]) for o in field.select("option[value]") if o["value"]] or [""])[-1]
    if kind in {"radio", "checkbox"}:
        return str(field.get("value", "y"))
    if kind == "password":
        return PASSWORD
    return "20/12/2030" if DAY.search(name) else "3" if field.get("inputmode") == "numeric" else "Cùng lúc"


def _sent_at_once(house: House, viewer: str, address: str, data: dict[str, Any]) -> list[int]:
    gate = Barrier(PEOPLE)

    def send(number: int) -> int:
        gate.wait()
        with house.app.test_client(use_cookies=False) as client:
            answer = client.post(
                address, data=data | {"_key": [f"{number} {address}"[:60]]}, headers=house.heads[viewer]
            )
        return answer.status_code

    with ThreadPoolExecutor(PEOPLE) as crowd:
        return list(crowd.map(send, range(PEOPLE)))


@pytest.mark.parametrize("viewer", CLERKS)
def test_nobody_meets_a_fault(
    viewer: str, house: House, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    forms = _forms(house, viewer)
    assert len(forms) > 20
    monkeypatch.setattr("iso_app.web.app.unit_of_work", unit_of_work)  # what is sent is kept
    db.session.remove()
    tried: list[str] = []
    hurried, faults = 0, []
    for (endpoint, address), form in sorted(forms.items()):
        if tried.count(endpoint) == TIMES:
            continue
        tried.append(endpoint)
        statuses = _sent_at_once(house, viewer, address, _filled(form))
        hurried += HURRIED in statuses
        if max(statuses) >= FAULT:
            faults.append(f"{endpoint} {address}: {sorted(statuses)}")
    figure(
        f"{PEOPLE} send each form at once, {viewer}: {len(tried)} forms, {hurried} tell, {len(faults)} faults"
    )
    assert faults == []
    assert hurried, "somebody came too late"
