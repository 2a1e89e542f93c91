"""One request, one transaction, one scope. A safe method keeps nothing but, afterwards, that something was read."""

from http import HTTPStatus

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from iso_app.core.actor import Scope
from iso_app.db import once
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.web import reading
from iso_app.web.form import KEY
from iso_app.web.guard import admit

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class App(Flask):
    """Flask, with the unit of work around each request."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Return and what was done is kept; raise and it is undone. What was read is noted afterwards."""
        answer = self._answer_within()
        reading.hand_over(answer)
        return answer

    def _answer_within(self) -> ResponseReturnValue:
        with unit_of_work(keep=request.method not in _SAFE):
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
            key = request.form.get(KEY) if request.method not in _SAFE else None
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
