"""A post is found however its title is typed."""

import pytest

from iso_app.accounts import services
from iso_app.core.clock import today
from iso_app.core.roles import Role


@pytest.mark.parametrize("typed", ["chánh văn phòng", "chanh van phong", "CHANH", "Phòng"])
def test_titles_are_found_without_diacritics(typed, browse, acting, world):
    with acting("tdc.province_admin") as actor:
        services.create_post(
            actor, agency_id=world.agency["snv"], role=Role.STAFF, title="Chánh Văn phòng", valid_from=today()
        )
    answer = browse("tdc.province_admin").client.get("/vi-tri/", query_string={"q": typed})
    assert "Chánh Văn phòng" in answer.text
    assert answer.text.count('<th scope="row"') <= 1
    other = browse("tdc.province_admin").client.get("/vi-tri/", query_string={"q": "truong phong"})
    assert "Chánh Văn phòng" not in other.text.partition("<tbody")[2]


@pytest.mark.parametrize("typed", ["phòng chánh", "SNV chanh", "văn nội chánh vụ"])
def test_words_of_a_title_and_of_an_agency_are_found_in_whatever_order(typed, browse, acting, world):
    with acting("tdc.province_admin") as actor:
        services.create_post(
            actor, agency_id=world.agency["snv"], role=Role.STAFF, title="Chánh Văn phòng", valid_from=today()
        )
    rows = browse("tdc.province_admin").get(f"/vi-tri/?q={typed}").select("tbody tr")
    assert len(rows) == 1
    assert "Chánh Văn phòng" in rows[0].get_text(" ")


@pytest.mark.parametrize("path", ["/vi-tri/", "/nguoi-dung/"])
def test_nobody_is_in_a_made_up_role(path, browse):
    admin = browse("tdc.province_admin")
    everything = admin.get(path).select("tbody tr")
    assert admin.get(f"{path}?role=king").select("tbody tr") == []
    assert 0 < len(admin.get(f"{path}?role=leader").select("tbody tr")) < len(everything)
