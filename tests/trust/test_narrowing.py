"""Statements that are kept: one text for everybody, and each time the rows of whoever is in force."""

import gc
from weakref import ref

import pytest
from sqlalchemy import false, select

from iso_app.accounts.models import Post
from iso_app.agencies.models import Agency
from iso_app.db import AgencyOwned, db
from iso_app.db.narrowing import OF_AGENCY, OF_PROVINCE, narrow_to, narrowed
from iso_app.db.scope import acting_in, whole_country
from tests.support.statements import heard

VIEWERS = ("snv.staff", "xa.staff", "tdc.inspector", "snv.leader", "tdc.inspector", "xa.staff")


def _agencies_found(query):
    return set(db.session.scalars(query))


def test_a_kept_statement_answers_each_scope_with_its_own_rows(world, actor_for):
    kept = select(Post.agency_id)
    for viewer in VIEWERS:
        actor = actor_for(viewer)
        with acting_in(actor.scope):
            found, made_anew = _agencies_found(kept), _agencies_found(select(Post.agency_id))
        assert found == made_anew
        assert (found == {actor.agency_id}) is not actor.sees_province
    with whole_country():
        assert len(_agencies_found(kept)) == len(_agencies_found(select(Agency.id)))


def test_scopes_of_a_kind_share_a_text(world, actor_for):
    sent = []
    for viewer in ("snv.staff", "xa.staff"):
        with acting_in(actor_for(viewer).scope), heard() as statements:
            _agencies_found(select(Post.agency_id))
        sent.append(statements)
    assert sent[0] == sent[1]


def test_a_kept_statement_has_its_criteria_once_and_lives_no_longer_for_it():
    kept = select(Post.agency_id)
    assert narrowed(kept, OF_AGENCY) is narrowed(kept, OF_AGENCY)
    assert narrowed(kept, OF_PROVINCE) is not narrowed(kept, OF_AGENCY)
    gone = ref(narrowed(kept, OF_AGENCY))
    del kept
    gc.collect()
    assert gone() is None


def test_a_rule_that_closes_over_a_value_is_refused():
    agency_id = 1
    with pytest.raises(TypeError):
        narrow_to(AgencyOwned, lambda cls: cls.agency_id == agency_id)
    assert narrow_to(AgencyOwned, lambda _cls: false())
