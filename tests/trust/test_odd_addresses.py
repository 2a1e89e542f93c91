"""Numbers that are none, in every place of an address that takes one: a page, a refusal, never a fault."""

import pytest

ODD = ("²", "٢٠٢١", "9" * 20, "9" * 5000, "-1", "2021.0", "'", "%00")
LISTS = (
    "/co-quan?loai={}", "/co-quan?tren={}", "/bang-theo-doi?year={}", "/bang-theo-doi/bieu-do?year={}",
    "/phu-luc/da-lap?year={}", "/phu-luc/mau/phu-luc-1?year={}", "/phu-luc/mau/phu-luc-1/so-sanh?left={}",
    "/sap-xep?nam={}", "/mau-bao-cao/xem/{}", "/nguoi-dung/?agency={}", "/vi-tri/?agency={}",
    "/nhat-ky?agency={}", "/tim-kiem?q=a&nguon={}", "/co-quan/them?tren={}",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_number_is_a_fault(soc_trang, visit, address):
    admin = visit("quantri@soctrang.example").client
    answers = {typed[:12]: admin.get(address.format(typed)).status_code for typed in ODD}
    assert set(answers.values()) <= {200, 302, 400, 404, 414, 422}, answers


@pytest.mark.parametrize("typed", ["a%00b", "%00"])
def test_nul_is_no_fault_wherever_it_stands(soc_trang, visit, typed):
    admin = visit("quantri@soctrang.example")
    for address in (f"/co-quan/{typed}", f"/co-quan?tim={typed}", f"/co-quan?{typed}=1", f"/phu-luc/{typed}"):
        admin.get(address, 404)
    admin.client.get("/tai-khoan")
    assert admin.client.post("/tai-khoan/da-biet", data={"_key": "x\0", "until": "0"}).status_code == 404
