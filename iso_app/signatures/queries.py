"""The signatures under a record."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from iso_app.db import Model, db
from iso_app.signatures.models import Meaning, Signature


def of(subject: Model) -> list[Signature]:
    """The signatures under a record, in the order they were made, as far as the scope sees them."""
    return list(db.session.scalars(_of(), {"table": subject.__tablename__, "subject": subject.id}))


@cache
def _of() -> Select[Any]:
    """Built once: every page of a record that is signed asks it."""
    signed = (Signature.subject_type == bindparam("table"), Signature.subject_id == bindparam("subject"))
    return select(Signature).where(*signed).order_by(Signature.id)


def holding(subject: Model, content_digest: str) -> list[Signature]:
    """Those that were made under exactly this content: the others no longer say anything about it."""
    return [signature for signature in of(subject) if signature.content_digest == content_digest]


def lacking(subject: Model, content_digest: str, wanted: Collection[Meaning]) -> list[Meaning]:
    """The meanings that nobody has signed yet under this content, in the order wanted."""
    given = {signature.meaning for signature in holding(subject, content_digest)}
    return [meaning for meaning in wanted if meaning not in given]
