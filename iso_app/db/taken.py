"""Two who write what there may be only one of: neither finds it there, and a constraint lets the first one in."""

from sqlalchemy.exc import IntegrityError

_POSTGRESQL = frozenset({"23505", "23P01"})  # unique_violation, exclusion_violation
_SQLITE = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


def is_taken(error: IntegrityError) -> bool:
    """Whether a row was refused because another one stands in its place; not one that breaks any other rule."""
    found = error.orig
    return (
        getattr(found, "sqlstate", None) in _POSTGRESQL or getattr(found, "sqlite_errorname", None) in _SQLITE
    )


def constraint_of(error: IntegrityError) -> str:
    """Which one refused the row, for the log: the further lines of PostgreSQL's message quote what somebody typed."""
    return str(error.orig).partition("\n")[0]
