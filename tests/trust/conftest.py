"""What the tests of trust share: the house, a way round the product into its database."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from tests.support.databases import POSTGRES
from tests.trust.house import house

__all__ = ["house"]

ON_POSTGRESQL_ONLY = {"test_row_security.py", "test_told.py", "test_database_away.py"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """SQLite has no row security, and is never away: what tries PostgreSQL's is run there only."""
    if config.getoption("--engine") == "sqlite":
        away = [item for item in items if item.path.name in ON_POSTGRESQL_ONLY]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


@pytest.fixture
def intruder(database: Any, app: Any) -> Iterator[Connection]:
    """Somebody who holds the database itself: no triggers, no row security, straight SQL; then undone."""
    if database.name == "sqlite":
        engine = create_engine(f"sqlite:///{database.file}", poolclass=NullPool)
        with engine.begin() as connection:
            for name in connection.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
    else:
        engine = create_engine(
            f"postgresql+psycopg://postgres@{POSTGRES}/{database.database}", poolclass=NullPool
        )
    with engine.connect() as connection:
        if database.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            connection.commit()
        yield connection
        connection.rollback()
    engine.dispose()
