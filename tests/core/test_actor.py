"""Whose permission reaches which agency."""

from dataclasses import replace

from iso_app.core.actor import operator
from iso_app.documents.policies import DRAFT


def test_a_permission_holds_in_ones_own_agency_only(world, actor_for):
    secretary = actor_for("snv.iso_secretary")
    assert secretary.holds_in(DRAFT, world.agency["snv"])
    foreign = secretary.holds_in(DRAFT, world.agency["snv"] + 1)
    assert (bool(foreign), foreign.reason) == (False, "Chỉ người của chính cơ quan làm được việc này.")
    assert not secretary.holds_in(DRAFT, None)
    assert (
        "không có quyền"
        in replace(secretary, permissions=frozenset()).holds_in(DRAFT, secretary.agency_id).reason
    )


def test_the_operator_may_in_every_agency():
    assert operator().holds_in(DRAFT, 1)
    assert operator().holds_in(DRAFT, None)
