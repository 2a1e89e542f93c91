"""Rules that hold the house together. A new exception is a line here, with its reason."""

import ast
import re

import pytest
from flask import Flask

from iso_app.core.roles import Role, reach_of
from iso_app.features import FEATURES
from iso_app.web.guard import PUBLIC, SIGNED_IN, guard_of
from tests.architecture.code import CODE, ROOT, TEMPLATES, attributes, calls, imports, modules

LONGEST_FILE = 400
LONGEST_FUNCTION = 50

# Who may look beyond the scope of a request, and why.
SEE_THE_WHOLE_COUNTRY = {
    "accounts/cli.py": "the operator's commands",
    "accounts/queries.py": "a person may hold posts in two agencies, an e-mail is unique everywhere",
    "accounts/services/passwords.py": "who follows a link has no post yet",
    "accounts/services/keeping.py": "one's own account, which one sees even without a post",
    "accounts/services/people.py": "an e-mail is unique in the whole country",
    "accounts/services/steps.py": "who signs in has no post yet",
    "accounts/services/signing_in.py": "who signs in has no post yet",
    "accounts/sessions.py": "who signs in is known only afterwards",
    "agencies/queries.py": "the name of the agency above stands on papers of one that may not see its record",
    "backup/services.py": "the operator's acts on everything at once",
    "cli.py": "the operator's commands",
    "compliance/cli.py": "the operator's commands",
    "compliance/queries.py": "what is known of those an agency was made of is read from its record",
    "db/scope.py": "its home",
    "demo/services.py": "builds a province before anybody is in it",
    "distribution/services/carrying.py": "all lines and copies of one document at once, which was judged before",
    "inheritance/queries/beyond.py": "documents that agencies left are read by those who carry on their affairs",
    "jobs/periodic.py": "the system asks for its own work",
    "jobs/running.py": "who asked is judged before there is a scope; rows of work are the system's",
    "notifications/queries.py": "one's own posts in other agencies than that of the post in use",
    "notifications/services.py": "who is told may be of another agency than who does it",
    "oversight/cli.py": "the operator's commands",
    "printed_copies/queries.py": "whoever scans a copy is known only by its token",
    "reminders/subscribers.py": "who is told may be of another agency than who does it",
    "standards/cli.py": "the operator's commands",
    "tasks/queries/people.py": "whoever fetches a private calendar is known only by its address",
    "trail/cli.py": "the operator's commands",
    "web/app.py": "the guard judges before there is a scope",
}

# SQL that the scope does not narrow on SQLite: text, driver SQL, bare tables, connections, and what writes past both.
UNNARROWED = {
    "__table__", "begin", "bulk_insert_mappings", "bulk_save_objects", "bulk_update_mappings", "connect", "connection",
    "exec_driver_sql", "from_statement",
}  # fmt: skip
BARE_SQL = {
    "accounts/attempts.py": "tries to sign in are kept beside the request, and are nobody's records",
    "accounts/sessions.py": "a session says that it lives, outside the request's transaction",
    "agencies/storing.py": "an import of a whole tree, its agencies taken through the scope first",
    "backup/postgresql.py": "moves whole tables, whatever is in them",
    "backup/services.py": "asks which schema the database has",
    "backup/sqlite.py": "copies whole databases",
    "compliance/services.py": "asks a model for the names of its columns",
    "db/engine.py": "settings of the engine",
    "db/narrowing.py": "the criteria of the scope itself",
    "db/once.py": "keys of forms belong to nobody",
    "db/plain.py": "sends what the scope has made of a statement",
    "db/rows.py": "hands the rows of a statement to the driver; whoever gathered them is on this list",
    "db/scope.py": "the scope itself",
    "db/told.py": "tells PostgreSQL of the scope",
    "db/unit_of_work.py": "settings of the transaction",
    "documents/queries/searching.py": "the full-text index gives ids only; scoped statements take them",
    "documents/sight.py": "the scope of drafts itself",
    "imports/services.py": "the lines of a file, for agencies that its plan found in the scope",
    "jobs/delivery.py": "hands the connection of the transaction to Procrastinate",
    "jobs/progress.py": "how far work is, beside its transaction; rows of work are the system's",
    "jobs/readiness.py": "asks which schema the database has",
    "jobs/running.py": "a lock that holds until the end of the work",
    "jobs/services.py": "the same work asked for twice is one row",
    "numbering/services.py": "one statement takes the next number on both engines",
    "oversight/services.py": "a reading is kept by one statement, which asks whose agency it is",
    "periodic_reports/services/deciding.py": "digests a report taken through the scope, as the verifier does",
    "serving.py": "asks for the settings of the database when it starts",
    "trail/accepted.py": "compares what was accepted with the chain, in bare SQL on purpose",
    "trail/anchors.py": "heads of all chains, for the anchor outside",
    "trail/bulk.py": "asks a model for its unique keys",
    "trail/cli.py": "the operator's commands",
    "trail/queries.py": "the chain of an agency is read as a column",
    "trail/services.py": "the trail itself",
    "trail/sealing.py": "compares what is sealed with the chain, in bare SQL on purpose",
    "trail/verify.py": "the verifier trusts nothing of the rest",
}

