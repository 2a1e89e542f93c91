"""Shelves: a ZIP of documents with its list, the files in it, the lines with what became of them"""

import sqlalchemy as sa
from alembic import op
from rls import AGENCY, REACH, release
from triggers import MESSAGE, allow_replacing, refuse_replacing

import iso_app.db

revision = "0014"
down_revision = "0013"

TABLES = ("shelf", "shelf_file", "shelf_line")
# What was sent stays what was sent; what is stored or put aside is over.
KEPT = {
    "shelf": (
        ("id", "agency_id", "file_name", "file_digest", "file_size", "made_by", "made_by_id", "made_at"),
        "OLD.state IN ('stored', 'discarded')",
    ),
    "shelf_file": (("id", "agency_id", "shelf_id", "place", "name", "size"), ""),
}
OVER = "OLD.result IS NOT NULL"


def upgrade() -> None:
    _shelf()
    _shelf_file()
    _shelf_line()
    for table in TABLES:
        _secure(table)
    for table, (fixed, over) in KEPT.items():
        _keep(table, _broken(fixed, over), "TRUE")
    _keep("shelf_line", OVER, OVER)


def _common(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f(f"fk_{table}_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _shelf() -> None:
    table = "shelf"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("list_name", sa.String(length=500), nullable=False),
        sa.Column("list_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "looking", "list_wanted", "previewed", "storing", "stored", "discarded",
                name="shelfstate", native_enum=False, length=40,
            ),
            nullable=False,
        ),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stored_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("stored_by", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'stored') = (stored_at IS NOT NULL)", name=op.f("ck_shelf_stored_has_a_moment")
        ),
        _refers(table, "made_by_id", "person"),
        *_common(table),
    )  # fmt: skip
    _index(table, "agency_id")
    op.create_index("ix_shelf_newest", table, ["agency_id", "made_at"], unique=False)


def _shelf_file() -> None:
    table = "shelf_file"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelf_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("unsaid", sa.String(length=500), nullable=False),
        sa.Column("examined_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        _refers(table, "shelf_id", "shelf"),
        *_common(table),
        sa.UniqueConstraint("shelf_id", "place", name=op.f("uq_shelf_file_shelf_id_place")),
    )
    _index(table, "agency_id")


def _shelf_line() -> None:
    table = "shelf_line"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelf_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("code_folded", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("file_name", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("new", "revision", "same", "wrong", name="lineverdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("stored", "left_out", name="lineresult", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(revision_id IS NOT NULL) = (result IS NOT NULL AND result = 'stored')",
            name=op.f("ck_shelf_line_stored_is_somewhere"),
        ),
        _refers(table, "shelf_id", "shelf"),
        _refers(table, "kind_id", "document_kind"),
        _refers(table, "department_id", "department"),
        _refers(table, "file_id", "shelf_file"),
        _refers(table, "document_id", "document"),
        _refers(table, "revision_id", "revision"),
        *_common(table),
        sa.UniqueConstraint("shelf_id", "line", name=op.f("uq_shelf_line_shelf_id_line")),
    )
    _index(table, "agency_id", "file_id", "document_id", "revision_id")
    op.create_index("ix_shelf_line_code", table, ["shelf_id", "code_folded"], unique=False)


def _secure(table: str) -> None:
    """How an agency came to its documents is its own affair: see `iso_app/documents/sight.py`."""
    if op.get_bind().dialect.name != "postgresql":
        return
    seen = f"CASE {REACH} WHEN 'system' THEN true WHEN 'none' THEN false ELSE agency_id = {AGENCY} END"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY seen ON {table} USING ({seen}) WITH CHECK ({seen})")


def _broken(fixed: tuple[str, ...], over: str) -> str:
    differ = "IS DISTINCT FROM" if op.get_bind().dialect.name == "postgresql" else "IS NOT"
    return " OR ".join(
        [*(f"NEW.{column} {differ} OLD.{column}" for column in fixed), *([over] if over else [])]
    )


def _keep(table: str, broken: str, gone: str) -> None:
    """Refuse an UPDATE for which `broken` holds, and a DELETE for which `gone` does."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN IF {gone} THEN RAISE EXCEPTION '{MESSAGE}: {table}'; END IF; RETURN OLD; END IF;"
            f" IF {broken} THEN RAISE EXCEPTION '{MESSAGE}: {table}'; END IF;"
            " RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
    op.execute(f"CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table} WHEN {broken} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table} WHEN {gone} {refuse}")
    refuse_replacing(table, kept=gone.replace("OLD.", "there."))


def downgrade() -> None:
    for table in TABLES:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            op.execute(f"DROP FUNCTION keep_{table}()")
        allow_replacing(table)
    for table in reversed(TABLES):
        release(table)
        op.drop_table(table)
