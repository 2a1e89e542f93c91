"""Procrastinate's own tables, functions and types on PostgreSQL, as release 3.10 has them, kept beside this file.

Frozen here like every other step of the chain: a newer release's changes are a new migration, made from the SQL it
ships. A test says when the installed release wants another schema.
"""

from pathlib import Path

from alembic import op

SCHEMA = Path(__file__).parent / "procrastinate-3.10.sql"
_TABLES = ("periodic_defers", "events", "jobs", "workers")
_TYPES = ("job_to_defer_v1", "job_event_type", "job_status")


def create() -> None:
    """Nothing on SQLite, where a thread of the product itself does the work."""
    if op.get_bind().dialect.name == "postgresql":
        _run(SCHEMA.read_text(encoding="utf-8"))


def drop() -> None:
    """Take all of it away again."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _TABLES:
        op.execute(f"DROP TABLE procrastinate_{table} CASCADE")
    op.execute(
        "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT p.oid::regprocedure FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = current_schema() AND p.proname LIKE 'procrastinate\\_%'"
        " LOOP EXECUTE 'DROP FUNCTION ' || f || ' CASCADE'; END LOOP; END $$"
    )
    for name in _TYPES:
        op.execute(f"DROP TYPE procrastinate_{name}")


def _run(script: str) -> None:
    """Several statements at once, in which a percent sign is one: past SQLAlchemy, on the same connection."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(script)
