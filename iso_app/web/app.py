"""One request, one transaction, one scope. A safe method keeps nothing but, afterwards, that something was read."""

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from itertools import chain
from typing import Any

from flask import Flask, Response, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, IntegerConverter, Rule

from iso_app.core.actor import Scope
from iso_app.core.errors import NotFound, NotPermitted
from iso_app.db import once
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.web import reading
from iso_app.web.form import KEY, require_same_post
from iso_app.web.guard import admit, asks_nobody, largest_body
from iso_app.web.languages import locale, speaking

_LARGEST = 2**31 - 1  # what a key is in PostgreSQL; SQLite would take more, and neither has such a record
_LAST_YEAR = 9998  # whoever adds a year to it still has a day
ADDRESSES_KEPT = 8192
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Whole(IntegerConverter):
    """A number in an address, as `<int:…>`: of the digits 0 to 9, and no larger than a database can look for.

    Anything else names no record: the answer is 404.
    """

    regex = "[0-9]+"

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **({"max": _LARGEST} | given))


class Address(Rule):
    """An address of the product: where a number is called `year`, it is one that a calendar has."""

    def get_converter(
        self, variable_name: str, converter_name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> BaseConverter:
        if variable_name == "year" and converter_name == "int":
            kwargs = {"min": 1, "max": _LAST_YEAR} | dict(kwargs)
        return super().get_converter(variable_name, converter_name, args, kwargs)


def _refuse_nul() -> None:
    """NUL is in no text that a database keeps: PostgreSQL would answer with a fault where SQLite finds nothing."""
    typed = (request.path, *request.args.keys(), *request.args.values(), request.form.get(KEY, ""))
    if any("\0" in text for text in typed):
        raise NotFound("Địa chỉ này có ký tự không dùng được.")


class App(Flask):
    """Flask, with the unit of work around each request."""

    url_rule_class = Address

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.url_map.converters["int"] = Whole
        self._address = lru_cache(maxsize=ADDRESSES_KEPT, typed=True)(self._build)

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """As Flask does. An address within the product is built once: whoever asks for it again gets the same."""
        special = _anchor or _method or _scheme or _external
        if has_request_context() and not special:
            if endpoint.startswith("."):
                endpoint = f"{request.blueprint or ''}{endpoint}".lstrip(".")
            with suppress(TypeError):  # several values of one name
                return self._address(request.root_path, endpoint, *chain.from_iterable(values.items()))
        kept = {"_anchor": _anchor, "_method": _method, "_scheme": _scheme, "_external": _external}
        return super().url_for(endpoint, **kept, **values)  # type: ignore[arg-type]

    def _build(self, _root: str, endpoint: str, *values: Any) -> str:
        return super().url_for(endpoint, **dict(zip(values[::2], values[1::2], strict=True)))

    def preprocess_request(self) -> ResponseReturnValue | None:
        """A body larger than the usual is read from whoever may send one: the guard is asked before it is read."""
        largest = largest_body(self, request.endpoint)
        if largest is not None and request.method not in _SAFE and self._admits():
            request.max_content_length = largest
        return super().preprocess_request()

    def _admits(self) -> bool:
        try:
            with unit_of_work(keep=False), whole_country():
                return admit() is None
        except NotPermitted:
            return False

    def dispatch_request(self) -> ResponseReturnValue:
        """Return and what was done is kept; raise and it is undone. What was read is noted afterwards."""
        if asks_nobody(self, request.endpoint):
            return super().dispatch_request()
        answer = self._answer_within()
        reading.hand_over(answer)
        return answer

    def _answer_within(self) -> ResponseReturnValue:
        _refuse_nul()
        is_safe = request.method in _SAFE
        with speaking(locale()), unit_of_work(keep=not is_safe, reads_only=is_safe):
            with whole_country():
                answer = admit()
                prepare_frame = self.extensions.get("frame")
                if prepare_frame is not None:
                    prepare_frame()
            if answer is not None:
                return answer
            if g.actor is None:
                return self._answer()
            return self._answer_in(g.actor.scope)

    def _answer_in(self, scope: Scope) -> ResponseReturnValue:
        with acting_in(scope), reading.watching(g.actor):
            if request.method in _SAFE:
                return self._answer()
            require_same_post()
            key = request.form.get(KEY)
            return self._answer_once(f"{g.actor.person_id}:{key}"[:120]) if key else self._answer()

    def _answer_once(self, key: str) -> ResponseReturnValue:
        led_to = once.claim(key)
        if led_to is not None:
            return redirect(led_to, HTTPStatus.SEE_OTHER)
        response = self._answer()
        if response.status_code in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}:
            once.settle(key, response.location or "/")
        else:
            once.release(key)
        return response

    def _answer(self) -> Response:
        response: Response = self.make_response(super().dispatch_request())
        refused = g.get("refused")
        if refused and response.status_code == HTTPStatus.OK:
            response.status_code = refused
        return response
