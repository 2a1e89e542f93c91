"""What the tests of trust share: figures shown at the end, a way round the product into its database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from tests.support.databases import POSTGRES
from tests.trust.house import house

__all__ = ["house"]

OF_ROW_SECURITY = {"test_row_security.py", "test_told.py"}
_figures: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """SQLite has no row security: what tries PostgreSQL's is run there only."""
    if config.getoption("--engine") == "sqlite":
        away = [item for item in items if item.path.name in OF_ROW_SECURITY]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


@pytest.fixture
def figure() -> Callable[[str], None]:
    """`figure("16 sent, 1 done")`: a line of the summary."""
    return _figures.append


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _figures:
        terminalreporter.section("figures of trust")
        for line in _figures:
            terminalreporter.write_line(line)
        _figures.clear()


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
