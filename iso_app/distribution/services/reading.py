"""Acknowledging: by oneself on the page of the revision, or many at once by a list that they signed on paper."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from iso_app.accounts.models import Person, Post, PostHolding
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError, Stale
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.distribution import policies, queries
from iso_app.distribution.kinds import Way
from iso_app.distribution.models import Acknowledgement, PaperList
from iso_app.distribution.services import tasking
from iso_app.documents.models import Document, Revision
from iso_app.files import services as files
from iso_app.files.sniff import PDF, require_evidence
from iso_app.trail.bulk import Written, insert_all
from iso_app.trail.services import record

SCANS = (PDF, "image/jpeg", "image/png")
LARGEST_SCAN = 20_000_000  # bytes
LONGEST_SHOWN = timedelta(hours=12)  # as long as a session lasts


@dataclass(frozen=True)
class Shown:
    """What the page with the button showed: to whom, which revision with which content, when."""

    person_id: int
    revision_id: int
    content_digest: str
    at: datetime


def acknowledge(actor: Actor, revision: Revision, *, shown: Shown) -> Acknowledgement:
    """Say that the actor has read exactly what the page showed; in a lent post also for whom they stand in for.

    Said twice it is one acknowledgement. Refuses whoever has not opened the revision, and what has changed since.
    """
    require(policies.may_acknowledge(actor, revision, owes=queries.owes(actor, revision.document_id)))
    if shown.person_id != actor.person_id or shown.revision_id != revision.id:
        raise DomainError("Hãy mở lần ban hành này để đọc rồi ký nhận.")
    if shown.content_digest != revision.content_digest:
        raise Stale("Nội dung đã khác với bản bạn vừa mở; hãy đọc lại rồi ký nhận.")
    if now() - shown.at > LONGEST_SHOWN:
        raise Stale("Trang đã mở từ lâu; hãy mở lại để đọc rồi ký nhận.")
    known = _known(actor, revision)
    if known is not None:
        return known
    given = _given(actor, revision, shown)
    try:
        with db.session.begin_nested():
            db.session.add(given)
    except IntegrityError:  # said on two pages at the same moment: the other one was first
        return _known(actor, revision) or given
    facts: dict[str, Any] = {
        "document": str(revision.document),
        "number": revision.number,
        "digest": revision.content_digest,
    }
    record(actor, "acknowledgement.given", given, **facts)
    if actor.for_person_id is not None:
        tasking.stood_in(actor, revision)
    else:
        tasking.has_been_read(actor, revision, posts=_posts_of(actor))
    return given


def _known(actor: Actor, revision: Revision) -> Acknowledgement | None:
    query = select(Acknowledgement).where(
        Acknowledgement.revision_id == revision.id,
        Acknowledgement.person_id == actor.person_id,
        Acknowledgement.duty_of_id == (actor.for_person_id or actor.person_id),
    )
    return db.session.scalars(query).one_or_none()


def _given(actor: Actor, revision: Revision, shown: Shown) -> Acknowledgement:
    return Acknowledgement(
        agency_id=revision.agency_id,
        document_id=revision.document_id,
        revision_id=revision.id,
        number=revision.number,
        person_id=actor.person_id,
        duty_of_id=actor.for_person_id or actor.person_id,
        post_id=actor.post_id,
        person_name=actor.name[:200],
        post_label=actor.post_label[:500],
        way=Way.PRODUCT,
        content_digest=shown.content_digest,
        shown_at=shown.at,
        at=now(),
    )


def _posts_of(actor: Actor) -> set[int]:
    query = select(PostHolding.post_id).where(
        PostHolding.person_id == actor.person_id, PostHolding.agency_id == actor.agency_id
    )
    return set(db.session.scalars(query))


def register_list(
    actor: Actor, document: Document, *, people: Collection[int], signed_on: date, content: bytes, name: str
) -> PaperList:
    """Register a list that people signed on paper, with its scan; who has acknowledged already keeps what they said."""
    revision = queries.effective(document.id)
    require(policies.may_register_list(actor, document, revision))
    if revision is None:
        raise DomainError("Tài liệu chưa có lần ban hành nào đang hiệu lực.")
    if not people:
        raise DomainError("Hãy chọn những người đã ký trong danh sách.", field="people")
    _require_signed_in_force(revision, signed_on)
    media_type = require_evidence(content, name, limit=LARGEST_SCAN)
    if media_type not in SCANS:
        raise DomainError("Bản quét danh sách ký là tệp PDF hoặc ảnh JPEG, PNG.", field="file")
    signers = _signers(document, people)
    stored = files.store(content, media_type)
    kept = PaperList(
        agency_id=document.agency_id,
        document_id=document.id,
        revision_id=revision.id,
        file_digest=stored.digest,
        file_name=clean(PurePath(name).name)[-200:],
        media_type=media_type,
        file_size=len(content),
        signed_on=signed_on,
        people=len(signers),
        made_by=actor.name[:200],
        made_at=now(),
    )
    db.session.add(kept)
    facts: dict[str, Any] = {"document": str(document), "number": revision.number, "count": len(signers)}
    record(actor, "paper_list.registered", kept, signed=show_day(signed_on), digest=stored.digest, **facts)
    insert_all(
        actor,
        "acknowledgement.registered",
        Acknowledgement,
        [_on_list(row, kept, revision) for row in signers],
    )
    tasking.has_been_read(actor, revision, posts={row[2] for row in signers})
    return kept


def _require_signed_in_force(revision: Revision, signed_on: date) -> None:
    if not (revision.effective_on or signed_on) <= signed_on <= today():
        raise DomainError(
            "Ngày ký từ ngày hiệu lực {day} đến hôm nay.",
            field="signed_on",
            day=show_day(revision.effective_on),
        )


Signer = tuple[int, str, int, str]  # person, name, post, its title


def _signers(document: Document, people: Collection[int]) -> list[Signer]:
    """Those of the chosen who have to read and have not yet; refuses anybody who does not have to."""
    rows = queries.people_of(document.id)
    query = (
        select(Person.id, Person.full_name, Post.id, Post.title, rows.c.read)
        .join(rows, rows.c.person_id == Person.id)
        .join(Post, Post.id == rows.c.post_id)
        .where(Person.id.in_(people))
        .order_by(Person.sort_name, Person.id)
    )
    found = db.session.execute(query).all()
    if len(found) != len(set(people)):
        raise DomainError("Có người không phải đọc tài liệu này; hãy chọn lại.", field="people")
    missing = [(row[0], row[1], row[2], row[3]) for row in found if not row[4]]
    if not missing:
        raise DomainError("Những người đã chọn đều đã ký nhận.", field="people")
    return missing


def _on_list(signer: Signer, kept: PaperList, revision: Revision) -> Written:
    person_id, name, post_id, title = signer
    values = {
        "agency_id": revision.agency_id,
        "document_id": revision.document_id,
        "revision_id": revision.id,
        "number": revision.number,
        "person_id": person_id,
        "duty_of_id": person_id,
        "post_id": post_id,
        "person_name": name[:200],
        "post_label": title[:500],
        "way": Way.PAPER_LIST,
        "content_digest": revision.content_digest,
        "shown_at": None,
        "at": now(),
        "paper_list_id": kept.id,
    }
    told = ("revision_id", "person_id", "duty_of_id", "person_name", "content_digest", "paper_list_id")
    changes = {column: [None, str(values[column])] for column in told}
    return Written(values, name, changes, {"document": str(revision.document), "number": revision.number})
