"""What was sent with an imported file, such as the decision behind an act written on screen, waits with it"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

COLUMNS = (
    ("enclosed_name", sa.String(300), ""),
    ("enclosed_digest", sa.String(64), ""),
    ("enclosed_size", sa.Integer(), "0"),
)


def upgrade() -> None:
    for name, kind, nothing in COLUMNS:
        op.add_column("import_batch", sa.Column(name, kind, nullable=False, server_default=nothing))


def downgrade() -> None:
    for name, _, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE import_batch DROP COLUMN {name}")
