"""The one declaration that binds a feature to the product, and the registry of all of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import click
from flask import Blueprint, Flask, current_app

from iso_app.core.actor import Actor
from iso_app.core.roles import Permission, Reach, Role
from iso_app.core.workflow import Workflow

DOCUMENTS = "Tài liệu và hồ sơ"  # the group of the menu to which many features add


@dataclass(frozen=True)
class MenuItem:
    """An entry of the navigation: shown to whoever may open it."""

    label: str
    endpoint: str
    icon: str
    permission: Permission
    group: str
    order: int = 50


@dataclass(frozen=True)
class Hit:
    """One finding of the search over everything."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class SearchSource:
    """A kind of record the search box looks through; `find` gets the folded words and at most how many to give."""

    label: str
    permission: Permission
    find: Callable[[Actor, str, int], list[Hit]]


@dataclass(frozen=True)
class Panel:
    """What a higher floor puts into a slot of a lower floor's page: `render` gets the slot's record."""

    slot: str
    permission: Permission
    render: Callable[[Actor, Any], str]
    order: int = 50


@dataclass(frozen=True)
class CalendarEntry:
    """Something that happens, or is due, on a day. `over`: nothing is to be done about it any more."""

    day: date
    title: str
    url: str
    detail: str = ""
    over: bool = False
    key: str = ""


@dataclass(frozen=True)
class CalendarSource:
    """What a feature has to say in the calendar: `find` gets the first and the last day (both included)."""

    label: str
    permission: Permission
    find: Callable[[Actor, date, date], list[CalendarEntry]]


@dataclass(frozen=True)
class Feature:
    """What a package adds to the product. Everything is optional but the name and its words on screen."""

    name: str
    label: str
    blueprints: tuple[Blueprint, ...] = ()
    permissions: tuple[Permission, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    workflows: tuple[Workflow[Any, Any], ...] = ()
    subscriptions: tuple[tuple[type, Callable[[Any], None]], ...] = ()
    panels: tuple[Panel, ...] = ()
    searches: tuple[SearchSource, ...] = ()
    calendar: tuple[CalendarSource, ...] = ()
    imports: tuple[Any, ...] = ()  # of `sheets.kind.ImportKind`
    commands: tuple[click.Command, ...] = ()
    jobs: tuple[Any, ...] = ()  # of `jobs.kinds.JobKind`
    notifications: tuple[Any, ...] = ()  # of `notifications.kinds.NotificationKind`
    start: Callable[[Flask], None] | None = field(default=None)


class Registry:
    """All features of one application, in the order of their floors."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(features)
        self._granted: dict[tuple[Role, Reach], frozenset[str]] = {}  # asked for by every request

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.features)

    def permissions(self) -> list[Permission]:
        return [permission for feature in self for permission in feature.permissions]

    def granted(self, role: Role, reach: Reach) -> frozenset[str]:
        """The names of what a post with this role and reach may do."""
        found = self._granted.get((role, reach))
        if found is None:
            found = frozenset(p.name for p in self.permissions() if p.granted_to(role, reach))
            self._granted[role, reach] = found
        return found

    @cached_property
    def _endpoints_of_menu(self) -> frozenset[str]:
        return frozenset(item.endpoint for item in self.menu)

    def is_in_menu(self, endpoint: str | None) -> bool:
        return endpoint in self._endpoints_of_menu

    @cached_property
    def menu(self) -> tuple[MenuItem, ...]:
        return tuple(sorted((item for feature in self for item in feature.menu), key=lambda item: item.order))

    def panels(self, slot: str) -> list[Panel]:
        found = (panel for feature in self for panel in feature.panels if panel.slot == slot)
        return sorted(found, key=lambda panel: panel.order)

    def imports(self) -> list[Any]:
        return [kind for feature in self for kind in feature.imports]

    def calendar(self) -> list[CalendarSource]:
        return [source for feature in self for source in feature.calendar]

    def searches(self) -> list[SearchSource]:
        return [source for feature in self for source in feature.searches]


def registry() -> Registry:
    """The features of the running application."""
    found: Registry = current_app.extensions["features"]
    return found
