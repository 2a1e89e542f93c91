"""What stands beside the chain and may not change: signatures, frozen tables, revisions, what was acknowledged.

Every change of such a record is explained by an entry with its columns, old and new; so the newest values that
the chain knows are what the record has to say today. Bare SQL, no model.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from iso_app.core.canonical import canonical

PORTION = 50  # a frozen table is up to some megabytes
CONTENT = "content"
DIGEST = "digest"
WRITTEN = "written"
SNAPSHOT, REVISION = "report_snapshot", "revision"
SEALED = {
    "signature": "chữ ký",
    SNAPSHOT: "bảng đã chốt",
    REVISION: "lần ban hành tài liệu",
    "acknowledgement": "ký nhận đã đọc",
    "paper_list": "danh sách ký trên giấy",
    "document_review": "kết quả soát xét tài liệu",
    "change_opinion": "ý kiến về đề nghị tài liệu",
    "printed_copy": "bản in kiểm soát",
    "signed_copy": "tệp ký bằng chứng thư",
}
_KEPT = {SNAPSHOT: f"{DIGEST} <> ''"}
# Of a revision, which goes on living, what every act on it tells.
_COMPARED = {
    REVISION: (
        "document_id", "agency_id", "number", "source", "file_digest", "content_digest", "author_id",
        "effective_on", "in_force_at", "approved_at", "approved_by", "paper_basis",
    ),
}  # fmt: skip
_TRUTHS = {"True": True, "False": False}
_CUT = "…"  # how the chain tells of what it hides, and ends what is too long for it


@dataclass(frozen=True)
class Place:
    """The entry that told of a value."""

    chain: str
    position: int
    id: int


Told = dict[str, tuple[str | None, Place]]  # column -> its newest value in words, and where it was told


class Seals:
    """Gathers what entries tell of sealed records, then compares."""

    def __init__(self) -> None:
        self._told: dict[str, dict[int, Told]] = {table: {} for table in SEALED}

    def note(self, entry: Mapping[str, Any]) -> None:
        """Remember what an entry of the chain (a row of `trail_entry`) tells, if it tells of a sealed record."""
        records = self._told.get(entry["subject_type"])
        if records is None:
            return
        place = Place(entry["chain"], entry["position"], entry["id"])
        changes = entry["changes"]
        parsed = json.loads(changes) if isinstance(changes, str) else changes  # SQLite keeps JSON as text
        told = records.setdefault(entry["subject_id"], {})
        told.update({column: (new, place) for column, (_, new) in parsed.items()})

    def broken(self, connection: Connection) -> Iterator[tuple[Place | None, str]]:
        """Where a record is not what the chain tells, in sentences; the place is None if nothing tells of it."""
        for table, name in SEALED.items():
            told = dict(self._told[table])
            for row in _rows(connection, table):
                columns = told.pop(row["id"], None)
                if columns is None or not _is_kept(table, columns):
                    yield None, f"{name} số {row['id']} không có mục nhật ký nào nói đến"
                else:
                    yield from (
                        (place, f"{name} số {row['id']} đã bị sửa: {what} không như nhật ký đã ghi")
                        for place, what in _differing(table, row, columns)
                    )
            for key, columns in told.items():
                if not _is_kept(table, columns):
                    continue
                places = [place for _, place in columns.values()]
                yield (
                    max(places, key=lambda place: place.position, default=None),
                    f"{name} số {key} không còn, hoặc không còn như lúc được giữ lại",
                )


def _is_kept(table: str, told: Told) -> bool:
    return table != SNAPSHOT or bool(told.get(DIGEST, ("", None))[0])


def _rows(connection: Connection, table: str) -> Iterator[Mapping[str, Any]]:
    query = text(
        f"SELECT * FROM {table} WHERE ({_KEPT.get(table, 'TRUE')}) AND id > :id"  # noqa: S608 - constant names
        " ORDER BY id LIMIT :portion"
    )
    last: int | None = -(2**31)
    while last is not None:
        found = connection.execute(query, {"id": last, "portion": PORTION}).mappings().all()
        yield from (dict(row) for row in found)
        last = found[-1]["id"] if found else None


def _differing(table: str, row: Mapping[str, Any], told: Told) -> Iterator[tuple[Place, str]]:
    """The columns that are not as told. A long content is told in part: its digest stands for it."""
    compared = _COMPARED.get(table, told)
    if CONTENT in row and hashlib.sha256(str(row[CONTENT]).encode()).hexdigest() != told[DIGEST][0]:
        yield told[DIGEST][1], CONTENT
    for column, (value, place) in told.items():
        if column in compared and column != CONTENT and not _same(row.get(column), value):
            yield place, column
    if (
        row.get(WRITTEN) is not None
        and "content_digest" in told
        and _digest(row[WRITTEN]) != told["content_digest"][0]
    ):
        yield told["content_digest"][1], WRITTEN


def _digest(written: Any) -> str:
    """Of sections written here, as `documents.content` takes it; SQLite keeps them as text."""
    plain = json.loads(written) if isinstance(written, str) else written
    return hashlib.sha256(canonical(plain)).hexdigest()


def _same(stored: Any, told: str | None) -> bool:
    if stored is None or told is None:
        return stored is None and told is None
    if str(stored) == told or (told.endswith(_CUT) and str(stored).startswith(told[: -len(_CUT)])):
        return True
    if told in _TRUTHS:
        return bool(stored) is _TRUTHS[told]  # one engine has truth values, the other 0 and 1
    try:
        return _moment(str(stored)) == _moment(told)
    except ValueError:
        return False


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
