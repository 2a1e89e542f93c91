"""PostgreSQL's second lock on whose records are seen: forced row-level security, read from `iso.*` settings.

A migration that adds an owned table calls `secure(table, kind)`, and `quicken()` when all of its policies stand; the
kinds are those of `iso_app/db/scope.py`. On SQLite there is nothing to do.
"""

import re

from alembic import op
from sqlalchemy import text

REACH = "current_setting('iso.reach', true)"
AGENCY = "nullif(current_setting('iso.agency', true), '')::bigint"
PROVINCE = "nullif(current_setting('iso.province', true), '')::bigint"
PROVINCE_OF_AGENCY = f"(SELECT a.province_id FROM agency a WHERE a.id = {AGENCY})"

AGENCIES = f"(SELECT a.id FROM agency a WHERE a.province_id = {PROVINCE})"

# kind -> (what one agency sees, what one province sees)
KINDS = {
    "agency_owned": (
        f"agency_id = {AGENCY}",
        f"agency_id IN {AGENCIES}",
    ),
    "province_owned": ("false", f"province_id = {PROVINCE}"),
    "province_shared": (f"province_id = {PROVINCE}", f"province_id = {PROVINCE}"),
    "agency_itself": (f"id = {AGENCY}", f"province_id = {PROVINCE}"),
    "province_itself": (f"id = {PROVINCE}", f"id = {PROVINCE}"),
    "trail": (
        f"chain = 'agency:' || {AGENCY}",
        f"chain = 'province:' || {PROVINCE} OR (chain LIKE 'agency:%' AND substr(chain, 8)::bigint IN {AGENCIES})",
    ),
    "person_itself": (
        f"id IN (SELECT h.person_id FROM post_holding h WHERE h.agency_id = {AGENCY})",
        f"province_id = {PROVINCE}",
    ),
}


def secure(table: str, kind: str, *, insert_check: str | None = None) -> None:
    """Force the policy of `kind` on a table; `insert_check` widens what may be written where that differs."""
    if op.get_bind().dialect.name != "postgresql":
        return
    agency, province = KINDS[kind]
    seen = f"""CASE {REACH} WHEN 'system' THEN true WHEN 'province' THEN {province}
               WHEN 'agency' THEN {agency} ELSE false END"""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY seen ON {table} USING ({seen}) WITH CHECK ({insert_check or seen})")


def release(table: str) -> None:
    """Take the policy away again."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"DROP POLICY IF EXISTS seen ON {table}")
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


# -- policies that cost little -----------------------------------------------------------------------------
# A policy is planned with every statement and tried on every row. Written as above, each table of a statement brings
# the table of agencies with its own policy, and the settings are read anew for each row. `quicken` says the same so
# that the agencies come from a function the planner does not look into, and a setting is read once a statement.

_SETTING = r"current_setting\('(iso\.\w+)'::text, true\)"
_NUMBER = rf"\(NULLIF\({_SETTING}, ''::text\)\)::bigint"
_AGENCIES = rf"SELECT a\.id\s+FROM agency a\s+WHERE \(a\.province_id = {_NUMBER}\)"
_IN_FORCE = r"SELECT r\.id\s+FROM revision r\s+WHERE \(r\.in_force_at IS NOT NULL\)"
_IS_IN_FORCE = r"SELECT 1\s+FROM revision r\s+WHERE \(\(r\.id = (\w+)\.revision_id\) AND \(r\.in_force_at IS NOT NULL\)\)"
_QUICK = (
    (_AGENCIES, "SELECT iso_agencies()"),
    (
        rf"revision_id IN \( {_IN_FORCE}\)",
        "EXISTS (SELECT 1 FROM revision r WHERE r.id = revision_id AND r.in_force_at IS NOT NULL)",
    ),
    (rf"(?<!SELECT ){_NUMBER}", r"(SELECT nullif(current_setting('\1', true), '')::bigint)"),
    (rf"(?<!SELECT )(?<!NULLIF\(){_SETTING}", r"(SELECT current_setting('\1', true))"),
)
_SLACK = (
    (
        r"SELECT iso_agencies\(\) AS iso_agencies",
        f"SELECT a.id FROM agency a WHERE a.province_id = {PROVINCE}",
    ),
    (
        rf"EXISTS \( {_IS_IN_FORCE}\)",
        r"\1.revision_id IN (SELECT r.id FROM revision r WHERE r.in_force_at IS NOT NULL)",
    ),
    (rf'\( SELECT {_NUMBER} AS "nullif"\)', r"nullif(current_setting('\1', true), '')::bigint"),
    (rf"\( SELECT {_SETTING} AS current_setting\)", r"current_setting('\1', true)"),
)


def quicken() -> None:
    """Rewrite every policy there is to one that means the same and costs less to plan and to try."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION iso_agencies() RETURNS SETOF integer LANGUAGE plpgsql STABLE ROWS 200 COST 50"
        f" AS $$ BEGIN RETURN QUERY SELECT a.id FROM agency a WHERE a.province_id = {PROVINCE}; END $$"
    )
    _rewrite(_QUICK)


def slacken() -> None:
    """The policies as `secure` writes them."""
    _rewrite(_SLACK)
    op.execute("DROP FUNCTION iso_agencies()")


def _rewrite(rules: tuple[tuple[str, str], ...]) -> None:
    found = op.get_bind().execute(
        text("SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public'")
    )
    for table, policy, seen, written in found.all():
        using, check = (_rewritten(words, rules) for words in (seen, written))
        if (using, check) != (seen, written):
            op.execute(f"ALTER POLICY {policy} ON {table} USING ({using}) WITH CHECK ({check})")


def _rewritten(words: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in rules:
        words = re.sub(pattern, replacement, words)
    return words
