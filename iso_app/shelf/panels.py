"""What the page of a revision shows of this feature: the line of the shelf it came from."""

from flask import render_template

from iso_app.core.actor import Actor
from iso_app.documents.models import Revision
from iso_app.shelf import queries


def on_revision(actor: Actor, revision: Revision) -> str:  # noqa: ARG001 - as every panel
    """Nothing for a revision that no shelf brought."""
    line = queries.origin_of(revision)
    return render_template("shelf/on_revision.html", line=line) if line is not None else ""
