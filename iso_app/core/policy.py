"""The answer to "may this actor do that?", always with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from iso_app.core.errors import NotPermitted


class Sentence(str):
    """A Vietnamese sentence with its places filled, which still knows the constant it was made from.

    Read as it is, it is Vietnamese; `web.languages.say` says it in the reader's language.
    """

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, Any]

    def __new__(cls, template: str, **facts: Any) -> Self:
        made = super().__new__(cls, template.format(**facts) if facts else template)
        made.template, made.facts = template, facts
        return made


NOTHING = Sentence("")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with a sentence that says what is missing. True or false as it is."""

    allowed: bool
    reason: Sentence = NOTHING

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def deny(reason: str, **facts: Any) -> Verdict:
    """A no. `reason` is a Vietnamese sentence with `{name}` places, as in `DomainError`."""
    return Verdict(allowed=False, reason=Sentence(reason, **facts))


def require(verdict: Verdict) -> None:
    """Go on if the verdict is yes; raise NotPermitted with its reason if not."""
    if not verdict:
        raise NotPermitted(verdict.reason.template, **verdict.reason.facts)
