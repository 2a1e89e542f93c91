"""Distribution: lines, copies on paper, lists signed on paper, acknowledgements"""

import sqlalchemy as sa
from alembic import op
from rls import AGENCIES, AGENCY, REACH, release, secure
from triggers import MESSAGE, allow_changes, allow_replacing, refuse_replacing, write_once

import iso_app.db

revision = "0010"
down_revision = "0009"

TABLES = ("distribution_line", "paper_copy", "paper_list", "acknowledgement")
# What the authority sees of other agencies: see `iso_app/documents/sight.py`.
IN_FORCE = "revision_id IN (SELECT r.id FROM revision r WHERE r.in_force_at IS NOT NULL)"
# Whose a line or a copy is, and of which revision, never changes.
OF_LINE = ("id", "agency_id", "document_id", "revision_id", "target", "department_id", "post_id")
OF_COPY = (
    "id",
    "agency_id",
    "document_id",
    "revision_id",
    "line_id",
    "number",
    "holder",
    "handed_on",
    "handed_by",
)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _of_revision(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        _key(table, "document_id", "document"),
        _key(table, "revision_id", "revision"),
        _key(table, "agency_id", "agency"),
    )


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), unique=False)


def upgrade() -> None:
    _lines()
    _copies()
    _lists()
    _acknowledgements()
    for table in TABLES:
        _secure(table)
    _keep("distribution_line", OF_LINE, "OLD.ended_on IS NOT NULL")
    _keep(
        "paper_copy",
        OF_COPY,
        "OLD.state IN ('returned', 'withdrawn')"
        " OR (OLD.state = 'lost' AND NEW.state NOT IN ('lost', 'withdrawn'))"
        " OR (OLD.state = 'to_collect' AND NEW.state IN ('out', 'returned'))",
    )
    for table in ("paper_list", "acknowledgement"):
        write_once(table)


