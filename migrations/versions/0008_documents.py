"""Documents: kinds, documents, revisions, rounds of review, steps of approval, remarks, and the words they say"""

import sqlalchemy as sa
from alembic import op
from rls import AGENCIES, AGENCY, REACH, release, secure
from triggers import MESSAGE, allow_replacing, refuse_replacing

import iso_app.db

revision = "0008"
down_revision = "0007"

TABLES = (
    "document_kind",
    "kind_setting",
    "document",
    "document_clause",
    "revision",
    "approval_step",
    "review_round",
    "revision_comment",
    "revision_look",
    "revision_text",
)
IN_FORCE = "in_force_at IS NOT NULL"
OF_REVISION = f"revision_id IN (SELECT r.id FROM revision r WHERE r.{IN_FORCE})"
# What the authority sees of other agencies: see `iso_app/documents/sight.py`.
SEEN_BY_AUTHORITY = {
    "document": IN_FORCE,
    "revision": IN_FORCE,
    "approval_step": OF_REVISION,
    "revision_text": OF_REVISION,
    "review_round": "false",
    "revision_comment": "false",
    "revision_look": "false",
}
# What is handed in, approved and read stays as it was.
CONTENT = (
    "number", "source", "file_digest", "file_name", "media_type", "file_size", "written", "content_digest",
    "author_id", "author_name", "made_at",
)  # fmt: skip
NEVER = ("id", "document_id", "agency_id")
IN_FORCE_FOR_EVER = ("in_force_at", "effective_on", "approved_at", "approved_by", "paper_basis", "round")
FORWARD = (
    "(OLD.state IN ('superseded', 'withdrawn', 'discarded') AND NEW.state <> OLD.state)"
    " OR (OLD.state = 'effective' AND NEW.state NOT IN ('effective', 'superseded', 'withdrawn'))"
    " OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'effective', 'discarded'))"
    " OR (NEW.state IN ('superseded', 'withdrawn') AND OLD.state NOT IN ('effective', NEW.state))"
)


def upgrade() -> None:
    for table in TABLES:
        globals()[f"_{table}"]()
    for table in TABLES:
        _secure(table)
    _keep_revisions()
    _keep_steps()
    _find_words()


def _document_kind() -> None:
    op.create_table(
        "document_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "document_class",
            sa.Enum(
                "policy",
                "manual",
                "objectives",
                "procedure",
                "tthc",
                "instruction",
                "regulation",
                "form",
                "other",
                name="documentclass",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_pattern", sa.String(length=60), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("retention", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "review_months BETWEEN 0 AND 120", name=op.f("ck_document_kind_review_comes_again")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_document_kind_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_kind")),
        sa.UniqueConstraint("province_id", "code", name=op.f("uq_document_kind_province_id_code")),
    )
    op.create_index(op.f("ix_document_kind_province_id"), "document_kind", ["province_id"], unique=False)


