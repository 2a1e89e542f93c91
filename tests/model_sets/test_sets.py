"""Model sets: taken, changed, items retired; who lacks what."""

from collections.abc import Callable
from typing import Any

import pytest

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Level
from iso_app.core.clock import today
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.model_sets import queries, services
from iso_app.model_sets.kinds import Audience, ItemStatus, Necessity
from iso_app.model_sets.models import ModelSet
from iso_app.model_sets.services import ItemFacts, SetFacts
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("default_sets")
REQUIRED = 10  # items of the set for all
REQUIRED_OF_COMMUNES = 8


def line(actor: Any, agency_id: int) -> Any:
    """The row of an agency, with its items by code."""
    items = queries.items_in_use()
    found = queries.completeness(today(), [item.code for item in items]).subquery()
    row = db.session.execute(db.select(found).where(found.c.agency_id == agency_id)).one()
    cells = {
        item.code: queries.status_of(getattr(row, queries.cell_name(at))) for at, item in enumerate(items)
    }
    return row, cells


def test_the_default_sets_are_marked_as_to_be_checked(acting: Callable[..., Any]) -> None:
    with acting("snv.staff"):
        sets = queries.sets()
        assert [len(found.items) for found in sets] == [REQUIRED, REQUIRED]
        assert all("QĐ 101/QĐ-BKHCN" in found.note for found in sets)


def test_taken_twice_they_are_there_once(acting: Callable[..., Any]) -> None:
    with acting("tdc.inspector") as actor:
        assert services.take_default_sets(actor, agencies.province_of(actor)) == 0
        assert len(queries.sets()) == 2


def test_a_document_in_force_answers_its_item(
    acting: Callable[..., Any], world: World, bring_in: Callable[..., int]
) -> None:
    bring_in("snv", "CHINH-SACH")
    with acting("tdc.inspector") as actor:
        row, cells = line(actor, world.agency["snv"])
        assert cells["CHINH-SACH"] is ItemStatus.YES
        assert cells["QT-KPH"] is ItemStatus.NO
        assert (row.wanted, row.lacking, row.known) == (REQUIRED, REQUIRED - 1, 1)


def test_of_an_agency_without_documents_nothing_is_known(acting: Callable[..., Any], world: World) -> None:
    with acting("tdc.inspector") as actor:
        row, cells = line(actor, world.agency["xa"])
        assert set(cells.values()) == {ItemStatus.NOT_REPORTED}
        assert (row.wanted, row.lacking, row.known) == (REQUIRED_OF_COMMUNES, REQUIRED_OF_COMMUNES, 0)


def test_a_draft_is_no_answer_whoever_looks(
    acting: Callable[..., Any], world: World, taken: int, bring_in: Callable[..., int]
) -> None:
    bring_in("snv", "CHINH-SACH")
    for key in ("tdc.inspector", "snv.iso_secretary"):
        with acting(key) as actor:
            assert line(actor, world.agency["snv"])[1]["QT-DANH-GIA"] is ItemStatus.NO
    with acting("snv.iso_secretary") as actor:
        agency = agencies.by_id(actor.agency_id)
        found = {each.item.code: each for each in queries.items_of(actor, agency).lines}["QT-DANH-GIA"]
        assert (found.status, [each.code for each in found.drafts]) == (ItemStatus.NO, ["QT-05"])


def test_the_narrowest_set_counts(acting: Callable[..., Any], world: World) -> None:
    group_id = world.group["st.UBND cấp xã"]
    with acting("tdc.inspector") as actor:
        found = queries.set_for(Level.COMMUNE, group_id)
        assert found is not None
        assert found.audience == "level:commune"
        facts = SetFacts("Của xã", Audience(group_id=group_id), "")
        own = services.keep_set(actor, agencies.province_of(actor), facts=facts)
        assert queries.set_for(Level.COMMUNE, group_id) is own
        row, cells = line(actor, world.agency["xa"])
        assert (row.wanted, set(cells.values())) == (0, {ItemStatus.NOT_APPLICABLE})


def test_one_set_for_one_kind(acting: Callable[..., Any]) -> None:
    with acting("tdc.inspector") as actor, pytest.raises(DomainError, match="đã có"):
        services.keep_set(actor, agencies.province_of(actor), facts=SetFacts("Khác", Audience(), ""))


def test_a_retired_item_is_lacking_no_longer(acting: Callable[..., Any], world: World) -> None:
    with acting("tdc.inspector") as actor:
        item = next(each for each in queries.sets()[0].items if each.code == "QT-RUI-RO")
        services.retire_item(actor, item, reason="Gộp vào mô hình")
        assert line(actor, world.agency["snv"])[0].wanted == REQUIRED - 1
        services.resume_item(actor, item)
        assert line(actor, world.agency["snv"])[0].wanted == REQUIRED


def test_the_code_of_an_item_stays(acting: Callable[..., Any], kinds: dict[str, int]) -> None:
    with acting("tdc.inspector") as actor:
        found = queries.sets()[0]
        facts = ItemFacts("moi", "Quy chế", kinds["QD"], Necessity.RECOMMENDED, "7.1", 11)
        item = services.keep_item(actor, found, facts=facts)
        assert item.code == "MOI"
        with pytest.raises(DomainError, match="không đổi được"):
            services.keep_item(
                actor,
                found,
                facts=ItemFacts("KHAC", "Quy chế", kinds["QD"], Necessity.REQUIRED, "", 11),
                item=item,
            )


def test_agencies_keep_no_sets(acting: Callable[..., Any]) -> None:
    with acting("snv.iso_secretary") as actor, pytest.raises(NotPermitted):
        services.take_default_sets(actor, agencies.province_of(actor))


def test_another_province_sees_none_of_it(acting: Callable[..., Any]) -> None:
    with acting("kgtdc.province_admin"):
        assert queries.sets() == []
        assert db.session.query(ModelSet).count() == 0
