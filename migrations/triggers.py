"""Tables whose rows are added and never changed or removed: held by triggers on both engines."""

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


def allow_changes(table: str) -> None:
    """Take the triggers away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_written_once ON {table}")
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")


def keep_once_set(table: str, mark: str, columns: tuple[str, ...]) -> None:
    """Once the column `mark` is filled: `columns` never change again and the row is never removed."""
    differ = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in (mark, *columns))
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


def forget_keeping(table: str) -> None:
    """Take that trigger away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}")
        op.execute(f"DROP FUNCTION IF EXISTS keep_{table}()")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_u")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_d")


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


def forget_keeping_for(table: str) -> None:
    """Take those triggers away again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_emptied ON {table}")
    forget_keeping(table)
