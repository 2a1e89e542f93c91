"""Editions come in once, whole, and stay as they are; a wrong file is told what is wrong in it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

import iso_app.cli
from iso_app.core.actor import operator
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.standards import queries, reading, services
from iso_app.standards.models import Clause, ClauseMapping, StandardEdition
from iso_app.trail.models import TrailEntry

NEXT: dict[str, Any] = {
    "code": "tcvn-iso-9001-2030",
    "year": 2030,
    "title": {"vi": "Phiên bản thử", "en": "A trial edition"},
    "names": ["TCVN ISO 9001:2030"],
    "clauses": [
        {"number": "4", "vi": "Bối cảnh", "en": "Setting"},
        {"number": "4.1", "vi": "Vấn đề", "en": "Issues"},
    ],
}
MAPPING: dict[str, Any] = {
    "from_edition": "tcvn-iso-9001-2015",
    "entries": [{"from": "4", "to": ["4"], "kind": "same"}, {"to": ["4.1"], "kind": "new"}],
}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[object], Path]:
    def write(content: object) -> Path:
        path = tmp_path / "edition.yaml"
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            plain = json.loads(json.dumps(content))  # no object twice: YAML would write an alias
            path.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
        return path

    return write


def load(path: Path) -> services.Loaded:
    with unit_of_work(), whole_country():
        return services.load_edition_file(operator(), path)


def counts() -> list[int]:
    with whole_country():
        models = (StandardEdition, Clause, ClauseMapping, TrailEntry)
        found = [db.session.scalar(select(func.count(model.id))) or 0 for model in models]
    db.session.rollback()
    return found


def test_loading_again_changes_nothing(editions: dict[int, int]) -> None:
    before = counts()
    with unit_of_work(), whole_country():
        again = services.load_editions(operator())
    assert before == counts()
    assert before[:2] == [2, 158]
    assert not [loaded for loaded in again if loaded.is_new]


def test_a_further_edition_is_a_file(editions: dict[int, int], file: Callable[[object], Path]) -> None:
    assert load(file(NEXT | {"mapping": MAPPING})).is_new
    assert not load(file(NEXT | {"mapping": MAPPING})).is_new
    with whole_country():
        page = queries.mapping("tcvn-iso-9001-2015", "tcvn-iso-9001-2030")
        assert [(line.from_number, line.to_numbers) for line in page.lines] == [
            ("4", ("4",)),
            (None, ("4.1",)),
        ]
        assert queries.edition_by_name("tcvn  iso 9001:2030").year == 2030  # type: ignore[union-attr]


def test_a_used_edition_is_never_changed(editions: dict[int, int], file: Callable[[object], Path]) -> None:
    load(file(NEXT))
    before = counts()
    clauses = [*NEXT["clauses"], {"number": "4.2", "vi": "Thêm", "en": "More"}]
    with pytest.raises(DomainError, match="không được sửa"):
        load(file(NEXT | {"clauses": clauses}))
    assert counts() == before


def test_a_loaded_mapping_is_never_changed(editions: dict[int, int], file: Callable[[object], Path]) -> None:
    load(file(NEXT | {"mapping": MAPPING}))
    with pytest.raises(DomainError, match="không được sửa"):
        load(file(NEXT | {"mapping": MAPPING | {"entries": MAPPING["entries"][:1]}}))


@pytest.mark.parametrize("table", ["standard_edition", "clause", "clause_mapping"])
def test_the_database_holds_them_too(table: str, editions: dict[int, int]) -> None:
    with whole_country(), pytest.raises(DBAPIError, match="written once"), db.session.begin_nested():
        db.session.execute(text(f"DELETE FROM {table}"))


def test_only_the_operator_loads(editions: Any, actor_for: Any, file: Callable[[object], Path]) -> None:
    with unit_of_work(keep=False), whole_country(), pytest.raises(NotPermitted):
        services.load_edition_file(actor_for("tdc.province_admin"), file(NEXT))


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in NEXT.items() if name != key}


def clause(**given: object) -> dict[str, Any]:
    return NEXT | {"clauses": [{"number": "4", "vi": "a", "en": "b"} | given]}


WRONG: dict[str, tuple[object, str]] = {
    "empty": (b"", "cặp"),
    "not YAML": (b"code: [unclosed", "dòng"),
    "not text": (b"\xff\xfe\x00\x00\xd8", "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
    "nothing known": ({"hello": 1}, "“code”"),
    "too large": (b"#" * (reading.MOST_BYTES + 1), "1 MB"),
    "deep": (b"[" * 5000, "YAML"),
    "aliases": (b"a: &a [x]\nb: [*a, *a]\n", "dòng 2"),
    "key twice": (b"code: a\ncode: b\n", "dòng 2"),
    "an object of the language": (b"code: !!python/object/apply:os.system ['true']", "YAML"),
    "no year": (without("year"), "year"),
    "year as text": (NEXT | {"year": "2030"}, "year"),
    "bad code": (NEXT | {"code": "Bản Mới"}, "code"),
    "strange key": (NEXT | {"price": 1}, "price"),
    "no title": (without("title"), "title"),
    "no names": (NEXT | {"names": []}, "names"),
    "a name twice": (NEXT | {"names": ["A", "a"]}, "hai lần"),
    "a name of another edition": (NEXT | {"names": ["ISO 9001:2015"]}, "phiên bản khác"),
    "no clauses": (NEXT | {"clauses": []}, "clauses"),
    "number not quoted": (clause(number=4.1), "ngoặc kép"),
    "number of letters": (clause(number="A.1"), "ngoặc kép"),
    "no words": (clause(vi=" "), "vi"),
    "too many words": (clause(en="x" * 301), "300"),
    "no parent": (clause(number="4.1"), "cấp trên"),
    "clause twice": (NEXT | {"clauses": NEXT["clauses"][:1] * 2}, "hai lần"),
    "mapping to elsewhere": (NEXT | {"mapping": MAPPING | {"to_edition": "khac"}}, "chính phiên bản"),
    "mapping from nowhere": (NEXT | {"mapping": MAPPING | {"from_edition": "khac"}}, "Chưa nạp"),
    "mapping of no clause": (
        NEXT | {"mapping": MAPPING | {"entries": [{"from": "4.99", "to": ["4"], "kind": "moved"}]}},
        "4.99",
    ),
    "mapping of no kind": (
        NEXT | {"mapping": MAPPING | {"entries": [{"from": "4", "to": ["4"], "kind": "copied"}]}},
        "kind",
    ),
    "new but from somewhere": (
        NEXT | {"mapping": MAPPING | {"entries": [{"from": "4", "to": ["4"], "kind": "new"}]}},
        "new",
    ),
    "pair twice": (NEXT | {"mapping": MAPPING | {"entries": MAPPING["entries"][:1] * 2}}, "hai lần"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_told_what_is_wrong(
    case: str, editions: dict[int, int], file: Callable[[object], Path], cli: Any
) -> None:
    content, words = WRONG[case]
    before = counts()
    result = cli(file(content))
    assert result.exit_code == 2, result.output
    assert re.search(re.escape(words), result.output)
    assert len(result.output.strip().splitlines()) == 1
    assert counts() == before


@pytest.fixture
def cli(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Any]:
    """`iso-app load-edition FILE`, in the application under test."""
    monkeypatch.setattr(iso_app.cli, "create_app", lambda *_: app)
    return lambda path: CliRunner().invoke(iso_app.cli.cli, ["load-edition", str(path)])


def test_the_command_loads_and_says_so(
    editions: Any, file: Callable[[object], Path], cli: Any, tmp_path: Path
) -> None:
    assert "Đã nạp Phiên bản thử" in cli(file(NEXT)).output
    assert "không có gì thay đổi" in cli(file(NEXT)).output
    missing = cli(tmp_path / "nowhere.yaml")
    assert (missing.exit_code, "Không đọc được" in missing.output) == (2, True)


@pytest.mark.parametrize(("typed", "year"), [("iso 9001:2008", 2008), (" TCVN ISO 9001-2015 ", 2015)])
def test_names_are_folded(typed: str, year: int, editions: dict[int, int]) -> None:
    found = queries.edition_by_name(typed)
    assert found is not None
    assert found.year == year
    assert queries.edition_by_name("ISO 14001") is None


def test_names_are_read_once_a_transaction(editions: dict[int, int], statements: list[str]) -> None:
    db.session.rollback()
    for _ in range(50):
        assert queries.edition_names()
    assert len([s for s in statements if "standard_edition" in s]) == 1


@pytest.fixture
def statements() -> Any:
    from sqlalchemy import event

    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
