"""What a page asks of the database does not grow with what the database holds."""

from collections.abc import Callable
from datetime import date

from iso_app.core.actor import Actor
from iso_app.db.scope import acting_in
from iso_app.db.unit_of_work import unit_of_work
from iso_app.reports import services as reports
from tests.performance.conftest import YEAR, Growing

FEW, MANY = 10, 60
MOST_OF_A_LIST = 12

LISTS = {
    "agencies": "/co-quan",
    "agencies, filtered": "/co-quan?cap=commune&tim=st",
    "agencies, sorted by parent group": "/co-quan?sort=-group",
    "people": "/nguoi-dung/",
    "reports": "/phu-luc/",
    "snapshots": "/phu-luc/da-lap",
    "imports": "/nhap",
    "tasks of an agency": "/viec/co-quan",
    "what agencies owe": "/viec/tinh",
    "tasks of the province": "/viec/tinh/danh-sach",
    "distribution": "/phan-phoi",
    "what I have to read": "/phai-doc",
    "model sets of the agencies": "/mo-hinh-khung/toan-tinh",
    "templates": "/mau-tai-lieu",
    "board": f"/bang-theo-doi?year={YEAR}",
    "board, filtered": f"/bang-theo-doi?year={YEAR}&cap=commune&viec=declared&tinh_trang=yes",
}
RECORDS = {
    "home": "/",
    "tree": "/co-quan/so-do",
    "agency with many below it": "/co-quan/ST-SNV",
    "agency with facts": "/co-quan/ST-N001",
    "live report": f"/phu-luc/mau/phu-luc-1?year={YEAR}",
    "live report by group": f"/phu-luc/mau/cong-bo?year={YEAR}",
    "agencies behind a number": f"/phu-luc/mau/phu-luc-1/o/r4.value?year={YEAR}",
    "comparison": f"/phu-luc/mau/phu-luc-1/so-sanh?left={YEAR - 1}&right={YEAR}",
    "why a number differs": f"/phu-luc/mau/phu-luc-1/so-sanh/o/r4.value?left={YEAR - 1}&right={YEAR}",
    "board as pictures": f"/bang-theo-doi/bieu-do?year={YEAR}",
    "evidence of a cell": f"/bang-theo-doi/ST-N001/declared?year={YEAR}",
    "search": "/tim-kiem?q=st",
    "my work": "/viec",
    "calendar": "/lich",
    "obligations": "/nghia-vu",
    "trail": "/nhat-ky",
}


def test_a_page_takes_the_same_statements_whatever_there_is(
    growing: Growing, count: Callable[[str], int]
) -> None:
    growing.grow_to(FEW)
    few = {name: count(path) for name, path in (LISTS | RECORDS).items()}
    growing.grow_to(MANY)
    many = {name: count(path) for name, path in (LISTS | RECORDS).items()}
    assert many == few
    assert {name: few[name] for name in LISTS if few[name] > MOST_OF_A_LIST} == {}


def test_a_frozen_table_takes_the_same_statements_whatever_it_holds(
    growing: Growing, count: Callable[[str], int], actor_for: Callable[[str], Actor]
) -> None:
    counts = []
    for size in (FEW, MANY):
        growing.grow_to(size)
        actor = actor_for("tdc.province_admin")
        with unit_of_work(), acting_in(actor.scope):
            snapshot = reports.draft(actor, code="phu-luc-1", year=YEAR, as_of=date(YEAR, 12, 31))
            reports.freeze(actor, snapshot)
            number = snapshot.number
        counts.append((count(f"/phu-luc/{number}"), count(f"/phu-luc/{number}/o/r4.value")))
    assert counts[0] == counts[1]
