"""Tables whose rows are added and never changed or removed: held by triggers on both engines.

SQLite's REPLACE removes the row in the way without asking the DELETE triggers (unless a connection turned
`recursive_triggers` on), so there an INSERT that would meet a kept row is refused by a trigger of its own.
"""

import re

from alembic import op

MESSAGE = "written once"


def write_once(table: str) -> None:
    """Refuse UPDATE and DELETE on a table, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{MESSAGE}: %', TG_TABLE_NAME; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
        )
    refuse_replacing(table)


def allow_changes(table: str) -> None:
    """Take the triggers away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_written_once ON {table}")
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
    allow_replacing(table)


def refuse_replacing(table: str, kept: str = "TRUE") -> None:
    """Refuse, on SQLite, what would put another row in the place of one for which `kept` holds.

    `kept` is a condition on the row that is there, called `there`. The place is the id or any unique key that the
    table has by now: a migration that adds a unique key to a kept table has to do this anew. PostgreSQL has no
    REPLACE; its ON CONFLICT DO UPDATE is an UPDATE for the triggers.
    """
    if op.get_bind().dialect.name == "postgresql":
        return
    same = " OR ".join(f"({key})" for key in ("there.id = NEW.id", *_same_keys(table)))
    found = f"SELECT 1 FROM {table} AS there WHERE ({kept}) AND ({same})"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
    op.execute(f"CREATE TRIGGER {table}_no_replace_i BEFORE INSERT ON {table} WHEN EXISTS ({found}) {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_no_replace_u BEFORE UPDATE ON {table}"
        f" WHEN EXISTS ({found} AND there.id <> OLD.id) {refuse}"
    )


def allow_replacing(table: str) -> None:
    """Take those triggers away again."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for act in ("i", "u"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_replace_{act}")


def _same_keys(table: str) -> list[str]:
    """For every unique index of a table of SQLite: the rows `there` and NEW are the same to it."""
    connection = op.get_bind()
    names = "|".join(row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"))
    same = []
    for _, index, unique, _, partial in connection.exec_driver_sql(f"PRAGMA index_list({table})").all():
        if not unique:
            continue
        columns = [row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({index})")]
        terms = [f"there.{column} = NEW.{column}" for column in columns]
        if partial:
            query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
            written = connection.exec_driver_sql(query, (index,)).scalar_one()
            only = re.split(r"\sWHERE\s", written, maxsplit=1, flags=re.IGNORECASE)[1]
            terms += [re.sub(rf"\b({names})\b", rf"{row}.\1", f"({only})") for row in ("there", "NEW")]
        same.append(" AND ".join(terms))
    return same


def keep_once_set(table: str, mark: str, columns: tuple[str, ...]) -> None:
    """Once the column `mark` is filled: the id and `columns` never change again, the row is never removed."""
    differ = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in ("id", mark, *columns))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF OLD.{mark} <> '' AND (TG_OP = 'DELETE' OR {differ}) THEN"
            f" RAISE EXCEPTION '{MESSAGE}: {table}'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
    op.execute(
        f"CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table} WHEN OLD.{mark} <> '' AND ({differ}) {refuse}"
    )
    op.execute(f"CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table} WHEN OLD.{mark} <> '' {refuse}")
    refuse_replacing(table, kept=f"there.{mark} <> ''")


def forget_keeping(table: str) -> None:
    """Take that trigger away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}")
        op.execute(f"DROP FUNCTION IF EXISTS keep_{table}()")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_u")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_d")
    allow_replacing(table)


def keep_for(table: str, column: str, days: int) -> None:
    """Refuse UPDATE, and DELETE of rows whose moment in `column` is not older than `days`, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' AND OLD.{column} < now() - interval '{days} days' THEN RETURN OLD; END IF;"
            f" RAISE EXCEPTION '{MESSAGE}: {table}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
    op.execute(f"CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table} {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table}"
        f" WHEN OLD.{column} >= datetime('now', '-{days} days') {refuse}"
    )
    refuse_replacing(table)


def forget_keeping_for(table: str) -> None:
    """Take those triggers away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}")
    forget_keeping(table)
