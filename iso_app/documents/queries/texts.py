"""What a revision says, passage by passage."""

from typing import Any

from sqlalchemy import select

from iso_app.db import db
from iso_app.documents.models import Revision, RevisionText


def passages_of(of: Revision) -> tuple[list[dict[str, Any]], str]:
    """The passages (`text`, `style`, `page`) and, if there are none, the sentence that says why."""
    query = select(RevisionText.passages, RevisionText.trouble).where(RevisionText.revision_id == of.id)
    found = db.session.execute(query).one_or_none()
    return (list(found[0]), found[1]) if found is not None else ([], "")
