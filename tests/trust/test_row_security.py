"""PostgreSQL's own lock, tried by raw SQL as the role the product works as."""

from itertools import product

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from iso_app.core.actor import operator
from iso_app.db import (
    AgencyItself,
    AgencyOwned,
    Base,
    PersonItself,
    ProvinceItself,
    ProvinceOwned,
    ProvinceShared,
    db,
)
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents.sight import SeenByAgency, SeenOnceInForce, SeenWithRevision
from iso_app.trail.services import write
from tests.trust.rows import row

DRAFTS = (SeenOnceInForce, SeenWithRevision, SeenByAgency)  # of an agency, and not seen by its province yet
OWNERS = (*DRAFTS, AgencyOwned, ProvinceOwned, ProvinceShared, AgencyItself, ProvinceItself, PersonItself)
SCOPES = ("snv", "xa", "kgsnv", "st", "kg", None)


@pytest.fixture
def owned(world, intruder):
    """Every owned table, with a row of each owner where the world has none; table -> its kind of owner."""
    kinds = {
        mapper.local_table: next(kind for kind in OWNERS if issubclass(mapper.class_, kind))
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, OWNERS)
    }
    for table, kind in kinds.items():
        if not intruder.scalar(text(f"SELECT count(*) FROM {table.name}")):
            owners = world.agency if issubclass(kind, AgencyOwned) else world.province
            key = "agency_id" if issubclass(kind, AgencyOwned) else "province_id"
            for turn, id_ in enumerate(owners.values()):
                intruder.execute(insert(table).values(row(table, turn + 1, **{key: id_, "id": turn + 1})))
    intruder.commit()
    return kinds


def _act_as(connection, world, scope):
    reach = "province" if scope in world.province else "agency" if scope else "none"
    agency = world.agency.get(scope, 0)
    province = next(iter(_provinces_of(world, scope)), 0)
    connection.execute(
        text(
            "SELECT set_config('iso.reach', :reach, true), set_config('iso.agency', :agency, true),"
            " set_config('iso.province', :province, true)"
        ),
        {"reach": reach, "agency": str(agency), "province": str(province)},
    )


def _agencies_of(world, scope):
    if scope in world.province:
        return {id_ for key, id_ in world.agency.items() if key.startswith("kg") == (scope == "kg")}
    return {world.agency[scope]} if scope else set()


def _provinces_of(world, scope):
    if not scope:
        return set()
    return {world.province["kg" if scope.startswith("kg") else "st"]}


def _hidden_from(connection, table, kind, world, scope):
    """The SQL condition of what must not be seen, and a value for its owner's column."""
    if kind in DRAFTS and scope in world.province:
        return "agency_id", set()
    if issubclass(kind, AgencyOwned):
        return "agency_id", _agencies_of(world, scope)
    if kind is AgencyItself:
        return "id", _agencies_of(world, scope)
    if kind is ProvinceItself:
        return "id", _provinces_of(world, scope)
    may_see = kind in {ProvinceShared, PersonItself} or scope in world.province
    return "province_id", _provinces_of(world, scope) if may_see else set()


def test_every_owned_table_is_under_forced_row_security(owned, intruder):
    secured = set(
        intruder.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"))
    )
    assert {table.name for table in owned} | {"trail_entry"} <= secured
    by_column = intruder.scalars(
        text(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'agency_id' OR column_name = 'province_id'"
        )
    )
    assert set(by_column) <= secured


def test_raw_sql_sees_and_changes_only_its_own(owned, world, figure):
    probes = sum(_probe(scope, owned, world) for scope in SCOPES)
    figure(f"row security: {probes} probes of {len(owned)} tables by {len(SCOPES)} scopes, 0 foreign rows")


