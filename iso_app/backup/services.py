"""Backing up and restoring: the operator's acts on everything at once, outside any unit of work."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import select, text

from iso_app.backup import archive, postgresql, sqlite
from iso_app.backup.archive import ANCHORS, DATABASE, FILES, Manifest, Reader, Unfit, Writer
from iso_app.backup.places import written_whole
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.files import store as stores
from iso_app.files.models import StoredFile
from iso_app.trail import anchors
from iso_app.trail.anchors import Anchors
from iso_app.trail.services import write
from iso_app.trail.verify import Findings

SQLITE = "sqlite"


@dataclass(frozen=True)
class BackedUp:
    """What went into an archive; `missing` are the digests of stored files that were gone."""

    files: int
    missing: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Restored:
    """What came back; `entries` of the trail were walked, `replaced` names the old database file, if any."""

    made_at: str
    files: int
    missing: tuple[str, ...]
    entries: int
    replaced: str


def back_up(actor: Actor, file: Path) -> BackedUp:
    """Write the database, the anchors and the stored files to one archive; the product may go on working.

    The database comes first: files are only ever added, so that all it names are there afterwards.
    """
    _require_operator(actor)
    if file.exists():
        raise DomainError("Tệp {file} đã có; hãy chọn tên khác để không ghi đè bản cũ.", file=file)
    if not file.parent.is_dir():
        raise DomainError("Không có thư mục {folder}; hãy tạo trước.", folder=file.parent)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        noted = _home() / anchors.FILENAME
        anchored = noted.read_bytes() if noted.exists() else b""  # before the database: never ahead of it
        dumped = Path(folder) / DATABASE
        _dump(dumped)
        with written_whole(file) as out:
            manifest = _fill(Writer(out), dumped, anchored)
    return BackedUp(len(manifest.files), manifest.missing, file.stat().st_size)


def restore(actor: Actor, file: Path, *, force: bool = False) -> Restored:
    """Put an archive back after all of it was checked; afterwards the schema is the product's.

    Refuses a damaged archive, one of another engine or of a later product, one whose trail is broken and,
    without `force`, a database that has tables. What it replaces is left alone until the new one is proved.
    """
    _require_operator(actor)
    with archive.opened(file) as found:
        manifest = found.manifest
        _require_fitting(manifest)
        if not force and not _is_empty():
            raise DomainError(
                "Cơ sở dữ liệu đích không trống; thêm --force nếu thật sự muốn thay bằng bản sao lưu."
            )
        _put_files(found)
        findings, replaced = _put_database(found)
        _put_anchors(found)
    upgrade()
    with unit_of_work(), whole_country():
        _note_restoring(actor, manifest)
    return Restored(manifest.made_at, len(manifest.files), manifest.missing, findings.entries, replaced)


def _require_operator(actor: Actor) -> None:
    if not actor.scope.is_system:
        raise DomainError("Chỉ người vận hành máy chủ được sao lưu và khôi phục, bằng dòng lệnh.")


# -- backing up --------------------------------------------------------------------------------------------


def _dump(target: Path) -> None:
    if _engine_name() == SQLITE:
        sqlite.dump(db.engine, target)
    else:
        postgresql.dump(_owner_address(), target)


def _fill(writer: Writer, dumped: Path, anchored: bytes) -> Manifest:
    writer.add_file(DATABASE, dumped)
    if anchored:
        writer.add_bytes(ANCHORS, anchored)
    missing = tuple(digest for digest in _stored() if not _add_stored(writer, digest))
    manifest = Manifest(
        product="iso-app",
        version=version("iso-app"),
        schema=_schema(),
        engine=_engine_name(),
        made_at=now().isoformat(timespec="seconds"),
        members=writer.members,
        missing=missing,
    )
    writer.finish(manifest)
    return manifest


def _add_stored(writer: Writer, digest: str) -> bool:
    """Add a stored file; False if it is gone or no longer what it was."""
    try:
        content = stores.in_use().get(digest)
    except FileNotFoundError:
        return False
    if stores.digest_of(content) != digest:
        return False
    writer.add_bytes(FILES + digest, content)
    return True


def _stored() -> list[str]:
    with unit_of_work(keep=False), whole_country():
        return list(db.session.scalars(select(StoredFile.digest).order_by(StoredFile.digest)))


def _schema() -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


# -- restoring ---------------------------------------------------------------------------------------------


def _require_fitting(manifest: Manifest) -> None:
    if manifest.engine != _engine_name():
        raise Unfit(
            "Bản sao lưu là của {theirs}, còn cơ sở dữ liệu đang dùng là {ours}.",
            theirs=manifest.engine,
            ours=_engine_name(),
        )
    if manifest.schema not in _schemas():
        raise Unfit("Bản sao lưu do phiên bản phần mềm mới hơn tạo ra ({version}).", version=manifest.version)


def _schemas() -> set[str]:
    """The schemas this product knows the way from."""
    config = current_app.extensions["migrate"].migrate.get_config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("prepend_sys_path", "%(script_location)s")  # as `env.py` does
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _put_files(found: Reader) -> None:
    place = stores.in_use()
    place.make()
    for digest in found.manifest.files:
        if not place.has(digest) or stores.digest_of(place.get(digest)) != digest:
            place.put(digest, found.read(FILES + digest))


def _put_database(found: Reader) -> tuple[Findings, str]:
    db.session.remove()
    with _scratch() as folder:
        anchored = _anchors_of(found, folder)
        dumped = folder / DATABASE
        found.extract(DATABASE, dumped)
        if _engine_name() == SQLITE:
            findings, replaced = sqlite.restore(db.engine, dumped, anchored)
        else:
            db.engine.dispose()
            findings, replaced = postgresql.restore(_owner_address(), dumped, anchored), ""
    if findings.broken is not None:
        raise Unfit("Nhật ký trong bản sao lưu đã bị can thiệp. {broken}", broken=findings.broken)
    return findings, replaced


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for what is taken out of the archive; for SQLite on the disk of the database."""
    beside = sqlite.folder(db.engine) if _engine_name() == SQLITE else None
    if beside is not None:
        beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as folder:
        yield Path(folder)


