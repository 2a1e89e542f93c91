"""Files of several years: asked for on the page, made in the background, kept by their digest."""

import secrets
from collections.abc import Collection, Sequence

from iso_app.board import policies, printed, queries
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.files import services as files
from iso_app.files.sniff import XLSX
from iso_app.jobs import progress
from iso_app.jobs.services import enqueue, keep_made


def ask_for_years_file(actor: Actor, years: Collection[int]) -> int:
    """Have the boards of these years made into one file; the id of that work."""
    require(policies.may_export(actor))
    chosen = sorted(set(years) & set(queries.years()))
    if not chosen:
        raise DomainError("Hãy chọn ít nhất một năm có số liệu.", field="years")
    file = secrets.token_hex(8)
    return enqueue(actor, queries.YEARS_FILE, key=file, file=file, years=chosen)


def make_years_file(actor: Actor, file: str, *, years: Sequence[int]) -> None:
    """Make the file that was asked for as `file` and keep it with its work."""
    require(policies.may_export(actor))
    boards: list[queries.Board] = []
    for year in years:
        progress.tell(len(boards), len(years) + 1, "Đang đọc bảng theo dõi từng năm")
        boards.append(queries.board(actor, queries.period(year, None)))
    progress.tell(len(years), len(years) + 1, "Đang viết tệp Excel")
    moment = now()
    content = printed.workbook(boards, made_by=actor, made_at=moment)
    stored = files.store(content, XLSX)
    name = printed.file_name(years, moment)
    keep_made(actor, queries.YEARS_FILE, key=file, digest=stored.digest, name=name)
