"""What the page of a revision shows of its copies: buttons, copies so far, signatures inside its file."""

from flask import render_template

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.documents.models import Revision
from iso_app.printed_copies import policies, queries, shown


def on_revision(actor: Actor, revision: Revision) -> str:
    """Buttons to print, how many copies there are, who signed with a certificate."""
    copies = queries.copies_of(revision) if revision.was_in_force else []
    return render_template(
        "printed_copies/on_revision.html",
        revision=revision,
        copies=copies,
        signed=queries.signed_of(revision) if copies else [],
        inside=shown.signatures_inside(revision),
        may_list=actor.may(policies.READ) and revision.was_in_force,
        may_print=policies.may_print(actor, revision),
        show_moment=show_moment,
        is_written=revision.written is not None,
    )
