"""No page about a record of an agency goes unnoticed, whoever adds it."""

from sqlalchemy import select

from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.oversight.models import RecordRead
from tests.trust.test_access_matrix import AGENCY, OWN, house, sample_of  # noqa: F401 - a fixture

VIEWERS = ("tdc.province_admin", "tdc.inspector")
# Pages that name something of an agency and show nothing of its records: endpoint -> why.
NOTHING_READ: dict[str, str] = {}


def noted(address):
    db.session.rollback()
    with unit_of_work(keep=False), whole_country():
        return len(db.session.scalars(select(RecordRead.id).where(RecordRead.address == address)).all())


def pages_about_agencies(house):  # noqa: F811 - the imported fixture
    """(endpoint, address) of every page whose address names a record of an agency."""
    for rule in house.app.url_map.iter_rules():
        samples = {name: sample_of(rule.endpoint, name) for name in rule.arguments}
        owners = {sample.owner for sample in samples.values() if sample}
        if rule.endpoint != "static" and "GET" in (rule.methods or ()) and AGENCY in owners:
            values = {name: sample.value(house, OWN) for name, sample in samples.items() if sample}
            with house.app.test_request_context():
                yield rule.endpoint, house.app.url_for(rule.endpoint, **values)


def test_every_page_about_an_agency_leaves_a_trace(house):  # noqa: F811
    silent, asked = [], 0
    for endpoint, address in pages_about_agencies(house):
        for viewer in VIEWERS:
            before = noted(address)
            if house.ask(viewer, address).status_code == 200:
                asked += 1
                if noted(address) == before and endpoint not in NOTHING_READ:
                    silent.append(f"{endpoint}: {address} as {viewer}")
    assert silent == [], (
        "the record is not loaded by what the address names: call web.reading.read(agency_id)"
    )
    assert asked > len(VIEWERS)


def test_it_is_the_noticing_that_leaves_it(house, monkeypatch):  # noqa: F811
    address = next(address for endpoint, address in pages_about_agencies(house) if endpoint == "posts.show")
    before = noted(address)
    with monkeypatch.context() as blind:
        blind.setattr("iso_app.web.reading._notice", lambda _record: None)
        assert house.ask("tdc.leader", address).status_code == 200
        assert noted(address) == before
    assert house.ask("tdc.leader", address).status_code == 200
    assert noted(address) == before + 1
