"""What a task asks and why it ended, where the product says it: constants and their facts beside the words"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

COLUMNS = ("title_said", "detail_said", "end_reason_said")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("task", sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.execute(f"ALTER TABLE task DROP COLUMN {name}")
