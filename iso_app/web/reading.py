"""What the authority reads of one agency's records, noticed without any page having to say it.

A page about a record has the record in its address, and the data layer loads it: whoever sees a whole province and
opens an address whose arguments name a record of an agency has read that agency, in whatever letters they typed it.
A list of many agencies names none; a list narrowed to one does, by its filter `agency` (`narrowed`). What a page
shows without loading the record it names with `read(agency_id)`. A form refused shows the record again: it is
watched like a page. Who keeps the reading is said by a higher floor: `app.extensions[KEEPER]`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote

from flask import Response, current_app, g, request, url_for
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session
from werkzeug.http import parse_options_header

from iso_app.core.actor import Actor
from iso_app.core.text import clean
from iso_app.db import AgencyItself, AgencyOwned, PersonItself
from iso_app.web.languages import in_vietnamese

KEEPER: Final = "keep_reading"  # Callable[[Actor, Reading], None]
BETWEEN: Final = " › "  # the steps of a way
_CHOSEN: Final = re.compile(r"(?:agency:)?([0-9]{1,9})")
_FILTER: Final = "agency"
_WATCHED: Final = frozenset({"GET", "POST"})
# Answers that show what was asked for: a page, or a form given back with what is wrong with it.
_SHOWING: Final = frozenset(
    {
        HTTPStatus.OK,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
_CODE: Final = "code"
_ANY_CODE: Final = "~code~"
_NAMING: Final = frozenset({_CODE, "number"})
_OWN_COLUMNS: Final = _NAMING | {"agency_id"}
_MOST_TITLE: Final = 500
_OWNED: Final = (AgencyOwned, AgencyItself, PersonItself)


@dataclass(frozen=True)
class Reading:
    """A page or file about records of these agencies, or of the agencies of these people, as it was opened.

    `address` is written one way however it was typed. Where a code stands in it, `around` is what stands before and
    after the code: an agency of that code has its own spelling put between.
    """

    agencies: frozenset[int]
    people: frozenset[int]
    title: str
    address: str
    endpoint: str
    as_file: bool
    code: str = ""
    around: tuple[str, str] = ("", "")


@dataclass
class _Watch:
    arguments: Mapping[str, str]
    found: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)


_watch: ContextVar[_Watch | None] = ContextVar("watch", default=None)


def read(agency_id: int) -> None:
    """Say that the page being made shows records of this agency, where the address does not name one."""
    watch = _watch.get()
    if watch is not None:
        watch.found.add(agency_id)


def narrowed(chosen: Mapping[str, str]) -> None:
    """Say by which filters (name -> value, cleaned) the list being made is narrowed: one agency's is a reading."""
    if agency := _CHOSEN.fullmatch(chosen.get(_FILTER, "")):
        read(int(agency[1]))


@contextmanager
def watching(actor: Actor) -> Iterator[None]:
    """Notice what somebody who sees the whole province opens; what others see is their own agency's."""
    g.pop("watched", None)
    if request.method not in _WATCHED or not actor.scope.is_province or actor.person_id is None:
        yield
        return
    watch = _Watch({name: _plain(value) for name, value in (request.view_args or {}).items()})
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
        g.watched = watch


def _plain(value: object) -> str:
    """How arguments and columns are compared: queries find a code whatever its letter case, so does this."""
    return clean(str(value)).casefold()


def _names(argument: str) -> bool:
    return argument.endswith("_id") or argument in _NAMING


@event.listens_for(Session, "loaded_as_persistent")
def _loaded(_session: Session, record: Any) -> None:
    _notice(record)


@event.listens_for(AgencyOwned, "refresh", propagate=True)
@event.listens_for(AgencyItself, "refresh", propagate=True)
@event.listens_for(PersonItself, "refresh", propagate=True)
def _read_again(record: Any, _context: object, _columns: object) -> None:
    _notice(record)


def _notice(record: Any) -> None:
    watch = _watch.get()
    if watch is None or not watch.arguments or not isinstance(record, _OWNED):
        return
    state = inspect(record)
    if _is_whole(state, watch.arguments) or any(
        _is_named(state, name, value) for name, value in watch.arguments.items() if _names(name)
    ):
        owner = state.dict.get("agency_id" if isinstance(record, AgencyOwned) else "id")
        (watch.people if isinstance(record, PersonItself) else watch.found).add(owner)


def _is_whole(state: Any, arguments: Mapping[str, str]) -> bool:
    """Whether the arguments together are columns of this record: a line of a file, by file and line."""
    return len(arguments) > 1 and all(
        _plain(state.dict.get(name)) == value for name, value in arguments.items()
    )


def _is_named(state: Any, argument: str, value: str) -> bool:
    """Whether an argument of the address names this record: by its key, its code, its number, or its agency.

    What merely points to the record that the address names is a list below it: that may be of many agencies.
    """
    if argument in _OWN_COLUMNS and _plain(state.dict.get(argument)) == value:
        return True
    table = state.mapper.local_table.name
    stem = argument.removesuffix("_id")
    return f"_{table}".endswith(f"_{stem}") and str(state.dict.get("id")) == value


def hand_over(response: Any) -> None:
    """Give what was read, if it was answered, to whoever keeps it. In no transaction: the request's is over.

    A reading that cannot be kept raises: then nobody is shown the page either.
    """
    watch: _Watch | None = g.pop("watched", None)
    keep: Callable[[Actor, Reading], None] | None = current_app.extensions.get(KEEPER)
    if (
        watch is None
        or not (watch.found or watch.people)
        or keep is None
        or not isinstance(response, Response)
    ):
        return
    if response.status_code not in _SHOWING:
        return
    opened = _reading(watch, response)
    g.frame.crumbs = []  # a page of refusal tells nothing of what it refuses
    keep(g.actor, opened)


def _reading(watch: _Watch, response: Response) -> Reading:
    as_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    return Reading(
        agencies=frozenset(watch.found),
        people=frozenset(watch.people),
        title=_title(response)[:_MOST_TITLE],
        address=_address()[:_MOST_TITLE],
        endpoint=(request.endpoint or "")[:100],
        as_file=as_file,
        code=str((request.view_args or {}).get(_CODE, "")),
        around=_around(),
    )


def _address(**instead: str) -> str:
    """The address as the product itself writes it, without what stands after "?"."""
    built = url_for(request.endpoint or "", **((request.view_args or {}) | instead))
    return unquote(built.removeprefix(request.root_path))


def _around() -> tuple[str, str]:
    if _CODE not in (request.view_args or {}):
        return "", ""
    before, _, after = _address(**{_CODE: _ANY_CODE}).partition(_ANY_CODE)
    return before, after


def _title(response: Response) -> str:
    """The way to the page as it stands above it, in Vietnamese whoever reads it; of a file its name."""
    if "Content-Disposition" in response.headers:
        return _filename(response)
    return BETWEEN.join(in_vietnamese(label) for label, _ in g.frame.crumbs)


def _filename(response: Response) -> str:
    return parse_options_header(response.headers["Content-Disposition"])[1].get("filename", "")
