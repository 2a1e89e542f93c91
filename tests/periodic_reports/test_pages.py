"""The pages: who may open them, what they keep of what was typed, what they say."""

from datetime import UTC, date, datetime

import pytest

from iso_app.periodic_reports import queries
from iso_app.periodic_reports.models import PeriodicReturn, ReportingPeriod
from iso_app.periodic_reports.workflow import ReturnState
from tests.periodic_reports.conftest import ADMIN, INSPECTOR, LEADER, SECRETARY
from tests.support.statements import of_page


@pytest.fixture
def home(period_id):
    return f"/bao-cao-dinh-ky/ky/{period_id}"


def test_without_scripts_a_part_is_saved_by_its_button(browse, home, stored):
    secretary = browse(SECRETARY)
    page = secretary.get(f"{home}/ST-SNV")
    assert len(page.select(".fill-part")) == 7
    assert len(page.select("[data-row]")) == 131
    secretary.post(f"{home}/ST-SNV/luu", part="I", **{"v.I.1.1": "16", "was.I.1.1": ""})
    assert stored()[1]["I.1.1"].text == "16"
    page = secretary.get(f"{home}/ST-SNV?phan=I")
    assert page.select_one("#phan-I").has_attr("open")
    assert page.select_one("#v-I-1-1")["value"] == "16"


def test_what_is_wrong_stands_at_its_row_as_it_was_typed(browse, home, stored):
    page = browse(SECRETARY).post(
        f"{home}/ST-SNV/luu",
        422,
        part="I",
        **{"v.I.1.1": "nhiều", "was.I.1.1": "", "v.I.1.2": "3", "was.I.1.2": ""},
    )
    assert page.select_one("#v-I-1-1")["value"] == "nhiều"
    assert "không phải là số" in page.select_one("#e-I-1-1").get_text()
    assert list(stored()[1]) == ["I.1.2"], "the good row is saved all the same"


def test_two_editors_of_one_row_see_both_texts(browse, home, stored):
    browse(LEADER).post(f"{home}/ST-SNV/luu", part="I", **{"v.I.1.1": "17", "was.I.1.1": ""})
    page = browse(SECRETARY).post(f"{home}/ST-SNV/luu", 409, part="I", **{"v.I.1.1": "18", "was.I.1.1": ""})
    assert page.select_one("#v-I-1-1")["value"] == "18"
    assert page.select_one('[name="was.I.1.1"]')["value"] == "17"
    assert "“17”" in page.select_one("#e-I-1-1").get_text()
    browse(SECRETARY).post(f"{home}/ST-SNV/luu", part="I", **{"v.I.1.1": "18", "was.I.1.1": "17"})
    assert stored()[1]["I.1.1"].text == "18"


def test_a_page_that_saves_itself_is_told_what_became_of_each_row(browse, home):
    client = browse(SECRETARY).client
    answer = client.post(
        f"{home}/ST-SNV/tu-luu",
        data={
            "v.I.1.1": "5", "was.I.1.1": "", "v.I.1.2": "9", "was.I.1.2": "", "v.I.1.3": "x", "was.I.1.3": "",
        },
    )  # fmt: skip
    told = answer.get_json()
    assert answer.status_code == 200
    assert told["saved"] == {"I.1.1": "5", "I.1.2": "9"}
    assert list(told["refused"]) == ["I.1.3"]
    assert told["at"].startswith("Đã lưu lúc ")
    assert set(told["failing"]) == {"I.1.1", "I.1.2"}, "nine tasks done of five"
    assert told["filled"] == "Đã điền 5/137 dòng"
    assert (told["parts"]["I"], told["parts"]["II"]) == ("2/24", "0/7")
    told = client.post(f"{home}/ST-SNV/tu-luu", data={"v.I.1.3": "y", "was.I.1.3": ""}).get_json()
    assert (told["at"], list(told["refused"])) == ("", ["I.1.3"]), "nothing was saved, so nothing says so"


def test_the_same_post_twice_is_done_once(browse, home, stored):
    secretary = browse(SECRETARY)
    secretary.post(f"{home}/ST-SNV/luu", part="I", **{"v.I.1.1": "16", "was.I.1.1": ""})
    for expect in (302, 303):
        secretary.post(f"{home}/ST-SNV/nop", expect, _key="cùng một khóa")
    assert stored()[0].round == 1
    inspector = browse(INSPECTOR)
    for expect in (302, 303):
        inspector.post(f"{home}/ST-SNV/tra-lai", expect, _key="khóa khác", note="Xem lại", round=1)
    assert stored()[0].state == "returned"


