"""Fills a database with made-up provinces, through the product's own imports, services and trail."""

import time
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import psycopg
from flask_migrate import upgrade
from sqlalchemy import Table, insert, select, update

from bench import documents, rosters
from bench.places import SIZES, Place
from bench.rosters import Roster
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.accounts.passwords import hashed
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor, operator
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.core.text import fold, sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.imports import services as imports
from iso_app.reports import services as reports
from iso_app.standards import services as standards
from iso_app.trail.services import explain_rows, write
from iso_app.web.feature import registry

PASSWORD = "mat khau cua phep do"
PEOPLE_AN_AGENCY = 10
SINCE = date(2020, 1, 1)
ADMIN = "quantri0@example.vn"


def build(place: Place, size: str) -> None:
    """Make the database anew and fill it; says how long each part took."""
    number, agencies = SIZES[size]
    place.set_complete(complete=False)
    place.renew()
    with place.app().app_context():
        prepare()
        kept = hashed(PASSWORD)
        began = time.perf_counter()
        for index, roster in enumerate(rosters.provinces(number, agencies)):
            fill_province(roster, index, kept)
            print(f"\r{place.engine} {roster.name}: {time.perf_counter() - began:.1f} s", end="", flush=True)
        print()
        _analyse(place)
        db.session.remove()
        db.engine.dispose()
    place.set_complete(complete=True)


def prepare() -> None:
    """The schema, the editions of the standard, the report templates."""
    upgrade()
    with unit_of_work(), whole_country():
        standards.load_editions(operator())
        reports.load_templates()


def fill_province(roster: Roster, index: int, kept: str) -> None:
    """All of one province; `kept` is the hashed password of everybody."""
    actor = operator("Dữ liệu phép đo")
    with unit_of_work(), whole_country():
        bring_in(actor, "co-quan", rosters.as_csv(rosters.AGENCY_HEADS, roster.agencies))
        _set_authority(actor, roster)
    with unit_of_work(), whole_country():
        bring_in(actor, "tinh-hinh", rosters.as_csv(rosters.APPLICATION_HEADS, roster.applications))
        bring_in(actor, "kiem-tra", rosters.as_csv(rosters.RESULT_HEADS, roster.results))
    with unit_of_work(), whole_country():
        _people(actor, roster, index, kept)
    with unit_of_work(), whole_country():
        documents.fill(actor, roster, index)


def bring_in(actor: Actor, code: str, content: bytes, name: str = "") -> None:
    """Import a file as an officer would; a wrong row stops the benchmark."""
    kind = next(kind for kind in registry().imports() if kind.code == code)
    batch, plan = imports.run(actor, kind, name or f"{code}.csv", content)
    if batch is None:
        raise SystemExit(f"{code}: {plan.problems[0].sentence()}")


def _set_authority(actor: Actor, roster: Roster) -> None:
    """The second agency of the list is the province's authority."""
    agency = db.session.scalars(select(Agency).where(Agency.code == roster.codes[1])).one()
    db.session.execute(
        update(cast("Table", Agency.__table__)).where(Agency.id == agency.id).values(is_authority=True)
    )
    entry = {
        "chain": f"agency:{agency.id}", "subject_type": "agency", "subject_id": agency.id,
        "subject_label": agency.name, "changes": {}, "facts": {},
    }  # fmt: skip
    write(actor, "agency.authority_set", [entry])


def _people(actor: Actor, roster: Roster, index: int, kept: str) -> None:
    """Ten people an agency, each in a post; the first of the authority keeps the province."""
    query = select(Agency.id, Agency.province_id, Agency.is_authority).where(
        Agency.code.in_(roster.codes[1:])
    )
    agencies = db.session.execute(query.order_by(Agency.is_authority.desc(), Agency.id)).all()
    owners = [agency for agency in agencies for _ in range(PEOPLE_AN_AGENCY)]
    names = rosters.names(len(owners), seed=index)
    people = [
        person(name, f"nguoi{index}.{n}@example.vn" if n else f"quantri{index}@example.vn", agency, kept)
        for n, (name, agency) in enumerate(zip(names, owners, strict=True))
    ]
    roles = [_role(n, agency) for n, agency in enumerate(owners)]
    keep_people(actor, people, roles, owners)


def keep_people(
    actor: Actor, people: Sequence[dict[str, Any]], roles: Sequence[Role], owners: Sequence[Any]
) -> list[int]:
    """People, each in a post with a role in the agency (`id`, `province_id`) beside them; gives their ids."""
    posts = [
        {"agency_id": agency.id, "role": role, "title": ROLE_LABELS[role], "valid_from": SINCE}
        for agency, role in zip(owners, roles, strict=True)
    ]
    person_ids = insert_explained(actor, Person, people, owners)
    post_ids = insert_explained(actor, Post, posts, owners)
    holdings = [
        {"agency_id": agency.id, "post_id": post, "person_id": person, "held_from": SINCE}
        for agency, post, person in zip(owners, post_ids, person_ids, strict=True)
    ]
    insert_explained(actor, PostHolding, holdings, owners)
    return person_ids


def person(name: str, email: str, agency: Any, kept: str) -> dict[str, Any]:
    """A row of somebody who signs in with the password that was hashed into `kept`."""
    family, given = name.rsplit(" ", 1)
    return {
        "province_id": agency.province_id, "full_name": name, "email": email, "password_hash": kept,
        "sort_name": sort_key(f"{given} {family}"), "folded": fold(f"{name} {email}"),
    }  # fmt: skip


def _role(number: int, agency: Any) -> Role:
    if number == 0:
        return Role.PROVINCE_ADMIN
    chosen = {0: Role.LEADER, 1: Role.ISO_SECRETARY, 2: Role.AUDITOR}
    return chosen.get(number % PEOPLE_AN_AGENCY, Role.INSPECTOR if agency.is_authority else Role.STAFF)


def insert_explained(
    actor: Actor, model: Any, rows: Sequence[dict[str, Any]], owners: Sequence[Any]
) -> list[int]:
    """Insert with one statement and explain each row in the trail; gives the ids in order."""
    statement = insert(model).returning(model.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(statement, list(rows)))
    name = model.__tablename__
    write(
        actor,
        f"{name}.created",
        [
            {
                "chain": f"province:{agency.province_id}" if model is Person else f"agency:{agency.id}",
                "subject_type": name, "subject_id": id_, "subject_label": str(row.get("full_name", name)),
                "changes": {}, "facts": {},
            }
            for id_, row, agency in zip(ids, rows, owners, strict=True)
        ],
    )  # fmt: skip
    explain_rows(model)
    return ids


def _analyse(place: Place) -> None:
    """What either engine does by itself in time: know how its tables are filled."""
    if place.engine == "postgresql":  # only the owner may
        with psycopg.connect(place.address.replace("iso_app@", "iso_owner@"), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        return
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
