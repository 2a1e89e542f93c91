"""What an agency learns of the one above it: the name that stands on its papers, and nothing else."""

from sqlalchemy import update

from iso_app.agencies import queries
from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail.services import explain_rows


def test_the_agency_above_is_named_to_whoever_prints(world, acting):
    with unit_of_work(), whole_country():
        below = update(Agency).where(Agency.id == world.agency["snv"])
        db.session.execute(below.values(parent_id=world.agency["tdc"]))
        explain_rows(Agency)
    with acting("snv.iso_secretary"):
        own = queries.by_id(world.agency["snv"])
        assert queries.superior_name(own) == "Chi cục Tiêu chuẩn Đo lường Chất lượng"
        assert own.parent is None
        assert queries.by_id(world.agency["tdc"]) is None


def test_an_agency_under_nobody_has_no_name_above_it(world, acting):
    with acting("snv.iso_secretary"):
        assert queries.superior_name(queries.by_id(world.agency["snv"])) == ""