def test_submitting_lists_what_is_blank_and_what_fails(browse, home, fill):
    fill({"I.1.1": "5", "I.1.2": "9"})
    page = browse(SECRETARY).get(f"{home}/ST-SNV/nop")
    assert page.select_one("#x-nhiem_vu_ke_hoach") is not None
    assert "I.3.1 Tỷ lệ thực hiện" in page.get_text()
    assert page.select_one("[name=version]")["value"]


def test_an_explanation_that_is_too_long_is_refused_and_not_cut(browse, home, fill, stored):
    fill({"I.1.1": "5", "I.1.2": "9"})
    secretary = browse(SECRETARY)
    version = secretary.get(f"{home}/ST-SNV/nop").select_one("[name=version]")["value"]
    page = secretary.post(
        f"{home}/ST-SNV/nop", 422, version=version, **{"explanation.nhiem_vu_ke_hoach": "dài " * 501}
    )
    assert "Dài quá 2000 ký tự; hãy viết ngắn lại." in page.get_text()
    typed = page.select_one("#x-nhiem_vu_ke_hoach")
    assert typed.get_text(strip=True) == ("dài " * 501).strip(), "what was typed is still there"
    assert typed["aria-invalid"] == "true"
    report, _ = stored()
    assert (report.state, report.explanations, report.round) == ("draft", {}, 0)
    secretary.post(f"{home}/ST-SNV/nop", version=version, **{"explanation.nhiem_vu_ke_hoach": "a" * 2000})
    assert stored()[0].explanations == {"nhiem_vu_ke_hoach": "a" * 2000}


def test_a_failing_check_is_said_in_the_readers_language(browse, home, fill, submit):
    fill({"I.1.1": "5", "I.1.2": "1200"})
    secretary, inspector = browse(SECRETARY), browse(INSPECTOR)
    for person in (secretary, inspector):
        person.client.set_cookie("locale", "en")
    said = "The number of completed tasks, 1.200, is greater than 5."
    named = "Completed tasks do not exceed the tasks set"
    for place in ("", "/nop"):
        assert said in secretary.get(f"{home}/ST-SNV{place}").get_text()
    told = secretary.client.post(f"{home}/ST-SNV/tu-luu").get_json()
    assert told["failing"]["I.1.2"] == [said]
    submit()
    page = inspector.get(f"{home}/ST-SNV").get_text()
    assert (said in page, named in page) == (True, True)
    inspector.client.set_cookie("locale", "vi")
    assert "Số nhiệm vụ đã hoàn thành 1.200 lớn hơn 5." in inspector.get(f"{home}/ST-SNV").get_text()


def test_figures_that_changed_since_are_not_handed_in_unseen(browse, home, fill, stored):
    fill({"I.1.1": "5"})
    shown = browse(SECRETARY).get(f"{home}/ST-SNV/nop").select_one("[name=version]")["value"]
    fill({"I.1.1": "6"}, {"I.1.1": "5"}, who=LEADER)
    browse(SECRETARY).post(f"{home}/ST-SNV/nop", 409, version=shown)
    assert stored()[0].state == "draft"


def test_remarks_are_read_by_the_agency_once_sent_back(browse, home, fill, submit):
    fill({"I.1.1": "5"})
    submit()
    inspector = browse(INSPECTOR)
    inspector.post(f"{home}/ST-SNV/nhan-xet", **{"remark.I.1.1": "Thiếu quý IV"})
    assert "Thiếu quý IV" not in browse(SECRETARY).get(f"{home}/ST-SNV").get_text()
    inspector.post(
        f"{home}/ST-SNV/tra-lai", round=1, **{"remark.I.1.1": "Thiếu quý IV", "remark.I.1.2": "Xem lại"}
    )
    page = browse(SECRETARY).get(f"{home}/ST-SNV")
    assert len(page.select(".remarked")) == 2
    assert page.select_one("#phan-I").has_attr("open")