# INSERT, UPDATE and DELETE as statements: neither the flush nor the trail sees them by itself.
WRITE_STATEMENTS = {
    "accounts/attempts.py": "tries to sign in, which are nobody's records",
    "accounts/services/passwords.py": "a link is used once, whoever is first",
    "accounts/services/keeping.py": "second factors go with their codes; the person's entry explains it",
    "accounts/services/proving.py": "a code is good once, whoever is first",
    "accounts/services/steps.py": "a step of signing in is taken once",
    "agencies/storing.py": "an import of a whole tree, each record explained",
    "compliance/services.py": "facts are derived and made anew",
    "distribution/services/carrying.py": "lines and copies of a document all at once, said by its entries",
    "accounts/sessions.py": "a session says that it lives, outside the request's transaction",
    "db/once.py": "keys of forms",
    "db/rows.py": "for those of this list who write many rows",
    "documents/services/shelving.py": "what many revisions say, each revision told in the trail",
    "external_documents/services/telling.py": "what hundreds of agencies were told of, each said by its own entry",
    "files/services.py": "the same content twice is one row",
    "imports/services.py": "the lines of a file, for agencies that its plan found in the scope",
    "jobs/jobs.py": "what has expired opens nothing any more",
    "jobs/progress.py": "how far work is, beside its transaction",
    "jobs/running.py": "only the newest try of work may mark its row",
    "jobs/services.py": "the same work asked for twice is one row",
    "notifications/services.py": "one's own notifications are read",
    "numbering/services.py": "one statement takes the next number",
    "oversight/services.py": "a reading is kept beside the request; the operator trims old ones",
    "shelf/services/keeping.py": "files and lines of a shelf, whose entry tells of it",
    "standards/services.py": "clauses of an edition, written once, explained by one entry",
    "tasks/services/crowds.py": "tasks of many posts, said by their giver's entry",
    "tasks/services/occurrences.py": "a year's tasks of many agencies, each agency told in its trail",
    "trail/bulk.py": "many records at once, each explained",
    "trail/services.py": "the trail itself",
}

MOST_BY_PLACE = 4  # parameters that may be given by place

# Verbs that nobody's permission decides.
WITHOUT_ACTOR = {
    "accounts/services/passwords.py:withdraw_links": "part of other verbs",
    "accounts/services/passwords.py:use_one_time_link": "nobody has signed in yet",
    "accounts/services/keeping.py:ask_new_passkey": "part of other verbs",
    "accounts/services/proving.py:prove_code": "part of signing in and of other verbs",
    "accounts/services/proving.py:prove_passkey": "part of signing in",
    "accounts/services/signing_in.py:sign_in": "nobody has signed in yet",
    "accounts/services/steps.py:challenge": "nobody has signed in yet",
    "accounts/services/steps.py:enter": "nobody has signed in yet",
    "accounts/services/steps.py:pass_with_code": "nobody has signed in yet",
    "accounts/services/steps.py:pass_with_passkey": "nobody has signed in yet",
    "accounts/services/steps.py:postpone": "nobody has signed in yet",
    "accounts/services/steps.py:set_up_challenge": "nobody has signed in yet",
    "accounts/services/steps.py:set_up_in_step": "nobody has signed in yet",
    "accounts/services/steps.py:set_up_passkey_in_step": "nobody has signed in yet",
    "accounts/services/steps.py:waiting": "nobody has signed in yet",
    "agencies/services.py:folded": "a helper without effect",
    "agencies/services.py:place_of": "a helper without effect",
    "compliance/services.py:rebuild": "facts are derived, whoever made the records",
    "compliance/services.py:refresh": "facts are derived, whoever made the records",
    "demo/services.py:build_province": "builds its own actors",
    "demo/services.py:go_on_to_2025": "builds its own actors",
    "documents/services/documents.py:refuse_taken": "part of other verbs",
    "documents/services/drafting.py:text_of": "a helper without effect",
    "files/services.py:store": "content belongs to nobody until a record names it",
    "files/services.py:store_all": "content belongs to nobody until a record names it",
    "files/services.py:store_stream": "content belongs to nobody until a record names it",
    "imports/services.py:short_name": "a helper without effect",
    "printed_copies/services/standing.py:ask": "whoever scans a copy has not signed in",
    "reports/services.py:load_templates": "part of the start",
    "trail/services.py:chain_of": "a helper without effect",
    "trail/services.py:explain": "part of other verbs",
    "trail/services.py:explain_rows": "part of other verbs",
}

