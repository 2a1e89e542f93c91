"""Words of documents stand in the index under their province, and lead to revisions

What begins like a word was gathered in the whole country before it was narrowed to one province; now it is looked up
among the words of that province. The texts themselves are not read any more to find a revision."""

from alembic import op

revision = "0017"
down_revision = "0016"

# `place` says whose a text is: "=p1 =a5". Each of its words is kept as "=p1=word", and "=a5" beside them; no word of a
# document has a "=" of its own.
SAID = "{row}.head || ' ' || {row}.body"
# As they are: no parser, no places in the text. A word that PostgreSQL cannot keep (2 KB and more) is left out.
VECTOR_BY_PROVINCE = (
    "array_to_tsvector(ARRAY("
    "SELECT split_part({row}.place, ' ', 1) || '=' || word"
    f" FROM unnest(string_to_array({SAID}, ' ')) word WHERE octet_length(word) BETWEEN 1 AND 2000"
    ") || array_remove(string_to_array({row}.place, ' '), ''))"
)
# The same for FTS5, which is given one text.
TEXT_BY_PROVINCE = (
    f"replace(' ' || {SAID}, ' ', ' ' || substr({{row}}.place, 1, instr({{row}}.place || ' ', ' ') - 1) || '=')"
    " || ' ' || {row}.place"
)
VECTOR_OF_COUNTRY = f"array_to_tsvector(array_remove(string_to_array({{row}}.place, ' '), '')) || to_tsvector('simple', {SAID})"
REACH = "current_setting('iso.reach', true)"
PROVINCE = "current_setting('iso.province', true)"
AGENCY = "current_setting('iso.agency', true)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _forget_words_on_postgresql("revision_texts_with")
        _keep_words_on_postgresql("revision_id", VECTOR_BY_PROVINCE)
        _find_by_province()
    else:
        _forget_words_on_sqlite()
        _keep_words_by_province()


# -- PostgreSQL --------------------------------------------------------------------------------------------


def _forget_words_on_postgresql(found_by: str) -> None:
    op.execute(f"DROP FUNCTION {found_by}(text)")
    op.execute("DROP TRIGGER revision_text_fts ON revision_text")
    op.execute("DROP FUNCTION keep_revision_fts()")
    op.execute("DROP TABLE revision_fts")


def _keep_words_on_postgresql(key: str, vector: str) -> None:
    """A table that nobody reads but one function of the owner; a trigger of the texts keeps it in step."""
    op.execute(
        f"CREATE TABLE revision_fts ({key} integer CONSTRAINT pk_revision_fts PRIMARY KEY"
        f" CONSTRAINT fk_revision_fts_{key}_revision_text REFERENCES revision_text ({key}) ON DELETE CASCADE,"
        " words tsvector NOT NULL)"
    )
    op.execute("ALTER TABLE revision_fts ENABLE ROW LEVEL SECURITY")
    op.execute("SELECT set_config('iso.reach', 'system', true)")
    op.execute(
        f"INSERT INTO revision_fts SELECT {key}, {vector.format(row='revision_text')} FROM revision_text"
    )
    op.execute("SELECT set_config('iso.reach', 'none', true)")
    op.execute("CREATE INDEX revision_fts_words ON revision_fts USING gin (words)")
    op.execute(
        "CREATE FUNCTION keep_revision_fts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS $$ BEGIN"
        f" INSERT INTO revision_fts ({key}, words) VALUES (NEW.{key}, {vector.format(row='NEW')})"
        f" ON CONFLICT ({key}) DO UPDATE SET words = EXCLUDED.words; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER revision_text_fts AFTER INSERT OR UPDATE ON revision_text"
        " FOR EACH ROW EXECUTE FUNCTION keep_revision_fts()"
    )