def _anchors_of(found: Reader, folder: Path) -> Anchors:
    if not found.has(ANCHORS):
        return Anchors()
    found.extract(ANCHORS, folder / ANCHORS)
    try:
        return anchors.read(folder)
    except anchors.DamagedAnchors as error:
        raise Unfit("Mốc neo trong bản sao lưu đã bị sửa: {error}.", error=error) from error


def _put_anchors(found: Reader) -> None:
    """The anchors that belong to the restored trail; those of the replaced one stay under another name."""
    noted = _home() / anchors.FILENAME
    if noted.exists():
        noted.rename(noted.with_name(f"{noted.name}.replaced-{now():%Y%m%d%H%M%S}"))
    if found.has(ANCHORS):
        _home().mkdir(parents=True, exist_ok=True)
        with written_whole(noted) as out:
            out.write(found.read(ANCHORS))


def _note_restoring(actor: Actor, manifest: Manifest) -> None:
    entry = {
        "chain": "system",
        "subject_type": "backup",
        "subject_id": 0,
        "subject_label": manifest.made_at,
        "changes": {},
        "facts": {"made_at": manifest.made_at, "database": manifest.members[DATABASE].sha256},
    }
    write(actor, "backup.restored", [entry])


# -- where -------------------------------------------------------------------------------------------------


def _is_empty() -> bool:
    if _engine_name() == SQLITE:
        return sqlite.is_empty(db.engine)
    return postgresql.is_empty(_owner_address())


def _engine_name() -> str:
    return db.engine.dialect.name


def _owner_address() -> str:
    settings = current_app.extensions["settings"]
    return str(settings.owner_database_url or settings.database)


def _home() -> Path:
    return Path(current_app.extensions["settings"].home)
