"""Numbered copies under control."""

import secrets
from collections.abc import Callable
from typing import Final

from sqlalchemy import func, select

from iso_app.accounts.sessions import digest
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.documents.models import Revision
from iso_app.files import services as files
from iso_app.files.sniff import PDF
from iso_app.printed_copies import policies
from iso_app.printed_copies.kinds import Purpose
from iso_app.printed_copies.models import PrintedCopy
from iso_app.printed_copies.printed import controlled_mark, pdf_of
from iso_app.trail.services import record

TOKEN_BYTES: Final = 16  # 128 bits: nobody guesses one
LONGEST_HOLDER: Final = 200

AddressOf = Callable[[str], str]
"""Token -> the address that the QR code opens."""


def print_copy(actor: Actor, revision: Revision, *, address_of: AddressOf, holder: str = "") -> PrintedCopy:
    """Print the next numbered copy of what is in force; its file is kept, so that a jammed sheet is printed again."""
    require(policies.may_print(actor, revision))
    return make_copy(actor, revision, address_of=address_of, holder=holder, purpose=Purpose.PAPER)


def make_copy(
    actor: Actor,
    revision: Revision,
    *,
    address_of: AddressOf,
    purpose: Purpose,
    holder: str = "",
    note: str = "",
    finish: Callable[[bytes], bytes] | None = None,
) -> PrintedCopy:
    """The next copy, for verbs that have judged who may; `finish` is done to the PDF before it is kept."""
    db.session.refresh(revision, with_for_update={"of": Revision})  # two who print at once get two numbers
    require(policies.is_in_force(revision))  # it may have ended while this one waited
    last = select(func.max(PrintedCopy.number)).where(PrintedCopy.revision_id == revision.id)
    number = (db.session.scalar(last) or 0) + 1
    token = secrets.token_urlsafe(TOKEN_BYTES)
    kept_by = clean(holder)[:LONGEST_HOLDER]
    mark = controlled_mark(number, holder=kept_by, address=address_of(token), note=note)
    content = pdf_of(revision, mark)
    stored = files.store(finish(content) if finish is not None else content, PDF)
    copy = PrintedCopy(
        agency_id=revision.agency_id,
        revision_id=revision.id,
        revision=revision,
        number=number,
        purpose=purpose,
        holder=kept_by,
        token_digest=digest(token),
        file_digest=stored.digest,
        printed_by=actor.name[:200],
        printed_by_id=actor.person_id,
        printed_at=now(),
    )
    db.session.add(copy)
    record(actor, "printed_copy.made", copy, label=str(revision), number=f"{number:02}", holder=kept_by)
    return copy
