"""A link to a template can be taken back: a document stands on one template at a time, not on one for ever"""

import sqlalchemy as sa
from alembic import op
from triggers import allow_changes, write_once

revision = "0018"
down_revision = "0017"

TABLE, STEPS, KEPT_STEPS = "template_copy", "copy_step", "copy_step_kept"
ONE_FOR_EVER = "uq_template_copy_document_id"
STANDING = "ended_on IS NULL"
KEPT_HAS_A_REASON = ("ck_template_copy_kept_has_a_reason", "outcome <> 'kept' OR reason <> ''")
UNLINKED_HAS_A_REASON = (
    "ck_template_copy_unlinked_has_a_reason",
    "outcome <> 'unlinked' OR (reason <> '' AND ended_on IS NOT NULL)",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(ONE_FOR_EVER, TABLE, type_="unique")
        op.create_check_constraint(op.f(UNLINKED_HAS_A_REASON[0]), TABLE, UNLINKED_HAS_A_REASON[1])
    else:
        _let_go_of_steps()
        with op.batch_alter_table(
            TABLE, table_args=_checks(KEPT_HAS_A_REASON, UNLINKED_HAS_A_REASON)
        ) as table:
            table.drop_constraint(ONE_FOR_EVER, type_="unique")
        _take_steps_back()
    op.create_index("ix_template_copy_document_id", TABLE, ["document_id"], unique=False)
    op.create_index(
        "uq_template_copy_standing",
        TABLE,
        ["document_id"],
        unique=True,
        sqlite_where=sa.text(STANDING),
        postgresql_where=sa.text(STANDING),
    )


def _checks(*named: tuple[str, str]) -> list[sa.CheckConstraint]:
    """The conditions of the table that SQLite makes anew: it does not tell them."""
    return [sa.CheckConstraint(rule, name=op.f(name)) for name, rule in named]


def _let_go_of_steps() -> None:
    """SQLite drops no table that rows of another refer to: these stand aside while it is made anew."""
    allow_changes(STEPS)
    op.execute(f"CREATE TABLE {KEPT_STEPS} AS SELECT * FROM {STEPS}")
    op.execute(f"DELETE FROM {STEPS}")


def _take_steps_back() -> None:
    op.execute(f"INSERT INTO {STEPS} SELECT * FROM {KEPT_STEPS}")
    op.execute(f"DROP TABLE {KEPT_STEPS}")
    write_once(STEPS)


def downgrade() -> None:
    """Only while no document was linked a second time: then it would stand in two rows."""
    op.drop_index("uq_template_copy_standing", table_name=TABLE)
    op.drop_index("ix_template_copy_document_id", table_name=TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(UNLINKED_HAS_A_REASON[0]), TABLE, type_="check")
        op.create_unique_constraint(op.f(ONE_FOR_EVER), TABLE, ["document_id"])
        return
    _let_go_of_steps()
    with op.batch_alter_table(TABLE, table_args=_checks(KEPT_HAS_A_REASON), recreate="always") as table:
        table.create_unique_constraint(op.f(ONE_FOR_EVER), ["document_id"])
    _take_steps_back()
