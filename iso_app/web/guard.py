"""No endpoint answers anyone unless it says whom it answers."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from iso_app.core.actor import Actor
from iso_app.core.errors import NotPermitted
from iso_app.core.policy import Sentence
from iso_app.core.roles import Permission

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC = Permission("public", "Ai cũng được", frozenset())
SIGNED_IN = Permission("signed-in", "Người đã đăng nhập", frozenset())


def guarded(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answer only signed-in people whose post carries `permission`."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.__guard__ = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Answer anyone."""
    return guarded(PUBLIC)(view)


def public_to_machines(view: Callable[P, R]) -> Callable[P, R]:
    """Answer anyone without looking up who asks: whoever watches the product is answered while the database is away."""
    view.__asks_nobody__ = True  # type: ignore[attr-defined]
    return public(view)


def asks_nobody(app: Flask, endpoint: str | None) -> bool:
    """Whether an endpoint answers everybody alike, so that nobody is looked up and nothing is opened for it."""
    return getattr(app.view_functions.get(endpoint or ""), "__asks_nobody__", False)


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Answer whoever has signed in, whatever the post."""
    return guarded(SIGNED_IN)(view)


def takes_up_to(bytes_allowed: Callable[[], int]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Take a body of so many bytes instead of the usual most, from whoever the guard lets in.

    Anybody else's is not read beyond the usual: see `web.app.App.preprocess_request`.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.__largest_body__ = bytes_allowed  # type: ignore[attr-defined]
        return view

    return mark


def largest_body(app: Flask, endpoint: str | None) -> int | None:
    """How large a body an endpoint takes, if it is more than the usual."""
    allowed = getattr(app.view_functions.get(endpoint or ""), "__largest_body__", None)
    return allowed() if allowed is not None else None


def guard_of(app: Flask, endpoint: str) -> Permission | None:
    return getattr(app.view_functions[endpoint], "__guard__", None)


def actor() -> Actor:
    """Whoever makes this request. Views hand it to services; nothing else asks."""
    acting: Actor = g.actor
    return acting


def opens(endpoint: str) -> bool:
    """Whether whoever makes this request may open an endpoint: a page offers no way that ends in a refusal."""
    guard = guard_of(current_app, endpoint)
    if guard is None or guard is PUBLIC:
        return True
    return g.actor is not None and (guard is SIGNED_IN or g.actor.may(guard))


def visitor() -> Any:
    """The signed-in session (see `accounts.sessions`), for pages about oneself."""
    return current_user._get_current_object()  # noqa: SLF001 - the proxy's documented way to the object


def admit() -> ResponseReturnValue | None:
    """Let the request in (None), or answer it here. Sets `g.actor` for people who have signed in."""
    g.actor = current_user.as_actor() if current_user.is_authenticated else None
    if request.endpoint is None or request.endpoint == "static":
        return None
    guard = guard_of(current_app, request.endpoint)
    if guard is None:
        raise RuntimeError(f"{request.endpoint} has no guard")
    if guard is PUBLIC:
        return None
    if g.actor is None:
        answer: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return answer
    if guard is not SIGNED_IN and not g.actor.may(guard):
        raise NotPermitted("Vị trí của bạn không có quyền “{what}”.", what=Sentence(guard.label))
    return None
