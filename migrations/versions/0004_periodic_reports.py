"""Periodic reports: forms that agencies fill in for a period, and the authority accepts or returns"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import MESSAGE, allow_changes, allow_replacing, refuse_replacing, write_once

import iso_app.db
import iso_app.periodic_reports.models

revision = "0004"
down_revision = "0003"

OWNED = (
    ("form_version", "province_shared"),
    ("form_draft", "province_owned"),
    ("form_draft_row", "province_owned"),
    ("reporting_period", "province_shared"),
    ("periodic_return", "agency_owned"),
    ("periodic_entry", "agency_owned"),
    ("row_remark", "agency_owned"),
)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _exact(name: str) -> sa.Column:
    return sa.Column(name, iso_app.periodic_reports.models.Exact(), nullable=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, column: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    _forms()
    _periods()
    _returns()
    for table, kind in OWNED:
        secure(table, kind)
    write_once("form_version")
    _lock_accepted()


def _forms() -> None:
    op.create_table(
        "form_version",
        _id(),
        _text("code", 40),
        _whole("version"),
        _text("title", 300),
        sa.Column("body", sa.JSON(), nullable=False),
        _text("digest", 64),
        _text("published_by", 200),
        _moment("published_at"),
        _whole("province_id"),
        _key("form_version", "province_id", "province"),
        _primary("form_version"),
        _unique("form_version", "province_id", "code", "version"),
    )
    op.create_table(
        "form_draft",
        _id(),
        _text("code", 40),
        _text("title", 300),
        _text("heading", 100),
        _text("subject", 300),
        _text("value_label", 100),
        _text("summary"),
        _text("based_on", 300),
        sa.Column("state", _enum("draftstate", "open", "published", "discarded"), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        _text("made_by", 200),
        _moment("made_at"),
        _whole("published_id", nullable=True),
        _whole("province_id"),
        _whole("version"),
        _key("form_draft", "published_id", "form_version"),
        _key("form_draft", "province_id", "province"),
        _primary("form_draft"),
    )
    op.create_table(
        "form_draft_row",
        _id(),
        _whole("draft_id"),
        _text("key", 40),
        _whole("position"),
        _text("kind", 20),
        _text("stt", 20),
        _text("label", 500),
        _text("unit", 200),
        _text("type", 20),
        _text("choices"),
        _text("minimum", 40),
        _text("maximum", 40),
        _text("help"),
        _text("measure", 60),
        _text("over", 20),
        _whole("province_id"),
        _key("form_draft_row", "draft_id", "form_draft"),
        _key("form_draft_row", "province_id", "province"),
        _primary("form_draft_row"),
        _unique("form_draft_row", "draft_id", "key"),
    )
    _index("form_version", "province_id")
    _index("form_draft", "province_id")
    _index("form_draft_row", "draft_id")
    _index("form_draft_row", "province_id")


def _periods() -> None:
    op.create_table(
        "reporting_period",
        _id(),
        _text("code", 40),
        _whole("form_version_id"),
        _whole("year"),
        _whole("half"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _text("audience", 100),
        sa.Column("level", _enum("level", "province", "district", "commune"), nullable=True),
        _whole("group_id", nullable=True),
        sa.Column(
            "applicability",
            _enum("applicability", "mandatory", "voluntary", "out_of_scope"),
            nullable=True,
        ),
        _text("opened_by", 200),
        _moment("opened_at"),
        _whole("province_id"),
        _whole("version"),
        sa.CheckConstraint("half IN (0, 1, 2)", name=op.f("ck_reporting_period_half_is_a_half")),
        _key("reporting_period", "form_version_id", "form_version"),
        _key("reporting_period", "group_id", "agency_group"),
        _key("reporting_period", "province_id", "province"),
        _primary("reporting_period"),
        _unique("reporting_period", "province_id", "code", "year", "half", "audience"),
    )
    _index("reporting_period", "province_id")


def _returns() -> None:
    op.create_table(
        "periodic_return",
        _id(),
        _whole("period_id"),
        sa.Column(
            "state", _enum("returnstate", "draft", "submitted", "returned", "accepted"), nullable=False
        ),
        _whole("round"),
        _moment("begun_at"),
        _moment("saved_at"),
        _text("saved_by", 200),
        _moment("submitted_at", nullable=True),
        _text("submitted_by", 200),
        _moment("decided_at", nullable=True),
        _text("decided_by", 200),
        _text("decision_note"),
        sa.Column("explanations", sa.JSON(), nullable=False),
        _whole("agency_id"),
        _whole("version"),
        sa.CheckConstraint(
            "(state = 'draft') = (round = 0)", name=op.f("ck_periodic_return_submitted_has_a_round")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR decided_at IS NOT NULL",
            name=op.f("ck_periodic_return_accepted_has_a_moment"),
        ),
        _key("periodic_return", "period_id", "reporting_period"),
        _key("periodic_return", "agency_id", "agency"),
        _primary("periodic_return"),
        _unique("periodic_return", "agency_id", "period_id"),
    )
    op.create_table(
        "periodic_entry",
        _id(),
        _whole("return_id"),
        _text("row_key", 40),
        _text("text", 500),
        _exact("number"),
        sa.Column("overrides", sa.Boolean(), nullable=False),
        _text("computed_text", 40),
        _exact("computed_number"),
        _text("reason"),
        _moment("changed_at"),
        _text("changed_by", 200),
        _whole("agency_id"),
        sa.CheckConstraint(
            "NOT overrides OR reason <> ''", name=op.f("ck_periodic_entry_override_has_a_reason")
        ),
        _key("periodic_entry", "return_id", "periodic_return"),
        _key("periodic_entry", "agency_id", "agency"),
        _primary("periodic_entry"),
        _unique("periodic_entry", "return_id", "row_key"),
    )
    op.create_table(
        "row_remark",
        _id(),
        _whole("return_id"),
        _text("row_key", 40),
        _whole("round"),
        _text("text"),
        _text("by", 200),
        _moment("at"),
        _whole("agency_id"),
        _key("row_remark", "return_id", "periodic_return"),
        _key("row_remark", "agency_id", "agency"),
        _primary("row_remark"),
        _unique("row_remark", "return_id", "row_key", "round"),
    )
    for table in ("periodic_return", "periodic_entry", "row_remark"):
        _index(table, "agency_id")
    _index("periodic_return", "period_id")


def _lock_accepted() -> None:
    """What was accepted is locked: its rows are neither added to nor changed until it is opened again."""
    refused = f"{MESSAGE}: periodic_entry of an accepted report"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION lock_periodic_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF EXISTS (SELECT 1 FROM periodic_return r WHERE r.state = 'accepted' AND r.id ="
            " CASE WHEN TG_OP = 'INSERT' THEN NEW.return_id ELSE OLD.return_id END)"
            f" THEN RAISE EXCEPTION '{refused}'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER periodic_entry_locked BEFORE INSERT OR UPDATE OR DELETE ON periodic_entry"
            " FOR EACH ROW EXECUTE FUNCTION lock_periodic_entry()"
        )
        return
    for act, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER periodic_entry_locked_{act.lower()} BEFORE {act} ON periodic_entry"
            f" WHEN EXISTS (SELECT 1 FROM periodic_return WHERE id = {row}.return_id AND state = 'accepted')"
            f" BEGIN SELECT RAISE(ABORT, '{refused}'); END"
        )
    accepted = "SELECT id FROM periodic_return WHERE state = 'accepted'"
    refuse_replacing("periodic_entry", kept=f"there.return_id IN ({accepted})")


def _unlock_accepted() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER IF EXISTS periodic_entry_locked ON periodic_entry")
        op.execute("DROP FUNCTION IF EXISTS lock_periodic_entry()")
        return
    for act in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS periodic_entry_locked_{act}")
    allow_replacing("periodic_entry")


def downgrade() -> None:
    _unlock_accepted()
    allow_changes("form_version")
    for table, _ in OWNED:
        release(table)
    for table in (
        "row_remark",
        "periodic_entry",
        "periodic_return",
        "reporting_period",
        "form_draft_row",
        "form_draft",
        "form_version",
    ):
        op.drop_table(table)
