"""Numbers of legal documents and standards are found, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso_app.texts import find_citations


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị định 30/2020/NĐ-CP ngày 05/3/2020 về công tác văn thư", ["30/2020/NĐ-CP"]),
        ("Quyết định số 19/2014/QĐ-TTg ngày 05/3/2014;", ["19/2014/QĐ-TTg"]),
        ("(Thông tư số 26/2014/TT-BKHCN)", ["26/2014/TT-BKHCN"]),
        ("Quyết định số 101/QĐ-BKHCN.", ["101/QĐ-BKHCN"]),
        ("số:30/2020/NĐ-CP,19/2014/QĐ-TTg", ["30/2020/NĐ-CP", "19/2014/QĐ-TTg"]),
        ("30 / 2020 / NĐ - CP", ["30/2020/NĐ-CP"]),
        ("30/2020/NĐ–CP và 30/2020/NĐ‑CP và 30/2020/NÐ—CP", ["30/2020/NĐ-CP"] * 3),
        ("30/2020/NĐ\u00a0-\u00a0CP", ["30/2020/NĐ-CP"]),
        ("Luật số 68/2006/QH11 về tiêu chuẩn", ["68/2006/QH11"]),
        ("Nghị quyết 1211/2016/UBTVQH13", ["1211/2016/UBTVQH13"]),
        ("Thông tư liên tịch 01/2013/TTLT-BKHCN-BNV-BTC", ["01/2013/TTLT-BKHCN-BNV-BTC"]),
        ("Nghị quyết 36a/NQ-CP; Chỉ thị 15/CT-TTg; Kế hoạch 12/KH-UBND", None),
        ("Công văn số 1234/BKHCN-TĐC và 25/UBND-NC", ["1234/BKHCN-TĐC", "25/UBND-NC"]),
        ("Nghị quyết số 18-NQ/TW", ["18-NQ/TW"]),
        ("Tờ trình 05/TTr-SKHCN", ["05/TTr-SKHCN"]),
        ("TCVN ISO 9001:2015 (ISO 9001:2015)", ["TCVN ISO 9001:2015", "ISO 9001:2015"]),
        ("tcvn  iso 9001 : 2008", ["TCVN ISO 9001:2008"]),
        ("TCVN ISO 9001 : 2008", ["TCVN ISO 9001:2008"]),
        ("TCVN ISO 9001-2000", ["TCVN ISO 9001:2000"]),
        ("TCVN ISO/IEC 27001:2022, TCVN ISO / IEC 17025:2017", None),
        ("TCVN 6992-1:2001; TCVN 7457:2004", ["TCVN 6992-1:2001", "TCVN 7457:2004"]),
        ("TCVN ISO/TS 9002:2017", ["TCVN ISO/TS 9002:2017"]),
        ("theo TCVN ISO 9001.", ["TCVN ISO 9001"]),
        ("ISO 19011", ["ISO 19011"]),
        ("QCVN 01:2008/BKHCN và QCVN 4 : 2009", ["QCVN 01:2008/BKHCN", "QCVN 4:2009"]),
    ],
)
def test_found_in_regular_spelling(text: str, numbers: list[str] | None) -> None:
    others = {
        "N": ["36a/NQ-CP", "15/CT-TTg", "12/KH-UBND"],
        "T": ["TCVN ISO/IEC 27001:2022", "TCVN ISO/IEC 17025:2017"],
    }
    assert [found.number for found in find_citations(text)] == (
        others[text[0]] if numbers is None else numbers
    )


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/6/2020",
        "từ 01/01/2020 - 31/12/2020",
        "30/2020",
        "quý I/2021, 6/2020/A",
        "đạt 9/10 điểm, 3/4 số phiếu",
        "80 km/h, 5.000 đồng/tháng",
        "1/NĐ",
        "mã 5/A-B và 12/2020/XY-Z",
        "số điện thoại 0299/3822-333",
        "a30/2020/NĐ-CP",
        "1/30/2020/NĐ-CP",
        "30/2020/NĐ-CPx",
        "30/9999/NĐ-CP",
        "máy ảnh ISO 400",
        "TCVN",
        "MISO 9001:2015",
        "QCVN 01",
        "http://x.vn/30/6/2020",
    ],
)
def test_not_taken_for_a_number(text: str) -> None:
    assert find_citations(text) == []


def test_places_are_those_of_the_text_as_it_is() -> None:
    text = "Theo 30 / 2020 / NĐ – CP và TCVN ISO 9001 : 2015."
    assert [text[found.start : found.end] for found in find_citations(text)] == [
        "30 / 2020 / NĐ – CP",
        "TCVN ISO 9001 : 2015",
    ]


def test_the_agency_behind_a_dash_is_no_part_of_the_number() -> None:
    assert [found.number for found in find_citations("30/2020/NĐ-CP - BNV trình")] == ["30/2020/NĐ-CP"]


@given(st.text(alphabet="0123456789/-–NĐQTCVISO:. agP", max_size=60))
def test_any_text_gives_numbers_that_are_found_again(text: str) -> None:
    for found in find_citations(text):
        assert 0 <= found.start < found.end <= len(text)
        assert [again.number for again in find_citations(found.number)] == [found.number]
