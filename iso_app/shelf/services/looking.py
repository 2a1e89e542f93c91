"""A shelf looked at in the background, in batches: its list found, the files that it names examined, its lines judged.

Begun again anywhere: a file that was examined is not examined again, lines are made anew.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, require, sentence_of
from iso_app.db import db
from iso_app.documents.reading import said_by
from iso_app.documents.services.drafting import KINDS, LARGEST_FILE
from iso_app.files import queries as contents
from iso_app.files.sniff import require_evidence
from iso_app.files.store import digest_of
from iso_app.jobs.kinds import Step
from iso_app.shelf import archive, planning, policies, queries
from iso_app.shelf.archive import Archive, opened
from iso_app.shelf.kinds import LineVerdict
from iso_app.shelf.models import Shelf, ShelfFile
from iso_app.shelf.reading import Entry, ListRead, read_list
from iso_app.shelf.services.keeping import keep_lines
from iso_app.shelf.workflow import SHELF_WORKFLOW, ShelfAction, ShelfState
from iso_app.trail.services import record

FILES_A_BATCH = 20
SECONDS_A_BATCH = 2.0  # on SQLite nobody else writes while a batch lasts
_AT_ONCE = min(4, os.cpu_count() or 1)
_OLD = {
    ".doc": "Tệp Word đời cũ (.doc); hãy mở rồi lưu lại thành .docx hoặc PDF.",
    ".xls": "Tệp Excel đời cũ (.xls); hãy mở rồi lưu lại thành .xlsx.",
    ".docm": "Không nhận tệp có macro (.docm); hãy lưu lại thành .docx.",
    ".xlsm": "Không nhận tệp có macro (.xlsm); hãy lưu lại thành .xlsx.",
    ".zip": "Tệp nén trong tệp nén; hãy để các tệp tài liệu trực tiếp trong tệp ZIP.",
    ".rar": "Tệp nén trong tệp nén; hãy để các tệp tài liệu trực tiếp trong tệp ZIP.",
}


@dataclass(frozen=True)
class _Found:
    """What the bytes of a file are."""

    digest: str = ""
    media_type: str = ""
    passages: Sequence[dict[str, Any]] = ()
    unsaid: str = ""
    trouble: str = ""


def look(actor: Actor, shelf: Shelf) -> Iterator[Step]:
    """Look at a shelf, one transaction up to each step; at its end it waits for "Lưu", or for a list."""
    require(policies.may_bring(actor, shelf.agency_id))
    if shelf.state is not ShelfState.LOOKING:
        return
    shelf_id = shelf.id
    with contents.on_disk(shelf.file_digest) as path, opened(path) as found:
        listed = _list_of(actor, shelf, found)
        if not listed.entries:
            _ask_for_list(actor, shelf, listed)
            return
        named = _named(shelf, listed.entries)
        known, total = queries.digests_there(shelf.agency_id, _codes(shelf, listed)), len(named)
        while named:
            examined = _examine_some(found, queries.files_with(named[:FILES_A_BATCH]), known)
            named = [file_id for file_id in named if file_id not in examined]
            yield Step(total - len(named), total, "Đang kiểm tra từng tệp")
    _judge(actor, queries.shelf(shelf_id), listed)


def _codes(shelf: Shelf, listed: ListRead) -> set[str]:
    house = queries.house_of(shelf.agency_id)
    lines = planning.lines_of(listed.entries, house, shelf_id=shelf.id, agency_id=shelf.agency_id)
    return {line.code_folded for line in lines if line.code_folded}


# -- the list ----------------------------------------------------------------------------------------------------


def _list_of(actor: Actor, shelf: Shelf, found: Archive) -> ListRead:
    """The list that was chosen, else the one at the top of the ZIP; its name is noted on the shelf."""
    if shelf.list_digest:
        return read_list(contents.content(shelf.list_digest), shelf.list_name)
    if shelf.list_name:
        chosen = [member for member in found.members if member.name == shelf.list_name]
    else:
        chosen = archive.lists_at_top(found.members)
    fit, trouble = [], Sentence("")
    for member in chosen[:FILES_A_BATCH]:
        read = _read(found, member)
        if not read.trouble:
            fit.append((member, read))
        elif not trouble and (shelf.list_name or archive.is_called_list(member)):
            trouble = Sentence("Tệp “{name}”: {why}", name=member.name, why=read.trouble)
    if len(fit) == 1:
        if not shelf.list_name:
            shelf.list_name = fit[0][0].name
            record(actor, "shelf.list_found", shelf, list=shelf.list_name)
        return fit[0][1]
    if len(fit) > 1:
        names = " · ".join(f"“{member.name}”" for member, _ in fit[:3])
        trouble = Sentence(
            "Có {count} tệp giống danh mục ({names}); hãy chọn một tệp.", count=len(fit), names=names
        )
    return ListRead(
        (), trouble=trouble or Sentence("Không thấy danh mục (.xlsx, .csv) ở ngoài cùng tệp ZIP.")
    )


def _read(found: Archive, member: archive.Member) -> ListRead:
    try:
        return read_list(found.read(member.place, most=LARGEST_FILE), member.name)
    except DomainError as refusal:
        return ListRead((), trouble=sentence_of(refusal))


def _ask_for_list(actor: Actor, shelf: Shelf, listed: ListRead) -> None:
    shelf.state = SHELF_WORKFLOW.after(shelf.state, ShelfAction.ASK_FOR_LIST)
    shelf.trouble_with(listed.trouble)
    record(actor, "shelf.list_wanted", shelf, why=shelf.trouble)


# -- the files ---------------------------------------------------------------------------------------------------


def _named(shelf: Shelf, entries: Sequence[Entry]) -> list[int]:
    """The ids of the files that the list names and that were not examined yet."""
    names = planning.Names(queries.files(shelf))
    found: dict[int, ShelfFile] = {}
    for entry in entries:
        named = names.find(entry.values.get("file") or "")
        found |= {file.id: file for file in named if len(named) == 1}
    return [file.id for file in found.values() if file.examined_at is None]


def _examine_some(found: Archive, files: Sequence[ShelfFile], known: frozenset[str]) -> set[int]:
    """Examine files for as long as a batch may last, at least some; the ids of those that were."""
    begun, done = time.monotonic(), set[int]()
    for start in range(0, len(files), _AT_ONCE):
        if done and time.monotonic() - begun > SECONDS_A_BATCH:
            break
        group = files[start : start + _AT_ONCE]
        _examine(found, group, known)
        done |= {file.id for file in group}
    return done


def _examine(found: Archive, files: Sequence[ShelfFile], known: frozenset[str]) -> None:
    """Note what files are and say; each is parsed in a process of its own, some of them at once."""
    named = [(file.place, file.name) for file in files]
    # What a ZIP holds is read by one thread, as its file has one place.
    read = [_content(found, place, name) for place, name in named]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(
            pool.map(lambda pair: _judged(pair[0], pair[1][1], known), zip(read, named, strict=True))
        )
    for file, answer in zip(files, answers, strict=True):
        file.digest, file.media_type = answer.digest, answer.media_type
        file.passages, file.unsaid = list(answer.passages), answer.unsaid[:500]
        file.trouble_with(answer.trouble)
        file.examined_at = now()


def _content(found: Archive, place: int, name: str) -> bytes | DomainError:
    ending = name.rpartition(".")[2].lower()
    if f".{ending}" in _OLD:
        return DomainError(_OLD[f".{ending}"])
    try:
        return found.read(place, most=LARGEST_FILE)
    except DomainError as refusal:
        return refusal


def _judged(content: bytes | DomainError, name: str, known: frozenset[str]) -> _Found:
    """What the content of a file is; what stands in the product already need not be read again."""
    if isinstance(content, DomainError):
        return _Found(trouble=sentence_of(content))
    digest = digest_of(content)
    try:
        media_type = require_evidence(content, name, limit=LARGEST_FILE)
        if media_type not in KINDS:
            return _Found(digest, trouble=Sentence("Tài liệu là tệp Word (.docx), Excel (.xlsx) hoặc PDF."))
        if digest in known:
            return _Found(digest, media_type)
        said = said_by(content, media_type)
    except DomainError as refusal:
        return _Found(digest, trouble=sentence_of(refusal))
    return _Found(digest, media_type, said.passages, said.trouble)


# -- the lines ---------------------------------------------------------------------------------------------------


def _judge(actor: Actor, shelf: Shelf, listed: ListRead) -> None:
    """Judge every line of the list and keep it with its verdict."""
    house = queries.house_of(shelf.agency_id)
    with db.session.no_autoflush:
        lines = planning.lines_of(listed.entries, house, shelf_id=shelf.id, agency_id=shelf.agency_id)
        planning.find_files(lines, queries.files(shelf))
        planning.judge_files(lines)
        planning.judge_among(lines)
        there = queries.standing(shelf.agency_id, [line.code_folded for line in lines if line.code_folded])
        planning.judge_against([line for line in lines if line.code_folded], there)
    keep_lines(actor, shelf, lines=lines)
    counts = Counter(line.verdict for line in lines)
    shelf.counts = {verdict.value: counts[verdict] for verdict in LineVerdict}
    shelf.note(listed.notes)
    shelf.state = SHELF_WORKFLOW.after(shelf.state, ShelfAction.PREVIEW)
    record(actor, "shelf.previewed", shelf, label=shelf.file_name, **shelf.counts)