def test_an_override_and_the_way_back(browse, home, stored):
    secretary = browse(SECRETARY)
    asked = secretary.get(f"{home}/ST-SNV/ghi-thay/VII.5.4")
    assert "Số tự điền 0 – Không" in asked.get_text(" ", strip=True)
    assert [option.get_text() for option in asked.select("select[name=text] option")] == [
        "",
        "1 – Có",
        "0 – Không",
    ]
    secretary.post(f"{home}/ST-SNV/ghi-thay/VII.5.4", 200, text="1", reason="", version="0")
    secretary.post(f"{home}/ST-SNV/ghi-thay/VII.5.4", text="1", reason="Trung tâm đã công bố", version="0")
    page = secretary.get(f"{home}/ST-SNV?phan=VII")
    assert "tự điền: 0 – Không · Trung tâm đã công bố" in " ".join(
        page.select_one("#r-VII-5-4").get_text().split()
    )
    secretary.post(f"{home}/ST-SNV/ghi-thay/VII.5.4/bo")
    assert not stored()[1]["VII.5.4"].overrides
    secretary.get(f"{home}/ST-SNV/ghi-thay/I.1.1", 404)


def test_the_second_of_two_who_override_a_row_is_told(browse, home, fill, stored):
    """Whether the row was overridden before or not; what others put in other rows meanwhile is no reason."""
    fill({"I.1.1": "5"})
    secretary, leader, address = browse(SECRETARY), browse(LEADER), f"{home}/ST-SNV/ghi-thay/VII.5.4"
    for words in ("Trung tâm đã công bố", "Trung tâm công bố năm 2021"):
        shown = secretary.get(address).find(id="version")["value"]
        fill({"I.1.1": "6"}, {"I.1.1": "5"}, who=LEADER)
        leader.post(address, text="1", reason=words, version=shown)
        refused = secretary.post(address, 409, text="1", reason="Theo tôi", version=shown)
        assert "Có người khác vừa lưu" in refused.get_text()
        assert refused.find(id="reason").get_text(strip=True) == "Theo tôi"
        assert stored()[1]["VII.5.4"].reason == words
    seen = refused.find(id="version")["value"]
    secretary.post(address, text="1", reason="Theo tôi", version=seen)
    assert stored()[1]["VII.5.4"].reason == "Theo tôi", "saving again is a decision"


def test_going_back_does_not_drop_what_another_wrote_meanwhile(browse, home, stored):
    secretary, leader, address = browse(SECRETARY), browse(LEADER), f"{home}/ST-SNV/ghi-thay/VII.5.4"
    secretary.post(address, text="1", reason="Trung tâm đã công bố", version="0")
    shown = secretary.get(address).select_one("form[action$='/bo'] [name=version]")["value"]
    leader.post(address, text="1", reason="Trung tâm công bố năm 2021", version=shown)
    secretary.post(f"{address}/bo", 409, version=shown)
    assert stored()[1]["VII.5.4"].overrides


def test_nobody_opens_what_lies_outside_the_scope(browse, home, fill):
    fill({"I.1.1": "5"})
    browse("xa.iso_secretary").get(f"{home}/ST-SNV", 404)
    browse("kgsnv.iso_secretary").get(f"{home}/ST-SNV", 404)
    browse("kgtdc.inspector").get(home, 404)
    browse("kgtdc.inspector").get(f"{home}/tep", 404)
    browse(SECRETARY).get(home, 403)
    browse(SECRETARY).get(f"{home}/KG-KGSNV", 404)
    browse("xa.iso_secretary").post(f"{home}/ST-SNV/tu-luu", 404, **{"v.I.1.1": "9", "was.I.1.1": "5"})
    browse("snv.staff").get(f"{home}/ST-SNV")
    browse("snv.staff").post(f"{home}/ST-SNV/luu", 403, **{"v.I.1.1": "9", "was.I.1.1": "5"})


def test_figures_not_handed_in_are_in_no_table_of_all(browse, home, fill):
    fill({"III.2.3": "46"})
    inspector = browse(INSPECTOR)
    assert "46" not in inspector.get(f"{home}/dong/III.2.3").get_text()
    assert "Chưa có báo cáo nào được nộp" in inspector.get(f"{home}/canh-nhau?phan=III").get_text()
    totals = inspector.get(f"{home}/tong-hop").select("tbody tr td:nth-of-type(4)")
    assert [cell.get_text(strip=True) for cell in totals if cell.get_text(strip=True)] == []


