"""What a wider scope left in the session: a narrower one has none of it at hand, whatever leads to it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, subqueryload
from sqlalchemy.orm.attributes import set_committed_value

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Agency, AgencyPeriod, Department
from iso_app.core.clock import now, today
from iso_app.core.errors import OutOfScope
from iso_app.db import db
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.distribution.models import DistributionLine
from iso_app.documents.models import Document, DocumentKind, ReviewRound, Revision
from iso_app.trail.services import explain
from tests.support import world as worlds
from tests.trust.rows import row


def _add(model, **given):
    record = model(**row(model.__table__, **given))
    db.session.add(record)
    db.session.flush()
    explain(record)
    return record


@pytest.fixture
def joined(world):
    """Records of agency `snv` that are joined to records of agency `xa`; ids by name."""
    snv, xa = world.agency["snv"], world.agency["xa"]
    with unit_of_work(), whole_country():
        department = _add(Department, agency_id=xa)
        post = db.session.get_one(Post, world.post["snv.staff"])
        agency = db.session.get_one(Agency, snv)
        post.department_id, agency.parent_id = department.id, xa
        _add(PostHolding, agency_id=xa, post_id=world.post["xa.staff"], person_id=world.person["snv.staff"])
        kind = _add(DocumentKind, province_id=world.province["st"], steps=[])
        document = _add(Document, agency_id=snv, kind_id=kind.id)
        revision = _add(Revision, agency_id=snv, document_id=document.id)
        about = {"agency_id": snv, "revision_id": revision.id}
        line = _add(DistributionLine, **about, document_id=document.id, post_id=world.post["xa.staff"])
        ids = {"revision": revision.id, "document": document.id, "line": line.id, "department": department.id}
        ids["round"] = _add(ReviewRound, **about).id
        explain(post)
        explain(agency)
    db.session.expunge_all()
    return ids


def _links(world, joined):
    """(model, id, link): each of `snv`, and linked to something of `xa`."""
    return (
        (Post, world.post["snv.staff"], Post.department),
        (Agency, world.agency["snv"], Agency.parent),
        (DistributionLine, joined["line"], DistributionLine.post),  # joined to every statement by itself
        (Person, world.person["snv.staff"], Person.holdings),
    )


def _of_others(record, link, agency_id):
    """What the link shows beyond the record's own agency."""
    held = getattr(record, link.key)
    shown = held if isinstance(held, list) else [held] if held is not None else []
    return [each for each in shown if getattr(each, "agency_id", each.id) != agency_id]


def test_links_show_nothing_beyond_the_scope(world, joined, actor_for):
    for how in (joinedload, selectinload, subqueryload):
        for model, id_, link in _links(world, joined):
            with acting_in(actor_for("snv.staff").scope):
                query = select(model).where(model.id == id_).options(how(link))
                record = db.session.scalars(query).unique().one()
                assert not _of_others(record, link, world.agency["snv"])
                db.session.refresh(record)
                assert not _of_others(record, link, world.agency["snv"])
            db.session.expunge_all()


@pytest.mark.parametrize("wider", ["", "tdc.inspector"])
def test_links_that_a_wider_scope_followed_are_followed_anew(wider, world, joined, actor_for):
    scope = actor_for("snv.staff").scope
    for model, id_, link in _links(world, joined):
        if wider and model is DistributionLine:
            continue  # it is of a draft, which a province does not see
        with acting_in(actor_for(wider).scope) if wider else whole_country():
            record = db.session.scalars(select(model).where(model.id == id_)).one()
            assert _of_others(record, link, world.agency["snv"])
            with acting_in(scope):
                record = db.session.scalars(select(model).where(model.id == id_)).one()
                assert not _of_others(record, link, world.agency["snv"])
        db.session.expunge_all()


@pytest.mark.parametrize("loaded_by", ["", "snv.staff"])
def test_a_draft_that_its_agency_has_at_hand_is_not_at_hand_for_the_province(
    loaded_by, world, joined, actor_for
):
    drafts = (
        (Document, "document"),
        (Revision, "revision"),
        (DistributionLine, "line"),
        (ReviewRound, "round"),
    )
    for model, name in drafts:
        with acting_in(actor_for(loaded_by).scope) if loaded_by else whole_country():
            kept = db.session.get_one(model, joined[name])
            with acting_in(actor_for("tdc.inspector").scope):
                assert kept not in db.session
                assert db.session.get(model, joined[name]) is None
        db.session.expunge_all()


def test_what_came_into_force_stays_at_hand_for_the_province(world, joined, actor_for):
    with whole_country():
        kept = [
            db.session.get_one(Document, joined["document"]),
            db.session.get_one(Revision, joined["revision"]),
        ]
        for record in kept:
            set_committed_value(record, "in_force_at", now())
        with acting_in(actor_for("tdc.inspector").scope):
            assert all(record in db.session for record in kept)


def _added(record, _own):
    db.session.add(record)


def _merged(record, _own):
    db.session.merge(record, load=False)


def _joined_to_another(record, own):
    own.department = record


@pytest.mark.parametrize("back", [_added, _merged, _joined_to_another])
def test_what_was_let_go_does_not_come_back(back, world, joined, actor_for):
    with whole_country():
        foreign = db.session.get_one(Department, joined["department"])
    with acting_in(actor_for("snv.staff").scope):
        own = db.session.get_one(Post, world.post["snv.staff"])
        with pytest.raises(OutOfScope):
            back(foreign, own)
        assert db.session.get(Department, joined["department"]) is None
    db.session.rollback()


def test_whose_an_agency_is_is_not_known_from_one_that_was_never_made(world, actor_for):
    """SQLite gives the id of a row that was undone to the next one."""
    scope = actor_for("tdc.province_admin").scope

    def made(province, group):
        with whole_country():
            return _add(Agency, province_id=world.province[province], group_id=world.group[group]).id

    with acting_in(scope):
        first = made("st", "st.Sở, ngành")
        db.session.add(AgencyPeriod(**row(AgencyPeriod.__table__, agency_id=first, valid_from=worlds.SINCE)))
        db.session.flush()
        db.session.rollback()
        second = made("kg", "kg.Sở, ngành")
        db.session.add(Department(agency_id=second, name="x", folded="x", valid_from=today()))
        with pytest.raises(OutOfScope):
            db.session.flush()
        db.session.rollback()


def test_a_link_first_followed_in_a_wider_scope_shows_what_that_scope_finds(world, joined, actor_for):
    """The criteria handed on with the record read the scope in force: they would look for no agency at all."""
    for wider in ("", "tdc.inspector"):
        with acting_in(actor_for("snv.staff").scope):
            post = db.session.scalars(select(Post).where(Post.id == world.post["snv.staff"])).one()
        with acting_in(actor_for(wider).scope) if wider else whole_country():
            assert post.department.id == joined["department"]
            assert post.agency.id == world.agency["snv"]
        db.session.expunge_all()
