"""The arithmetic of the chain: what an entry's digest covers.

No database, no model: the verifier stands on it too.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from iso_app.core.canonical import canonical

COVERED = (
    "chain", "position", "previous", "at", "person_id", "actor_name", "post_label", "verb",
    "subject_type", "subject_id", "subject_label", "changes", "facts", "request_id",
)  # fmt: skip


def digest_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON: sorted keys, no blanks, moments in UTC to the microsecond."""
    covered = {name: entry[name] for name in COVERED}
    if isinstance(covered["at"], datetime):  # no other is one: what changed and the facts are plain
        covered["at"] = covered["at"].isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(covered)).hexdigest()
