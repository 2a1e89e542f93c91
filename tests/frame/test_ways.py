"""A page offers no way that ends in a refusal: what an empty list and the steps of the year lead to."""

UPLOAD = "/nhap-tai-lieu/tai-len"


def test_an_empty_list_leads_on_only_who_may_go_there(browse):
    assert browse("snv.iso_secretary").get("/nhap-tai-lieu").select_one(f'.empty a[href="{UPLOAD}"]')
    assert browse("snv.leader").get("/nhap-tai-lieu").select_one(f'a[href="{UPLOAD}"]') is None


def test_the_steps_of_the_year_lead_on_only_who_may_go_there(browse):
    assert browse("tdc.inspector").get("/").select_one('.steps a[href^="/nhap/tep"]')
    assert browse("tdc.leader").get("/").select_one('.steps a[href^="/nhap/tep"]') is None
