"""The headers of every answer: nothing inline, no other host, nothing kept by caches when signed in."""

from wsgiref.headers import Headers

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def setup(app: Flask) -> None:
    app.after_request(_protect)


def of_static(headers: Headers, _path: str, _url: str) -> None:
    """The headers of a file under `static/`, which WhiteNoise answers before the application is asked."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = POLICY


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if g.get("actor") is not None and request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response
