"""The rows of reports that were accepted, compared with the digest that their acceptance told. Bare SQL, no model.

Rows are saved many at a time and one entry tells of them; what the authority accepted is sealed as a whole.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from iso_app.trail.sealing import Place

REPORT = "periodic_return"
ACCEPTED, REOPENED = "periodic_return.accepted", "periodic_return.reopened"
_COLUMNS = (
    "row_key",
    "text",
    "number",
    "overrides",
    "computed_text",
    "computed_number",
    "reason",
    "changed_by",
)
_READ = text(f"SELECT {', '.join(_COLUMNS)} FROM periodic_entry WHERE return_id = :id")  # noqa: S608 - constant names


def rows_digest(connection: Connection, return_id: int) -> str:
    """SHA-256 of all rows of a report, in the order of their keys, numbers as they are stored."""
    return _digest(_rows(connection, return_id))


def _rows(connection: Connection, return_id: int) -> list[Mapping[str, Any]]:
    found = connection.execute(_READ, {"id": return_id}).mappings()
    # One engine has truth values, the other 0 and 1.
    rows = [{**row, "overrides": bool(row["overrides"])} for row in found]
    return sorted(rows, key=lambda row: str(row["row_key"]))


def _digest(rows: list[Mapping[str, Any]]) -> str:
    canonical = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Acceptances:
    """Gathers which reports the chain says are accepted, and what it told of their rows; then compares."""

    def __init__(self) -> None:
        self._accepted: dict[int, tuple[str, Place]] = {}
        self._typed: dict[int, dict[str, Any]] = {}

    def note(self, entry: Mapping[str, Any]) -> None:
        """Remember what an entry of the chain (a row of `trail_entry`) tells of a report."""
        if entry["subject_type"] != REPORT:
            return
        report = entry["subject_id"]
        told = self._typed.setdefault(report, {})
        told.update({key: new for key, (_, new) in _parsed(entry["changes"]).items()})
        if entry["verb"] == REOPENED:
            self._accepted.pop(report, None)
        elif entry["verb"] == ACCEPTED:
            place = Place(entry["chain"], entry["position"], entry["id"])
            self._accepted[report] = (str(_parsed(entry["facts"]).get("rows_digest", "")), place)

    def broken(self, connection: Connection) -> Iterator[tuple[Place, str]]:
        """Where the rows of an accepted report are not those that were accepted, in sentences."""
        for report, (digest, place) in self._accepted.items():
            rows = _rows(connection, report)
            if _digest(rows) != digest:
                yield (
                    place,
                    f"số liệu của báo cáo số {report} đã bị sửa sau khi chấp nhận{self._named(report, rows)}",
                )

    def _named(self, report: int, rows: list[Mapping[str, Any]]) -> str:
        """The rows whose text is not the one told last, as far as entries told of them one by one."""
        now = {row["row_key"]: row["text"] for row in rows}
        told = self._typed.get(report, {})
        # Columns of the report stand among what was told: no row is called like one of them.
        differing = [key for key in sorted(now) if key in told and told[key] != now[key]]
        return f": dòng {', '.join(differing)}" if differing else ""


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value  # SQLite keeps JSON as text
