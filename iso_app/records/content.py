"""What exactly is signed when records are destroyed."""

import hashlib
import json

from iso_app.core.dates import show_day
from iso_app.records.models import RecordDisposal


def digest_of(disposal: RecordDisposal) -> str:
    """The SHA-256 of what is signed: the list, the reason, the method, the paper."""
    signed = {
        "content": disposal.content,
        "reason": disposal.reason,
        "method": disposal.method,
        "decision": [disposal.decision_number, show_day(disposal.decision_on), disposal.file_digest or ""],
    }
    return hashlib.sha256(json.dumps(signed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
