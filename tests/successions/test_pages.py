"""A reorganisation is written on screen, reviewed with its effects, stored; its day shows what follows."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Province
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.successions.models import Succession, SuccessionPaper
from iso_app.tasks import services as tasks
from iso_app.tasks.models import Task
from tests.successions.test_soc_trang import bring_in

OFFICER = "chuyenvien@soctrang.example"
MERGER = {
    "day": "01/03/2022", "number": "12/NQ-HĐND", "olds": "31498\nUBND phường 7",
    "new_code": "ST-P57", "new_name": "UBND phường Năm Bảy", "level": "", "parent": "",
}  # fmt: skip


def reviewed(officer, kind, fields):
    """The preview page that writing an act leads to."""
    officer.get(f"/sap-xep/ghi/{kind}")
    return officer.follow(f"/sap-xep/ghi/{kind}", **fields)


def stored(officer, preview):
    officer.post(preview.find("form", action=lambda to: to and to.endswith("/luu"))["action"])


def test_a_merger_is_written_reviewed_and_stored(soc_trang, visit):
    officer = visit(OFFICER)
    preview = reviewed(officer, "merge", MERGER)
    assert "Kết thúc 2 cơ quan (2 cấp xã)" in preview.get_text()
    with whole_country():
        assert db.session.scalars(select(Succession)).all() == []

    stored(officer, preview)
    file = officer.get("/nhap").find("a", string="sap-xep-2022-03-01.csv")["href"]
    leads_to = officer.get(file).find(id="panel-successions").find_parent("section").a["href"]
    assert leads_to == "/sap-xep/2022-03-01", "there the decision is attached"
    page = officer.get("/sap-xep/2022-03-01")
    assert "UBND phường Năm Bảy" in page.get_text()
    assert "12/NQ-HĐND" in page.get_text()
    with whole_country():
        new = agencies.get("ST-P57")
        assert (new.valid_from, new.parent_id) == (date(2022, 3, 1), agencies.get("31498").parent_id)
        assert agencies.get("31501").valid_to == date(2022, 2, 28)


def test_who_founds_an_agency_is_not_asked_for_a_former_one(soc_trang, visit):
    officer = visit(OFFICER)
    founding = officer.get("/sap-xep/ghi/found")
    assert "Như cơ quan cũ" not in founding.get_text()
    assert founding.select_one("select[name=level] option").get_text() == "Chọn cấp hành chính"
    assert founding.select_one("select[name=parent] option").get_text() == "Không có"
    assert "Như cơ quan cũ" in officer.get("/sap-xep/ghi/merge").get_text()


@pytest.mark.parametrize(
    ("kind", "fields", "field", "says"),
    [
        ("merge", MERGER | {"olds": "31498\n99999"}, "olds", "Không có cơ quan mã này"),
        ("rename", {"day": "01/03/2022", "number": "", "old_code": "31498", "new_name": ""}, "new_name", "Đổi tên"),
        ("dissolve", {"day": "01/03/2022", "number": "", "olds": "942"}, "olds", "cơ quan trực thuộc"),
        ("split", {"day": "01/03/2022", "number": "", "old_code": "31498", "news": "ST-X1; UBND phường X",
                   "level": "", "parent": ""}, "", "ít nhất hai dòng"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(soc_trang, visit, kind, fields, field, says):
    officer = visit(OFFICER)
    before = officer.get("/nhap").get_text()
    officer.get(f"/sap-xep/ghi/{kind}")
    page = officer.post(f"/sap-xep/ghi/{kind}", 422, **fields)
    told = page.find(id=f"{field}-error") if field else page.find(class_="error-summary")
    assert says in told.get_text()
    assert officer.get("/nhap").get_text() == before


def test_what_an_act_does_and_cannot_do_is_said_in_the_readers_language(soc_trang, visit):
    officer = visit(OFFICER)
    officer.client.set_cookie("locale", "en")
    preview = " ".join(reviewed(officer, "merge", MERGER).get_text().split())
    assert "Agencies that end: 2 (2 of communes)." in preview
    assert "New agencies: 1 (1 of communes)." in preview
    assert "UBND phường 5 (31498) ends 28/02/2022 → UBND phường Năm Bảy (ST-P57) from 01/03/2022" in preview
    officer.get("/sap-xep/ghi/merge")
    page = officer.post("/sap-xep/ghi/merge", 422, **MERGER | {"olds": "31498\n99999"})
    assert "There is no agency with this code" in page.find(id="olds-error").get_text()


def test_an_act_is_undone_by_one_that_goes_back(soc_trang, visit):
    officer = visit(OFFICER)
    for day, name in (("01/03/2022", "UBND phường Lỡ Tay"), ("01/04/2022", "UBND phường 5")):
        fields = {"day": day, "number": "", "old_code": "31498", "new_name": name}
        stored(officer, reviewed(officer, "rename", fields))
    with whole_country():
        agency = agencies.get("31498")
        names = [row.name for row in agencies.periods(agency)]
    assert names == ["UBND phường 5", "UBND phường Lỡ Tay", "UBND phường 5"]


def test_the_day_shows_what_became_of_whom_and_who_has_to_declare(soc_trang, visit):
    bring_in()
    page = visit(OFFICER).get("/sap-xep/2025-07-01")
    assert [stat.get_text() for stat in page.find_all(class_="stat-value")][:3] == ["120", "43", "0"]
    panel = page.find(id="panel-to-declare").find_parent("section")
    assert "0/43" in panel.get_text()
    assert len(panel.find_all("li")) == 43


def test_the_list_finds_by_name_kind_and_year(soc_trang, visit):
    bring_in()
    officer = visit(OFFICER)
    assert "Hiển thị 50 trong 120" in officer.get("/sap-xep").get_text()
    assert "Hiển thị 11 trong 11" in officer.get("/sap-xep?hinh-thuc=dissolve").get_text()
    assert "UBND phường 7" in officer.get("/sap-xep?tim=M31507&nam=2025").get_text()


def test_a_decision_is_kept_once_and_given_back_as_it_was(soc_trang, visit):
    bring_in()
    officer = visit(OFFICER)
    at = "/sap-xep/2025-07-01/quyet-dinh"
    for status in (302, 422):
        officer.get(at)
        officer.post(at, status, files={"file": (io.BytesIO(PDF), "quyet-dinh.pdf")}, number="1234/QĐ")
    with whole_country():
        paper = db.session.scalars(select(SuccessionPaper)).one()
    answer = officer.client.get(f"{at}/{paper.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.parametrize("address", ["/sap-xep/2025-07-02", "/sap-xep/hom-qua", "/sap-xep/ghi/explode"])
def test_there_is_no_page_of_what_never_was(soc_trang, visit, address):
    bring_in()
    visit(OFFICER).get(address, 404)


def test_an_agency_reads_its_own_lineage_and_not_the_list(soc_trang, visit):
    visit("thuky@snv.example").get("/sap-xep", 403)


def test_an_officer_hands_duties_over_to_whoever_goes_on(soc_trang, visit):
    year = today().year + 1
    with unit_of_work(), whole_country():
        home = db.session.scalars(select(Province)).one()
        tasks.add_obligation(operator(), home, terms=tasks.Terms("Đánh giá nội bộ", 9, 30, from_year=2020))
        tasks.make_occurrences(operator(), home, year=year)
    officer = visit(OFFICER)
    preview = reviewed(officer, "merge", MERGER | {"day": f"01/03/{year}"})
    assert "2 việc đang mở của các cơ quan kết thúc được rút" in preview.get_text()
    stored(officer, preview)
    yearly = select(Task.state).where(Task.obligation_id.is_not(None))
    with unit_of_work(keep=False), whole_country():
        states = {
            code: db.session.scalars(yearly.where(Task.agency_id == agencies.get(code).id)).all()
            for code in ("31498", "31501", "ST-P57")
        }
    assert states == {"31498": ["withdrawn"], "31501": ["withdrawn"], "ST-P57": ["open"]}


def _written_with_file(officer, kind, fields, name="NQ-12.pdf", content=PDF):
    officer.get(f"/sap-xep/ghi/{kind}")
    return officer.follow(f"/sap-xep/ghi/{kind}", files={"file": (io.BytesIO(content), name)}, **fields)


def _papers():
    with unit_of_work(keep=False), whole_country():
        query = select(SuccessionPaper.filename, SuccessionPaper.decision_number, SuccessionPaper.day)
        return [tuple(row) for row in db.session.execute(query)]


def test_the_decision_sent_with_an_act_is_attached_when_the_act_is_stored(soc_trang, visit):
    officer = visit(OFFICER)
    preview = _written_with_file(officer, "merge", MERGER)
    assert "Kèm theo: NQ-12.pdf" in preview.get_text()
    assert _papers() == [], "nothing is attached before the act is stored"

    stored(officer, preview)
    assert _papers() == [("NQ-12.pdf", "12/NQ-HĐND", date(2022, 3, 1))]
    link = officer.get("/sap-xep/2022-03-01").find("a", href=lambda to: to and "/quyet-dinh/" in to)
    assert officer.client.get(link["href"]).data == PDF

    renamed = {
        "day": "01/03/2022",
        "number": "12/NQ-HĐND",
        "old_code": "31507",
        "new_name": "UBND phường Tám",
    }
    stored(officer, _written_with_file(officer, "rename", renamed))
    assert len(_papers()) == 1, "one decision is behind both acts"


def test_the_decision_of_an_act_that_is_given_up_goes_with_it(soc_trang, visit):
    officer = visit(OFFICER)
    preview = _written_with_file(officer, "merge", MERGER)
    officer.post(preview.find("form", action=lambda to: to and to.endswith("/bo"))["action"])
    assert _papers() == []


def test_a_file_that_is_no_evidence_is_refused_at_its_field(soc_trang, visit):
    officer = visit(OFFICER)
    officer.get("/sap-xep/ghi/merge")
    sent = {"file": (io.BytesIO(b"MZ not a document"), "chay.exe")}
    page = officer.post("/sap-xep/ghi/merge", 422, files=sent, **MERGER)
    assert page.find(id="file-error")
    assert _papers() == []
