"""Lists as somebody wants to see them again"""

import sqlalchemy as sa
from alembic import op

import iso_app.db

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=1500), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("list_label", sa.String(length=120), nullable=False),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "place", "name", name=op.f("uq_saved_view_person_id_place_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_view")
