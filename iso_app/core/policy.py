"""The answer to "may this actor do that?", always with its reason."""

from dataclasses import dataclass
from typing import Any

from iso_app.core.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with a sentence that says what is missing. True or false as it is."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def deny(reason: str, **facts: Any) -> Verdict:
    """A no. `reason` is a Vietnamese sentence with `{name}` places, as in `DomainError`."""
    return Verdict(allowed=False, reason=reason.format(**facts) if facts else reason)


def require(verdict: Verdict) -> None:
    """Go on if the verdict is yes; raise NotPermitted with its reason if not."""
    if not verdict:
        raise NotPermitted(verdict.reason)