def test_the_province_sees_all_of_a_period(browse, home, fill, submit):
    fill({"III.2.3": "46", "V.1.1": "1", "I.3.1": "97,5"})
    submit()
    inspector = browse(INSPECTOR)
    page = inspector.get(home)
    states = {row.select_one("td").get_text(strip=True): row.select_one(".badge").get_text(strip=True)
              for row in page.select("tbody tr")}  # fmt: skip
    assert states == {"ST-SNV": "Đã nộp", "ST-TDC": "Chưa mở", "ST-XA": "Chưa mở"}
    totals = inspector.get(f"{home}/tong-hop")
    cells = {next(row.select("td")[1].stripped_strings): row.select("td")[3].get_text(strip=True)
             for row in totals.select("tbody tr")}  # fmt: skip
    assert cells["Tổng số TTHC đang có hiệu lực:"] == "46"
    assert cells["Tỷ lệ thực hiện nhiệm vụ tuyên truyền theo kế hoạch"] == ""
    across = inspector.get(f"{home}/dong/I.3.1").get_text()
    assert "97,5%" in across
    inspector.get(f"{home}/dong/I.4", 404)
    beside = inspector.get(f"{home}/canh-nhau?phan=III")
    assert [head.get_text(strip=True) for head in beside.select("thead th")][1:] == ["Toàn tỉnh", "Sở Nội vụ"]
    row = next(row for row in beside.select("tbody tr") if "Tổng số TTHC" in row.th.get_text())
    assert [cell.get_text(strip=True) for cell in row.select("td")] == ["46", "46"]
    assert "1 cơ quan đã nộp, 2 cơ quan chưa nộp" in " ".join(beside.get_text().split())
    assert inspector.get(f"{home}/canh-nhau?phan=XX").select_one("[aria-current=page]").get_text(strip=True)
    inspector.get(f"{home}/ST-SNV")
    inspector.get("/bao-cao-dinh-ky/")
    of_all = inspector.client.get(f"{home}/tep")
    assert of_all.data.startswith(b"PK")
    assert "khong-ten" not in of_all.headers["Content-Disposition"], (
        "it is of all agencies, not of one without a name"
    )
    assert inspector.client.get(f"{home}/ST-SNV/tep/pdf").data.startswith(b"%PDF")


def test_the_late_ones_stand_first(browse, period_id, home, world, acting):
    from datetime import timedelta

    from iso_app.core.clock import today
    from iso_app.periodic_reports.services import periods

    with acting(ADMIN) as actor:
        periods.move_due_day(
            actor, queries.period(period_id), due_on=today() - timedelta(days=4), reason="thử"
        )
    with acting(SECRETARY):
        owed = queries.owed_by(queries.own_agency(world.agency["snv"]))
        assert [one.days_late for one in owed] == [4]
    rows = browse(INSPECTOR).get(home).select("tbody tr.kind-danger")
    assert [row.select("td")[3].get_text(strip=True) for row in rows] == ["4 ngày"] * 3
    assert "trễ 4 ngày" in browse(SECRETARY).get("/").get_text()


def test_what_came_at_night_came_on_the_day_it_was_in_viet_nam():
    due = ReportingPeriod(due_on=date(2026, 11, 17))
    night = datetime(2026, 11, 22, 20, 43, tzinfo=UTC)
    sent = PeriodicReturn(state=ReturnState.SUBMITTED, submitted_at=night)
    assert queries.days_late(due, sent) == 6


def test_the_first_page_leads_to_what_is_owed(browse, home, fill, submit):
    card = browse(SECRETARY).get("/").select_one("#home-periodic")
    assert card is not None
    assert browse("snv.staff").get("/").select_one("#home-periodic") is None
    fill({"I.1.1": "5"})
    submit()
    assert browse(SECRETARY).get("/").select_one("#home-periodic") is None, "nothing is left to do"
    assert "1 báo cáo chờ xét" in browse(INSPECTOR).get("/").get_text()


def test_pages_take_few_statements_whatever_is_filled_in(browse, home, fill, app):
    def count(who, path):
        ours = ("periodic_", "reporting_period", "row_remark", "form_", "compliance_fact", "agency_period")
        reads = [
            sql for sql in of_page(browse(who), path) if sql.lstrip().upper().startswith(("SELECT", "WITH"))
        ]
        return len([sql for sql in reads if any(name in sql for name in ours)])

    pages = [(SECRETARY, f"{home}/ST-SNV"), (INSPECTOR, home), (INSPECTOR, f"{home}/tong-hop")]
    fill({"I.1.1": "5"})
    few = [[count(*page) for page in pages] for _ in range(2)][
        1
    ]  # the first look builds what later ones reuse
    assert max(few) <= 10
    fill({f"I.2.{n}": "5" for n in range(1, 5)} | {f"IV.1.{n}": "5" for n in range(1, 7)})
    fill({"I.1.1": "5"}, who="xa.iso_secretary")
    assert [count(*page) for page in pages] == few


