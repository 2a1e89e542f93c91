"""Model sets and their items, templates of the province in versions, agencies' copies of them"""

import sqlalchemy as sa
from alembic import op
from rls import release, secure
from triggers import allow_changes, write_once

import iso_app.db

revision = "0013"
down_revision = "0012"

OWNED = (
    ("model_set", "province_shared"),
    ("model_item", "province_shared"),
    ("document_template", "province_shared"),
    ("document_template_draft", "province_owned"),
    ("document_template_version", "province_shared"),
    ("template_push", "province_shared"),
    ("template_copy", "agency_owned"),
    ("copy_step", "agency_owned"),
)
WRITTEN_ONCE = ("document_template_version", "copy_step")
SORT_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ONE_AUDIENCE = "level IS NULL OR group_id IS NULL"
OUTCOMES = ("copied", "merged", "kept")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _level() -> sa.Column:
    return sa.Column("level", _enum("level", "province", "district", "commune"), nullable=True)


def _outcome() -> sa.Column:
    return sa.Column("outcome", _enum("outcome", *OUTCOMES), nullable=False)


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


def _written() -> sa.Column:
    return sa.Column("written", sa.JSON(), nullable=False)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _table(name: str, *parts: sa.Column | sa.Constraint, owner: str, versioned: bool = True) -> None:
    """A table with an id, its owner and, if two people may edit it, the number of the last change."""
    op.create_table(
        name,
        _whole("id"),
        *parts,
        _whole(f"{owner}_id"),
        *([_whole("version")] if versioned else []),
        _key(name, f"{owner}_id", owner),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    _index(name, f"{owner}_id")


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def upgrade() -> None:
    _sets()
    _templates()
    _pushes()
    _copies()
    for table, kind in OWNED:
        secure(table, kind)
    for table in WRITTEN_ONCE:
        write_once(table)


def _sets() -> None:
    _table(
        "model_set",
        _text("name", 200),
        _level(),
        _whole("group_id", nullable=True),
        _text("audience", 60),
        _text("note"),
        _flag("is_used"),
        _key("model_set", "group_id", "agency_group"),
        _unique("model_set", "province_id", "audience"),
        _check("model_set", "is_for_one_kind", ONE_AUDIENCE),
        owner="province",
    )
    _index("model_set", "group_id")
    _table(
        "model_item",
        _whole("set_id"),
        _text("code", 60),
        _text("name", 300),
        _whole("kind_id"),
        sa.Column("necessity", _enum("necessity", "required", "recommended"), nullable=False),
        _flag("many"),
        _text("clauses", 200),
        _whole("position"),
        _day("retired_on", nullable=True),
        _key("model_item", "set_id", "model_set"),
        _key("model_item", "kind_id", "document_kind"),
        _unique("model_item", "set_id", "code"),
        _check("model_item", "has_a_code", "code <> ''"),
        owner="province",
    )
    _index("model_item", "kind_id")


def _templates() -> None:
    _table(
        "document_template",
        _text("code", 40),
        _text("title", 300),
        _text("folded", 400),
        sa.Column("sort_title", SORT_KEY, nullable=False),
        _whole("kind_id"),
        _text("item_code", 60),
        sa.Column("state", _enum("templatestate", "draft", "published", "retired"), nullable=False),
        _whole("latest"),
        _key("document_template", "kind_id", "document_kind"),
        _unique("document_template", "province_id", "code"),
        _check("document_template", "published_has_a_version", "(state = 'draft') = (latest = 0)"),
        owner="province",
    )
    _index("document_template", "kind_id")
    _table(
        "document_template_draft",
        _whole("template_id"),
        _written(),
        _text("digest", 64),
        _moment("saved_at"),
        _text("saved_by", 200),
        _key("document_template_draft", "template_id", "document_template"),
        _unique("document_template_draft", "template_id"),
        owner="province",
    )
    _table(
        "document_template_version",
        _whole("template_id"),
        _whole("number"),
        _text("title", 300),
        _written(),
        _text("digest", 64),
        _text("summary"),
        _moment("published_at"),
        _text("published_by", 200),
        _key("document_template_version", "template_id", "document_template"),
        _unique("document_template_version", "template_id", "number"),
        owner="province",
        versioned=False,
    )


def _pushes() -> None:
    _table(
        "template_push",
        _whole("template_id"),
        _whole("number"),
        _level(),
        _whole("group_id", nullable=True),
        _flag("only_copies"),
        _text("words"),
        _day("due_on"),
        _moment("made_at"),
        _text("made_by", 200),
        _whole("told"),
        _whole("after_agency_id"),
        _moment("ended_at", nullable=True),
        _key("template_push", "template_id", "document_template"),
        _key("template_push", "group_id", "agency_group"),
        _check("template_push", "is_for_one_kind", ONE_AUDIENCE),
        owner="province",
        versioned=False,
    )
    _index("template_push", "template_id")


def _copies() -> None:
    _table(
        "template_copy",
        _whole("template_id"),
        _whole("document_id"),
        _whole("version_id"),
        _whole("in_force_version_id", nullable=True),
        _outcome(),
        _text("reason"),
        _moment("made_at"),
        _moment("changed_at"),
        _day("ended_on", nullable=True),
        _key("template_copy", "template_id", "document_template"),
        _key("template_copy", "document_id", "document"),
        _key("template_copy", "version_id", "document_template_version"),
        _key("template_copy", "in_force_version_id", "document_template_version"),
        _unique("template_copy", "agency_id", "template_id"),
        _unique("template_copy", "document_id"),
        _check("template_copy", "kept_has_a_reason", "outcome <> 'kept' OR reason <> ''"),
        owner="agency",
    )
    _index("template_copy", "template_id")
    _index("template_copy", "version_id")
    _table(
        "copy_step",
        _whole("copy_id"),
        _whole("version_id"),
        _whole("revision_id", nullable=True),
        _outcome(),
        _text("reason"),
        _moment("at"),
        _text("by", 200),
        _key("copy_step", "copy_id", "template_copy"),
        _key("copy_step", "version_id", "document_template_version"),
        _key("copy_step", "revision_id", "revision"),
        _check("copy_step", "kept_makes_no_revision", "(outcome = 'kept') = (revision_id IS NULL)"),
        _check("copy_step", "kept_has_a_reason", "outcome <> 'kept' OR reason <> ''"),
        owner="agency",
        versioned=False,
    )
    _index("copy_step", "copy_id")
    _index("copy_step", "revision_id")


def downgrade() -> None:
    for table in WRITTEN_ONCE:
        allow_changes(table)
    for table, _ in reversed(OWNED):
        release(table)
        op.drop_table(table)
