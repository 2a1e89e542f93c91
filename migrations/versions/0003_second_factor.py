"""Second factor, its demand by role, history of sign-ins, the log of what the authority reads of agencies"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import forget_keeping_for, keep_for

import iso_app.db

revision = "0003"
down_revision = "0002"

KEPT_DAYS = 365  # whatever the settings say, nothing younger is ever removed


def upgrade() -> None:
    op.create_table(
        "second_factor_demand",
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
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("compulsory_from", sa.Date(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(from_day IS NULL) = (compulsory_from IS NULL)",
            name=op.f("ck_second_factor_demand_compulsory_if_demanded"),
        ),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_second_factor_demand_grace_counts")),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_second_factor_demand_province_id_province")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor_demand")),
        sa.UniqueConstraint("province_id", "role", name=op.f("uq_second_factor_demand_province_id_role")),
    )
    with op.batch_alter_table("second_factor_demand", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_second_factor_demand_province_id"), ["province_id"], unique=False
        )

    op.create_table(
        "account_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("told_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_notice")),
    )
    with op.batch_alter_table("account_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_notice_person_id"), ["person_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_recovery_code_person_id_digest")),
    )
    op.create_table(
        "sign_in_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "password", "totp", "passkey", "recovery_code", name="proof", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_event_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_event")),
    )
    with op.batch_alter_table("sign_in_event", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_event_person_at", ["person_id", "at"], unique=False)

    op.create_table(
        "sign_in_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", iso_app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("challenge", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_step")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_step_token_digest")),
    )
    with op.batch_alter_table("sign_in_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_step_person_id"), ["person_id"], unique=False)

    op.create_table(
        "totp_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=400), nullable=False),
        sa.Column("confirmed_at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_totp_key_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_totp_key_person_id")),
    )
    op.create_table(
        "record_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", iso_app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reader_name", sa.String(length=200), nullable=False),
        sa.Column("post_label", sa.String(length=300), nullable=False),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("as_file", sa.Boolean(), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_record_read_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_read_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_read")),
        sa.UniqueConstraint(
            "agency_id", "person_id", "address", "as_file", "span", name="uq_record_read_once_a_span"
        ),
    )
    with op.batch_alter_table("record_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_read_agency_id"), ["agency_id"], unique=False)

    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("second_factor", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("challenge", sa.String(length=200), nullable=False, server_default=""))
    secure("second_factor_demand", "province_shared")
    secure("record_read", "agency_owned")
    keep_for("record_read", "at", KEPT_DAYS)
    keep_for("sign_in_event", "at", KEPT_DAYS)


def downgrade() -> None:
    for table in ("sign_in_event", "record_read"):
        forget_keeping_for(table)
    for table in ("record_read", "second_factor_demand"):
        release(table)
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_column("challenge")
        batch_op.drop_column("second_factor")

    with op.batch_alter_table("record_read", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_read_agency_id"))

    op.drop_table("record_read")
    op.drop_table("totp_key")
    with op.batch_alter_table("sign_in_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_step_person_id"))

    op.drop_table("sign_in_step")
    with op.batch_alter_table("sign_in_event", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_event_person_at")

    op.drop_table("sign_in_event")
    op.drop_table("recovery_code")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_person_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("account_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_notice_person_id"))

    op.drop_table("account_notice")
    with op.batch_alter_table("second_factor_demand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_factor_demand_province_id"))

    op.drop_table("second_factor_demand")
