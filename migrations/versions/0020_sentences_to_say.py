"""Notes on a shelf's list, and why work stopped: constants and their facts beside the words, to be said in any language"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("shelf", sa.Column("notes_said", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("job", sa.Column("error_said", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.execute("ALTER TABLE job DROP COLUMN error_said")
    op.execute("ALTER TABLE shelf DROP COLUMN notes_said")
