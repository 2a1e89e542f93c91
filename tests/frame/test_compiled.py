"""Compiled templates on disk are read where they say what the template says, and cost no page."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader

from iso_app.web import compiled


@pytest.fixture
def words() -> dict[str, str]:
    return {"page.html": "{{ 1 + 1 }} cơ quan"}


def _drawn(home: Path, words: dict[str, str]) -> str:
    app = Flask(__name__)
    app.jinja_env.loader = DictLoader(words)
    compiled.keep(app, home)
    return app.jinja_env.get_template("page.html").render()


def _files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_a_second_start_compiles_nothing(
    tmp_path: Path, words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _drawn(tmp_path, words) == "2 cơ quan"
    (kept,) = _files(tmp_path)
    assert kept.parent.stat().st_mode & 0o077 == 0
    monkeypatch.setattr("jinja2.Environment.compile", None)
    assert _drawn(tmp_path, words) == "2 cơ quan"


def test_what_has_changed_or_is_damaged_is_compiled_anew(tmp_path: Path, words: dict[str, str]) -> None:
    _drawn(tmp_path, words)
    assert _drawn(tmp_path, {"page.html": "{{ 2 + 1 }} cơ quan"}) == "3 cơ quan"
    (kept,) = _files(tmp_path)
    kept.write_bytes(kept.read_bytes()[:-9])
    assert _drawn(tmp_path, {"page.html": "{{ 2 + 1 }} cơ quan"}) == "3 cơ quan"


def test_another_way_of_compiling_has_its_own_folder(tmp_path: Path, words: dict[str, str]) -> None:
    _drawn(tmp_path, words)
    other = Flask(__name__)
    other.jinja_env.trim_blocks = True
    compiled.keep(other, tmp_path)
    assert len(list(tmp_path.glob(f"{compiled.FOLDER}-*"))) == 2


@pytest.mark.parametrize("whose", ["entered by others", "a link"])
def test_nothing_is_read_from_a_folder_that_others_could_fill(
    whose: str, tmp_path: Path, words: dict[str, str]
) -> None:
    _drawn(tmp_path, words)
    (folder,) = tmp_path.iterdir()
    if whose == "a link":
        folder.symlink_to(folder.rename(tmp_path / "elsewhere"))
    else:
        folder.chmod(0o770)
    other = Flask(__name__)
    compiled.keep(other, tmp_path)
    assert other.jinja_env.bytecode_cache is None


def test_a_disk_that_takes_nothing_refuses_no_page(
    tmp_path: Path, words: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", full)
    assert _drawn(tmp_path, words) == "2 cơ quan"
    (tmp_path / "file").touch()
    assert _drawn(tmp_path / "file", words) == "2 cơ quan"
