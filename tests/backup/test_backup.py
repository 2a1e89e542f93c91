"""What was backed up comes back exactly; what is not what it was when it was made never does."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from iso_app.agencies.models import Department
from iso_app.backup import services
from iso_app.backup.archive import DATABASE, FILES, MANIFEST, Unfit, opened
from iso_app.backup.cli import COMMANDS
from iso_app.core.actor import operator
from iso_app.core.clock import today
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.files import queries as files
from iso_app.files import store as stores
from iso_app.files.services import store
from iso_app.trail import anchors
from iso_app.trail.services import record

CONTENT = b"Ng\xc3\xa0y,S\xe1\xbb\x91\n31/12/2021,109\n"


@pytest.fixture
def kept(app, world, tmp_path) -> Path:
    """An archive of the small province, with one file and one department."""
    add_department(world.agency["snv"], "Phòng Tổng hợp")
    with unit_of_work(), whole_country():
        store(CONTENT, "text/csv")
    made = tmp_path / "kept.zip"
    services.back_up(operator(), made)
    return made


def add_department(agency_id: int, name: str) -> None:
    with unit_of_work(), whole_country():
        department = Department(agency_id=agency_id, name=name, folded=name.lower(), valid_from=today())
        db.session.add(department)
        record(operator(), "department.created", department, label=name)


def rows() -> dict[str, list[Any]]:
    """Every row of every table, but the entry that a restoring itself writes."""
    found = {}
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('iso.reach', 'system', true)"))
        for table in sorted(db.metadata.sorted_tables, key=lambda table: table.name):
            query = select(table).order_by(table.c.id)
            found[table.name] = [tuple(row) for row in connection.execute(query)]
    for table, chain in (("trail_chain", 1), ("trail_entry", 1)):
        found[table] = [row for row in found[table] if row[chain] != "system"]
    return found


def departments() -> list[str]:
    with unit_of_work(keep=False), whole_country():
        return list(db.session.scalars(select(Department.name).order_by(Department.id)))


def remade(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same archive with its members changed as raw bytes."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def test_comes_back_exactly(kept, world):
    before = rows()
    add_department(world.agency["snv"], "Phòng đến sau")
    digest = stores.digest_of(CONTENT)
    (stores.in_use().root / digest[:2] / digest).unlink()

    back = services.restore(operator(), kept, force=True)

    assert rows() == before
    assert departments() == ["Phòng Tổng hợp"]
    assert files.content(digest) == CONTENT
    assert back.files == 1
    assert back.entries == len(before["trail_entry"])


def test_the_restored_database_works_on_and_says_that_it_was_restored(kept, world):
    services.restore(operator(), kept, force=True)
    add_department(world.agency["xa"], "Văn phòng")
    assert departments() == ["Phòng Tổng hợp", "Văn phòng"]
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('iso.reach', 'system', true)"))
        said = connection.scalars(text("SELECT verb FROM trail_entry WHERE chain = 'system'")).all()
    assert said[-1] == "backup.restored"


def test_needs_force_over_data(kept, world):
    with pytest.raises(DomainError, match="--force"):
        services.restore(operator(), kept)
    assert departments() == ["Phòng Tổng hợp"]


def test_goes_into_an_empty_database_without_force(kept, app):
    before = rows()
    db.session.remove()
    empty_database(app)
    services.restore(operator(), kept)
    assert rows() == before


def empty_database(app) -> None:
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        for path in Path(db.engine.url.database).parent.glob("iso.sqlite3*"):
            path.unlink()
        return
    import psycopg

    db.engine.dispose()
    address = app.extensions["settings"].owner_database_url
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def test_twice_in_a_row(kept, tmp_path):
    services.restore(operator(), kept, force=True)
    again = tmp_path / "again.zip"
    services.back_up(operator(), again)
    before = rows()
    services.restore(operator(), again, force=True)
    assert rows() == before


def test_anchors_travel_with_the_database(kept, app, world, tmp_path):
    home = app.extensions["settings"].home
    anchors.anchor(home)
    with_anchors = tmp_path / "anchored.zip"
    services.back_up(operator(), with_anchors)
    known = anchors.read(home).heads
    add_department(world.agency["snv"], "Phòng đến sau")
    anchors.anchor(home)

    services.restore(operator(), with_anchors, force=True)

    assert anchors.read(home).heads == known
    for path in home.glob("anchors.log*"):
        path.unlink()


def test_an_archive_is_for_its_owner_alone_and_never_overwritten(kept):
    assert kept.stat().st_mode & 0o077 == 0
    with pytest.raises(DomainError, match="đã có"):
        services.back_up(operator(), kept)
    assert sorted(path.name for path in kept.parent.iterdir() if path.name.startswith(".")) == []


def test_a_lost_file_is_told_and_does_not_stop_the_backup(kept, tmp_path):
    digest = stores.digest_of(CONTENT)
    (stores.in_use().root / digest[:2] / digest).unlink()
    made = services.back_up(operator(), tmp_path / "with a gap.zip")
    assert made.missing == (digest,)
    assert made.files == 0


def test_only_the_operator(kept, actor_for, tmp_path):
    for act in (services.back_up, services.restore):
        with pytest.raises(DomainError, match="vận hành"):
            act(actor_for("tdc.province_admin"), tmp_path / "x.zip")


# -- archives that are not what they were ------------------------------------------------------------------


def flip(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        member = next(found for found in members if found.startswith(name))
        content = bytearray(members[member])
        content[len(content) // 2] ^= 1
        members[member] = bytes(content)

    return change


def false_digest(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    manifest["members"][DATABASE]["sha256"] = "0" * 64
    members[MANIFEST] = json.dumps(manifest).encode()


def drop_file(members: dict[str, bytes]) -> None:
    del members[next(name for name in members if name.startswith(FILES))]


def climb(members: dict[str, bytes]) -> None:
    members["../../evil.txt"] = b"evil"


def climb_with_manifest(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    name = "files/../../../evil.txt"
    members[name] = b"evil"
    manifest["members"][name] = {"size": 4, "sha256": stores.digest_of(b"evil")}
    members[MANIFEST] = json.dumps(manifest).encode()


def other_engine(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    manifest["engine"] = "oracle"
    members[MANIFEST] = json.dumps(manifest).encode()


def later_product(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    manifest["schema"] = "9999"
    members[MANIFEST] = json.dumps(manifest).encode()


def no_sense(members: dict[str, bytes]) -> None:
    members[MANIFEST] = b'{"product": "iso-app", "members": [1]}'


def false_name(members: dict[str, bytes]) -> None:
    """A stored file under the digest of another content, the manifest made to fit."""
    manifest = json.loads(members[MANIFEST])
    name = next(name for name in members if name.startswith(FILES))
    members[name] = b"something else"
    manifest["members"][name] = {"size": 14, "sha256": stores.digest_of(b"something else")}
    members[MANIFEST] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "change",
    [
        flip(DATABASE), flip(FILES), false_digest, drop_file, climb, climb_with_manifest,
        other_engine, later_product, no_sense, false_name,
    ],
    ids=[
        "database", "file", "manifest", "lost file", "climbing", "climbing, listed", "engine", "schema",
        "no manifest", "false name",
    ],
)  # fmt: skip
def test_what_does_not_match_is_refused(change, kept, tmp_path):
    before = rows()
    wrong = remade(kept, tmp_path / "wrong.zip", change)
    with pytest.raises(Unfit):
        services.restore(operator(), wrong, force=True)
    assert rows() == before
    assert not list(tmp_path.parent.rglob("evil.txt"))


def test_any_cut_is_refused(kept, tmp_path):
    whole = kept.read_bytes()
    cut = tmp_path / "cut.zip"
    for share in (0.0, 0.1, 0.5, 0.9, 0.99):
        cut.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(Unfit, match="cắt ngắn"), opened(cut):
            pass


def test_a_trail_that_was_edited_is_refused_and_the_old_data_stay(kept, app, world, tmp_path):
    before_edit = rows()
    edit_trail(app)
    edited = tmp_path / "edited.zip"
    services.back_up(operator(), edited)
    services.restore(operator(), kept, force=True)
    assert rows() == before_edit

    with pytest.raises(Unfit, match="can thiệp"):
        services.restore(operator(), edited, force=True)

    assert rows() == before_edit


def edit_trail(app) -> None:
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("DROP TRIGGER trail_entry_no_update")
            connection.exec_driver_sql("UPDATE trail_entry SET actor_name = 'Ai khác'")
            connection.commit()
        return
    import psycopg

    with psycopg.connect(app.extensions["settings"].owner_database_url) as connection:
        connection.execute("SELECT set_config('iso.reach', 'system', true)")
        connection.execute("ALTER TABLE trail_entry DISABLE TRIGGER USER")
        connection.execute("UPDATE trail_entry SET actor_name = 'Ai khác'")
        connection.execute("ALTER TABLE trail_entry ENABLE TRIGGER USER")


# -- the command line --------------------------------------------------------------------------------------


def test_the_commands(kept, tmp_path):
    backup, restore = COMMANDS
    made = tmp_path / "made.zip"
    said = CliRunner().invoke(backup, [str(made)])
    assert said.exit_code == 0, said.output
    assert "Đã sao lưu" in said.output
    said = CliRunner().invoke(restore, [str(made), "--force"])
    assert said.exit_code == 0, said.output
    assert "nhật ký nguyên vẹn" in said.output


def test_the_command_names_the_lost_file(kept, tmp_path):
    digest = stores.digest_of(CONTENT)
    (stores.in_use().root / digest[:2] / digest).unlink()
    said = CliRunner().invoke(COMMANDS[0], [str(tmp_path / "made.zip")])
    assert said.exit_code == 0
    assert digest in said.output
