"""No page about a record of an agency goes unnoticed, whoever adds it."""

from datetime import timedelta
from itertools import count
from urllib.parse import quote

from sqlalchemy import func, select

from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.oversight.models import RecordRead
from tests.trust.pages import address_of, read_rules, samples_of
from tests.trust.samples import AGENCY, OWN

VIEWERS = ("tdc.province_admin", "tdc.inspector")
# Pages that name something of an agency and show nothing of its records: endpoint -> why.
NOTHING_READ: dict[str, str] = {}


def noted(address):
    db.session.rollback()
    with unit_of_work(keep=False), whole_country():
        return len(db.session.scalars(select(RecordRead.id).where(RecordRead.address == address)).all())


def noted_in_all():
    db.session.rollback()
    with unit_of_work(keep=False), whole_country():
        return db.session.scalar(select(func.count(RecordRead.id)))


def other_spellings(value):
    """Ways to type what names a record that a page may take for the same."""
    if isinstance(value, int):
        return [f"00{value}"]
    return [value.swapcase(), value.lower(), quote(f"{value} "), quote(f" {value}"), quote(f"{value}\u200b")]


def spelled_otherwise(house):
    """(endpoint, address, the same with one argument that names a record of an agency typed in another way)."""
    for rule in read_rules(house.app):
        for name, sample in samples_of(rule).items():
            if sample.owner == AGENCY:
                marked = address_of(house, rule, **{name: 987_654_321})
                for other in other_spellings(sample.value(house, OWN)):
                    yield rule.endpoint, address_of(house, rule), marked.replace("987654321", other)


def pages(house, *, of_agencies):
    """(endpoint, address) of every page whose address names a record of an agency, or only others."""
    for rule in read_rules(house.app):
        owners = {sample.owner for sample in samples_of(rule).values()}
        if (AGENCY in owners) is of_agencies:
            yield rule.endpoint, address_of(house, rule)


def test_every_page_about_an_agency_leaves_a_trace(house):
    silent, asked = [], 0
    for endpoint, address in pages(house, of_agencies=True):
        for viewer in VIEWERS:
            before = noted(address)
            if house.ask(viewer, address).status_code == 200:
                asked += 1
                if noted(address) == before and endpoint not in NOTHING_READ:
                    silent.append(f"{endpoint}: {address} as {viewer}")
    assert sorted(silent) == [], (
        "the record is not loaded by what the address names: call web.reading.read(agency_id)"
    )
    assert asked > len(VIEWERS)


def test_no_spelling_of_an_address_goes_unnoticed_or_is_kept_as_another(house, monkeypatch):
    """Whatever a page takes for the same code is the same reading: noticed, and under the one address."""
    later = count(1)
    monkeypatch.setattr("iso_app.oversight.services.now", lambda: now() + timedelta(minutes=11 * next(later)))
    silent, asked = [], 0
    for endpoint, address, typed in spelled_otherwise(house):
        before, all_before = noted(address), noted_in_all()
        if house.ask("tdc.province_admin", typed).status_code == 200 and endpoint not in NOTHING_READ:
            asked += 1
            if (noted(address) - before, noted_in_all() - all_before) != (1, 1):
                silent.append(f"{endpoint}: {typed}")
    assert sorted(silent) == []
    assert asked > 10


def test_a_page_that_names_no_agency_leaves_none(house):
    """A list below a record of the province is of many agencies: none of them was opened."""
    noisy = []
    for endpoint, address in pages(house, of_agencies=False):
        before = noted(address)
        house.ask("tdc.province_admin", address)
        if noted(address) != before:
            noisy.append(f"{endpoint}: {address}")
    assert noisy == []


def test_it_is_the_noticing_that_leaves_it(house, monkeypatch):
    address = next(
        address for endpoint, address in pages(house, of_agencies=True) if endpoint == "posts.show"
    )
    before = noted(address)
    with monkeypatch.context() as blind:
        blind.setattr("iso_app.web.reading._notice", lambda _record: None)
        assert house.ask("tdc.leader", address).status_code == 200
        assert noted(address) == before
    assert house.ask("tdc.leader", address).status_code == 200
    assert noted(address) == before + 1
