"""The published tables of Sóc Trăng 2021 come out of its files, number by number."""

import csv
import json
from pathlib import Path

import pytest

from iso_app.compliance.measures import Period
from iso_app.db import db
from iso_app.reports import content as contents
from iso_app.reports import queries
from iso_app.trail.services import explain
from tests.support.statements import heard

OFFICER = "chuyenvien@soctrang.example"
SEED = [
    ("1", "Số sở, ngành đã kiểm tra việc áp dụng, duy trì, cải tiến ISO", "Cơ quan, đơn vị", "30"),
    ("2", "Số UBND cấp huyện đã kiểm tra việc áp dụng, duy trì, cải tiến ISO", "Cơ quan, đơn vị", "11"),
    ("3", "Số UBND cấp xã đã kiểm tra việc áp dụng, duy trì, cải tiến ISO", "Cơ quan, đơn vị", "109"),
    (
        "4",
        (
            "Số cơ quan chuyên môn cấp tỉnh, đơn vị hành chính cấp huyện thực hiện đúng quy định về áp dụng, "
            "duy trì, cải tiến ISO"
        ),
        "Cơ quan, đơn vị",
        "151",
    ),
    ("", "- Cơ quan cấp tỉnh", "", "31"),
    ("", "- Đơn vị cấp huyện", "", "11"),
    ("", "- Đơn vị cấp xã", "", "109"),
]


@pytest.fixture
def table(as_person):
    """`table("phu-luc-1")`: the contract JSON of a table of 2021."""

    def make(code, year=2021, as_of=None):
        with as_person(OFFICER) as actor:
            found = queries.live(actor, queries.template(code), Period.of_year(year, as_of))
            return contents.contract(found)

    return make


def values(found):
    return {row["key"]: {key: cell["value"] for key, cell in row["cells"].items()} for row in found["rows"]}


def shown(found):
    return {row["key"]: {key: cell["display"] for key, cell in row["cells"].items()} for row in found["rows"]}


def test_phu_luc_1_as_published(table):
    found = table("phu-luc-1")
    assert [(r["stt"], r["label"], r["unit"], r["cells"]["value"]["display"]) for r in found["rows"]] == SEED
    assert [row["key"] for row in found["rows"]] == ["r1", "r2", "r3", "r4", "r4_tinh", "r4_huyen", "r4_xa"]
    assert found["rows"][0]["note"].startswith("Thực hiện theo Kế hoạch số 38/KH-UBND ngày 10/3/2021")
    assert found["columns"] == [{"key": "value", "label": "Số lượng/Tỷ lệ"}]
    assert (found["year"], found["as_of"], found["version"]) == (2021, "2021-12-31", 1)


def test_each_number_names_its_agencies(table):
    codes = {row["key"]: row["cells"]["value"]["agencies"] for row in table("phu-luc-1")["rows"]}
    assert {key: len(agencies) for key, agencies in codes.items()} == {
        "r1": 30, "r2": 11, "r3": 109, "r4": 151, "r4_tinh": 31, "r4_huyen": 11, "r4_xa": 109,
    }  # fmt: skip
    assert "ST-VPUBND" in codes["r1"]
    assert "ST-TTPVHCC" not in codes["r1"]
    assert set(codes["r4"]) == set(codes["r4_tinh"]) | set(codes["r4_huyen"]) | set(codes["r4_xa"])


def test_the_check_names_the_one_outside(table):
    check = table("phu-luc-1")["checks"][0]
    assert (check["key"], check["ok"], check["cells"]) == ("inspected_total", False, ["r1", "r2", "r3"])
    assert "150" in check["message"]
    assert "151" in check["message"]
    assert "Trung tâm Phục vụ hành chính công tỉnh" in check["message"]


def test_phu_luc_05(table):
    found = values(table("phu-luc-05"))
    assert found["duy_tri"] == {"tong": 151, "tinh": 31, "huyen": 11, "xa": 109, "ty_le": 100}
    assert found["iso_dien_tu"] == {"tong": 3, "tinh": 3, "huyen": 0, "xa": 0, "ty_le": 1.99}


def test_tien_do(table):
    found = values(table("tien-do-kiem-tra"))
    assert found["tai_tru_so"] == {"ke_hoach": 74, "thuc_hien": 74, "ty_le": 100}
    assert found["qua_ho_so"] == {"ke_hoach": 77, "thuc_hien": 77, "ty_le": 100}


def test_classes_sum_to_inspected(table):
    found = table("xep-loai")
    counts = [row["cells"]["so_luong"]["value"] for row in found["rows"]]
    assert sum(counts[:-1]) == counts[-1] == 151
    assert found["checks"][0]["ok"]


def test_cong_bo_by_group(table):
    found = values(table("cong-bo"))
    assert found["tong"] == {"thuoc_dien": 151, "da_cong_bo": 151, "ty_le": 100, "cong_bo_lai": 0}
    assert table("cong-bo")["lists"] == [
        {"key": "chua_cong_bo", "title": "Cơ quan thuộc diện chưa công bố", "agencies": []}
    ]


def test_a_year_without_data_is_zero_and_dashes(table):
    assert shown(table("phu-luc-05", 2020))["duy_tri"] == {
        "tong": "0", "tinh": "-", "huyen": "-", "xa": "-", "ty_le": "-",
    }  # fmt: skip


def test_before_the_province_existed_every_level_is_a_dash(table):
    assert set(shown(table("phu-luc-1", 2009))["r2"].values()) == {"-"}


def test_nothing_counts_before_it_happened(table):
    """Counted by hand from the officer's file: who was inspected by the end of June."""
    from datetime import date

    found = table("phu-luc-1", as_of=date(2021, 6, 30))
    file = Path("iso_app/demo/data/kiem-tra.csv").read_text(encoding="utf-8-sig").splitlines()
    by_june = [line for line in csv.DictReader(file) if line["Ngày kiểm tra"] <= "2021-06-30"]
    assert 0 < len(by_june) < 151
    assert values(found)["r4"]["value"] == len(by_june)


def test_only_the_evidence_of_the_number_asked_for_is_read(as_person):
    with as_person(OFFICER) as actor:
        found = queries.live(
            actor, queries.template("phu-luc-1"), queries.period(2021, None), cell="r2.value"
        )
    districts = next(row for row in found["rows"] if row["key"] == "r2")["cells"]["value"]["agencies"]
    assert {key: set(of) for key, of in found["evidence"].items()} == {"inspected": set(districts)}


def test_the_rule_of_the_province_is_read_for_a_table_that_counts_who_maintains(as_person):
    with as_person(OFFICER) as actor:
        province = queries.province_of(actor)
        province.settings = {"maintains": "audit"}
        explain(province)
        version = queries.template("phu-luc-1")
        db.session.expunge(province)
        with heard() as sent:
            found = queries.table(actor, version, queries.period(2021, None))
        assert set(found.answers) == {"inspected", "compliant"}
        assert not [statement for statement in sent if "FROM province" in statement]
        found = queries.table(actor, queries.template("phu-luc-05"), queries.period(2021, None))
        assert "maintains(rule=audit)" in found.answers


def test_the_contract_is_plain_json(table):
    assert json.loads(json.dumps(table("phu-luc-1")))["template"] == "phu-luc-1"
