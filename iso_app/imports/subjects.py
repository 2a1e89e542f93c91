"""Which agencies a file speaks of: codes looked up at once, unknown ones turned into problems."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select

from iso_app.agencies.models import Agency
from iso_app.core.policy import Sentence
from iso_app.core.text import fold
from iso_app.db import db
from iso_app.sheets import Column, Problem, Reading, Row, Sheet

NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """The agency a line is about."""

    id: int
    code: str
    name: str


def find_agencies(reading: Reading, *, key: str = "code") -> dict[str, Subject | None]:
    """Code as written -> the agency; None where two provinces in scope use the same code."""
    wanted = {row.values[key] for row in reading.rows}
    found: dict[str, Subject | None] = {}
    for id_, code, name in db.session.execute(select(Agency.id, Agency.code, Agency.name)):
        if code in wanted:
            found[code] = None if code in found else Subject(id_, code, name)
    return found


def unknown_agencies(
    sheet: Sheet, rows: Iterable[Row], found: dict[str, Subject | None], *, filename: str
) -> list[Problem]:
    """One problem a line whose agency is not there, with the nearest code that is."""
    column = _column(sheet, "code")
    codes = None
    problems = []
    for row in rows:
        code = row.values["code"]
        if found.get(code) is not None:
            continue
        if code in found:
            advice = "Mã này có ở hai tỉnh; hãy nhập bằng tài khoản của một tỉnh (--as EMAIL)."
        else:
            codes = codes if codes is not None else _all_codes()
            advice = _nearest(code, codes)
        problems.append(Problem(filename, row.line, column.head, code, advice))
    return problems


def _all_codes() -> dict[str, str]:
    return {fold(code): code for code in db.session.scalars(select(Agency.code))}


def _nearest(code: str, codes: dict[str, str]) -> str:
    close = [codes[key] for key in get_close_matches(fold(code), codes, n=NAMED_AT_MOST, cutoff=0.8)]
    if close:
        return Sentence("Không có cơ quan mã này; mã gần giống: {codes}.", codes=", ".join(close))
    return (
        "Không có cơ quan mã này trong danh sách cơ quan; hãy nhập tệp cơ quan (co-quan) trước hoặc sửa mã."
    )


def _column(sheet: Sheet, key: str) -> Column:
    return next(column for column in sheet.columns if column.key == key)
