"""PostgreSQL's second lock on whose records are seen: forced row-level security, read from `iso.*` settings.

A migration that adds an owned table calls `secure(table, kind)`; the kinds are those of `iso_app/db/scope.py`.
On SQLite there is nothing to do.
"""

from alembic import op

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