def test_what_is_remarked_is_cleaned_like_everything_typed(browse, home, fill, submit):
    """No letter that a database does not keep or that turns the line around (PostgreSQL refuses NUL)."""
    fill({"I.1.1": "5"})
    submit()
    inspector = browse(INSPECTOR)
    inspector.post(f"{home}/ST-SNV/nhan-xet", **{"remark.I.1.1": "Thiếu\0 quý\u202e IV"})
    inspector.post(
        f"{home}/ST-SNV/tra-lai", round=1, note="Xem\0 lại\u202e", **{"remark.I.1.2": "Sai\0 số\u202e"}
    )
    told = browse(SECRETARY).get(f"{home}/ST-SNV").get_text()
    assert "Thiếu quý IV" in told
    assert "Xem lại" in told
    assert "Sai số" in told


@pytest.mark.parametrize("button", ["nhan-xet", "tra-lai"])
def test_a_remark_that_is_too_long_stays_on_the_page(browse, home, fill, submit, button, stored):
    fill({"I.1.1": "5"})
    submit()
    long = "dài\n" * 700
    inspector = browse(INSPECTOR)
    sent = {"remark.I.1.1": long, "remark.I.1.2": "Xem lại", "note": "Chung\nhai dòng", "round": 1}
    page = inspector.post(f"{home}/ST-SNV/{button}", 422, **sent)
    assert page.select_one("#remark-I-1-1").get_text().strip() == long.strip()
    assert page.select_one("#remark-I-1-2").get_text().strip() == "Xem lại"
    assert page.select_one("#note").get_text().strip() == "Chung\nhai dòng"
    assert "Dài quá 2000 ký tự" in page.select_one("#remark-I-1-1-error").get_text()
    assert page.select_one("#remark-I-1-1").find_parent("details").has_attr("open")
    assert page.select_one("#remark-I-1-1")["aria-invalid"] == "true"
    assert stored()[0].state == "submitted"
    kept = inspector.get(f"{home}/ST-SNV")
    assert kept.select_one("#remark-I-1-2").get_text().strip() == "", "none of it was stored"


def test_what_was_remarked_of_a_round_that_is_over_stays_on_the_page(browse, home, fill, submit):
    fill({"I.1.1": "5"})
    submit()
    page = browse(INSPECTOR).post(
        f"{home}/ST-SNV/tra-lai", 409, round=7, note="Xem", **{"remark.I.1.1": "Sai"}
    )
    assert "vừa nộp lại" in page.select_one(".error-summary").get_text()
    assert page.select_one("#remark-I-1-1").get_text().strip() == "Sai"


def test_lines_of_what_was_written_are_kept_and_shown(browse, home, fill, submit, stored):
    fill({"I.1.1": "5", "I.1.2": "9"})
    secretary, inspector = browse(SECRETARY), browse(INSPECTOR)
    version = secretary.get(f"{home}/ST-SNV/nop").select_one("[name=version]")["value"]
    lines = "Một: số cũ\nHai: số mới"
    secretary.post(f"{home}/ST-SNV/nop", version=version, **{"explanation.nhiem_vu_ke_hoach": lines})
    assert stored()[0].explanations == {"nhiem_vu_ke_hoach": lines}
    shown = [one.get_text() for one in inspector.get(f"{home}/ST-SNV").select(".as-typed")]
    assert shown == [f"Giải trình: {lines}"]
    for kind in ("docx", "xlsx", "pdf"):
        assert inspector.client.get(f"{home}/ST-SNV/tep/{kind}").status_code == 200
    inspector.post(f"{home}/ST-SNV/tra-lai", round=1, note=lines, **{"remark.I.1.1": lines})
    shown = [one.get_text().strip() for one in secretary.get(f"{home}/ST-SNV").select(".as-typed")]
    assert shown == [lines] * 3


def test_nothing_explained_is_nothing_in_the_history(browse, home, fill):
    fill({"I.1.1": "5"})
    page = browse(SECRETARY).get(f"{home}/ST-SNV")
    assert "{}" not in page.get_text()
