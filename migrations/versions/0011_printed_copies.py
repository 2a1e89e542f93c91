"""Printed copies with their tokens, copies signed with a certificate, the certificates of agencies"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import MESSAGE, allow_changes, allow_replacing, refuse_replacing, write_once

import iso_app.db

revision = "0011"
down_revision = "0010"

TABLES = ("printed_copy", "signed_copy", "agency_certificate")
# What a certificate said never changes; its key goes once, when it is removed.
SAID = (
    "id", "agency_id", "subject", "issuer", "serial", "fingerprint", "valid_from", "valid_to", "is_self_issued",
    "added_by", "added_at",
)  # fmt: skip


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def upgrade() -> None:
    _printed_copy()
    _signed_copy()
    _agency_certificate()
    for table in TABLES:
        secure(table, "agency_owned")
    write_once("printed_copy")
    write_once("signed_copy")
    _keep_certificates()


def _printed_copy() -> None:
    op.create_table(
        "printed_copy",
        _whole("id"),
        _whole("revision_id"),
        _whole("number"),
        sa.Column("purpose", _enum("purpose", "paper", "signing"), nullable=False),
        _text("holder", 200),
        _text("token_digest", 64),
        _text("file_digest", 64),
        _text("printed_by", 200),
        _whole("printed_by_id", nullable=True),
        _moment("printed_at"),
        _whole("agency_id"),
        sa.CheckConstraint("number > 0", name=op.f("ck_printed_copy_numbered")),
        _key("printed_copy", "revision_id", "revision"),
        _key("printed_copy", "printed_by_id", "person"),
        _key("printed_copy", "agency_id", "agency"),
        _primary("printed_copy"),
        sa.UniqueConstraint("revision_id", "number", name=op.f("uq_printed_copy_revision_id_number")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_printed_copy_token_digest")),
    )
    _index("printed_copy", "agency_id")


def _signed_copy() -> None:
    op.create_table(
        "signed_copy",
        _whole("id"),
        _whole("copy_id"),
        _whole("revision_id"),
        sa.Column("way", _enum("signingway", "here", "outside"), nullable=False),
        _text("file_digest", 64),
        _text("signer", 300),
        _text("issuer", 300),
        _text("serial", 80),
        _moment("claimed_at", nullable=True),
        sa.Column("is_trusted", sa.Boolean(), nullable=False),
        _text("kept_by", 200),
        _whole("kept_by_id", nullable=True),
        _moment("kept_at"),
        _whole("agency_id"),
        _key("signed_copy", "copy_id", "printed_copy"),
        _key("signed_copy", "revision_id", "revision"),
        _key("signed_copy", "kept_by_id", "person"),
        _key("signed_copy", "agency_id", "agency"),
        _primary("signed_copy"),
        sa.UniqueConstraint("copy_id", name=op.f("uq_signed_copy_copy_id")),
    )
    _index("signed_copy", "agency_id")
    _index("signed_copy", "revision_id")


def _agency_certificate() -> None:
    op.create_table(
        "agency_certificate",
        _whole("id"),
        _text("subject", 300),
        _text("issuer", 300),
        _text("serial", 80),
        _text("fingerprint", 64),
        _moment("valid_from"),
        _moment("valid_to"),
        sa.Column("is_self_issued", sa.Boolean(), nullable=False),
        _text("secret"),
        _text("added_by", 200),
        _moment("added_at"),
        _text("removed_by", 200),
        _moment("removed_at", nullable=True),
        _whole("agency_id"),
        _whole("version"),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (secret <> '')", name=op.f("ck_agency_certificate_removed_keeps_no_key")
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by = '')", name=op.f("ck_agency_certificate_removed_by_somebody")
        ),
        _key("agency_certificate", "agency_id", "agency"),
        _primary("agency_certificate"),
    )
    _index("agency_certificate", "agency_id")
    op.create_index(
        "uq_agency_certificate_in_use",
        "agency_certificate",
        ["agency_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _keep_certificates() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in SAID)
    broken = f"OLD.removed_at IS NOT NULL OR {changed}"
    if is_postgresql:
        op.execute(
            "CREATE FUNCTION keep_agency_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}: agency_certificate'; END IF;"
            f" IF {broken} THEN RAISE EXCEPTION '{MESSAGE}: agency_certificate'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER agency_certificate_kept BEFORE UPDATE OR DELETE ON agency_certificate"
            " FOR EACH ROW EXECUTE FUNCTION keep_agency_certificate()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: agency_certificate'); END"
    table = "agency_certificate"
    op.execute(f"CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table} WHEN {broken} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table} {refuse}")
    refuse_replacing(table)


def _let_certificates_go() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER agency_certificate_kept ON agency_certificate")
        op.execute("DROP FUNCTION keep_agency_certificate()")
        return
    op.execute("DROP TRIGGER agency_certificate_kept_u")
    op.execute("DROP TRIGGER agency_certificate_kept_d")
    allow_replacing("agency_certificate")


def downgrade() -> None:
    _let_certificates_go()
    allow_changes("signed_copy")
    allow_changes("printed_copy")
    for table in reversed(TABLES):
        release(table)
        op.drop_table(table)
