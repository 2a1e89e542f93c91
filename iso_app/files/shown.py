"""A kept file on its way out."""

from flask import Response

from iso_app.files import queries
from iso_app.files.sniff import UNKNOWN
from iso_app.web.export import attachment


def as_sent(digest: str, filename: str) -> Response:
    """The file under the name with which it was sent, to be kept and not shown. Raises Damaged."""
    stored = queries.by_digest(digest)
    mimetype = stored.media_type if stored is not None else UNKNOWN
    return attachment(queries.content(digest), name=filename, mimetype=mimetype)
