"""Rows of a report and groups of agencies count their changes: of two who change one, the second is told"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

TABLES = ("agency_group", "periodic_entry")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"ALTER TABLE {table} DROP COLUMN version")
