"""Printed figures beside our own, and provinces' own templates"""

import sqlalchemy as sa
from alembic import op
from rls import PROVINCE, REACH, release, secure
from triggers import allow_changes, write_once

import iso_app.db

revision = "0005"
down_revision = "0004"

OWNED = ("printed_table", "printed_figure", "template_draft")


def upgrade() -> None:
    _printed_tables()
    _drafts()
    for table in OWNED:
        secure(table, "province_owned")
    _own_templates()


def _printed_tables() -> None:
    op.create_table(
        "printed_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_code", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        *_made(),
        *_of_province("printed_table"),
        sa.UniqueConstraint(
            "province_id",
            "template_code",
            "year",
            "source",
            name=op.f("uq_printed_table_province_id_template_code_year_source"),
        ),
    )
    op.create_table(
        "printed_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("row_key", sa.String(length=80), nullable=False),
        sa.Column("column_key", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("import_line_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["printed_table.id"], name=op.f("fk_printed_figure_table_id_printed_table")
        ),
        sa.ForeignKeyConstraint(
            ["import_line_id"], ["import_line.id"], name=op.f("fk_printed_figure_import_line_id_import_line")
        ),
        *_of_province("printed_figure"),
        sa.UniqueConstraint(
            "table_id",
            "row_key",
            "column_key",
            name=op.f("uq_printed_figure_table_id_row_key_column_key"),
        ),
    )
    for table in ("printed_table", "printed_figure"):
        op.create_index(op.f(f"ix_{table}_province_id"), table, ["province_id"], unique=False)


def _made() -> tuple[sa.Column, ...]:
    return (
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
    )


def _of_province(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    by = ()
    if table != "printed_figure":
        by = (
            sa.ForeignKeyConstraint(
                ["made_by_id"], ["person.id"], name=op.f(f"fk_{table}_made_by_id_person")
            ),
        )
    return (
        sa.Column("province_id", sa.Integer(), nullable=False),
        *by,
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f(f"fk_{table}_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _drafts() -> None:
    op.create_table(
        "template_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("base_code", sa.String(length=40), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        *_made(),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("published_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_of_province("template_draft"),
        sa.UniqueConstraint("province_id", "code", name=op.f("uq_template_draft_province_id_code")),
    )
    op.create_index(op.f("ix_template_draft_province_id"), "template_draft", ["province_id"], unique=False)


def _own_templates() -> None:
    """A template without a province is everybody's; one of a province is seen by that province alone."""
    name = "fk_template_version_province_id_province"
    if op.get_bind().dialect.name != "postgresql":
        # In place: a table that is made anew would lose the triggers that keep its rows.
        op.execute(
            "ALTER TABLE template_version ADD COLUMN province_id INTEGER"
            f" CONSTRAINT {name} REFERENCES province (id)"
        )
        return
    op.add_column("template_version", sa.Column("province_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f(name), "template_version", "province", ["province_id"], ["id"])
    seen = f"{REACH} = 'system' OR province_id IS NULL OR province_id = {PROVINCE}"
    op.execute("ALTER TABLE template_version ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE template_version FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY seen ON template_version USING ({seen}) WITH CHECK ({seen})")


def downgrade() -> None:
    release("template_version")
    allow_changes("template_version")
    with op.batch_alter_table("template_version") as batch:
        batch.drop_column("province_id")  # and its foreign key with it
    write_once("template_version")
    for table in reversed(OWNED):
        release(table)
    op.drop_table("template_draft")
    op.drop_table("printed_figure")
    op.drop_table("printed_table")
