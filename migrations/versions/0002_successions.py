"""Successions of agencies: who went over into whom, on which day, by which decision, and its paper"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import allow_changes, write_once

import iso_app.db

revision = "0002"
down_revision = "0001"

KINDS = ("merge", "split", "rename", "move", "change_level", "dissolve", "found")
# A blank side is one row an agency and day as well; a unique constraint takes blanks for different.
BLANK_SIDES = (
    ("uq_succession_end", ["predecessor_id", "day"], "successor_id IS NULL"),
    ("uq_succession_beginning", ["successor_id", "day"], "predecessor_id IS NULL"),
)


def upgrade() -> None:
    op.create_table(
        "succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="successionkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=100), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=True),
        sa.Column("predecessor_code", sa.String(length=40), nullable=False),
        sa.Column("predecessor_name", sa.String(length=300), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("successor_code", sa.String(length=40), nullable=False),
        sa.Column("successor_name", sa.String(length=300), nullable=False),
        sa.Column("import_line_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "predecessor_code <> '' OR successor_code <> ''",
            name=op.f("ck_succession_is_about_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["import_line_id"], ["import_line.id"], name=op.f("fk_succession_import_line_id_import_line")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_succession_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["agency.id"], name=op.f("fk_succession_predecessor_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_succession_province_id_province")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["agency.id"], name=op.f("fk_succession_successor_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint(
            "predecessor_id",
            "successor_id",
            "day",
            name=op.f("uq_succession_predecessor_id_successor_id_day"),
        ),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_province_id"), ["province_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_succession_successor_id"), ["successor_id"], unique=False)
        for name, columns, where in BLANK_SIDES:
            batch_op.create_index(
                name, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
            )
    secure("succession", "province_shared")
    write_once("succession")
    _papers()


def _papers() -> None:
    op.create_table(
        "succession_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=100), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_succession_paper_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_succession_paper_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession_paper")),
        sa.UniqueConstraint(
            "province_id", "day", "file_digest", name=op.f("uq_succession_paper_province_id_day_file_digest")
        ),
    )
    with op.batch_alter_table("succession_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_paper_province_id"), ["province_id"], unique=False)
    secure("succession_paper", "province_shared")
    write_once("succession_paper")


def downgrade() -> None:
    allow_changes("succession_paper")
    release("succession_paper")
    op.drop_table("succession_paper")
    allow_changes("succession")
    release("succession")
    op.drop_table("succession")