def _kind_setting() -> None:
    op.create_table(
        "kind_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("code_pattern", sa.String(length=60), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "review_months IS NULL OR review_months BETWEEN 0 AND 120",
            name=op.f("ck_kind_setting_review_comes_again"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_kind_setting_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["document_kind.id"], name=op.f("fk_kind_setting_kind_id_document_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_setting")),
        sa.UniqueConstraint("agency_id", "kind_id", name=op.f("uq_kind_setting_agency_id_kind_id")),
    )
    op.create_index(op.f("ix_kind_setting_agency_id"), "kind_setting", ["agency_id"], unique=False)
    op.create_index(op.f("ix_kind_setting_kind_id"), "kind_setting", ["kind_id"], unique=False)


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("code_folded", sa.String(length=60), nullable=False),
        sa.Column("sort_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("sort_title", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("model_item", sa.String(length=60), nullable=True),
        sa.Column("tthc_code", sa.String(length=60), nullable=False),
        sa.Column("tthc_name", sa.String(length=500), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("preparing", "in_force", "withdrawn", name="documentstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("opened_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.Column("in_force_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("code_folded <> ''", name=op.f("ck_document_has_a_code")),
        sa.CheckConstraint(
            "state <> 'in_force' OR in_force_at IS NOT NULL", name=op.f("ck_document_in_force_since")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR withdrawn_reason <> ''", name=op.f("ck_document_withdrawn_has_a_reason")
        ),
        sa.CheckConstraint(
            "state = 'withdrawn' OR withdrawn_on IS NULL", name=op.f("ck_document_only_withdrawn_has_a_day")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_agency_id_agency")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_document_author_id_person")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_document_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["document_kind.id"], name=op.f("fk_document_kind_id_document_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("agency_id", "code_folded", name=op.f("uq_document_agency_id_code_folded")),
    )
    op.create_index(op.f("ix_document_agency_id"), "document", ["agency_id"], unique=False)
    op.create_index("ix_document_agency_state", "document", ["agency_id", "state"], unique=False)
    op.create_index(op.f("ix_document_department_id"), "document", ["department_id"], unique=False)
    op.create_index(op.f("ix_document_kind_id"), "document", ["kind_id"], unique=False)
    op.create_index("ix_document_review", "document", ["state", "next_review_on"], unique=False)


def _document_clause() -> None:
    op.create_table(
        "document_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_document_clause_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clause.id"], name=op.f("fk_document_clause_clause_id_clause")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_clause_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_clause")),
        sa.UniqueConstraint(
            "document_id", "clause_id", name=op.f("uq_document_clause_document_id_clause_id")
        ),
    )
    op.create_index(op.f("ix_document_clause_agency_id"), "document_clause", ["agency_id"], unique=False)
    op.create_index(op.f("ix_document_clause_clause_id"), "document_clause", ["clause_id"], unique=False)


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "effective",
                "superseded",
                "withdrawn",
                "discarded",
                name="revisionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source", sa.Enum("file", "written", name="source", native_enum=False, length=40), nullable=False
        ),
        sa.Column("file_digest", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("written", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("change_summary", sa.Text(), nullable=False),
        sa.Column("must_be_read_again", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("saved_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=200), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("approved_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=500), nullable=False),
        sa.Column("paper_basis", sa.String(length=500), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("in_force_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(source = 'file') = (file_digest IS NOT NULL)", name=op.f("ck_revision_file_has_a_digest")
        ),
        sa.CheckConstraint(
            "(source = 'written') = (written IS NOT NULL)", name=op.f("ck_revision_written_has_content")
        ),
        sa.CheckConstraint(
            "(state IN ('superseded', 'withdrawn')) = (ended_on IS NOT NULL)",
            name=op.f("ck_revision_ended_on_a_day"),
        ),
        sa.CheckConstraint("content_digest <> ''", name=op.f("ck_revision_has_a_digest")),
        sa.CheckConstraint(
            "in_force_at IS NULL OR approved_at IS NOT NULL OR paper_basis <> ''",
            name=op.f("ck_revision_approved_before_in_force"),
        ),
        sa.CheckConstraint(
            "in_force_at IS NULL OR state IN ('effective', 'superseded', 'withdrawn')",
            name=op.f("ck_revision_never_goes_back"),
        ),
        sa.CheckConstraint(
            "state <> 'in_review' OR round > 0", name=op.f("ck_revision_in_review_has_a_round")
        ),
        sa.CheckConstraint(
            "state NOT IN ('effective', 'superseded', 'withdrawn') OR (in_force_at IS NOT NULL AND effective_on IS NOT NULL)",
            name=op.f("ck_revision_in_force_since"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_revision_agency_id_agency")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_revision_author_id_person")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_revision_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_agency_id"), "revision", ["agency_id"], unique=False)
    op.create_index(op.f("ix_revision_document_id"), "revision", ["document_id"], unique=False)
    op.create_index("ix_revision_state_day", "revision", ["state", "effective_on"], unique=False)
    op.create_index(
        "uq_revision_effective",
        "revision",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("state = 'effective'"),
        postgresql_where=sa.text("state = 'effective'"),
    )
    op.create_index(
        "uq_revision_number",
        "revision",
        ["document_id", "number"],
        unique=True,
        sqlite_where=sa.text("state <> 'discarded'"),
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.create_index(
        "uq_revision_open",
        "revision",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
        postgresql_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
    )


def _approval_step() -> None:
    op.create_table(
        "approval_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum("drafted", "reviewed", "approved", name="stepmeaning", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "province_admin",
                "inspector",
                "leader",
                "iso_secretary",
                "auditor",
                "staff",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("waits_since", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=500), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(done_at IS NULL) = (signature_id IS NULL)", name=op.f("ck_approval_step_done_is_signed")
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR waits_since IS NOT NULL", name=op.f("ck_approval_step_done_in_its_turn")
        ),
        sa.CheckConstraint(
            "role IS NOT NULL OR post_id IS NOT NULL", name=op.f("ck_approval_step_waits_for_somebody")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_approval_step_agency_id_agency")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_approval_step_post_id_post")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_approval_step_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_approval_step_signature_id_signature")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
        sa.UniqueConstraint(
            "revision_id", "round", "position", name=op.f("uq_approval_step_revision_id_round_position")
        ),
    )
    op.create_index(op.f("ix_approval_step_agency_id"), "approval_step", ["agency_id"], unique=False)
    op.create_index(op.f("ix_approval_step_revision_id"), "approval_step", ["revision_id"], unique=False)


def _review_round() -> None:
    op.create_table(
        "review_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_by", sa.String(length=200), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_post_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("returned_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("returned_by", sa.String(length=200), nullable=False),
        sa.Column("returned_reason", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "returned_at IS NULL OR returned_reason <> ''", name=op.f("ck_review_round_returned_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_review_round_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_review_round_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_review_round_submitted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_post_id"], ["post.id"], name=op.f("fk_review_round_submitted_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_round")),
        sa.UniqueConstraint("revision_id", "number", name=op.f("uq_review_round_revision_id_number")),
    )
    op.create_index(op.f("ix_review_round_agency_id"), "review_round", ["agency_id"], unique=False)


def _revision_comment() -> None:
    op.create_table(
        "revision_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_revision_comment_answer_has_a_moment")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_revision_comment_says_something")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_revision_comment_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_revision_comment_by_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_comment_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_comment")),
    )
    op.create_index(op.f("ix_revision_comment_agency_id"), "revision_comment", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_revision_comment_revision_id"), "revision_comment", ["revision_id"], unique=False
    )


def _revision_look() -> None:
    op.create_table(
        "revision_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("looked_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_revision_look_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_revision_look_document_id_document")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_revision_look_person_id_person")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_look_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_look")),
        sa.UniqueConstraint("person_id", "document_id", name=op.f("uq_revision_look_person_id_document_id")),
    )
    op.create_index(op.f("ix_revision_look_agency_id"), "revision_look", ["agency_id"], unique=False)
    op.create_index(op.f("ix_revision_look_document_id"), "revision_look", ["document_id"], unique=False)


def _revision_text() -> None:
    op.create_table(
        "revision_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_revision_text_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_text_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_text")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_revision_text_revision_id")),
    )
    op.create_index(op.f("ix_revision_text_agency_id"), "revision_text", ["agency_id"], unique=False)
    op.create_index(op.f("ix_revision_text_revision_id"), "revision_text", ["revision_id"], unique=False)


def _secure(table: str) -> None:
    """As the scope says; and what is not in force yet is seen by its own agency only."""
    if table not in SEEN_BY_AUTHORITY or op.get_bind().dialect.name != "postgresql":
        secure(table, "province_shared" if table == "document_kind" else "agency_owned")
        return
    seen = f"""CASE {REACH} WHEN 'system' THEN true WHEN 'agency' THEN agency_id = {AGENCY}
               WHEN 'province' THEN agency_id = {AGENCY} OR (agency_id IN {AGENCIES} AND {SEEN_BY_AUTHORITY[table]})
               ELSE false END"""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY seen ON {table} USING ({seen}) WITH CHECK ({seen})")


def _keep_revisions() -> None:
    """Handed in, the content cannot change; in force, a revision only goes forward; none is ever removed."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differ = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    as_text = "::text" if is_postgresql else ""

    def changed(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{column}{as_text} {differ} OLD.{column}{as_text}" for column in columns)

    broken = (
        f"{changed(NEVER)} OR (OLD.state <> 'draft' AND ({changed(CONTENT)}))"
        f" OR (OLD.in_force_at IS NOT NULL AND ({changed(IN_FORCE_FOR_EVER)})) OR {FORWARD}"
    )
    _keep("revision", broken)
    if not is_postgresql:
        refuse_replacing("revision")


def _keep_steps() -> None:
    """A step that was signed stays signed as it was; none is removed, nor is a round or a remark."""
    done = "OLD.done_at IS NOT NULL"
    _keep("approval_step", done)
    _keep("review_round", "NEW.content_digest <> OLD.content_digest OR OLD.returned_at IS NOT NULL")
    _keep(
        "revision_comment", "NEW.words <> OLD.words OR NEW.quote <> OLD.quote OR OLD.answered_at IS NOT NULL"
    )
    _keep("document", "NEW.id <> OLD.id OR NEW.agency_id <> OLD.agency_id")
    for table in ("approval_step", "review_round", "revision_comment", "document"):
        refuse_replacing(table)


def _keep(table: str, broken: str) -> None:
    """Refuse an UPDATE for which `broken` holds, and every DELETE."""
    if op.get_bind().dialect.name == "postgresql":
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


def _find_words() -> None:
    """The words of every revision, for the search. Ids only come out of it; the scope decides what becomes of them.

    On PostgreSQL an index could not be used below a policy (`@@` is not leakproof). So the words stand in a table
    of their own that nobody reads but one function of the owner, which gives ids.
    """
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            "CREATE VIRTUAL TABLE revision_fts USING fts5(head, body, content='revision_text', content_rowid='id',"
            " tokenize='unicode61 remove_diacritics 0')"
        )
        gone = "INSERT INTO revision_fts(revision_fts, rowid, head, body) VALUES('delete', OLD.id, OLD.head, OLD.body)"
        come = "INSERT INTO revision_fts(rowid, head, body) VALUES(NEW.id, NEW.head, NEW.body)"
        op.execute(f"CREATE TRIGGER revision_text_fts_i AFTER INSERT ON revision_text BEGIN {come}; END")
        op.execute(f"CREATE TRIGGER revision_text_fts_d AFTER DELETE ON revision_text BEGIN {gone}; END")
        op.execute(
            f"CREATE TRIGGER revision_text_fts_u AFTER UPDATE ON revision_text BEGIN {gone}; {come}; END"
        )
        return
    op.execute(
        "CREATE TABLE revision_fts (id integer CONSTRAINT pk_revision_fts PRIMARY KEY"
        " CONSTRAINT fk_revision_fts_id_revision_text REFERENCES revision_text (id) ON DELETE CASCADE,"
        " words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX revision_fts_words ON revision_fts USING gin (words)")
    op.execute("ALTER TABLE revision_fts ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE FUNCTION keep_revision_fts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS $$ BEGIN"
        " INSERT INTO revision_fts (id, words) VALUES (NEW.id, to_tsvector('simple', NEW.head || ' ' || NEW.body))"
        " ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER revision_text_fts AFTER INSERT OR UPDATE ON revision_text"
        " FOR EACH ROW EXECUTE FUNCTION keep_revision_fts()"
    )
    op.execute(
        "CREATE FUNCTION revision_texts_with(wanted text) RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER"
        # Words that are searched for stand in few texts: the planner, told nothing, reads all texts beside them.
        " ROWS 20"
        " SET search_path = public, pg_temp AS $$"
        " SELECT id FROM revision_fts WHERE words @@ to_tsquery('simple', wanted) $$"
    )


def _forget_words() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION revision_texts_with(text)")
        op.execute("DROP TRIGGER revision_text_fts ON revision_text")
        op.execute("DROP FUNCTION keep_revision_fts()")
    op.execute("DROP TABLE revision_fts")


def downgrade() -> None:
    _forget_words()
    for table in ("revision", "approval_step", "review_round", "revision_comment", "document"):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            op.execute(f"DROP FUNCTION keep_{table}()")
        allow_replacing(table)
    for table in reversed(TABLES):
        release(table)
        op.drop_table(table)