FOUNDATIONS = {"core", "db", "web", "sheets", "printing", "demo", "backup"}


def test_every_endpoint_says_whom_it_answers(app: Flask) -> None:
    assert [e for e in app.view_functions if e != "static" and guard_of(app, e) is None] == []


def test_every_guard_is_a_permission_that_somebody_has(app: Flask) -> None:
    declared = {permission for feature in FEATURES for permission in feature.permissions}
    used = {guard_of(app, e) for e in app.view_functions if e != "static"} - {PUBLIC, SIGNED_IN}
    assert used <= declared
    posts = [(role, reach_of(role, of_authority=of)) for role in Role for of in (True, False)]
    assert [p.name for p in declared if not any(p.granted_to(*post) for post in posts)] == []


def test_menus_panels_and_searches_ask_for_declared_permissions() -> None:
    declared = {permission for feature in FEATURES for permission in feature.permissions} | {SIGNED_IN}
    asked = [
        part.permission
        for feature in FEATURES
        for part in (*feature.menu, *feature.panels, *feature.searches, *feature.imports)
    ]
    assert [permission.name for permission in asked if permission not in declared] == []


def test_every_permission_has_its_own_name_and_words() -> None:
    every = [permission for feature in FEATURES for permission in feature.permissions]
    names = [permission.name for permission in every]
    assert len(set(names)) == len(names)
    assert [p.name for p in every if not p.label or not re.fullmatch(r"[a-z-]+:[a-z-]+", p.name)] == []


def test_every_menu_entry_leads_somewhere(app: Flask) -> None:
    entries = [item.endpoint for feature in FEATURES for item in feature.menu]
    assert [endpoint for endpoint in entries if endpoint not in app.view_functions] == []


def test_only_the_unit_of_work_commits() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules().items()
        for name, line in calls(tree)
        if name == "commit" and path != "db/unit_of_work.py"
    ]
    assert found == []


