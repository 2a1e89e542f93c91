"""What is announced of work."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class JobEnded:
    """Work that somebody asked for is done, or was put aside with `error` in words."""

    job_id: int
    kind: str
    label: str
    arguments: dict[str, Any]
    person_id: int
    error: str = ""
