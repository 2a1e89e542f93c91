"""The work list of a successor, the reading page, and who is let in."""

from http import HTTPStatus

import pytest
from sqlalchemy import select

from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.db.scope import acting_in
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as documents
from iso_app.documents.models import Document, Revision
from iso_app.inheritance import queries
from tests.inheritance.conftest import XA
from tests.support.statements import of_page

LIST = "/tai-lieu/tiep-nhan"
SECRETARY = "xa.iso_secretary"


def words(page):
    return page.main.get_text(" ", strip=True)


def rows(page):
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.select("tbody tr")]


def test_titles_of_several_agencies_stand_side_by_side(merged, browse):
    page = browse(SECRETARY).get(LIST)
    assert "0/6" in words(page)
    assert [row.split(" UBND")[0] for row in rows(page)] == [
        "Quy trình BM-01 BM-01", "Quy trình BM-01 BM-01", "Quy trình QT-01 QT-01", "Quy trình QT-01 QT-01",
        "Quy trình QT-02 QT-02", "Quy trình QT-02 QT-02",
    ]  # fmt: skip
    assert len(page.select("tbody input[name=chon]")) == 6


def test_the_list_is_narrowed_sorted_and_sent_as_a_file(merged, take, decline, browse, world, actor_for):
    take(SECRETARY, [merged["C1"][0]])
    decline(SECRETARY, [merged["C2"][0]], "Trùng.")
    browser = browse(SECRETARY)
    assert len(rows(browser.get(f"{LIST}?state=undecided"))) == 4
    assert len(rows(browser.get(f"{LIST}?state=taken"))) == 1
    assert "Trùng." in rows(browser.get(f"{LIST}?state=declined"))[0]
    assert len(rows(browser.get(f"{LIST}?q=bm"))) == 2
    actor = actor_for(SECRETARY)
    with unit_of_work(keep=False), acting_in(actor.scope):
        first = next(iter(queries.former_agencies(world.agency["xa"], on=None)))
    assert len(rows(browser.get(f"{LIST}?co-quan={first}&sort=-agency"))) == 3
    sent = browser.client.get(f"{LIST}?export=csv&state=taken").text
    assert "Quy trình QT-01,QT-01,UBND xã C1" in sent
    assert "Đã tiếp nhận,QT-01 · Chưa ban hành" in sent
    assert browser.client.get(f"{LIST}?export=xlsx").status_code == HTTPStatus.OK


def test_who_may_not_know_of_drafts_reads_that_there_is_one_and_not_which(merged, take, browse):
    take(SECRETARY, [merged["C1"][0]])
    page = browse("xa.staff").get(f"{LIST}?state=taken")
    assert "QT-01 · Chưa ban hành" not in words(page)
    assert "Chưa ban hành" in rows(page)[0]
    assert page.select("input[name=chon]") == []
    old = f"{LIST}/{merged['C1'][0]}"
    assert browse("xa.staff").get(old).select(".notice a") == []
    assert len(browse("xa.leader").get(old).select(".notice a")) == 1


def test_an_agency_made_of_nobody_is_taught(merged, browse):
    assert "Không có tài liệu nào chờ tiếp nhận" in words(browse("snv.iso_secretary").get(LIST))


