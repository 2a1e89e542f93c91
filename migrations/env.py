"""Alembic's environment: one chain for SQLite (batch mode) and PostgreSQL."""

import sys
from pathlib import Path

from alembic import context
from flask import current_app
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from iso_app.db import db

sys.path.insert(0, str(Path(__file__).parent))  # `rls` and `triggers` stand beside this file


def run() -> None:
    settings = current_app.extensions["settings"]
    owner = settings.owner_database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(owner, poolclass=NullPool) if owner else db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            include_name=_is_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if owner:
            _grant(connection, make_url(settings.database).username or "")
        if connection.in_transaction():
            connection.commit()


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the models say what a table is like; Procrastinate's and the search index's are described by SQL."""
    return not (kind == "table" and (name or "").startswith(("procrastinate_", "revision_fts")))


def _grant(connection: Connection, role: str) -> None:
    """The role the product works as may read and write rows, and change nothing about the tables."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    for grant in (
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public",
        "USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public",
    ):
        connection.execute(text(f"GRANT {grant} TO {quoted}"))


run()
