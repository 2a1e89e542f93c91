"""External documents, who follows them and what cites them; records, their retention and disposal; forms of registers"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import MESSAGE, allow_replacing, refuse_replacing

import iso_app.db

revision = "0009"
down_revision = "0008"

OWNED = (
    ("register_form", "agency_owned"),
    ("register_file", "agency_owned"),
    ("external_document", "province_shared"),
    ("own_external_document", "agency_owned"),
    ("external_subscription", "agency_owned"),
    ("citation", "agency_owned"),
    ("record_kind", "agency_owned"),
    ("record_disposal", "agency_owned"),
    ("record_folder", "agency_owned"),
)
CLASSES = (
    "law", "ordinance", "resolution", "decree", "decision", "directive", "circular", "joint_circular", "standard",
    "regulation", "guidance", "other",
)  # fmt: skip
FORCES = ("in_force", "partly", "replaced", "expired")
SORT_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# What was decided stays: (table, the rows that are kept as they are).
KEPT = (("record_disposal", "OLD.state <> 'proposed'"), ("record_folder", "OLD.state = 'disposed'"))


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _text(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def upgrade() -> None:
    _registers()
    _documents("external_document", "province_id", "province")
    _documents("own_external_document", "agency_id", "agency")
    _subscriptions()
    _citations()
    _records()
    for table, kind in OWNED:
        secure(table, kind)
    for table, kept in KEPT:
        _keep(table, kept)


def _registers() -> None:
    op.create_table(
        "register_form",
        _id(),
        _text("register", 40),
        _text("code", 60),
        _text("revision", 20),
        _day("issued_on", nullable=True),
        _whole("agency_id"),
        _whole("version"),
        _key("register_form", "agency_id", "agency"),
        _primary("register_form"),
        _unique("register_form", "agency_id", "register"),
    )
    op.create_table(
        "register_file",
        _id(),
        _text("register", 40),
        _text("filename", 300),
        _text("file_digest", 64),
        _whole("file_size"),
        sa.Column("state", _enum("filestate", "previewed", "stored", "discarded"), nullable=False),
        _flag("good_rows_only"),
        sa.Column("counts", sa.JSON(), nullable=False),
        _text("made_by", 200),
        _whole("made_by_id", nullable=True),
        _moment("made_at"),
        _moment("stored_at", nullable=True),
        _whole("agency_id"),
        _check("register_file", "stored_has_a_moment", "(state = 'stored') = (stored_at IS NOT NULL)"),
        _key("register_file", "made_by_id", "person"),
        _key("register_file", "agency_id", "agency"),
        _primary("register_file"),
    )
    _index("register_form", "agency_id")
    _index("register_file", "agency_id")


def _documents(table: str, owner: str, of: str) -> None:
    op.create_table(
        table,
        _id(),
        _text("number", 100),
        _text("folded", 120),
        sa.Column("sort_number", SORT_KEY, nullable=False),
        _text("title", 1000),
        _text("searched"),
        sa.Column("document_class", _enum("documentclass", *CLASSES), nullable=False),
        _text("issuer", 300),
        _day("issued_on", nullable=True),
        _day("effective_on", nullable=True),
        sa.Column("force", _enum("force", *FORCES), nullable=False),
        _text("replaced_by", 100),
        _day("ended_on", nullable=True),
        _text("link", 500),
        _text("filename", 300),
        _text("file_digest", 64),
        _whole(owner),
        _whole("version"),
        _check(table, "in_force_after_it_was_issued", "effective_on >= issued_on"),
        _check(table, "ends_after_it_begins", "ended_on >= effective_on"),
        _check(table, "replaced_by_something", "force <> 'replaced' OR replaced_by <> ''"),
        _check(table, "only_replaced_has_another", "force IN ('replaced', 'partly') OR replaced_by = ''"),
        _check(table, "file_has_a_name", "(filename = '') = (file_digest = '')"),
        _key(table, owner, of),
        _primary(table),
        _unique(table, owner, "folded"),
    )
    _index(table, owner)


def _subscriptions() -> None:
    table = "external_subscription"
    op.create_table(
        table,
        _id(),
        _whole("external_document_id", nullable=True),
        _whole("own_document_id", nullable=True),
        _whole("department_id", nullable=True),
        _whole("interval_months"),
        _day("next_check_on"),
        _day("last_checked_on", nullable=True),
        _text("last_checked_by", 500),
        _moment("followed_since"),
        _text("followed_by", 500),
        _day("ended_on", nullable=True),
        _text("end_reason"),
        _text("told_of", 200),
        _whole("agency_id"),
        _whole("version"),
        _check(table, "of_one_document", "(external_document_id IS NULL) <> (own_document_id IS NULL)"),
        _check(table, "comes_again", "interval_months BETWEEN 1 AND 60"),
        _check(table, "checked_by_somebody", "(last_checked_on IS NULL) = (last_checked_by = '')"),
        _check(table, "ended_has_a_reason", "(ended_on IS NULL) = (end_reason = '')"),
        _key(table, "external_document_id", "external_document"),
        _key(table, "own_document_id", "own_external_document"),
        _key(table, "department_id", "department"),
        _key(table, "agency_id", "agency"),
        _primary(table),
        _unique(table, "agency_id", "external_document_id"),
        _unique(table, "agency_id", "own_document_id"),
    )
    op.create_index("ix_external_subscription_due", table, ["agency_id", "ended_on", "next_check_on"])
    for column in ("agency_id", "external_document_id", "own_document_id"):
        _index(table, column)


def _citations() -> None:
    op.create_table(
        "citation",
        _id(),
        _whole("document_id"),
        _whole("revision_id"),
        _text("number", 100),
        _text("folded", 120),
        sa.Column("state", _enum("citationstate", "found", "confirmed", "rejected"), nullable=False),
        _text("passage"),
        _whole("times"),
        _flag("is_cited"),
        _moment("found_at"),
        _text("decided_by", 500),
        _moment("decided_at", nullable=True),
        _whole("agency_id"),
        _whole("version"),
        _check("citation", "decided_has_a_moment", "(state = 'found') = (decided_at IS NULL)"),
        _check("citation", "decided_by_somebody", "(decided_at IS NULL) = (decided_by = '')"),
        _key("citation", "document_id", "document"),
        _key("citation", "revision_id", "revision"),
        _key("citation", "agency_id", "agency"),
        _primary("citation"),
        _unique("citation", "document_id", "folded"),
    )
    op.create_index("ix_citation_number", "citation", ["folded", "agency_id"])
    _index("citation", "agency_id")


def _records() -> None:
    op.create_table(
        "record_kind",
        _id(),
        _text("number", 60),
        _text("folded", 60),
        sa.Column("sort_number", SORT_KEY, nullable=False),
        _text("title", 500),
        sa.Column("sort_title", SORT_KEY, nullable=False),
        _text("searched"),
        _whole("department_id", nullable=True),
        _text("place", 300),
        sa.Column("retention_unit", _enum("retentionunit", "months", "years", "permanent"), nullable=False),
        _whole("retention_length", nullable=True),
        _text("holder", 200),
        _text("disposal_method", 200),
        _day("ended_on", nullable=True),
        _text("end_reason"),
        _whole("agency_id"),
        _whole("version"),
        _check(
            "record_kind",
            "length_unless_permanent",
            "(retention_unit = 'permanent') = (retention_length IS NULL)",
        ),
        _check("record_kind", "length_counts", "retention_length BETWEEN 1 AND 1200"),
        _check("record_kind", "ended_has_a_reason", "(ended_on IS NULL) = (end_reason = '')"),
        _key("record_kind", "department_id", "department"),
        _key("record_kind", "agency_id", "agency"),
        _primary("record_kind"),
        _unique("record_kind", "agency_id", "folded"),
    )
    op.create_table(
        "record_disposal",
        _id(),
        _text("reason"),
        _text("method", 200),
        _text("decision_number", 100),
        _day("decision_on", nullable=True),
        _text("filename", 300),
        _text("file_digest", 64),
        sa.Column(
            "state", _enum("disposalstate", "proposed", "approved", "declined", "withdrawn"), nullable=False
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        _text("content_digest", 64),
        _text("proposed_by", 500),
        _whole("proposed_by_id", nullable=True),
        _moment("proposed_at"),
        _text("decided_by", 500),
        _moment("decided_at", nullable=True),
        _text("decision_reason"),
        _whole("agency_id"),
        _whole("version"),
        _check("record_disposal", "has_a_reason", "reason <> ''"),
        _check("record_disposal", "decided_has_a_moment", "(state = 'proposed') = (decided_at IS NULL)"),
        _check("record_disposal", "decided_by_somebody", "(decided_at IS NULL) = (decided_by = '')"),
        _check("record_disposal", "no_has_a_reason", "state <> 'declined' OR decision_reason <> ''"),
        _check("record_disposal", "file_has_a_name", "(filename = '') = (file_digest = '')"),
        _check("record_disposal", "approved_has_its_paper", "state <> 'approved' OR file_digest <> ''"),
        _key("record_disposal", "proposed_by_id", "person"),
        _key("record_disposal", "agency_id", "agency"),
        _primary("record_disposal"),
    )
    op.create_table(
        "record_folder",
        _id(),
        _whole("record_kind_id"),
        _text("label", 200),
        _text("folded", 200),
        _day("closed_on"),
        _day("due_on", nullable=True),
        _text("place", 300),
        sa.Column("state", _enum("folderstate", "kept", "disposed"), nullable=False),
        _whole("disposal_id", nullable=True),
        _day("disposed_on", nullable=True),
        _whole("agency_id"),
        _whole("version"),
        _check("record_folder", "disposed_on_a_day", "(state = 'disposed') = (disposed_on IS NOT NULL)"),
        _check("record_folder", "disposed_by_an_act", "state <> 'disposed' OR disposal_id IS NOT NULL"),
        _check("record_folder", "disposed_when_due", "state <> 'disposed' OR due_on <= disposed_on"),
        _key("record_folder", "record_kind_id", "record_kind"),
        _key("record_folder", "disposal_id", "record_disposal"),
        _key("record_folder", "agency_id", "agency"),
        _primary("record_folder"),
        _unique("record_folder", "record_kind_id", "folded"),
    )
    op.create_index("ix_record_folder_due", "record_folder", ["agency_id", "state", "due_on"])
    _index("record_folder", "disposal_id")
    for table in ("record_kind", "record_disposal", "record_folder"):
        _index(table, "agency_id")


def _keep(table: str, kept: str) -> None:
    """Rows that were decided never change, and none is ever removed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' OR {kept} THEN RAISE EXCEPTION '{MESSAGE}: {table}'; END IF;"
            " RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: {table}'); END"
    op.execute(f"CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table} WHEN {kept} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table} {refuse}")
    refuse_replacing(table)


def _let_go(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}")
        op.execute(f"DROP FUNCTION IF EXISTS keep_{table}()")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_u")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_d")
    allow_replacing(table)


def downgrade() -> None:
    for table, _ in KEPT:
        _let_go(table)
    for table, _ in OWNED:
        release(table)
    for table in (
        "record_folder",
        "record_disposal",
        "record_kind",
        "citation",
        "external_subscription",
        "own_external_document",
        "external_document",
        "register_file",
        "register_form",
    ):
        op.drop_table(table)
