"""A shelf is sent, its list chosen, its storing asked for, or it is put aside."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.files import services as files
from iso_app.files.sniff import sniff
from iso_app.jobs.services import enqueue
from iso_app.shelf import archive, policies, queries
from iso_app.shelf.models import Shelf
from iso_app.shelf.reading import read_list
from iso_app.shelf.services.keeping import keep_files
from iso_app.shelf.workflow import SHELF_WORKFLOW, ShelfAction
from iso_app.trail.services import record

ZIP = "application/zip"
_FILENAME_LETTERS = 300
_LARGEST_LIST = 20_000_000  # bytes


@dataclass(frozen=True)
class Sent:
    """A file as it was sent; `stream` can be read from its beginning more than once."""

    name: str
    stream: BinaryIO


def bring(
    actor: Actor, agency_id: int, *, sent: Sent, limit: int, list_sent: Sent | None = None
) -> tuple[Shelf, int]:
    """Keep a ZIP of at most `limit` bytes and have it looked at in the background; the shelf and the id of that work.

    The directory of the ZIP is judged at once: what is unsafe is refused before anything is kept.
    """
    require(policies.may_bring(actor, agency_id))
    size = _size(sent.stream)
    if size > limit:
        raise DomainError(
            "Tệp ZIP lớn hơn {most} MB; hãy chia thành nhiều tệp ZIP.", field="file", most=limit // 1_000_000
        )
    with archive.opened(sent.stream) as found:
        members = found.members
    own_list = _own_list(list_sent) if list_sent is not None else None
    kept = files.store_stream(sent.stream, ZIP)
    shelf = Shelf(
        agency_id=agency_id,
        file_name=_short(sent.name),
        file_digest=kept.digest,
        file_size=kept.size,
        made_by=actor.name[:200],
        made_by_id=actor.person_id,
        made_at=now(),
        looks=0,
        tries=0,
    )
    if own_list is not None:
        shelf.list_name, shelf.list_digest = own_list
    db.session.add(shelf)
    record(actor, "shelf.brought", shelf, label=shelf.file_name, files=len(members))
    keep_files(actor, shelf, members=members)
    return shelf, _look_later(actor, shelf)


def _size(stream: BinaryIO) -> int:
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    return size


def _short(name: str) -> str:
    return clean(PurePosixPath(name.replace("\\", "/")).name)[-_FILENAME_LETTERS:] or "không tên"


def _own_list(sent: Sent) -> tuple[str, str]:
    """The name and digest of a list sent apart, kept; refused if it is none."""
    content = sent.stream.read(_LARGEST_LIST + 1)
    if len(content) > _LARGEST_LIST:
        raise DomainError("Danh mục lớn hơn 20 MB; chỉ để lại bảng danh mục.", field="list")
    found = read_list(content, sent.name)
    if found.trouble:
        raise DomainError(found.trouble, field="list")
    return _short(sent.name), files.store(content, sniff(content, sent.name)).digest


def choose_list(actor: Actor, shelf: Shelf, *, member: str = "", list_sent: Sent | None = None) -> int:
    """Look at a shelf again by another list: a file of the ZIP, or one sent apart; the id of that work."""
    lock(shelf)
    require(policies.may_choose_list(actor, shelf, at_work=queries.at_work(shelf) is not None))
    if list_sent is not None:
        shelf.list_name, shelf.list_digest = _own_list(list_sent)
    elif not member:
        raise DomainError("Hãy chọn một tệp trong tệp ZIP, hoặc tải danh mục lên.", field="list")
    elif (
        member != shelf.list_name
    ):  # else the same list once more: after a stop, or when the documents have moved
        if member not in dict(queries.lists_offered(shelf)):
            raise DomainError("Hãy chọn một tệp Excel hoặc CSV trong tệp ZIP.", field="member")
        shelf.list_name, shelf.list_digest = member, ""
    shelf.state = SHELF_WORKFLOW.after(shelf.state, ShelfAction.LOOK_AGAIN)
    shelf.trouble_with("")
    record(actor, "shelf.list_chosen", shelf, list=shelf.list_name)
    return _look_later(actor, shelf)


def _look_later(actor: Actor, shelf: Shelf) -> int:
    shelf.looks += 1
    record(actor, "shelf.look_asked", shelf)
    return enqueue(
        actor, queries.LOOK, key=f"{shelf.id}-{shelf.looks}", shelf_id=shelf.id,
        title=Sentence("Kiểm tra tệp “{name}”", name=shelf.file_name),
    )  # fmt: skip


def store_later(actor: Actor, shelf: Shelf) -> int:
    """Have what can be stored stored in the background, with the same rights; the id of that work.

    Asked again while it waits or runs, it is the same work; after it has stopped, the rest of it.
    """
    lock(shelf)
    working = queries.at_work(shelf)
    if working is not None and SHELF_WORKFLOW.allows(shelf.state, ShelfAction.FINISH):
        return working
    require(policies.may_store(actor, shelf, at_work=working is not None))
    shelf.state = SHELF_WORKFLOW.after(shelf.state, ShelfAction.STORE)
    shelf.tries += 1
    record(actor, "shelf.storing", shelf, label=shelf.file_name)
    return enqueue(
        actor, queries.STORE, key=f"{shelf.id}-{shelf.tries}", shelf_id=shelf.id,
        title=Sentence("Lưu bộ tài liệu “{name}”", name=shelf.file_name),
    )  # fmt: skip


def discard(actor: Actor, shelf: Shelf) -> None:
    """Put a shelf aside; nothing of it was stored, the ZIP stays as it is."""
    lock(shelf)
    require(policies.may_discard(actor, shelf, at_work=queries.at_work(shelf) is not None))
    shelf.state = SHELF_WORKFLOW.after(shelf.state, ShelfAction.DISCARD)
    record(actor, "shelf.discarded", shelf, label=shelf.file_name)
