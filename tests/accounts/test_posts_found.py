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
