"""The answer to "may this actor do that?", always with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from iso_app.core.errors import DomainError, NotPermitted


class Sentence(str):
    """A Vietnamese sentence with its places filled, which still knows the constant it was made from.

    Read as it is, it is Vietnamese; `web.languages.say` says it in the reader's language.
    """

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, Any]

    def __new__(cls, template: str, /, **facts: Any) -> Self:
        made = super().__new__(cls, template.format(**facts) if facts else template)
        made.template, made.facts = template, facts
        return made


def as_written(words: str, /, **facts: Any) -> Sentence:
    """A sentence in words that somebody wrote: only the places that `facts` name are filled. Every other brace is a
    letter as any: it breaks nothing, and reaches nothing."""
    if not facts:
        return Sentence(words)
    template = words.replace("{", "{{").replace("}", "}}")
    for name in facts:
        template = template.replace(f"{{{{{name}}}}}", f"{{{name}}}")
    return Sentence(template, **facts)


def listed(parts: Iterable[str], *, between: str = ", ") -> Sentence:
    """Several parts as one; those that are sentences themselves are still said each in the reader's language."""
    facts = {f"part{number}": part for number, part in enumerate(parts)}
    return Sentence(between.join(f"{{{name}}}" for name in facts), **facts)


def sentence_of(refusal: DomainError) -> Sentence:
    """What a refusal says, to be said later."""
    return Sentence(refusal.template, **refusal.facts)


def kept(words: str) -> dict[str, Any]:
    """A sentence as JSON keeps it: the constant, and what fills its places; {} of words that are no `Sentence`."""
    if not isinstance(words, Sentence) or not words:
        return {}
    return {"sentence": words.template, "facts": {key: _plain(fact) for key, fact in words.facts.items()}}


def _plain(fact: object) -> object:
    if isinstance(fact, Sentence):
        return kept(fact)
    return fact if isinstance(fact, int) else str(fact)


def is_kept(value: object) -> bool:
    """Whether a value of JSON is a sentence that `kept` made plain."""
    return isinstance(value, dict) and value.keys() == {"sentence", "facts"}


def recalled(said: Mapping[str, Any]) -> Sentence:
    """The sentence that `kept` made plain."""
    facts = {key: recalled(fact) if isinstance(fact, dict) else fact for key, fact in said["facts"].items()}
    return Sentence(said["sentence"], **facts)


def anew(words: str, said: Mapping[str, Any] | None) -> str:
    """Kept words as the `Sentence` that they were made as; as they are, if somebody typed them or they have changed."""
    if not said or not words:
        return words
    made = recalled(said)
    return made if made.startswith(words) else words  # what was too long for its column is kept cut


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them, the sentences among them by their constants."""
    return {name: kept(fact) if isinstance(fact, Sentence) else fact for name, fact in facts.items()}


def remembered(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that `plain` made plain; whatever else was kept is as it was."""
    return {name: recalled(fact) if is_kept(fact) else fact for name, fact in facts.items()}


NOTHING = Sentence("")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with a sentence that says what is missing. True or false as it is."""

    allowed: bool
    reason: Sentence = NOTHING

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def deny(reason: str, /, **facts: Any) -> Verdict:
    """A no. `reason` is a Vietnamese sentence with `{name}` places, as in `DomainError`."""
    return Verdict(allowed=False, reason=Sentence(reason, **facts))


def require(verdict: Verdict) -> None:
    """Go on if the verdict is yes; raise NotPermitted with its reason if not."""
    if not verdict:
        raise NotPermitted(verdict.reason.template, **verdict.reason.facts)
