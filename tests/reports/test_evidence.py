"""What a fact says: in Vietnamese in every file, in the reader's language on the pages, frozen tables too."""

import json
from datetime import date

import pytest

from iso_app.compliance.models import FactKind, Status
from iso_app.reports import evidence, queries, services
from iso_app.web.languages import say, speaking

OFFICER = "chuyenvien@soctrang.example"
DAY = date(2021, 4, 29)
SAID = [
    ((FactKind.INSPECTION, Status.YES, DAY, "by_file", ""),
     "Kiểm tra ngày 29/04/2021, qua hồ sơ, báo cáo", "Inspection on 29/04/2021, by file and report"),
    ((FactKind.INSPECTION, Status.NO, DAY, "on_site", ""),
     "Kiểm tra ngày 29/04/2021, tại trụ sở (chưa kết luận)",
     "Inspection on 29/04/2021, at the seat (not concluded)"),
    ((FactKind.CONCLUSION, Status.YES, DAY, "", ""),
     "Kết luận kiểm tra ngày 29/04/2021: tuân thủ", "Conclusion of the inspection on 29/04/2021: compliant"),
    ((FactKind.CONCLUSION, Status.NO, None, "", ""),
     "Kết luận kiểm tra: chưa tuân thủ", "Conclusion of the inspection: not compliant"),
    ((FactKind.INTERNAL_AUDIT, Status.YES, DAY, "", ""),
     "Đánh giá nội bộ ngày 29/04/2021", "Internal audit on 29/04/2021"),
    ((FactKind.MANAGEMENT_REVIEW, Status.NO, DAY, "", ""), "Xem xét của lãnh đạo: không", "Management review: no"),
    ((FactKind.E_QMS, Status.YES, None, "", ""), "ISO điện tử: có", "Electronic ISO: yes"),
    ((FactKind.DECLARATION, Status.YES, DAY, "", "12/QĐ-{x}, ngày 1"),
     "Công bố HTQLCL theo 12/QĐ-{x}, ngày 1 ngày 29/04/2021",
     "Declaration of the QMS by 12/QĐ-{x}, ngày 1 on 29/04/2021"),
    ((FactKind.DECLARATION, Status.YES, None, "", "12/QĐ"),
     "Công bố HTQLCL theo 12/QĐ", "Declaration of the QMS by 12/QĐ"),
    ((FactKind.DECLARATION, Status.YES, DAY, "", ""),
     "Công bố HTQLCL ngày 29/04/2021", "Declaration of the QMS on 29/04/2021"),
    ((FactKind.PLAN, Status.YES, None, "", ""), "Trong danh sách kế hoạch", "On the list of the plan"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "vietnamese", "english"), SAID)
def test_a_fact_is_said_in_both_languages_also_as_it_was_frozen(app, fact, vietnamese, english):
    made = evidence.sentence(*fact)
    frozen = {"kind": str(fact[0]), "on": fact[2].isoformat() if fact[2] else None, "sentence": vietnamese}
    assert json.loads(json.dumps({"sentence": made})) == {"sentence": vietnamese}
    for told in (made, evidence.words(frozen)):
        assert told == vietnamese
        with speaking("en"):
            assert say(told) == english
        with speaking("vi"):
            assert say(told) == vietnamese


def test_what_no_fact_says_today_stays_as_it_was_frozen(app):
    old = {"kind": "declaration", "on": "2021-04-29", "sentence": "Công bố {x} theo cách ghi cũ"}
    with speaking("en"):
        assert say(evidence.words(old)) == old["sentence"]


@pytest.fixture
def officer(visit):
    browser = visit(OFFICER)
    browser.client.set_cookie("locale", "en")
    return browser


def words(page):
    return " ".join(page.get_text(" ").split())


def test_the_pages_of_evidence_in_english(officer, as_person):
    with as_person(OFFICER) as actor:
        snapshot = services.draft(actor, code="phu-luc-1", year=2021, as_of=None)
        services.freeze(actor, snapshot)
        number = snapshot.number
    with as_person(OFFICER):
        kept = json.loads(queries.snapshot(number).content)
    assert kept["evidence"]["inspected"]["ST-SNV"][0]["sentence"].startswith("Kiểm tra ngày ")
    for address in (
        "/phu-luc/mau/phu-luc-1/o/r1.value?year=2021",
        f"/phu-luc/{number}/o/r1.value",
        "/bang-theo-doi/ST-SNV/inspected?year=2021",
    ):
        page = words(officer.get(address).main)
        assert "Inspection on " in page
        assert "Kiểm tra ngày" not in page
        assert "Cuộc kiểm tra" not in page
