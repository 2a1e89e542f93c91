"""What the pages about one person or one post show, gathered for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iso_app.accounts import factors, policies, queries, sessions
from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.policy import Verdict
from iso_app.trail.queries import HistoryEntry

_MAY_BE_GIVEN = ("agency_id", "role", "title")


@dataclass(frozen=True)
class Held:
    """A holding with what may be done to it now."""

    holding: PostHolding
    is_current: bool
    is_over: bool
    may_end: Verdict


@dataclass(frozen=True)
class PersonPage:
    person: Person
    held: Sequence[Held]
    may_manage: Verdict
    may_open: Verdict
    may_disable: Verdict
    may_appoint: bool
    open_sessions: int
    has_second_factor: bool
    history: Sequence[HistoryEntry]

    @property
    def has_post(self) -> bool:
        return any(held.is_current for held in self.held)


@dataclass(frozen=True)
class PostPage:
    post: Post
    held: Sequence[Held]
    is_over: bool
    may_keep: Verdict
    history: Sequence[HistoryEntry]


def of_person(actor: Actor, person: Person) -> PersonPage:
    """The page of a person, as this actor may see it."""
    ties = queries.ties(person.id)
    return PersonPage(
        person=person,
        held=[_held(actor, holding) for holding in queries.holdings_of(person.id)],
        may_manage=policies.may_manage(actor, person, ties),
        may_open=policies.may_open(actor, person, ties),
        may_disable=policies.may_disable(actor, person, ties),
        may_appoint=bool(policies.may_give(actor)) and not person.is_disabled,
        open_sessions=len(sessions.live(person.id)),
        has_second_factor=bool(factors.of(person.id)),
        history=queries.history_of_person(person),
    )


def of_post(actor: Actor, post: Post) -> PostPage:
    """The page of a post, as this actor may see it."""
    return PostPage(
        post=post,
        held=[_held(actor, holding) for holding in queries.holders_of(post.id)],
        is_over=post.valid_to is not None,
        may_keep=policies.may_keep_post(actor, post.agency, post.role),
        history=queries.history_of_post(post),
    )


def _held(actor: Actor, holding: PostHolding) -> Held:
    return Held(
        holding=holding,
        is_current=holding.held_on(today()),
        is_over=holding.held_to is not None and holding.held_to < today(),
        may_end=policies.may_keep_post(actor, holding.post.agency, holding.post.role),
    )


def prefilled(asked: Mapping[str, str]) -> dict[str, str]:
    """What a link to a form may fill in beforehand."""
    return {name: asked[name] for name in _MAY_BE_GIVEN if name in asked}