def test_only_the_clock_tells_days_of_moments() -> None:
    """`moment.date()` of a moment in UTC is the day before, for all that happens before 07:00 in Viet Nam."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"
        if path != "core/clock.py"
    ]
    assert found == []


def test_who_sees_the_whole_country_is_on_the_list() -> None:
    callers = {
        path for path, tree in modules().items() if "whole_country" in {name for name, _ in calls(tree)}
    }
    assert callers - set(SEE_THE_WHOLE_COUNTRY) == set()


def test_bare_sql_is_on_the_list() -> None:
    found = {
        path
        for path, tree in modules().items()
        if imports(tree) & {"sqlalchemy.text", "sqlalchemy.table", "sqlalchemy.sql.text"}
        or attributes(tree) & UNNARROWED
    }
    allowed = set(BARE_SQL) | {
        path for path in found if path.endswith("models.py") and _only_in_indexes(path)
    }
    assert found - allowed == set()


def _only_in_indexes(path: str) -> bool:
    """Whether a model uses `text` for the conditions of its indexes only."""
    tree = modules()[path]
    inside = {
        id(call)
        for index in ast.walk(tree)
        if isinstance(index, ast.keyword) and index.arg in {"sqlite_where", "postgresql_where"}
        for call in ast.walk(index.value)
    }
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "text"]
    return all(id(call) in inside for call in texts)


def test_write_statements_are_on_the_list() -> None:
    names = {f"sqlalchemy.{verb}" for verb in ("insert", "update", "delete")}
    dialects = {"sqlalchemy.dialects.postgresql", "sqlalchemy.dialects.sqlite"}
    found = {path for path, tree in modules().items() if imports(tree) & (names | dialects)}
    assert found - set(WRITE_STATEMENTS) == set()


def _is_page(path: str) -> bool:
    return bool(re.fullmatch(r"[a-z_]+/(views(/.+)?|forms)\.py|[a-z_]+/views/.+\.py", path))


def test_pages_touch_no_database() -> None:
    found = [
        (path, name)
        for path, tree in modules().items()
        if _is_page(path)
        for name in imports(tree)
        if name.startswith(("sqlalchemy", "iso_app.db", "flask_sqlalchemy"))
    ]
    assert found == []


def test_every_feature_package_is_declared() -> None:
    packages = {path.partition("/")[0] for path in modules() if "/" in path} - FOUNDATIONS
    for package in packages:
        parts = {
            path.split("/")[1].removesuffix(".py") for path in modules() if path.startswith(f"{package}/")
        }
        if parts & {"views", "policies", "cli", "subscribers"}:
            assert "feature" in parts, f"{package} has no feature.py"
            assert package in {feature.name for feature in FEATURES}, f"{package} is not in features.py"


def test_services_take_the_actor_first_and_switches_by_name() -> None:
    """Every verb of a `services` room; what takes no actor is on the list below."""
    without, wrong = [], []
    for path, tree in modules().items():
        if not re.fullmatch(r"[a-z_]+/services(/[a-z_]+)?\.py", path):
            continue
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.decorator_list:
                continue
            given = [argument.arg for argument in node.args.args]
            if given[:1] != ["actor"]:
                without.append(f"{path}:{node.name}")
            if len(given) > MOST_BY_PLACE or any(_is_switch(argument) for argument in node.args.args):
                wrong.append(f"{path}:{node.name}{given}")
    assert set(without) - set(WITHOUT_ACTOR) == set()
    assert wrong == []


def _is_switch(argument: ast.arg) -> bool:
    return isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"


@pytest.mark.parametrize("path", sorted(modules()))
def test_files_and_functions_are_short(path: str) -> None:
    lines = (CODE / path).read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE, f"{path} has {lines} lines"
    for node in ast.walk(modules()[path]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{path}:{node.name} has {length} lines"


# Words on screen

_JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<!DOCTYPE[^>]*>", re.DOTALL | re.IGNORECASE)
_SAID_BY_TAG = re.compile(r'\b(?:placeholder|title|alt|aria-label)="([^"]*)"')
_WORD = re.compile(r"[^\W\d_]{2,}")
_MESSAGE = re.compile(r"""\b_\(\s*(?:"([^"]+)"|'([^']+)')""")
# Not words of a language: formats and names of files.
_NEUTRAL = re.compile(r"dd/mm/yyyy|&[a-z]+;|\bCSV\b|\bExcel\b|\bWord\b|\bPDF\b|\bISO\b|\bSHA-256\b|\bXLSX\b")
TEMPLATE_FILES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", TEMPLATE_FILES)
def test_every_word_of_a_template_can_be_translated(name: str) -> None:
    source = _UNSEEN.sub(" ", _JINJA.sub("\ue000", (TEMPLATES / name).read_text(encoding="utf-8")))
    said = [*_SAID_BY_TAG.findall(source), re.sub(r"<[^>]*>", " ", source)]
    assert [word for text in said for word in _WORD.findall(_NEUTRAL.sub(" ", text))] == []


@pytest.mark.parametrize("name", TEMPLATE_FILES)
def test_messages_are_vietnamese(name: str) -> None:
    """Three words without one Vietnamese letter are another language."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    messages = [first or second for first, second in _MESSAGE.findall(source)]
    foreign = [m for m in messages if m.isascii() and len(_WORD.findall(re.sub(r"%\(\w+\)s", "", m))) >= 3]
    assert foreign == []


@pytest.mark.parametrize("name", TEMPLATE_FILES)
def test_templates_hold_no_script_and_no_style(name: str) -> None:
    source = _JINJA.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=", source) == []


# What the product is made of

PRODUCT = ("iso_app", "templates", "static", "migrations", "tools", "docs", "config.py", "README.md")
PLANNING = re.compile("/" "work/" "|" r"\b" "shared" "/")


def test_the_product_stands_alone() -> None:
    """No file speaks of places that exist only where it was written."""
    files = [
        path
        for part in PRODUCT
        for path in ([ROOT / part] if (ROOT / part).is_file() else (ROOT / part).rglob("*"))
        if path.suffix in {".py", ".html", ".css", ".js", ".md", ".yaml", ".toml", ".sh", ".typ", ".mako"}
        and "vendor" not in path.parts
    ]
    assert files
    assert [str(path) for path in files if PLANNING.search(path.read_text(encoding="utf-8"))] == []
