"""What a revision says, passage by passage."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from iso_app.db import db
from iso_app.documents.models import Revision, RevisionText


def passages_of(of: Revision) -> tuple[list[dict[str, Any]], str]:
    """The passages (`text`, `style`, `page`) and, if there are none, the sentence that says why."""
    found = db.session.execute(_text(), {"revision": of.id}).one_or_none()
    return (list(found[0]), found[1]) if found is not None else ([], "")


@cache
def _text() -> Select[Any]:
    """Built once, as what else the page of a document asks."""
    columns = (RevisionText.passages, RevisionText.trouble)
    return select(*columns).where(RevisionText.revision_id == bindparam("revision"))
