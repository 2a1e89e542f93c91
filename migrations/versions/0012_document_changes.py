"""Change requests for documents with the opinions on them, and what periodic reviews found"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import MESSAGE, allow_changes, allow_replacing, refuse_replacing, write_once

import iso_app.db

revision = "0012"
down_revision = "0011"

TABLES = ("change_request", "change_opinion", "document_review")
WRITTEN_ONCE = ("change_opinion", "document_review")
ROLES = ("province_admin", "inspector", "leader", "iso_secretary", "auditor", "staff")
# What was asked stays as it was asked; what was decided stays decided.
ASKED = (
    "id", "agency_id", "number", "kind", "code", "title", "wanted_on", "reason", "summary", "filename", "file_digest",
    "department_id", "asked_by", "asked_by_id", "asked_post", "asked_post_id", "asked_role", "asked_at",
)  # fmt: skip
DECIDED = ("decided_by", "decided_by_id", "decided_at", "decision_words")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=nullable)


def _day(name: str) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=True)


def _text(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _primary(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def upgrade() -> None:
    _requests()
    _opinions()
    _reviews()
    for table in TABLES:
        secure(table, "agency_owned")
    _keep_requests()
    for table in WRITTEN_ONCE:
        write_once(table)


def _requests() -> None:
    table = "change_request"
    op.create_table(
        table,
        _whole("id"),
        _text("number", 40),
        sa.Column("kind", _enum("changekind", "new", "revise", "withdraw"), nullable=False),
        _whole("document_id", nullable=True),
        _whole("document_kind_id", nullable=True),
        _text("code", 60),
        _text("title", 300),
        _text("folded", 450),
        _day("wanted_on"),
        _text("reason"),
        _text("summary"),
        _text("filename", 300),
        _text("file_digest", 64),
        _whole("department_id", nullable=True),
        _text("asked_by", 200),
        _whole("asked_by_id", nullable=True),
        _text("asked_post", 300),
        _whole("asked_post_id", nullable=True),
        sa.Column("asked_role", _enum("role", *ROLES), nullable=True),
        _moment("asked_at"),
        sa.Column(
            "state",
            _enum("requeststate", "asked", "accepted", "refused", "taken_back", "done"),
            nullable=False,
        ),
        _text("decided_by", 500),
        _whole("decided_by_id", nullable=True),
        _moment("decided_at", nullable=True),
        _text("decision_words"),
        _text("end_reason"),
        _moment("ended_at", nullable=True),
        _whole("revision_id", nullable=True),
        _whole("agency_id"),
        _whole("version"),
        _check(table, "has_a_title", "title <> ''"),
        _check(table, "has_a_reason", "reason <> ''"),
        _check(table, "is_about_a_document", "kind = 'new' OR document_id IS NOT NULL"),
        _check(table, "file_has_a_name", "(filename = '') = (file_digest = '')"),
        _check(table, "asked_is_undecided", "state <> 'asked' OR decided_at IS NULL"),
        _check(
            table,
            "decided_by_an_act",
            "state NOT IN ('accepted', 'refused', 'done') OR decided_at IS NOT NULL",
        ),
        _check(table, "decided_by_somebody", "(decided_at IS NULL) = (decided_by = '')"),
        _check(
            table,
            "decided_by_another",
            "decided_by_id IS NULL OR asked_by_id IS NULL OR decided_by_id <> asked_by_id",
        ),
        _check(table, "no_has_a_reason", "state <> 'refused' OR decision_words <> ''"),
        _check(table, "taken_back_has_a_reason", "(state = 'taken_back') = (end_reason <> '')"),
        _check(table, "ended_has_a_moment", "(state IN ('asked', 'accepted')) = (ended_at IS NULL)"),
        _check(table, "done_by_something", "state <> 'done' OR kind = 'withdraw' OR revision_id IS NOT NULL"),
        _key(table, "document_id", "document"),
        _key(table, "document_kind_id", "document_kind"),
        _key(table, "department_id", "department"),
        _key(table, "asked_by_id", "person"),
        _key(table, "asked_post_id", "post"),
        _key(table, "decided_by_id", "person"),
        _key(table, "revision_id", "revision"),
        _key(table, "agency_id", "agency"),
        _primary(table),
        _unique(table, "agency_id", "number"),
    )
    _index(table, "agency_id", "document_id", "revision_id")
    op.create_index("ix_change_request_agency_state", table, ["agency_id", "state"])


def _opinions() -> None:
    table = "change_opinion"
    op.create_table(
        table,
        _whole("id"),
        _whole("request_id"),
        sa.Column("side", _enum("opinionside", "head", "board", "leader"), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        _text("words"),
        _text("by", 500),
        _whole("by_id", nullable=True),
        _moment("at"),
        _whole("agency_id"),
        _check(table, "says_something", "words <> ''"),
        _key(table, "request_id", "change_request"),
        _key(table, "by_id", "person"),
        _key(table, "agency_id", "agency"),
        _primary(table),
        _unique(table, "request_id", "side", "by_id"),
    )
    _index(table, "agency_id")


def _reviews() -> None:
    table = "document_review"
    op.create_table(
        table,
        _whole("id"),
        _whole("document_id"),
        _whole("number"),
        sa.Column("verdict", _enum("verdict", "keep", "revise", "withdraw"), nullable=False),
        _text("words"),
        _day("due_on"),
        _day("next_on"),
        _whole("request_id", nullable=True),
        _text("by", 500),
        _whole("by_id", nullable=True),
        _moment("at"),
        _whole("agency_id"),
        _check(table, "has_a_reason", "words <> ''"),
        _check(table, "what_is_not_kept_is_asked_for", "(verdict = 'keep') = (request_id IS NULL)"),
        _check(table, "kept_until_a_day", "next_on IS NULL OR verdict = 'keep'"),
        _key(table, "document_id", "document"),
        _key(table, "request_id", "change_request"),
        _key(table, "by_id", "person"),
        _key(table, "agency_id", "agency"),
        _primary(table),
    )
    _index(table, "agency_id", "document_id", "request_id")


def _keep_requests() -> None:
    """What was asked and what was decided stay; what has ended has ended; the paper is never removed."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differ = "IS DISTINCT FROM" if is_postgresql else "IS NOT"

    def changed(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{column} {differ} OLD.{column}" for column in columns)

    broken = (
        f"{changed(ASKED)} OR (OLD.decided_at IS NOT NULL AND ({changed(DECIDED)}))"
        f" OR (OLD.document_id IS NOT NULL AND OLD.kind <> 'new' AND {changed(('document_id',))})"
        f" OR OLD.state IN ('refused', 'taken_back', 'done')"
        f" OR (OLD.state = 'asked' AND NEW.state = 'done') OR (OLD.state = 'accepted' AND NEW.state = 'asked')"
    )
    if is_postgresql:
        op.execute(
            "CREATE FUNCTION keep_change_request() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}: change_request'; END IF;"
            f" IF {broken} THEN RAISE EXCEPTION '{MESSAGE}: change_request'; END IF;"
            " RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER change_request_kept BEFORE UPDATE OR DELETE ON change_request"
            " FOR EACH ROW EXECUTE FUNCTION keep_change_request()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}: change_request'); END"
    op.execute(f"CREATE TRIGGER change_request_kept_u BEFORE UPDATE ON change_request WHEN {broken} {refuse}")
    op.execute(f"CREATE TRIGGER change_request_kept_d BEFORE DELETE ON change_request {refuse}")
    refuse_replacing("change_request")


def downgrade() -> None:
    for table in WRITTEN_ONCE:
        allow_changes(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER change_request_kept ON change_request")
        op.execute("DROP FUNCTION keep_change_request()")
    allow_replacing("change_request")
    for table in reversed(TABLES):
        release(table)
        op.drop_table(table)