def _lines() -> None:
    table = "distribution_line"
    op.create_table(
        table,
        _id(),
        _whole("document_id"),
        _text("target", 40),
        _whole("department_id", nullable=True),
        _whole("post_id", nullable=True),
        sa.Column("form", _enum("distributionform", "electronic", "paper"), nullable=False),
        _whole("copies"),
        _flag("must_read"),
        _whole("reading_days"),
        _text("note", 300),
        _day("ended_on", nullable=True),
        sa.Column("ended_why", _enum("lineend", "removed", "superseded", "withdrawn"), nullable=True),
        _whole("revision_id"),
        _whole("agency_id"),
        _whole("version"),
        _check(table, "one_target", "department_id IS NULL OR post_id IS NULL"),
        _check(table, "paper_has_copies", "(form = 'paper') = (copies > 0)"),
        _check(table, "copies_count", "copies BETWEEN 0 AND 500"),
        _check(table, "reading_takes_days", "reading_days BETWEEN 1 AND 90"),
        _check(table, "ended_for_a_reason", "(ended_on IS NULL) = (ended_why IS NULL)"),
        *_of_revision(table),
        _key(table, "department_id", "department"),
        _key(table, "post_id", "post"),
        _primary(table),
    )
    op.create_index(
        "uq_distribution_line_standing",
        table,
        ["document_id", "target", "form"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index("ix_distribution_line_document", table, ["document_id", "ended_on"])
    for column in ("agency_id", "department_id", "post_id", "revision_id"):
        _index(table, column)


def _copies() -> None:
    table = "paper_copy"
    op.create_table(
        table,
        _id(),
        _whole("document_id"),
        _whole("line_id", nullable=True),
        _whole("number"),
        _text("holder", 200),
        sa.Column(
            "state", _enum("copystate", "out", "to_collect", "returned", "withdrawn", "lost"), nullable=False
        ),
        _day("handed_on"),
        _text("handed_by", 200),
        _day("called_back_on", nullable=True),
        _day("ended_on", nullable=True),
        _text("ended_by", 200),
        _flag("stamped"),
        _text("note", 500),
        _whole("revision_id"),
        _whole("agency_id"),
        _whole("version"),
        _check(table, "counts_from_one", "number > 0"),
        _check(table, "has_a_holder", "holder <> ''"),
        _check(table, "ended_on_a_day", "(state IN ('out', 'to_collect')) = (ended_on IS NULL)"),
        _check(table, "ended_by_somebody", "(ended_on IS NULL) = (ended_by = '')"),
        _check(table, "called_back_on_a_day", "state <> 'to_collect' OR called_back_on IS NOT NULL"),
        _check(table, "stamped_once_withdrawn", "NOT stamped OR state = 'withdrawn'"),
        _check(table, "lost_is_explained", "state <> 'lost' OR note <> ''"),
        *_of_revision(table),
        _key(table, "line_id", "distribution_line"),
        _primary(table),
        sa.UniqueConstraint("revision_id", "number", name=op.f("uq_paper_copy_revision_id_number")),
    )
    op.create_index("ix_paper_copy_document_state", table, ["document_id", "state"])
    for column in ("agency_id", "revision_id"):
        _index(table, column)


def _lists() -> None:
    table = "paper_list"
    op.create_table(
        table,
        _id(),
        _whole("document_id"),
        _text("file_digest", 64),
        _text("file_name", 200),
        _text("media_type", 120),
        _whole("file_size"),
        _day("signed_on"),
        _whole("people"),
        _text("made_by", 200),
        _moment("made_at"),
        _whole("revision_id"),
        _whole("agency_id"),
        *_of_revision(table),
        _primary(table),
    )
    for column in ("agency_id", "document_id", "revision_id"):
        _index(table, column)


def _acknowledgements() -> None:
    table = "acknowledgement"
    op.create_table(
        table,
        _id(),
        _whole("document_id"),
        _whole("number"),
        _whole("person_id"),
        _whole("duty_of_id"),
        _whole("post_id", nullable=True),
        _text("person_name", 200),
        _text("post_label", 500),
        sa.Column("way", _enum("way", "product", "paper_list"), nullable=False),
        _text("content_digest", 64),
        _moment("shown_at", nullable=True),
        _moment("at"),
        _whole("paper_list_id", nullable=True),
        _whole("revision_id"),
        _whole("agency_id"),
        _check(table, "paper_has_its_list", "(way = 'paper_list') = (paper_list_id IS NOT NULL)"),
        _check(table, "shown_before_acknowledged", "(way = 'product') = (shown_at IS NOT NULL)"),
        _check(table, "has_a_digest", "content_digest <> ''"),
        *_of_revision(table),
        _key(table, "person_id", "person"),
        _key(table, "duty_of_id", "person"),
        _key(table, "post_id", "post"),
        _key(table, "paper_list_id", "paper_list"),
        _primary(table),
        sa.UniqueConstraint(
            "revision_id",
            "person_id",
            "duty_of_id",
            name=op.f("uq_acknowledgement_revision_id_person_id_duty_of_id"),
        ),
    )
    op.create_index(
        "ix_acknowledgement_document", table, ["document_id", "duty_of_id", "person_id", "number"]
    )
    for column in ("agency_id", "paper_list_id", "revision_id"):
        _index(table, column)


def _secure(table: str) -> None:
    """As the scope says; and of what is not in force yet only its own agency sees who is to have it."""
    if op.get_bind().dialect.name != "postgresql":
        secure(table, "agency_owned")
        return
    seen = f"""CASE {REACH} WHEN 'system' THEN true WHEN 'agency' THEN agency_id = {AGENCY}
               WHEN 'province' THEN agency_id = {AGENCY} OR (agency_id IN {AGENCIES} AND {IN_FORCE})
               ELSE false END"""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY seen ON {table} USING ({seen}) WITH CHECK ({seen})")


def _keep(table: str, fixed: tuple[str, ...], over: str) -> None:
    """Never removed; `fixed` never changes; nothing changes any more once `over` holds."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differ = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    broken = " OR ".join([*(f"NEW.{column} {differ} OLD.{column}" for column in fixed), over])
    if is_postgresql:
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}: {table}'; END IF;"
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
    op.execute(f"CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table} {refuse}")
    refuse_replacing(table)


def _let_go(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_kept ON {table}")
        op.execute(f"DROP FUNCTION keep_{table}()")
        return
    allow_replacing(table)


def downgrade() -> None:
    for table in ("paper_list", "acknowledgement"):
        allow_changes(table)
    for table in ("distribution_line", "paper_copy"):
        _let_go(table)
    for table in reversed(TABLES):
        release(table)
        op.drop_table(table)
