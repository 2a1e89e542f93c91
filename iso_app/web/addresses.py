"""Where a visitor may be led: only to a page of this product; and its pages' addresses as other programs keep them."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
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


def base_address() -> str:
    """The product's address as people open it, without a slash at its end; empty if nobody said."""
    address: str = current_app.extensions["settings"].address
    return address.rstrip("/")


def whole_address(endpoint: str, **values: Any) -> str:
    """A page's address for a letter or a calendar: under the address that was set, else under the one asked now.

    What a request calls the product is said by whoever sends it; a link that opens an account must not lead there.
    """
    base = base_address()
    return f"{base}{url_for(endpoint, **values)}" if base else url_for(endpoint, **values, _external=True)
