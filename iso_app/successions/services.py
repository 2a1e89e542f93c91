"""A reorganisation written on screen goes the way of a file of one act: previewed, reviewed, then stored."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import Sentence, require
from iso_app.db import db
from iso_app.files import services as files
from iso_app.files.models import StoredFile
from iso_app.files.sniff import require_evidence
from iso_app.imports import services as imports
from iso_app.imports.models import ImportBatch
from iso_app.sheets.kind import ImportKind
from iso_app.successions import policies, queries
from iso_app.successions.models import SuccessionPaper
from iso_app.tasks import services as tasks
from iso_app.tasks.models import Task
from iso_app.trail.services import record

PAPER_BYTES = 20_000_000
PORTION = 200  # agencies of which what is left to do is withdrawn in one transaction

Rows = Sequence[Mapping[str, str]]


def draft(
    actor: Actor, kind: ImportKind, *, rows: Rows, day: date, decision: tuple[str, bytes] | None = None
) -> ImportBatch:
    """Put the rows of an act, by the keys of the sheet's columns, before the eyes as a file of their own.

    The decision (name and content) waits with them and is attached to the day when they are stored. Refuses with
    the first thing that cannot be, said of the column it stands in.
    """
    require(actor.holds(policies.IMPORT))
    heads = {column.key: column.head for column in kind.sheet.columns}
    enclosed = (decision[0], _kept(*decision)) if decision is not None else None
    name = f"sap-xep-{day:%Y-%m-%d}.csv"
    batch, plan = imports.preview(actor, kind, name, _csv(heads, rows), enclosed=enclosed)
    for problem in plan.problems:
        key = next((key for key, head in heads.items() if head == problem.column), "")
        raise DomainError("{advice}", field=key, advice=problem.advice)
    if batch is None:
        raise DomainError("Chưa ghi cơ quan nào.")
    return batch


def _csv(heads: Mapping[str, str], rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads.values())
    writer.writerows([row.get(key, "") for key in heads] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def end_duties(actor: Actor, last_days: Mapping[int, date]) -> None:
    """Ask agencies that end (id -> last day) no longer for what nobody will be there to do.

    Whoever calls has judged that the actor may.
    """
    by_day: dict[date, list[Task]] = defaultdict(list)
    for task in queries.duties_left(last_days):
        by_day[last_days[task.agency_id]].append(task)
    for day, found in by_day.items():
        reason = Sentence("Cơ quan kết thúc hoạt động sau ngày {day}.", day=show_day(day))
        tasks.withdraw_each(actor, found, reason=reason)


def end_duties_portion(actor: Actor, *, after: int = 0) -> int | None:
    """As `end_duties`, of the next agencies after the id `after` that have ended; where to go on, None at the end.

    What was due by their last day was left open for the people who were there until then.
    """
    require(actor.holds(policies.IMPORT))
    ended = queries.ended_with_duties(after=after, limit=PORTION)
    end_duties(actor, ended)
    return max(ended) if len(ended) == PORTION else None


def keep_paper(
    actor: Actor, day: date, *, filename: str, content: bytes, decision_number: str = ""
) -> SuccessionPaper:
    """Keep the decision that reorganised agencies on a day."""
    acts = queries.acts_on(day)
    if not acts or actor.province_id is None:
        raise DomainError("Ngày này chưa có việc sắp xếp nào được ghi nhận.")
    require(policies.may_import(actor, actor.province_id))
    kept = _kept(filename, content)
    if queries.paper_with(day, kept.digest) is not None:
        raise DomainError("Tệp này đã đính kèm rồi.", field="file")
    paper = SuccessionPaper(
        province_id=actor.province_id, day=day, decision_number=decision_number,
        filename=imports.short_name(filename), file_digest=kept.digest, file_size=kept.size,
    )  # fmt: skip
    _attach(actor, paper)
    return paper


def keep_enclosed(actor: Actor, batch: ImportBatch, day: date, *, decision_number: str) -> None:
    """Attach to its day what was sent with an act written on screen, now that the act is stored.

    Whoever calls has judged that the actor may. One decision may be behind several acts of a day.
    """
    if batch.enclosed_digest and queries.paper_with(day, batch.enclosed_digest) is None:
        paper = SuccessionPaper(
            province_id=batch.province_id, day=day, decision_number=decision_number,
            filename=batch.enclosed_name, file_digest=batch.enclosed_digest, file_size=batch.enclosed_size,
        )  # fmt: skip
        _attach(actor, paper)


def _kept(filename: str, content: bytes) -> StoredFile:
    return files.store(content, require_evidence(content, filename, limit=PAPER_BYTES))


def _attach(actor: Actor, paper: SuccessionPaper) -> None:
    paper.made_by, paper.made_by_id, paper.made_at = actor.name, actor.person_id, now()
    db.session.add(paper)
    record(actor, "succession.paper_kept", paper, label=paper.filename)
