"""A file is previewed, then stored in one transaction or put aside; the file itself is kept either way.

What is stored is planned anew from the kept file: between preview and storing the database may have moved.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Table

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, InvalidTransition, NotFound
from iso_app.core.policy import Sentence, require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.db.rows import insert_rows
from iso_app.files import queries as contents
from iso_app.files import services as files
from iso_app.files.models import StoredFile
from iso_app.files.sniff import sniff
from iso_app.imports import policies, queries
from iso_app.imports.models import ImportBatch, ImportLine, ImportState
from iso_app.jobs import progress
from iso_app.jobs.services import enqueue
from iso_app.sheets import Limits, Problem, Sheet, read
from iso_app.sheets.kind import ImportKind, LineRef, Plan
from iso_app.sheets.reading import not_listed
from iso_app.trail.services import record

_FILENAME_LETTERS = 300


def preview(
    actor: Actor,
    kind: ImportKind,
    filename: str,
    content: bytes,
    *,
    enclosed: tuple[str, StoredFile] | None = None,
) -> tuple[ImportBatch | None, Plan]:
    """What a file would do. It is kept for storing, unless not one of its rows could be read (then None).

    `enclosed`: the name and the content of what was sent with it, for whoever stores the rows.
    """
    require(policies.may_import(actor, kind.permission))
    plan, readable = _plan(actor, kind, filename=filename, content=content)
    if not readable:
        return None, plan
    batch = _batch(actor, kind, plan, filename=filename, content=content)
    batch.province_id = _home(actor, plan)
    if enclosed is not None:
        name, kept = enclosed
        batch.enclosed_name, batch.enclosed_digest, batch.enclosed_size = (
            short_name(name),
            kept.digest,
            kept.size,
        )
    db.session.add(batch)
    record(actor, "import.previewed", batch, label=batch.filename)
    return batch, plan


def plan_again(actor: Actor, batch: ImportBatch, *, kind: ImportKind) -> Plan:
    """What a kept file would do by now."""
    content = contents.content(batch.file_digest)
    return _plan(actor, kind, filename=batch.filename, content=content)[0]


def store(actor: Actor, batch: ImportBatch, *, kind: ImportKind, good_rows_only: bool = False) -> Plan:
    """Do what a previewed file says, all or nothing. Wrong rows stop it, unless they are to be left out."""
    lock(batch)
    require(policies.may_finish(actor, batch, kind.permission))
    progress.tell(0, sum(batch.counts.values()), "Đang đọc và kiểm tra tệp")
    plan = plan_again(actor, batch, kind=kind)
    _refuse_wrong(plan, good_rows_only=good_rows_only)
    _store(actor, kind, plan, batch, good_rows_only=good_rows_only)
    return plan


def store_later(actor: Actor, batch: ImportBatch, *, kind: ImportKind, good_rows_only: bool = False) -> int:
    """Have a previewed file stored in the background, with the same rights; the id of that work.

    Asked again while it waits or runs, it is the same work; after it has failed, new work.
    """
    require(policies.may_finish(actor, batch, kind.permission))
    waiting = queries.storing(batch.id)
    if waiting is not None:
        return waiting
    return enqueue(
        actor,
        queries.STORE,
        key=f"{batch.id}-{queries.times_asked(batch.id) + 1}",
        batch_id=batch.id,
        good_rows_only=good_rows_only,
        title=Sentence("Lưu tệp “{name}”", name=batch.filename),
    )


def discard(actor: Actor, batch: ImportBatch, *, kind: ImportKind) -> None:
    """Put a previewed file aside; nothing of it was stored."""
    if queries.storing(batch.id) is not None:
        raise InvalidTransition("Tệp này đang được lưu; không bỏ được nữa.")
    lock(batch)
    require(policies.may_finish(actor, batch, kind.permission))
    batch.state = ImportState.DISCARDED
    record(actor, "import.discarded", batch, label=batch.filename)


def run(
    actor: Actor, kind: ImportKind, filename: str, content: bytes, *, dry_run: bool = False,
    good_rows_only: bool = False,
) -> tuple[ImportBatch | None, Plan]:  # fmt: skip
    """Preview and store in one go, for the command line.

    With `dry_run`, or if rows are wrong and not to be left out, nothing is stored and there is no batch: the
    plan's problems say why.
    """
    require(policies.may_import(actor, kind.permission))
    plan, readable = _plan(actor, kind, filename=filename, content=content)
    stopped = plan.problems and not (good_rows_only and plan.changes)
    if dry_run or stopped or not readable:
        return None, plan
    if kind.found is not None:
        plan = replace(plan, province_id=kind.found(actor, plan))
    batch = _batch(actor, kind, plan, filename=filename, content=content)
    batch.province_id = _home(actor, plan)
    db.session.add(batch)
    db.session.flush()
    _store(actor, kind, plan, batch, good_rows_only=good_rows_only)
    return batch, plan


# -- planning ------------------------------------------------------------------------------------------------


def _plan(actor: Actor, kind: ImportKind, *, filename: str, content: bytes) -> tuple[Plan, bool]:
    """The plan, and whether any row of the file could be read."""
    name = short_name(filename)
    reading = read(kind.sheet, content, name)
    if not reading.rows:
        empty = Problem(name, None, None, "", "Tệp chỉ có dòng tên cột; điền dữ liệu rồi tải lại.")
        return Plan((), reading.problems or (empty,), reading.notes, reading.bad), False
    plan = kind.plan(actor, reading)
    named = (p if p.file else replace(p, file=name) for p in plan.problems)
    problems = tuple(sorted(named, key=lambda problem: (problem.line is None, problem.line or 0)))
    taken = {change.row.line for change in plan.changes}
    left_out = {row.line for row in reading.rows} - taken
    return replace(plan, problems=_shortened(problems, name), bad=reading.bad | plan.bad | left_out), True


def short_name(filename: str) -> str:
    """The name of a file without its folders, as it is shown and kept."""
    return clean(filename.replace("\\", "/").rpartition("/")[2])[-_FILENAME_LETTERS:] or "không tên"


def _shortened(problems: tuple[Problem, ...], name: str) -> tuple[Problem, ...]:
    most = Limits().problems
    if len(problems) <= most:
        return problems
    return (*problems[:most], Problem(name, None, None, "", not_listed(len(problems) - most)))


def _home(actor: Actor, plan: Plan) -> int:
    """Whose the batch is: the plan's province, the actor's, or that of the agency the first line is about."""
    known = plan.province_id or actor.province_id
    if known is not None:
        return known
    codes = [change.row.values["code"] for change in plan.changes[:1] if "code" in change.row.values]
    provinces = agencies.provinces_with(codes)
    if len(provinces) != 1:
        raise DomainError("Không rõ tệp thuộc tỉnh nào; hãy nhập bằng tài khoản của một tỉnh (--as EMAIL).")
    return provinces[0]


# -- storing -------------------------------------------------------------------------------------------------


def _batch(actor: Actor, kind: ImportKind, plan: Plan, *, filename: str, content: bytes) -> ImportBatch:
    kept = files.store(content, sniff(content, filename))
    return ImportBatch(
        kind=kind.code,
        filename=short_name(filename),
        file_digest=kept.digest,
        file_size=kept.size,
        state=ImportState.PREVIEWED,
        counts=plan.counts,
        made_by=actor.name,
        made_by_id=actor.person_id,
        made_at=now(),
    )


def _refuse_wrong(plan: Plan, *, good_rows_only: bool) -> None:
    if plan.problems and not good_rows_only:
        raise DomainError(
            "Tệp còn {number} dòng sai nên chưa lưu gì; sửa tệp rồi tải lại, hoặc chọn “Chỉ lưu dòng đúng”.",
            number=len(plan.bad),
        )
    if not plan.changes:
        raise DomainError("Tệp không có dòng nào đúng để lưu.")


def _store(actor: Actor, kind: ImportKind, plan: Plan, batch: ImportBatch, *, good_rows_only: bool) -> None:
    batch_id, filename = batch.id, batch.filename
    progress.tell(len(plan.changes) // 2, len(plan.changes), "Đang lưu các dòng của tệp")
    kind.store(actor, replace(plan, province_id=batch.province_id), _remember(kind.sheet, batch_id, filename))
    stored = db.session.get(ImportBatch, batch_id)
    if stored is None:
        raise NotFound("Không tìm thấy lần nhập này.")
    stored.state = ImportState.STORED
    stored.stored_at = now()
    stored.counts = plan.counts
    stored.good_rows_only = good_rows_only and bool(plan.bad)
    record(actor, "import.stored", stored, label=filename, kind=kind.label, **plan.counts)


def _remember(sheet: Sheet, batch_id: int, filename: str) -> Callable[[Sequence[LineRef]], dict[int, int]]:
    """What a kind's `store` calls to have the lines kept that its facts point to."""
    heads = {column.key: column.head for column in sheet.columns}

    def lines(refs: Sequence[LineRef]) -> dict[int, int]:
        if not refs:
            return {}
        rows = [
            {
                "agency_id": ref.agency_id,
                "batch_id": batch_id,
                "filename": filename,
                "line": ref.row.line,
                "raw": {heads[key]: text for key, text in ref.row.raw.items()},
            }
            for ref in refs
        ]
        ids = insert_rows(cast("Table", ImportLine.__table__), rows, key=("batch_id", "line"))
        return {line: id_ for (_, line), id_ in ids.items()}

    return lines
