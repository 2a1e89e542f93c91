"""Why a list or a file of a shelf cannot be read: the constant and its facts beside the words, to be said in any language"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

TABLES = ("shelf", "shelf_file")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("trouble_said", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"ALTER TABLE {table} DROP COLUMN trouble_said")
