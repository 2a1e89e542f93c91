"""Documents of a province among a country's: an index for their list, words sought in one place, policies that plan
quickly"""

import sqlalchemy as sa
from alembic import op
from rls import quicken, slacken

revision = "0015"
down_revision = "0014"

LIST = ("ix_document_list", "document", ["agency_id", "sort_code", "in_force_at", "author_id"])
PLACE = (
    "'=p' || (SELECT a.province_id FROM agency a WHERE a.id = revision_text.agency_id) || ' =a' || agency_id"
)
OWN = (
    "CASE current_setting('iso.reach', true) WHEN 'province' THEN '=p' || current_setting('iso.province', true)"
    " WHEN 'agency' THEN '=a' || current_setting('iso.agency', true) ELSE '=' END"
)


def upgrade() -> None:
    op.create_index(*LIST, unique=False)
    if op.get_bind().dialect.name == "postgresql":
        quicken()
        _add_place()
        _find_words_in_place()
        _tell_places()
        return
    _forget_words()
    _add_place()
    _tell_places()
    _index_words("place", "head", "body")


def _add_place() -> None:
    op.add_column(
        "revision_text", sa.Column("place", sa.String(length=60), nullable=False, server_default="")
    )


def _tell_places() -> None:
    """Of every text, whose it is; triggers bring it into the index."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('iso.reach', 'system', true)")
    op.execute(f"UPDATE revision_text SET place = {PLACE}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('iso.reach', 'none', true)")


# -- PostgreSQL --------------------------------------------------------------------------------------------


def _find_words_in_place() -> None:
    """The words of `place` are lexemes as they are: the parser makes none that begin with '='."""
    words = (
        "array_to_tsvector(array_remove(string_to_array(NEW.place, ' '), ''))"
        " || to_tsvector('simple', NEW.head || ' ' || NEW.body)"
    )
    _set_trigger(words)
    narrowed = (
        f"to_tsquery('simple', wanted) && ('''' || {OWN} || '''')::tsquery",
        "to_tsquery('simple', wanted)",
    )
    _set_function(
        f"CASE current_setting('iso.reach', true) WHEN 'system' THEN {narrowed[1]} ELSE {narrowed[0]} END"
    )


def _set_trigger(words: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_revision_fts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS $$ BEGIN"
        f" INSERT INTO revision_fts (id, words) VALUES (NEW.id, {words})"
        " ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words; RETURN NEW; END $$"
    )


def _set_function(query: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION revision_texts_with(wanted text) RETURNS SETOF integer LANGUAGE sql STABLE"
        " SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp AS $$"
        f" SELECT id FROM revision_fts WHERE words @@ ({query}) $$"
    )


# -- SQLite ------------------------------------------------------------------------------------------------


def _forget_words() -> None:
    for event in "idu":
        op.execute(f"DROP TRIGGER revision_text_fts_{event}")
    op.execute("DROP TABLE revision_fts")


def _index_words(*columns: str) -> None:
    listed = ", ".join(columns)

    def of(row: str) -> str:
        return ", ".join(f"{row}.{column}" for column in columns)

    op.execute(
        f"CREATE VIRTUAL TABLE revision_fts USING fts5({listed}, content='revision_text', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute("INSERT INTO revision_fts(revision_fts) VALUES('rebuild')")
    gone = f"INSERT INTO revision_fts(revision_fts, rowid, {listed}) VALUES('delete', OLD.id, {of('OLD')})"
    come = f"INSERT INTO revision_fts(rowid, {listed}) VALUES(NEW.id, {of('NEW')})"
    op.execute(f"CREATE TRIGGER revision_text_fts_i AFTER INSERT ON revision_text BEGIN {come}; END")
    op.execute(f"CREATE TRIGGER revision_text_fts_d AFTER DELETE ON revision_text BEGIN {gone}; END")
    op.execute(f"CREATE TRIGGER revision_text_fts_u AFTER UPDATE ON revision_text BEGIN {gone}; {come}; END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _set_trigger("to_tsvector('simple', NEW.head || ' ' || NEW.body)")
        _set_function("to_tsquery('simple', wanted)")
        op.drop_column("revision_text", "place")
        slacken()
    else:
        _forget_words()
        op.execute("ALTER TABLE revision_text DROP COLUMN place")
        _index_words("head", "body")
    op.drop_index(LIST[0], table_name=LIST[1])