def _probe(scope, owned, world):
    probes = 0
    with db.engine.connect() as connection:
        _act_as(connection, world, scope)
        for table, kind in owned.items():
            column, mine = _hidden_from(connection, table, kind, world, scope)
            seen = set(connection.scalars(text(f"SELECT {column} FROM {table.name}")))
            assert seen <= mine, f"{table.name}: {scope} sees {seen - mine}"
            assert bool(seen) == bool(mine), f"{table.name}: {scope} sees nothing of its own"
            for act in (f"UPDATE {table.name} SET id = id", f"DELETE FROM {table.name}"):
                foreign = ", ".join(map(str, mine)) or "0"
                changed = connection.execute(text(f"{act} WHERE {column} NOT IN ({foreign})"))
                assert changed.rowcount == 0
            probes += 3
        connection.rollback()
    return probes


def _foreign(table, kind, world):
    """A row of the other province."""
    if kind is ProvinceItself:
        return row(table, 900, id=900)
    owned = issubclass(kind, AgencyOwned)
    owner = {"agency_id": world.agency["kgsnv"]} if owned else {"province_id": world.province["kg"]}
    return row(table, 900, id=900, **owner)


def test_raw_sql_adds_nothing_to_another(owned, world):
    for scope, (table, kind) in product(("snv", "st", None), owned.items()):
        if kind is PersonItself and scope:
            continue  # a person is made before the post by which an agency sees them
        with db.engine.connect() as connection:
            _act_as(connection, world, scope)
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(insert(table).inline().values(_foreign(table, kind, world)))


ANSWER = "row-level security|written once"  # what is written once says so first


def test_nobody_moves_a_record_to_another(owned, world):
    for table, kind in owned.items():
        if not issubclass(kind, AgencyOwned):
            continue
        with db.engine.connect() as connection:
            _act_as(connection, world, "snv")
            with pytest.raises(DBAPIError, match=ANSWER):
                connection.execute(text(f"UPDATE {table.name} SET agency_id = {world.agency['xa']}"))


def test_the_trail_is_read_by_its_owners_only(world, acting):
    chains = [f"agency:{id_}" for id_ in world.agency.values()]
    chains += [*(f"province:{id_}" for id_ in world.province.values()), "system"]
    entry = {"subject_type": "x", "subject_id": 1, "subject_label": "x", "changes": {}, "facts": {}}
    with unit_of_work():
        write(operator(), "x.made", [entry | {"chain": chain} for chain in chains])
    for scope in SCOPES:
        with db.engine.connect() as connection:
            _act_as(connection, world, scope)
            seen = set(connection.scalars(text("SELECT chain FROM trail_entry")))
        wanted = {f"agency:{id_}" for id_ in _agencies_of(world, scope)}
        if scope in world.province:
            wanted |= {f"province:{id_}" for id_ in _provinces_of(world, scope)}
        assert seen == wanted


FORBIDDEN = (
    "ALTER TABLE trail_entry DISABLE TRIGGER ALL",
    "ALTER TABLE trail_entry DISABLE TRIGGER USER",
    "DROP TRIGGER trail_entry_written_once ON trail_entry",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS ''",
    "DROP FUNCTION refuse_change() CASCADE",
    "SET session_replication_role = replica",
    "TRUNCATE trail_entry",
    "TRUNCATE signature",
    "DROP TABLE trail_entry",
    "ALTER TABLE post ADD COLUMN x int",
    "DROP POLICY seen ON post",
    "ALTER POLICY seen ON post USING (true)",
    "CREATE POLICY more ON post USING (true)",
    "ALTER TABLE post DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE post NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE post OWNER TO iso_app",
    "SET ROLE iso_owner",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE iso_app BYPASSRLS",
    "ALTER ROLE iso_app SUPERUSER",
    "CREATE TABLE public.mine (x int)",
    "COPY post TO PROGRAM 'cat'",
    "UPDATE pg_class SET relrowsecurity = false",
)


def test_the_role_of_the_product_may_not_loosen_anything(app):
    for statement in FORBIDDEN:
        with db.engine.connect() as connection, pytest.raises(DBAPIError) as refusal:
            connection.exec_driver_sql(statement)
        assert refusal.value.orig.sqlstate in {"42501", "42939"}, statement
