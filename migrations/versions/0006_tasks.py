"""Tasks, the province's calendar of obligations and of working days, calendar feeds, delegations of posts"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import MESSAGE, allow_replacing, refuse_replacing

import iso_app.db

revision = "0006"
down_revision = "0005"

OWNED = (
    ("obligation", "province_shared"),
    ("day_off", "province_shared"),
    ("occurrence_run", "province_owned"),
    ("obligation_date", "agency_owned"),
    ("task", "agency_owned"),
    ("task_extension", "agency_owned"),
    ("delegation", "agency_owned"),
)
ROLES = ("province_admin", "inspector", "leader", "iso_secretary", "auditor", "staff")
DAY_IS_A_DAY = "month BETWEEN 1 AND 12 AND day BETWEEN 1 AND 31"


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=nullable)


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
    _calendar()
    _tasks()
    _people()
    for table, kind in OWNED:
        secure(table, kind)
    _hold_days()


def _calendar() -> None:
    op.create_table(
        "obligation",
        _id(),
        _text("name", 200),
        _text("folded", 200),
        _text("detail"),
        sa.Column("level", _enum("level", "province", "district", "commune"), nullable=True),
        _whole("group_id", nullable=True),
        sa.Column(
            "applicability",
            _enum("applicability", "mandatory", "voluntary", "out_of_scope"),
            nullable=True,
        ),
        _whole("every_months"),
        _whole("month"),
        _whole("day"),
        sa.Column("role", _enum("role", *ROLES), nullable=False),
        _whole("notice_days"),
        _flag("moves_off_days"),
        _text("evidence", 60),
        _whole("from_year"),
        _whole("to_year", nullable=True),
        _whole("province_id"),
        _whole("version"),
        _check("obligation", "comes_again", "every_months BETWEEN 1 AND 60"),
        _check("obligation", "day_is_a_day", DAY_IS_A_DAY),
        _check("obligation", "notice_counts", "notice_days BETWEEN 0 AND 366"),
        _check("obligation", "ends_after_it_begins", "to_year IS NULL OR to_year >= from_year"),
        _key("obligation", "group_id", "agency_group"),
        _key("obligation", "province_id", "province"),
        _primary("obligation"),
        _unique("obligation", "province_id", "folded"),
    )
    op.create_table(
        "obligation_date",
        _id(),
        _whole("obligation_id"),
        _whole("month"),
        _whole("day"),
        _text("reason"),
        _whole("agency_id"),
        _whole("version"),
        _check("obligation_date", "day_is_a_day", DAY_IS_A_DAY),
        _check("obligation_date", "has_a_reason", "reason <> ''"),
        _key("obligation_date", "obligation_id", "obligation"),
        _key("obligation_date", "agency_id", "agency"),
        _primary("obligation_date"),
        _unique("obligation_date", "agency_id", "obligation_id"),
    )
    op.create_table(
        "day_off",
        _id(),
        _day("day"),
        _text("name", 200),
        _flag("is_worked"),
        _whole("province_id"),
        _key("day_off", "province_id", "province"),
        _primary("day_off"),
        _unique("day_off", "province_id", "day"),
    )
    op.create_table(
        "occurrence_run",
        _id(),
        _whole("year"),
        _day("since"),
        _whole("agencies"),
        _whole("agencies_done"),
        _whole("tasks_made"),
        _whole("after_agency_id"),
        _moment("begun_at"),
        _text("begun_by", 200),
        _moment("ended_at", nullable=True),
        _whole("province_id"),
        _key("occurrence_run", "province_id", "province"),
        _primary("occurrence_run"),
        _unique("occurrence_run", "province_id", "year"),
    )
    for table in ("obligation", "day_off", "occurrence_run"):
        _index(table, "province_id")
    _index("obligation_date", "agency_id")
    _index("obligation_date", "obligation_id")


def _tasks() -> None:
    op.create_table(
        "task",
        _id(),
        _text("title", 300),
        _text("folded", 300),
        _text("detail"),
        _text("key", 120, nullable=True),
        _text("endpoint", 100),
        sa.Column("endpoint_values", sa.JSON(), nullable=False),
        _text("subject_type", 80),
        _whole("subject_id", nullable=True),
        sa.Column("role", _enum("role", *ROLES), nullable=False),
        _whole("post_id", nullable=True),
        _flag("by_authority"),
        _flag("by_hand"),
        sa.Column("state", _enum("taskstate", "open", "done", "refused", "withdrawn"), nullable=False),
        _day("scheduled_on"),
        _day("due_on"),
        _day("shown_from"),
        _whole("extensions"),
        _moment("opened_at"),
        _text("opened_by", 200),
        _whole("opened_by_id", nullable=True),
        _moment("waits_since"),
        _moment("ended_at", nullable=True),
        _text("ended_by", 500),
        _text("end_reason"),
        _whole("obligation_id", nullable=True),
        _text("period", 20, nullable=True),
        _whole("agency_id"),
        _whole("version"),
        _check("task", "ended_has_a_moment", "(state = 'open') = (ended_at IS NULL)"),
        _check("task", "ended_has_a_person", "(state = 'open') = (ended_by = '')"),
        _check("task", "no_has_a_reason", "state NOT IN ('refused', 'withdrawn') OR end_reason <> ''"),
        _check("task", "extensions_count", "extensions >= 0"),
        _check("task", "obligation_has_a_period", "(obligation_id IS NULL) = (period IS NULL)"),
        _key("task", "post_id", "post"),
        _key("task", "opened_by_id", "person"),
        _key("task", "obligation_id", "obligation"),
        _key("task", "agency_id", "agency"),
        _primary("task"),
        _unique("task", "agency_id", "key"),
        _unique("task", "agency_id", "obligation_id", "period"),
    )
    op.create_index("ix_task_agency_open", "task", ["agency_id", "state", "due_on"])
    op.create_index("ix_task_obligation_due", "task", ["obligation_id", "due_on"])
    op.create_index("ix_task_state_due", "task", ["state", "due_on"])
    _index("task", "agency_id")
    _index("task", "post_id")
    op.create_table(
        "task_extension",
        _id(),
        _whole("task_id"),
        _whole("number"),
        sa.Column("state", _enum("extensionstate", "asked", "granted", "declined"), nullable=False),
        _day("due_on_before"),
        _day("asked_due_on"),
        _text("asked_reason"),
        _text("asked_by", 500),
        _whole("asked_by_id", nullable=True),
        _moment("asked_at"),
        _text("decided_by", 500),
        _moment("decided_at", nullable=True),
        _text("decision_reason"),
        _whole("agency_id"),
        _check("task_extension", "decided_has_a_moment", "(state = 'asked') = (decided_at IS NULL)"),
        _check("task_extension", "has_a_reason", "asked_reason <> ''"),
        _check("task_extension", "no_has_a_reason", "state <> 'declined' OR decision_reason <> ''"),
        _check("task_extension", "is_later", "asked_due_on > due_on_before"),
        _key("task_extension", "task_id", "task"),
        _key("task_extension", "asked_by_id", "person"),
        _key("task_extension", "agency_id", "agency"),
        _primary("task_extension"),
        _unique("task_extension", "task_id", "number"),
    )
    _index("task_extension", "agency_id")
    op.create_index(
        "uq_task_extension_asked",
        "task_extension",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def _people() -> None:
    op.create_table(
        "calendar_feed",
        _id(),
        _whole("person_id"),
        _text("token_digest", 64),
        _moment("made_at"),
        _moment("fetched_at", nullable=True),
        _key("calendar_feed", "person_id", "person"),
        _primary("calendar_feed"),
        _unique("calendar_feed", "person_id"),
        _unique("calendar_feed", "token_digest"),
    )
    op.create_table(
        "delegation",
        _id(),
        _whole("holding_id"),
        _whole("deputy_id"),
        _day("from_day"),
        _day("to_day"),
        _text("reason", 500),
        _text("given_by", 200),
        _moment("given_at"),
        _moment("ended_at", nullable=True),
        _text("ended_by", 200),
        _whole("agency_id"),
        _check("delegation", "ends_after_it_begins", "to_day >= from_day"),
        _check("delegation", "ended_has_a_person", "(ended_at IS NULL) = (ended_by = '')"),
        _key("delegation", "holding_id", "post_holding"),
        _key("delegation", "deputy_id", "person"),
        _key("delegation", "agency_id", "agency"),
        _primary("delegation"),
    )
    _index("delegation", "agency_id")
    _index("delegation", "holding_id")
    op.create_index("ix_delegation_deputy_days", "delegation", ["deputy_id", "to_day"])


def _hold_days() -> None:
    """The scheduled day never changes; the due day moves only with the count of extensions; nothing is removed."""
    moved = (
        "NEW.scheduled_on <> OLD.scheduled_on"
        " OR (NEW.due_on <> OLD.due_on AND NEW.extensions <> OLD.extensions + 1)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION keep_task() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' OR {moved} THEN RAISE EXCEPTION '{MESSAGE}: days of task'; END IF;"
            " RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER task_kept BEFORE UPDATE OR DELETE ON task FOR EACH ROW EXECUTE FUNCTION keep_task()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: days of task'); END"
    op.execute(f"CREATE TRIGGER task_kept_u BEFORE UPDATE ON task WHEN {moved} {refuse}")
    op.execute(f"CREATE TRIGGER task_kept_d BEFORE DELETE ON task {refuse}")
    refuse_replacing("task")


def _let_days_go() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER IF EXISTS task_kept ON task")
        op.execute("DROP FUNCTION IF EXISTS keep_task()")
        return
    op.execute("DROP TRIGGER IF EXISTS task_kept_u")
    op.execute("DROP TRIGGER IF EXISTS task_kept_d")
    allow_replacing("task")


def downgrade() -> None:
    _let_days_go()
    for table, _ in OWNED:
        release(table)
    for table in (
        "delegation",
        "calendar_feed",
        "task_extension",
        "task",
        "occurrence_run",
        "day_off",
        "obligation_date",
        "obligation",
    ):
        op.drop_table(table)
