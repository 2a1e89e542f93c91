"""What every page lives in: who is signed in, the menu open to them, the way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, g, has_request_context, request, session, url_for
from markupsafe import Markup

from iso_app.core.numbers import show_number
from iso_app.web.feature import MenuItem, Panel, registry
from iso_app.web.form import once_tag
from iso_app.web.guard import opens
from iso_app.web.languages import locale, say, told

Crumb = tuple[str, str | None]
BELL = "bell"  # `app.extensions[BELL]`: Callable[[Actor], int], how much the signed-in person has not read


@dataclass(frozen=True)
class PostChoice:
    id: int
    label: str
    current: bool


@dataclass(frozen=True)
class FramePerson:
    name: str
    post_label: str
    posts: Sequence[PostChoice]


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class EntryGroup:
    label: str
    items: Sequence[Entry]


@dataclass(frozen=True)
class Tab:
    """One of the pages that `components/tabs.html` puts side by side."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass
class Frame:
    """The frame of one page; templates read it, views only add the crumbs."""

    product: str
    locale: str
    demo: bool
    person: FramePerson | None = None
    menu: Sequence[EntryGroup] = ()
    crumbs: list[Crumb] = field(default_factory=list)
    search_url: str | None = None
    language_url: str | None = None
    bell_url: str | None = None
    unread: int = 0
    here: str = "/"
    query: str = ""


def crumbs(*path: Crumb) -> None:
    """Say where the page is: (label, address) from the outermost; the last one without an address."""
    g.frame.crumbs = list(path)


def open_tabs(*pages: tuple[str, str] | tuple[str, str, int], **of: Any) -> list[Tab]:
    """Pages that belong together, (endpoint, label) or with how much waits there: those open to the reader.

    `of` is what stands in the addresses of all of them: `document_id=…` for the pages of one document.
    """
    return [
        Tab(
            say(label),
            url_for(endpoint, **of),
            current=endpoint == request.endpoint,
            count=next(iter(waiting), None),
        )
        for endpoint, label, *waiting in pages
        if opens(endpoint)
    ]


def panels(slot: str, record: object) -> list[Markup]:
    """What features have to say in a slot of this page, each only to whom it may."""
    acting: Any = g.actor
    return [
        Markup(panel.render(acting, record))  # noqa: S704 - made by templates of our own
        for panel in registry().panels(slot)
        if _open(panel)
    ]


def setup(app: Flask, *, describe: Callable[[], FramePerson | None]) -> None:
    """`describe` says who is signed in; called once a request, before the scope narrows."""

    def prepare() -> None:
        g.frame = _frame(describe() if g.actor is not None else None)

    app.extensions["frame"] = prepare
    app.context_processor(lambda: {"frame": g.get("frame") or _frame(None), "actor": g.get("actor")})
    app.jinja_env.globals.update(say=say, told=told, once_tag=once_tag, show_number=show_number, zip=zip)
    app.before_request(_make_session_permanent)


def _make_session_permanent() -> None:
    session.permanent = True


def _frame(person: FramePerson | None) -> Frame:
    return Frame(
        product="ISO điện tử",
        locale=locale(),
        demo=bool(current_app.config.get("DEMO")),
        person=person,
        menu=_menu() if person else (),
        search_url=url_for("search.results")
        if person and "search.results" in current_app.view_functions
        else None,
        here=_here(),
        language_url=_known("accounts.choose_language"),
        bell_url=_known("notifications.index") if person else None,
        unread=_unread() if person else 0,
        query=_searched(),
    )


def _here() -> str:
    """The address of this page as it may stand in HTML: whatever was asked, percent-encoded."""
    if not has_request_context():
        return "/"
    asked = request.query_string.decode("ascii", "ignore")
    return quote(request.path) + (f"?{asked}" if asked else "")


def _known(endpoint: str) -> str | None:
    """The address of a page that a feature may or may not bring."""
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def _unread() -> int:
    count: Callable[[Any], int] | None = current_app.extensions.get(BELL)
    return count(g.actor) if count is not None else 0


def _searched() -> str:
    """What was looked for, on the page that answers it; elsewhere `q` belongs to a list's own filter."""
    searching = has_request_context() and request.endpoint == "search.results"
    return request.args.get("q", "") if searching else ""


def _menu() -> list[EntryGroup]:
    groups: dict[str, list[Entry]] = {}
    here = request.endpoint or ""
    feature = "" if registry().is_in_menu(here) else here.split(".")[0]
    for item in registry().menu:
        if _open(item):
            current = item.endpoint == here or item.endpoint.split(".")[0] == feature
            entry = Entry(say(item.label), url_for(item.endpoint), item.icon, current)
            groups.setdefault(item.group, []).append(entry)
    return [EntryGroup(say(label), items) for label, items in groups.items()]


def _open(item: MenuItem | Panel) -> bool:
    actor: Any = g.actor
    return item.permission.name == "signed-in" or actor.may(item.permission)