def _find_by_province() -> None:
    """Ids of the revisions that have words beginning with all the words wanted, in what the transaction may see."""
    begins = "quote_literal('=p' || province_id || '=' || translate(word, '\\', '')) || ':*'"
    words = f"(SELECT string_agg({begins}, ' & ') FROM unnest(string_to_array(wanted, ' ')) word)"
    of_agency = f"CASE {REACH} WHEN 'agency' THEN ' & ' || quote_literal('=a' || {AGENCY}) ELSE '' END"
    provinces = (
        f"unnest(CASE WHEN {REACH} = 'system' THEN ARRAY(SELECT id::text FROM province)"
        f" WHEN {REACH} IN ('province', 'agency') THEN ARRAY[{PROVINCE}] END)"
    )
    op.execute(
        "CREATE FUNCTION revisions_with(wanted text) RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER"
        # Words that are searched for stand in few texts: the planner, told nothing, reads all texts beside them.
        " ROWS 20 SET search_path = public, pg_temp AS $$"
        " SELECT revision_id FROM revision_fts WHERE words @@ ("
        f"SELECT string_agg('(' || {words} || {of_agency} || ')', ' | ')::tsquery"
        f" FROM {provinces} province_id) $$"
    )


# -- SQLite ------------------------------------------------------------------------------------------------


def _forget_words_on_sqlite() -> None:
    for event in "idu":
        op.execute(f"DROP TRIGGER revision_text_fts_{event}")
    op.execute("DROP TABLE revision_fts")


def _keep_words_by_province() -> None:
    """Only which revision has which word: neither the text nor where in it."""
    op.execute(
        "CREATE VIRTUAL TABLE revision_fts USING fts5(words, content='', detail=none,"
        " tokenize=\"unicode61 remove_diacritics 0 tokenchars '='\")"
    )
    words, old, new = (TEXT_BY_PROVINCE.format(row=row) for row in ("revision_text", "OLD", "NEW"))
    op.execute(f"INSERT INTO revision_fts(rowid, words) SELECT revision_id, {words} FROM revision_text")
    _keep_in_step(
        f"INSERT INTO revision_fts(revision_fts, rowid, words) VALUES('delete', OLD.revision_id, {old})",
        f"INSERT INTO revision_fts(rowid, words) VALUES(NEW.revision_id, {new})",
    )


def _keep_in_step(gone: str, come: str) -> None:
    op.execute(f"CREATE TRIGGER revision_text_fts_i AFTER INSERT ON revision_text BEGIN {come}; END")
    op.execute(f"CREATE TRIGGER revision_text_fts_d AFTER DELETE ON revision_text BEGIN {gone}; END")
    op.execute(f"CREATE TRIGGER revision_text_fts_u AFTER UPDATE ON revision_text BEGIN {gone}; {come}; END")


# -- back to words of the whole country -------------------------------------------------------------------


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _forget_words_on_postgresql("revisions_with")
        _keep_words_on_postgresql("id", VECTOR_OF_COUNTRY)
        _find_in_country()
    else:
        _forget_words_on_sqlite()
        _keep_words_of_country()


def _find_in_country() -> None:
    own = f"CASE {REACH} WHEN 'province' THEN '=p' || {PROVINCE} WHEN 'agency' THEN '=a' || {AGENCY} ELSE '=' END"
    op.execute(
        "CREATE FUNCTION revision_texts_with(wanted text) RETURNS SETOF integer LANGUAGE sql STABLE"
        " SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp AS $$"
        f" SELECT id FROM revision_fts WHERE words @@ (CASE {REACH} WHEN 'system' THEN to_tsquery('simple', wanted)"
        f" ELSE to_tsquery('simple', wanted) && ('''' || {own} || '''')::tsquery END) $$"
    )


def _keep_words_of_country() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE revision_fts USING fts5(place, head, body, content='revision_text',"
        " content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute("INSERT INTO revision_fts(revision_fts) VALUES('rebuild')")
    _keep_in_step(
        "INSERT INTO revision_fts(revision_fts, rowid, place, head, body)"
        " VALUES('delete', OLD.id, OLD.place, OLD.head, OLD.body)",
        "INSERT INTO revision_fts(rowid, place, head, body) VALUES(NEW.id, NEW.place, NEW.head, NEW.body)",
    )
