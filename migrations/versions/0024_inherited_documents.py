"""What successors decided of documents of agencies that are no more"""

import sqlalchemy as sa
from alembic import op
from rls import quicken, release, secure

import iso_app.db

revision = "0024"
down_revision = "0023"

TABLE = "inherited_document"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("taken", "declined", name="decision", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("new_document_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("former_agency", sa.String(length=300), nullable=False),
        sa.Column("former_code", sa.String(length=60), nullable=False),
        sa.Column("former_title", sa.String(length=300), nullable=False),
        sa.Column("former_number", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision = 'taken') = (new_document_id IS NOT NULL)",
            name=op.f("ck_inherited_document_taken_into_a_document"),
        ),
        sa.CheckConstraint(
            "decision <> 'declined' OR reason <> ''", name=op.f("ck_inherited_document_declined_has_a_reason")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}_{other}"))
            for column, other in (
                ("agency_id", "agency"),
                ("document_id", "document"),
                ("new_document_id", "document"),
                ("decided_by_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inherited_document")),
        sa.UniqueConstraint(
            "agency_id", "document_id", name=op.f("uq_inherited_document_agency_id_document_id")
        ),
        sa.UniqueConstraint("new_document_id", name=op.f("uq_inherited_document_new_document_id")),
    )
    for column in ("agency_id", "document_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column], unique=False)
    secure(TABLE, "agency_owned")
    quicken()


def downgrade() -> None:
    release(TABLE)
    op.drop_table(TABLE)