def test_the_old_document_is_read_and_its_file_is_fetched_byte_for_byte(merged, browse, document):
    browser = browse("xa.staff")
    page = browser.get(f"{LIST}/{merged['C1'][0]}")
    assert "Tài liệu được soạn thảo, xem xét và phê duyệt trước khi ban hành." in words(page)
    assert "Của BM-01" in words(browser.get(f"{LIST}/{merged['C1'][2]}"))
    sent = browser.client.get(f"{LIST}/{merged['C1'][2]}/tep")
    with unit_of_work(keep=False):
        assert sent.data == documents.content_of(document(merged["C1"][2]).revisions[-1])
    browser.get(f"{LIST}/{merged['C1'][0]}/tep", HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("who", ["snv.iso_secretary", "kgsnv.iso_secretary", "tdc.province_admin"])
def test_nobody_else_reads_it_here(merged, browse, who):
    for id_ in (merged["C1"][0], merged["C1"][2]):
        browse(who).get(f"{LIST}/{id_}", HTTPStatus.NOT_FOUND)
        browse(who).get(f"{LIST}/{id_}/tep", HTTPStatus.NOT_FOUND)


def test_the_record_itself_stays_closed(merged, browse, world, actor_for, leaves):
    browser = browse(SECRETARY)
    browser.get(f"/tai-lieu/{merged['C1'][0]}", HTTPStatus.NOT_FOUND)
    own = leaves(world.agency["xa"], "QT-09")
    browser.get(f"{LIST}/{own[0]}", HTTPStatus.NOT_FOUND)
    actor = actor_for(SECRETARY)
    with unit_of_work(keep=False), acting_in(actor.scope):
        found = queries.former(world.agency["xa"], merged["C1"][0])
        assert found.code == "QT-01"
        assert db.session.get(Document, found.id) is None, "what was read beyond the scope is let go"
        assert db.session.scalars(select(Revision).where(Revision.document_id == found.id)).all() == []
        with pytest.raises(NotFound):
            queries.former(world.agency["snv"], merged["C1"][0])


def test_doubles_are_read_against_each_other(commune, leaves, reorganise, browse, world):
    ids = [leaves(commune(code), "QT-01")[0] for code in ("C1", "C2")]
    reworded = leaves(commune("C3"), "QT-01", file=True)[0]
    reorganise(*(f"Sáp nhập,{code},{XA}" for code in ("C1", "C2", "C3")))
    browser = browse("xa.staff")
    page = browser.get(f"{LIST}/{ids[0]}")
    assert [link["href"] for link in page.select("aside a")][1::2] == [
        f"{LIST}/{ids[0]}/so-sanh/{other}" for other in (ids[1], reworded)
    ]
    assert "Hai bản có cùng nội dung chữ." in words(browser.get(f"{LIST}/{ids[0]}/so-sanh/{ids[1]}"))
    page = browser.get(f"{LIST}/{ids[0]}/so-sanh/{reworded}")
    assert "Của QT-01" in " ".join(each.get_text() for each in page.select("ins"))
    foreign = leaves(world.agency["snv"], "QT-01")[0]
    browser.get(f"{LIST}/{ids[0]}/so-sanh/{foreign}", HTTPStatus.NOT_FOUND)
    own = leaves(world.agency["xa"], "QT-01")[0]
    page = browser.get(f"{LIST}/{ids[0]}")
    assert page.select_one("section[aria-labelledby=own] a")["href"] == f"/tai-lieu/{own}"


def test_from_the_list_to_a_draft_and_back(merged, browse, decided, world):
    browser = browse(SECRETARY)
    first, second = merged["C1"][0], merged["C2"][0]
    page = browser.get(f"{LIST}/tiep-nhan?chon={first}&chon={second}")
    assert len(page.select("input[name=chon][checked]")) == 2
    browser.post(f"{LIST}/tiep-nhan", chon=first)
    page = browser.get(f"{LIST}/{first}")
    assert "Rút lại quyết định" in words(page)
    new_id = page.select_one(".notice a")["href"].rsplit("/", 1)[-1]
    panel = words(browser.get(f"/tai-lieu/{new_id}"))
    assert "Tiếp nhận từ UBND xã C1" in panel
    browser.post(f"{LIST}/khong-tiep-nhan", HTTPStatus.OK, chon=second)
    browser.post(f"{LIST}/khong-tiep-nhan", chon=second, reason="Trùng.")
    browser.post(f"{LIST}/{first}/rut-lai", reason="Nhầm.", version="1")
    assert decided() == {(world.agency["xa"], second): "declined"}


def test_decided_meanwhile_it_is_refused_in_a_sentence(merged, browse, take):
    id_ = merged["C1"][0]
    take(SECRETARY, [id_])
    page = browse(SECRETARY).post(f"{LIST}/tiep-nhan", HTTPStatus.CONFLICT, chon=id_)
    assert "đã có người khác quyết định" in words(page)


def test_nothing_chosen_says_what_to_do(merged, browse):
    assert "Chưa chọn tài liệu nào" in words(browse(SECRETARY).get(f"{LIST}/tiep-nhan"))
    assert "Chưa chọn tài liệu nào" in words(browse(SECRETARY).get(f"{LIST}/khong-tiep-nhan?chon=x&chon=0"))


def test_leaders_and_staff_read_and_do_not_decide(merged, browse):
    for who in ("xa.leader", "xa.staff", "tdc.inspector"):
        for act in ("tiep-nhan", "khong-tiep-nhan", f"{merged['C1'][0]}/rut-lai"):
            browse(who).get(f"{LIST}/{act}", HTTPStatus.FORBIDDEN)


def test_the_province_sees_who_has_not_finished(merged, browse, decline, take):
    path = f"{LIST}/toan-tinh"
    assert [row.split()[-4:] for row in rows(browse("tdc.inspector").get(path))] == [["2", "6", "0", "6"]]
    decline(SECRETARY, merged["C2"])
    take(SECRETARY, merged["C1"])
    assert [row.split()[-4:] for row in rows(browse("tdc.leader").get(path))] == [["2", "6", "6", "0"]]
    assert rows(browse("tdc.inspector").get(f"{path}?state=left")) == []
    assert rows(browse("kgtdc.inspector").get(path)) == []
    browse("snv.leader").get(path, HTTPStatus.FORBIDDEN)


def test_the_record_of_the_agency_says_how_far_it_is(merged, browse, take):
    take(SECRETARY, merged["C1"])
    for who in ("xa.leader", "tdc.inspector"):
        assert "Tài liệu của cơ quan trước sắp xếp Đã quyết định 3/6 (50 %)" in words(
            browse(who).get("/co-quan/ST-XA")
        )
    assert "trước sắp xếp" not in words(browse("snv.leader").get("/co-quan/ST-SNV"))


def test_the_old_document_says_who_took_it_over(merged, browse, decline):
    decline(SECRETARY, [merged["C1"][0]], "Không còn thủ tục này.")
    page = browse("tdc.inspector").get(f"/tai-lieu/{merged['C1'][0]}")
    assert "UBND xã An Lạc Tây Không tiếp nhận Không còn thủ tục này." in words(page)


def test_statements_do_not_grow_with_documents_nor_agencies(merged, commune, leaves, reorganise, browse):
    secretary, province = browse(SECRETARY), browse("tdc.inspector")
    paths = ((secretary, LIST), (secretary, f"{LIST}/{merged['C1'][0]}"), (secretary, "/co-quan/ST-XA"),
             (province, f"{LIST}/toan-tinh"))  # fmt: skip
    few = [len(of_page(browser, path)) for browser, path in paths]
    for code in ("C4", "C5", "C6"):
        leaves(commune(code), *(f"QT-{number:02}" for number in range(1, 12)))
        reorganise(f"Sáp nhập,{code},{XA}")
    assert [len(of_page(browser, path)) for browser, path in paths] == few
    assert max(few) <= 19
