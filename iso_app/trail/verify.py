"""Is the trail whole? Small and apart from the rest: bare SQL, and only the rule of the digest is shared.

Every chain is walked from its first entry: positions without a gap, each entry's `previous`, each digest
computed anew, the head in `trail_chain`, the anchors outside the database. When the chains hold, what they
tell of signatures, frozen tables (`sealing`) and accepted reports (`accepted`) is compared with those. The first
broken link is named.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from iso_app.trail.accepted import Acceptances
from iso_app.trail.chain import COVERED, digest_of
from iso_app.trail.sealing import Seals

PORTION = 2_000
Anchored = Mapping[str, Mapping[int, str]]  # chain -> length -> head

_READ = text(
    f"SELECT id, digest, {', '.join(COVERED)} FROM trail_entry"  # noqa: S608 - constant names
    " WHERE (chain, position, id) > (:chain, :position, :id) ORDER BY chain, position, id LIMIT :portion"
)


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold. `position` and `id` are None where a whole chain is missing."""

    chain: str
    position: int | None
    id: int | None
    what: str

    def __str__(self) -> str:
        place = "" if self.position is None else f", vị trí {self.position}"
        return f"Chuỗi {self.chain}{place}{'' if self.id is None else f' (id {self.id})'}: {self.what}"


@dataclass(frozen=True)
class Findings:
    """How much was walked, and the first broken link, if there is one."""

    chains: int
    entries: int
    anchors: int
    broken: Broken | None


def verify(connection: Connection, anchored: Anchored | None = None) -> Findings:
    """Walk every chain; `anchored` are the heads known from outside the database (`anchors.read`)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('iso.reach', 'system', true)"))
    walk = _Walk(connection, anchored or {})
    broken = next(walk.broken_links(), None)
    return Findings(walk.chains, walk.entries, sum(map(len, walk.anchored.values())), broken)


class _Walk:
    """One pass over all entries in the order of their chains."""

    def __init__(self, connection: Connection, anchored: Anchored) -> None:
        self.connection = connection
        self.anchored = anchored
        rows = connection.execute(text("SELECT key, length, head FROM trail_chain"))
        self.heads = {key: (length, head) for key, length, head in rows}
        self.chains = self.entries = 0
        self.seen: set[str] = set()
        self.seals = Seals()
        self.acceptances = Acceptances()

    def broken_links(self) -> Iterator[Broken]:
        chain, length, head = None, 0, ""
        for row in self._rows():
            if row["chain"] != chain:
                yield from self._end(chain, length, head)
                chain, length, head = row["chain"], 0, ""
            yield from self._link(row, length, head)
            self.seals.note(row)
            self.acceptances.note(row)
            length, head = length + 1, row["digest"]
            self.entries += 1
        yield from self._end(chain, length, head)
        yield from self._left_over()
        beside = (self.seals, self.acceptances)
        for place, what in (found for known in beside for found in known.broken(self.connection)):
            yield (
                Broken(place.chain, place.position, place.id, what)
                if place
                else Broken("?", None, None, what)
            )

    def _rows(self) -> Iterator[dict[str, Any]]:
        last: dict[str, Any] = {"chain": "", "position": 0, "id": 0}
        while True:
            found = self.connection.execute(_READ, last | {"portion": PORTION})
            rows = [dict(row) for row in found.mappings()]
            yield from rows
            if not rows:
                return
            last = {key: rows[-1][key] for key in last}

    def _link(self, row: Mapping[str, Any], length: int, head: str) -> Iterator[Broken]:
        def broken(what: str) -> Broken:
            return Broken(row["chain"], row["position"], row["id"], what)

        if row["chain"] not in self.heads:
            yield broken("có mục nhật ký nhưng chuỗi không có trong danh sách chuỗi")
        if row["position"] != length + 1:
            yield broken(f"đứt thứ tự, phải là vị trí {length + 1}: có mục bị xóa, thêm hoặc đổi chỗ")
        if row["previous"] != head:
            yield broken("không nối với mục đứng trước")
        if row["digest"] != _digest(row):
            yield broken("nội dung đã bị sửa: mã kiểm không khớp")
        if self.anchored.get(row["chain"], {}).get(length + 1, row["digest"]) != row["digest"]:
            yield broken("khác với mốc neo ngoài cơ sở dữ liệu: chuỗi đã bị tính lại")

    def _end(self, chain: str | None, length: int, head: str) -> Iterator[Broken]:
        if chain is None:
            return
        self.chains += 1
        self.seen.add(chain)
        if self.heads.get(chain) != (length, head):
            yield Broken(
                chain, length, None, "mục cuối không khớp đầu chuỗi đã ghi: phần cuối bị cắt hoặc bị thêm"
            )
        if (anchored := max(self.anchored.get(chain, ()), default=0)) > length:
            yield Broken(
                chain,
                length,
                None,
                f"mốc neo đã thấy {anchored} mục: phần cuối bị cắt, hoặc đây là bản sao lưu cũ",
            )

    def _left_over(self) -> Iterator[Broken]:
        """What the walk could not meet: heads and anchors of chains without entries, rows of no chain."""
        for chain, (length, head) in sorted(self.heads.items()):
            if chain not in self.seen and (length, head) != (0, ""):
                yield Broken(chain, None, None, f"mất toàn bộ {length} mục của chuỗi")
        for chain in sorted(set(self.anchored) - self.seen):
            yield Broken(chain, None, None, "có mốc neo nhưng chuỗi không còn mục nào")
        there = self.connection.scalar(text("SELECT count(*) FROM trail_entry"))
        if there != self.entries:
            yield Broken("?", None, None, f"có {there} mục nhưng chỉ {self.entries} mục thuộc về một chuỗi")


def _digest(row: Mapping[str, Any]) -> str:
    """The digest as the writer computes it; empty for what no writer can have written."""
    try:
        parsed = {name: _parsed(row[name]) for name in ("changes", "facts")}
        return digest_of(dict(row) | parsed | {"at": _moment(row["at"])})
    except (TypeError, ValueError):
        return ""


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value  # SQLite keeps JSON as text


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
