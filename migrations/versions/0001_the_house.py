"""The house: agencies, people, evidence, reports, trail"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import allow_changes, forget_keeping, keep_once_set, write_once

import iso_app.db

revision = "0001"
down_revision = None

OWNED = {
    "agency": "agency_itself",
    "province": "province_itself",
    "person": "person_itself",
    "agency_group": "province_shared",
    "import_batch": "province_owned",
    "report_snapshot": "province_owned",
    "check_explanation": "province_owned",
    "agency_period": "agency_owned",
    "department": "agency_owned",
    "post": "agency_owned",
    "post_holding": "agency_owned",
    "agency_edition": "agency_owned",
    "number_series": "agency_owned",
    "signature": "agency_owned",
    "import_line": "agency_owned",
    "inspection": "agency_owned",
    "planned_inspection": "agency_owned",
    "application_year": "agency_owned",
    "compliance_fact": "agency_owned",
}
# A person is made before the post that lets its agency see them.
INSERT_CHECKS = {"person": "current_setting('iso.reach', true) IN ('system', 'province', 'agency')"}
WRITTEN_ONCE = (
    "trail_entry",
    "signature",
    "stored_file",
    "template_version",
    "standard_edition",
    "clause",
    "clause_mapping",
)


def upgrade() -> None:
    op.create_table(
        "done_once",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("led_to", sa.String(length=2000), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_done_once")),
        sa.UniqueConstraint("key", name=op.f("uq_done_once_key")),
    )
    op.create_table(
        "province",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_body", sa.String(length=200), nullable=False),
        sa.Column("issuing_body", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("signing_position", sa.String(length=200), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province")),
        sa.UniqueConstraint("code", name=op.f("uq_province_code")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_email_at", ["email", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_network_at", ["network", "at"], unique=False)

    op.create_table(
        "standard_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title_vi", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_edition")),
        sa.UniqueConstraint("code", name=op.f("uq_standard_edition_code")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("stored_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("digest", name=op.f("uq_stored_file_digest")),
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_template_version_code_version")),
    )
    op.create_table(
        "trail_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length >= 0", name=op.f("ck_trail_chain_length_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_chain")),
        sa.UniqueConstraint("key", name=op.f("uq_trail_chain_key")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("post_label", sa.String(length=300), nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("subject_type", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject_label", sa.String(length=300), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_trail_entry_chain_position")),
    )
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.create_index("ix_trail_entry_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "agency_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_agency_group_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_group")),
        sa.UniqueConstraint("province_id", "folded", name=op.f("uq_agency_group_province_id_folded")),
    )
    with op.batch_alter_table("agency_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_group_province_id"), ["province_id"], unique=False)

    op.create_table(
        "clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words_vi", sa.String(length=300), nullable=False),
        sa.Column("words_en", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["standard_edition.id"], name=op.f("fk_clause_edition_id_standard_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_clause_edition_id_number")),
    )
    with op.batch_alter_table("clause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clause_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "clause_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_edition_id", sa.Integer(), nullable=False),
        sa.Column("to_edition_id", sa.Integer(), nullable=False),
        sa.Column("from_number", sa.String(length=20), nullable=True),
        sa.Column("to_number", sa.String(length=20), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "same",
                "moved",
                "split",
                "merged",
                "new",
                "dropped",
                name="mappingkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["from_edition_id"],
            ["standard_edition.id"],
            name=op.f("fk_clause_mapping_from_edition_id_standard_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["to_edition_id"],
            ["standard_edition.id"],
            name=op.f("fk_clause_mapping_to_edition_id_standard_edition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_mapping")),
    )
    with op.batch_alter_table("clause_mapping", schema=None) as batch_op:
        batch_op.create_index(
            "ix_clause_mapping_editions", ["from_edition_id", "to_edition_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", iso_app.db.SortKey, nullable=False),
        sa.Column("folded", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_set_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_person_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_province_id"), ["province_id"], unique=False)

    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_authority", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.String(length=600), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column(
            "level",
            sa.Enum("province", "district", "commune", name="level", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "applicability",
            sa.Enum(
                "mandatory", "voluntary", "out_of_scope", name="applicability", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("sort_name", iso_app.db.SortKey, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_agency_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["agency_group.id"], name=op.f("fk_agency_group_id_agency_group")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id_agency")),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_agency_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("province_id", "code", name=op.f("uq_agency_province_id_code")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_province_id"), ["province_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index(
            "uq_agency_authority",
            ["province_id"],
            unique=True,
            sqlite_where=sa.text("is_authority"),
            postgresql_where=sa.text("is_authority"),
        )

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("previewed", "stored", "discarded", name="importstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("good_rows_only", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stored_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'stored') = (stored_at IS NOT NULL)", name=op.f("ck_import_batch_stored_has_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_import_batch_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_import_batch_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index("ix_import_batch_newest", ["province_id", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_batch_province_id"), ["province_id"], unique=False)

    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_one_time_link_token_digest")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "report_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("template_version_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "frozen", "issued", name="snapshotstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=200), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("issued_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (frozen_at IS NULL) AND (state = 'draft') = (digest = '')",
            name=op.f("ck_report_snapshot_frozen_has_content"),
        ),
        sa.CheckConstraint(
            "(state = 'issued') = (issued_at IS NOT NULL)",
            name=op.f("ck_report_snapshot_issued_has_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["person.id"], name=op.f("fk_report_snapshot_frozen_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_report_snapshot_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_report_snapshot_province_id_province")
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"],
            ["template_version.id"],
            name=op.f("fk_report_snapshot_template_version_id_template_version"),
        ),
        sa.UniqueConstraint("province_id", "number", name=op.f("uq_report_snapshot_province_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
    )
    with op.batch_alter_table("report_snapshot", schema=None) as batch_op:
        batch_op.create_index("ix_report_snapshot_newest", ["province_id", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_snapshot_province_id"), ["province_id"], unique=False)

    op.create_table(
        "agency_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_edition_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["standard_edition.id"],
            name=op.f("fk_agency_edition_edition_id_standard_edition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_edition")),
        sa.UniqueConstraint("agency_id", "valid_from", name=op.f("uq_agency_edition_agency_id_valid_from")),
    )
    with op.batch_alter_table("agency_edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_edition_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            "uq_agency_edition_open",
            ["agency_id"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "agency_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column(
            "level",
            sa.Enum("province", "district", "commune", name="level", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "applicability",
            sa.Enum(
                "mandatory", "voluntary", "out_of_scope", name="applicability", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("sort_name", iso_app.db.SortKey, nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_agency_period_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_period_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["agency_group.id"], name=op.f("fk_agency_period_group_id_agency_group")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_period_parent_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_period")),
        sa.UniqueConstraint("agency_id", "valid_from", name=op.f("uq_agency_period_agency_id_valid_from")),
    )
    with op.batch_alter_table("agency_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_period_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_period_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_period_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index(
            "uq_agency_period_open",
            ["agency_id"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "check_explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("check_key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_check_explanation_province_id_province")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["report_snapshot.id"],
            name=op.f("fk_check_explanation_snapshot_id_report_snapshot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_explanation")),
        sa.UniqueConstraint(
            "snapshot_id", "check_key", name=op.f("uq_check_explanation_snapshot_id_check_key")
        ),
    )
    with op.batch_alter_table("check_explanation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_explanation_province_id"), ["province_id"], unique=False)

    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_department_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("agency_id", "folded", name=op.f("uq_department_agency_id_folded")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=300), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_line_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_line_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_import_line_batch_id_line")),
    )
    with op.batch_alter_table("import_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_line_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_number_series_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("agency_id", "key", "year", name=op.f("uq_number_series_agency_id_key_year")),
    )
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_series_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum(
                "drafted", "reviewed", "approved", "concluded", name="meaning", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("post_label", sa.String(length=300), nullable=False),
        sa.Column("proved_by", sa.String(length=40), nullable=False),
        sa.Column("signed_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_signature_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_signature_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "application_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("declaration_number", sa.String(length=200), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("internal_audit_on", sa.Date(), nullable=True),
        sa.Column("management_review_on", sa.Date(), nullable=True),
        sa.Column("objectives_set_on", sa.Date(), nullable=True),
        sa.Column("objectives_half_on", sa.Date(), nullable=True),
        sa.Column("objectives_year_on", sa.Date(), nullable=True),
        sa.Column("e_qms", sa.Boolean(), nullable=True),
        sa.Column("not_done", sa.JSON(), nullable=False),
        sa.Column("import_line_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_application_year_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["standard_edition.id"],
            name=op.f("fk_application_year_edition_id_standard_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["import_line_id"],
            ["import_line.id"],
            name=op.f("fk_application_year_import_line_id_import_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_year")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_application_year_agency_id_year")),
    )
    with op.batch_alter_table("application_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_year_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "compliance_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "declaration",
                "internal_audit",
                "management_review",
                "objectives_set",
                "objectives_half",
                "objectives_year",
                "e_qms",
                "edition",
                "inspection",
                "conclusion",
                "plan",
                name="factkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum("imported", "born_here", name="origin", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "yes", "no", "not_applicable", "not_reported", name="status", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("import_line_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_compliance_fact_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["import_line_id"], ["import_line.id"], name=op.f("fk_compliance_fact_import_line_id_import_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_fact")),
        sa.UniqueConstraint(
            "agency_id", "year", "kind", "origin", name=op.f("uq_compliance_fact_agency_id_year_kind_origin")
        ),
    )
    with op.batch_alter_table("compliance_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compliance_fact_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_compliance_fact_kind_day", ["kind", "happened_on"], unique=False)
        batch_op.create_index("ix_compliance_fact_kind_year", ["kind", "year", "agency_id"], unique=False)

    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("on_site", "by_file", name="inspectionmode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column(
            "conclusion",
            sa.Enum("compliant", "not_compliant", name="conclusion", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("observations", sa.Integer(), nullable=True),
        sa.Column("nonconformities", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("import_line_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "conclusion IS NULL OR inspected_on IS NOT NULL", name=op.f("ck_inspection_concluded_has_a_day")
        ),
        sa.CheckConstraint(
            "observations >= 0 AND nonconformities >= 0", name=op.f("ck_inspection_counts_are_counts")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_inspection_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["import_line_id"], ["import_line.id"], name=op.f("fk_inspection_import_line_id_import_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_inspection_agency_id_year")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "planned_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("on_site", "by_file", name="inspectionmode", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("import_line_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_planned_inspection_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["import_line_id"],
            ["import_line.id"],
            name=op.f("fk_planned_inspection_import_line_id_import_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_inspection")),
        sa.UniqueConstraint("agency_id", "year", name=op.f("uq_planned_inspection_agency_id_year")),
    )
    with op.batch_alter_table("planned_inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_inspection_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
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
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_post_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_post_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_post_department_id_department")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "post_holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("held_from", sa.Date(), nullable=False),
        sa.Column("held_to", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "held_to IS NULL OR held_to >= held_from", name=op.f("ck_post_holding_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_post_holding_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_holding_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_holding_post_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_holding")),
    )
    with op.batch_alter_table("post_holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_holding_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index("ix_post_holding_person_days", ["person_id", "held_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_holding_post_id"), ["post_id"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=40), nullable=False),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["post_holding.id"], name=op.f("fk_user_session_holding_id_post_holding")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_user_session_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_user_session_token_digest")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_person_id"), ["person_id"], unique=False)

    for table, kind in OWNED.items():
        secure(table, kind, insert_check=INSERT_CHECKS.get(table))
    secure("trail_entry", "trail", insert_check="true")
    for table in WRITTEN_ONCE:
        write_once(table)
    keep_once_set("report_snapshot", "digest", ("content", "year", "as_of", "template_version_id"))


def downgrade() -> None:
    forget_keeping("report_snapshot")
    for table in WRITTEN_ONCE:
        allow_changes(table)
    for table in ("trail_entry", *OWNED):
        release(table)
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_person_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("post_holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_holding_post_id"))
        batch_op.drop_index("ix_post_holding_person_days")
        batch_op.drop_index(batch_op.f("ix_post_holding_agency_id"))

    op.drop_table("post_holding")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_agency_id"))

    op.drop_table("post")
    with op.batch_alter_table("planned_inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_inspection_agency_id"))

    op.drop_table("planned_inspection")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_agency_id"))

    op.drop_table("inspection")
    with op.batch_alter_table("compliance_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_compliance_fact_kind_day")
        batch_op.drop_index("ix_compliance_fact_kind_year")
        batch_op.drop_index(batch_op.f("ix_compliance_fact_agency_id"))

    op.drop_table("compliance_fact")
    with op.batch_alter_table("application_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_year_agency_id"))

    op.drop_table("application_year")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index("ix_signature_subject")
        batch_op.drop_index(batch_op.f("ix_signature_agency_id"))

    op.drop_table("signature")
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_number_series_agency_id"))

    op.drop_table("number_series")
    with op.batch_alter_table("import_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_line_agency_id"))

    op.drop_table("import_line")
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_agency_id"))

    op.drop_table("department")
    with op.batch_alter_table("check_explanation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_explanation_province_id"))

    op.drop_table("check_explanation")
    with op.batch_alter_table("agency_period", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agency_period_open",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_agency_period_sort_name"))
        batch_op.drop_index(batch_op.f("ix_agency_period_parent_id"))
        batch_op.drop_index(batch_op.f("ix_agency_period_agency_id"))

    op.drop_table("agency_period")
    with op.batch_alter_table("agency_edition", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agency_edition_open",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_agency_edition_agency_id"))

    op.drop_table("agency_edition")
    with op.batch_alter_table("report_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_snapshot_province_id"))
        batch_op.drop_index("ix_report_snapshot_newest")

    op.drop_table("report_snapshot")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_person_id"))

    op.drop_table("one_time_link")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_province_id"))
        batch_op.drop_index("ix_import_batch_newest")

    op.drop_table("import_batch")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agency_authority",
            sqlite_where=sa.text("is_authority"),
            postgresql_where=sa.text("is_authority"),
        )
        batch_op.drop_index(batch_op.f("ix_agency_sort_name"))
        batch_op.drop_index(batch_op.f("ix_agency_province_id"))
        batch_op.drop_index(batch_op.f("ix_agency_parent_id"))

    op.drop_table("agency")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_province_id"))

    op.drop_table("person")
    with op.batch_alter_table("clause_mapping", schema=None) as batch_op:
        batch_op.drop_index("ix_clause_mapping_editions")

    op.drop_table("clause_mapping")
    with op.batch_alter_table("clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clause_edition_id"))

    op.drop_table("clause")
    with op.batch_alter_table("agency_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_group_province_id"))

    op.drop_table("agency_group")
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_entry_subject")

    op.drop_table("trail_entry")
    op.drop_table("trail_chain")
    op.drop_table("template_version")
    op.drop_table("stored_file")
    op.drop_table("standard_edition")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_network_at")
        batch_op.drop_index("ix_sign_in_attempt_email_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("province")
    op.drop_table("done_once")
