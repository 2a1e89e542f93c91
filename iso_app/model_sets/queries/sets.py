"""The model sets of a province and their items."""

from sqlalchemy import Row, func, select
from sqlalchemy.orm import selectinload

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import AgencyGroup, Level
from iso_app.core.actor import Actor
from iso_app.core.errors import NotFound
from iso_app.db import db
from iso_app.model_sets.kinds import Audience
from iso_app.model_sets.models import ModelItem, ModelSet


def model_set(set_id: int) -> ModelSet:
    """A set of the reader's province."""
    found = db.session.scalars(select(ModelSet).where(ModelSet.id == set_id)).one_or_none()
    if found is None:
        raise NotFound("Không có mô hình khung này.")
    return found


def item(item_id: int) -> ModelItem:
    """An item of a set, retired ones too."""
    found = db.session.scalars(select(ModelItem).where(ModelItem.id == item_id)).one_or_none()
    if found is None:
        raise NotFound("Không có mục này của mô hình khung.")
    return found


def require_group(province_id: int, audience: Audience) -> None:
    """NotFound for an audience that is a group of agencies which the province does not have."""
    if audience.group_id is None:
        return
    query = select(AgencyGroup.id).where(
        AgencyGroup.id == audience.group_id, AgencyGroup.province_id == province_id
    )
    if db.session.scalar(query) is None:
        raise NotFound("Không có loại cơ quan này.", field="audience")


def sets() -> list[ModelSet]:
    """The sets of the reader's province with their items, those for all first."""
    query = select(ModelSet).options(selectinload(ModelSet.items), selectinload(ModelSet.group))
    return sorted(db.session.scalars(query), key=lambda found: (found.audience != "all", found.audience))


def set_for(level: Level, group_id: int) -> ModelSet | None:
    """The set that counts for agencies of a level and group: the narrowest in use."""
    wanted = [
        Audience(group_id=group_id).key,
        Audience(level=level).key,
        Audience().key,
    ]
    query = select(ModelSet).where(ModelSet.audience.in_(wanted), ModelSet.is_used)
    found = {each.audience: each for each in db.session.scalars(query)}
    return next((found[key] for key in wanted if key in found), None)


def items_in_use() -> list[Row[tuple[str, str, int]]]:
    """(code, name, position) of the items of all sets in use, each once: the columns of the province's matrix."""
    query = (
        select(
            ModelItem.code,
            func.min(ModelItem.name).label("name"),
            func.min(ModelItem.position).label("position"),
        )
        .join(ModelSet, ModelSet.id == ModelItem.set_id)
        .where(ModelSet.is_used, ModelItem.retired_on.is_(None))
        .group_by(ModelItem.code)
        .order_by(func.min(ModelItem.position), ModelItem.code)
    )
    return list(db.session.execute(query))


def item_choices() -> list[tuple[str, str]]:
    """(code, name) of those items, for a field."""
    return [(row.code, row.name) for row in items_in_use()]


def groups_of(actor: Actor) -> list[AgencyGroup]:
    """The groups of agencies of the reader's province."""
    return agencies.groups(actor.province_id)
