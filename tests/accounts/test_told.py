"""What is done to somebody's account is read by their agency, by the province, and by no other agency."""

import pytest

from iso_app.accounts import queries, services
from iso_app.accounts.models import Post
from iso_app.core.clock import today
from iso_app.db import db
from iso_app.trail.verify import verify

STAFF = "snv.staff"
LINK, CLOSED = (
    "Tạo liên kết dùng một lần để Cán bộ, công chức SNV",
    "Khóa tài khoản của Cán bộ, công chức SNV",
)


@pytest.fixture
def acts(acting, world):
    """`acts("snv.iso_secretary")`: that person makes a link for an officer of Sở Nội vụ and closes the account."""

    def done(who):
        with acting(who) as actor:
            person = queries.person(world.person[STAFF])
            services.make_one_time_link(actor, person)
            services.disable_person(actor, person)

    return done


def read(browse, who):
    return browse(who).get("/nhat-ky").text


@pytest.mark.parametrize("who", ["snv.iso_secretary", "tdc.province_admin"])
def test_the_agency_and_the_province_read_of_it(who, acts, browse):
    acts(who)
    for reader in ("snv.iso_secretary", "snv.leader", "tdc.province_admin"):
        page = read(browse, reader)
        assert page.count(LINK) == 1, reader
        assert page.count(CLOSED) == 1, reader
    for stranger in ("xa.iso_secretary", "kgsnv.iso_secretary", "kgtdc.province_admin"):
        assert LINK not in read(browse, stranger)
    with db.engine.connect() as connection:
        assert verify(connection).broken is None


def test_of_somebody_in_two_agencies_neither_reads_what_the_province_did(acts, acting, browse, world):
    with acting("tdc.province_admin") as admin:
        commune = db.session.get_one(Post, world.post["xa.staff"])
        services.appoint(admin, queries.person(world.person[STAFF]), commune, held_from=today())
    acts("tdc.province_admin")
    assert LINK in read(browse, "tdc.province_admin")
    for reader in ("snv.iso_secretary", "xa.iso_secretary"):
        assert LINK not in read(browse, reader)


def test_who_is_given_a_post_is_read_of_there(acting, browse, world):
    with acting("snv.iso_secretary") as actor:
        post = db.session.get_one(Post, world.post["snv.auditor"])
        services.appoint(actor, queries.person(world.person[STAFF]), post, held_from=today())
    assert "Cán bộ, công chức SNV" in read(browse, "snv.iso_secretary")
    assert "Cán bộ, công chức SNV" not in read(browse, "xa.iso_secretary")
