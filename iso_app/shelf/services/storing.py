"""A previewed shelf stored in the background, in batches: each its own transaction, nothing of it twice.

A line that has a result is not looked at again, so that a killed worker loses nothing and doubles nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.documents.services import FileBody, PaperDocument, PaperRevision, bring_in_all
from iso_app.documents.services.drafting import LARGEST_FILE
from iso_app.files import queries as contents
from iso_app.files import services as files
from iso_app.files.store import digest_of
from iso_app.jobs.kinds import Step
from iso_app.shelf import planning, policies, queries
from iso_app.shelf.archive import Archive, opened
from iso_app.shelf.kinds import TO_STORE, LineResult, LineVerdict
from iso_app.shelf.models import Shelf, ShelfFile, ShelfLine
from iso_app.shelf.queries import Standing
from iso_app.shelf.workflow import SHELF_WORKFLOW, ShelfAction, ShelfState
from iso_app.trail.services import record

LINES_A_BATCH = 50
BYTES_A_BATCH = 100_000_000


def store(actor: Actor, shelf: Shelf) -> Iterator[Step]:
    """Store what a preview promised, one transaction up to each step; the lines of one code stay together."""
    require(policies.may_bring(actor, shelf.agency_id))
    if shelf.state is not ShelfState.STORING:
        return
    shelf_id, agency_id = shelf.id, shelf.agency_id
    waiting = queries.waiting(shelf)
    total = sum(shelf.counts.get(verdict.value, 0) for verdict in TO_STORE)
    done = total - len(waiting)
    with contents.on_disk(shelf.file_digest) as path, opened(path) as found:
        for batch in _batches(waiting):
            _store_batch(actor, agency_id, found, queries.lines_with(batch))
            done += len(batch)
            yield Step(done, total, "Đang lưu tài liệu")
    _finish(actor, queries.shelf(shelf_id))


def _batches(waiting: Sequence[tuple[int, str, int]]) -> Iterator[list[int]]:
    batch: list[int] = []
    size, last = 0, ""
    for line_id, code, bytes_ in waiting:
        full = len(batch) >= LINES_A_BATCH or size + bytes_ > BYTES_A_BATCH
        if batch and full and code != last:
            yield batch
            batch, size = [], 0
        batch.append(line_id)
        size, last = size + bytes_, code
    if batch:
        yield batch


def _store_batch(actor: Actor, agency_id: int, found: Archive, lines: Sequence[ShelfLine]) -> None:
    """Judge lines anew, and note what is still good: contents, documents, revisions, results."""
    there = queries.standing(agency_id, {line.code_folded for line in lines})
    planning.judge_against(lines, there)
    _keep_contents(found, lines)
    planning.judge_against(
        lines, there
    )  # an old revision falls with its current one, if that fell away just now
    groups = {
        code: [line for line in group if line.verdict in TO_STORE]
        for code, group in queries.by_code(lines).items()
    }
    papers = {code: _paper(group, there.get(code)) for code, group in groups.items() if group}
    brought = bring_in_all(actor, agency_id, documents=list(papers.values()))
    for code, revisions in zip(papers, brought, strict=True):
        for line in groups[code]:
            revision = revisions[line.number or 0]
            line.document_id, line.revision_id = revision.document_id, revision.id
            line.result = LineResult.STORED
    for line in lines:
        line.result = line.result or LineResult.LEFT_OUT
        if line.file is not None and line.file.passages:
            line.file.passages = []  # the revision has them


def _keep_contents(found: Archive, lines: Sequence[ShelfLine]) -> None:
    """The bytes of each line's file, as they are in the ZIP, into the file store."""
    kept = {}
    for line in lines:
        if line.verdict not in TO_STORE or line.file is None:
            continue
        try:
            content = found.read(line.file.place, most=LARGEST_FILE)
        except DomainError as refusal:
            planning.blame(line, "", line.file_name, refusal.template, **refusal.facts)
            continue
        if digest_of(content) != line.file.digest:
            planning.blame(line, "", line.file_name, "Tệp không còn như lúc kiểm tra.")
            continue
        kept[line.file.digest] = (content, line.file.media_type)
    files.store_all(kept)


def _paper(lines: Sequence[ShelfLine], there: Standing | None) -> PaperDocument:
    """A document as its lines say; its title and kind are those of the line in force, else of the newest."""
    newest = max(lines, key=lambda line: (line.is_current, line.number or 0))
    return PaperDocument(
        code=newest.code,
        title=newest.title,
        kind_id=newest.kind_id or 0,
        revisions=[_revision(line, lines, there) for line in lines],
        document_id=there.id if there else None,
        department_id=newest.department_id,
        drafted_by="" if newest.department_id else newest.department,
    )


def _revision(line: ShelfLine, group: Sequence[ShelfLine], there: Standing | None) -> PaperRevision:
    if line.file is None or line.effective_on is None or line.number is None:
        raise ValueError(f"line {line.line} was judged good without a file, a day or a number")
    return PaperRevision(
        number=line.number,
        body=_body(line.file),
        effective_on=line.effective_on,
        ended_on=planning.end_day(line, group, there),
        basis=line.basis,
    )


def _body(file: ShelfFile) -> FileBody:
    name = file.name.rpartition("/")[2][-200:]
    return FileBody(file.digest, name, file.media_type, file.size, tuple(file.passages), file.unsaid)


def _finish(actor: Actor, shelf: Shelf) -> None:
    found = queries.number_of_results(shelf)
    stored = sum(number for (_, result), number in found.items() if result is LineResult.STORED)
    verdicts: Counter[LineVerdict] = Counter()
    for (verdict, _), number in found.items():
        verdicts[verdict] += number
    left = verdicts.total() - stored - verdicts[LineVerdict.SAME]
    shelf.counts = {verdict.value: verdicts[verdict] for verdict in LineVerdict} | {
        "stored": stored,
        "left_out": left,
    }
    shelf.state = SHELF_WORKFLOW.after(shelf.state, ShelfAction.FINISH)
    shelf.stored_at, shelf.stored_by = now(), actor.name[:200]
    record(actor, "shelf.stored", shelf, label=shelf.file_name, stored=stored, left=left)
