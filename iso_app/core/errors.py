"""What can go wrong in the domain. The web layer decides how each one looks.

A message is a Vietnamese sentence that a clerk can act on; `{name}` places are filled from keyword arguments,
so that the sentence itself stays a constant that translators see.
"""

from typing import Any


class DomainError(Exception):
    """A rule said no. `field` names the form field to blame, if there is one."""

    def __init__(self, message: str, /, *, field: str | None = None, **facts: Any) -> None:
        self.template = message
        self.facts = facts
        self.field = field
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence in Vietnamese, its places filled in."""
        return self.template.format(**self.facts) if self.facts else self.template


class NotPermitted(DomainError):
    """The actor may not do this."""


class NotFound(DomainError):
    """There is no such record, or none that the actor may know of."""


class InvalidTransition(DomainError):
    """The record is not in a state from which this can be done."""


class Stale(DomainError):
    """Somebody else saved the record after the actor had opened it."""


class TooManyTries(DomainError):
    """Wait before trying again; `seconds` says how long."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message, seconds=seconds)
        self.seconds = seconds


class Unavailable(DomainError):
    """Something the act needs cannot be reached just now; the same later may well be done."""


class UnexplainedChange(AssertionError):
    """A record under audit changed, and no service said why. Always a bug."""


class OutOfScope(AssertionError):
    """Code tried to read or write records outside the scope in force. Always a bug or an attack."""
