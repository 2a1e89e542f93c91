"""A small province to test in: an authority, two agencies of different kinds, and people in every role.

A second province stands beside it, so that every test can ask what leaks.
"""

from dataclasses import dataclass, field
from datetime import date

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.agencies.models import Agency, AgencyGroup, AgencyPeriod, Applicability, Level, Province
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.core.text import fold, sort_key
from iso_app.db import Model, db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.trail.services import explain

SINCE = date(2010, 1, 1)
PASSWORD = "mat khau thu nghiem"


@dataclass
class World:
    """Ids by name: `world.province["st"]`, `world.agency["snv"]`, `world.person["snv.iso_secretary"]`."""

    province: dict[str, int] = field(default_factory=dict)
    group: dict[str, int] = field(default_factory=dict)
    agency: dict[str, int] = field(default_factory=dict)
    person: dict[str, int] = field(default_factory=dict)
    post: dict[str, int] = field(default_factory=dict)


def build() -> World:
    """Province `st` (agencies tdc: the authority, snv, xa) and province `kg` (agency kgtdc: its authority, kgsnv)."""
    world = World()
    with unit_of_work(), whole_country():
        _province(world, "st", "Tỉnh Sóc Trăng")
        _province(world, "kg", "Tỉnh Kiên Giang")
        _agency(world, "st", "tdc", "Chi cục Tiêu chuẩn Đo lường Chất lượng", is_authority=True)
        _agency(world, "st", "snv", "Sở Nội vụ")
        _agency(world, "st", "xa", "UBND xã An Lạc Tây", level=Level.COMMUNE, group="UBND cấp xã")
        _agency(world, "kg", "kgtdc", "Chi cục TĐC Kiên Giang", is_authority=True)
        _agency(world, "kg", "kgsnv", "Sở Nội vụ Kiên Giang")
        for agency in world.agency:
            authority = agency.endswith("tdc")
            for role in Role if authority else set(Role) - {Role.PROVINCE_ADMIN, Role.INSPECTOR}:
                _person(world, agency, role)
    return world


def _keep(subject: Model) -> None:
    """Add a record explained by the world's making; one entry in the trail would be one statement too many."""
    db.session.add(subject)
    db.session.flush()
    explain(subject)


def _province(world: World, key: str, name: str) -> None:
    province = Province(code=key.upper(), name=name, place=name.removeprefix("Tỉnh "))
    _keep(province)
    world.province[key] = province.id
    for position, group in enumerate(("Sở, ngành", "UBND cấp xã")):
        row = AgencyGroup(province_id=province.id, name=group, folded=fold(group), position=position)
        _keep(row)
        world.group[f"{key}.{group}"] = row.id


def _agency(
    world: World, province: str, key: str, name: str, *, level: Level = Level.PROVINCE,
    group: str = "Sở, ngành", is_authority: bool = False,
) -> None:  # fmt: skip
    facts = {
        "name": name, "short_name": key.upper(), "level": level, "applicability": Applicability.MANDATORY,
        "sort_name": sort_key(name), "group_id": world.group[f"{province}.{group}"], "valid_from": SINCE,
    }  # fmt: skip
    agency = Agency(
        province_id=world.province[province], code=f"{province}-{key}".upper(), is_authority=is_authority,
        folded=fold(f"{name} {province}-{key}"), **facts,
    )  # fmt: skip
    _keep(agency)
    _keep(AgencyPeriod(agency_id=agency.id, **facts))
    world.agency[key] = agency.id


def _person(world: World, agency: str, role: Role) -> None:
    key = f"{agency}.{role.value}"
    agency_id = world.agency[agency]
    province_id = db.session.get_one(Agency, agency_id).province_id
    person = Person(
        province_id=province_id, full_name=f"{ROLE_LABELS[role]} {agency.upper()}", email=f"{key}@example.vn",
        sort_name=sort_key(key), folded=fold(key),
    )  # fmt: skip
    post = Post(agency_id=agency_id, role=role, title=ROLE_LABELS[role], valid_from=SINCE)
    _keep(person)
    _keep(post)
    _keep(PostHolding(agency_id=agency_id, post_id=post.id, person_id=person.id, held_from=SINCE))
    world.person[key], world.post[key] = person.id, post.id
