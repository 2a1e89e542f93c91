"""Background work and its delivery, what people are told, the letters that go out"""

import procrastinate_schema
import sqlalchemy as sa
from alembic import op

import iso_app.db

revision = "0007"
down_revision = "0006"

STATES = ("waiting", "running", "done", "poisoned", "dropped")
BY_MAIL = ("no", "digest", "at_once")


def upgrade() -> None:
    _jobs()
    _mail()
    _notifications()
    _choices()
    procrastinate_schema.create()


def _moment(name: str, *, blank: bool = False) -> sa.Column:
    return sa.Column(name, iso_app.db.UtcDateTime(timezone=True), nullable=blank)


def _by_mail() -> sa.Column:
    return sa.Column(
        "by_mail", sa.Enum(*BY_MAIL, name="bymail", native_enum=False, length=40), nullable=False
    )


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="jobstate", native_enum=False, length=40), nullable=False),
        _moment("run_after"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("for_province", sa.Integer(), nullable=True),
        _moment("made_at"),
        _moment("begun_at", blank=True),
        _moment("ended_at", blank=True),
        sa.CheckConstraint(
            "(state IN ('done', 'dropped')) = (ended_at IS NOT NULL)", name=op.f("ck_job_over_has_a_moment")
        ),
        sa.CheckConstraint("tries >= 0 AND done >= 0 AND total >= 0", name=op.f("ck_job_counts")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_job_made_by_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_job_post_id_post")),
        sa.ForeignKeyConstraint(["for_province"], ["province.id"], name=op.f("fk_job_for_province_province")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_job_kind_key")),
    )
    op.create_index("ix_job_due", "job", ["state", "run_after"])
    op.create_index(op.f("ix_job_made_by_id"), "job", ["made_by_id"])
    op.create_index(op.f("ix_job_for_province"), "job", ["for_province"])


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        _moment("made_at"),
        _moment("sent_at", blank=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_mail_person_id_day")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )


def _notifications() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        _moment("made_at"),
        _moment("read_at", blank=True),
        _by_mail(),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id_person")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_notification_post_id_post")),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_notification_mail_id_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_unread", "notification", ["person_id", "read_at"])
    op.create_index("ix_notification_to_mail", "notification", ["by_mail", "mail_id"])


def _choices() -> None:
    op.create_table(
        "notification_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.CheckConstraint(
            "digest_hour BETWEEN 0 AND 23", name=op.f("ck_notification_settings_hour_of_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notification_settings_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_settings")),
        sa.UniqueConstraint("person_id", name=op.f("uq_notification_settings_person_id")),
    )
    op.create_table(
        "notification_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        _by_mail(),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notification_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_choice")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_notification_choice_person_id_kind")),
    )


def downgrade() -> None:
    procrastinate_schema.drop()
    for table in ("notification_choice", "notification_settings", "notification", "mail", "job"):
        op.drop_table(table)
