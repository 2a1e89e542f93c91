"""Where a visitor may be led: only to a page of this product."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def onward(address: str | None) -> str:
    """The address if it is a page of this product that can be opened, else the first page."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return "/"
    if "\\" in address or not address.isprintable():
        return "/"
    path = urlsplit(address).path
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return "/"
    return address
