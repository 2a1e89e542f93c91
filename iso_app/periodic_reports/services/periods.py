"""Forms become versions of a province, versions become due for a period."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from iso_app.agencies.models import Applicability, Level, Province
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.numbers import whole
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.periodic_reports import policies, queries
from iso_app.periodic_reports.models import FormVersion, ReportingPeriod
from iso_app.periodic_reports.reading import shipped
from iso_app.periodic_reports.services import tasking
from iso_app.trail.services import record

FIRST_YEAR, LAST_YEAR = 1990, 2100
HALVES = (0, 1, 2)


def take_shipped(actor: Actor, province: Province, *, code: str) -> FormVersion:
    """The province's version of a form that ships, published the first time it is wanted.

    A version that was published is never changed: other content under its number is refused.
    """
    require(actor.holds(policies.DECIDE))
    form = queries.shipped_form(code)
    body = shipped()[code]
    query = select(FormVersion).where(
        FormVersion.province_id == province.id, FormVersion.code == code, FormVersion.version == form.version
    )
    known = db.session.scalars(query).one_or_none()
    if known is None:
        return publish_version(actor, province.id, body=body)
    if known.digest != _digest_of(body):
        raise DomainError(
            "Mẫu {code} phiên bản {version} đã phát hành với nội dung khác; hãy tăng số phiên bản.",
            code=code,
            version=form.version,
        )
    return known


def publish_version(actor: Actor, province_id: int, *, body: Mapping[str, Any]) -> FormVersion:
    """Keep a form as a version for ever."""
    version = FormVersion(
        province_id=province_id,
        code=body["code"],
        version=body["version"],
        title=body["title"],
        body=dict(body),
        digest=_digest_of(body),
        published_by=actor.name,
        published_at=now(),
    )
    db.session.add(version)
    record(actor, "form_version.published", version, digest=version.digest)
    return version


def _digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256 of a form's data."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def open_period(
    actor: Actor,
    version: FormVersion,
    *,
    year: int,
    half: int,
    due_on: date,
    level: Level | None = None,
    group_id: int | None = None,
    applicability: Applicability | None = None,
) -> ReportingPeriod:
    """Ask agencies for a form: all of the province, or those of a level, a group, an applicability."""
    require(actor.holds(policies.DECIDE))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Năm {year} không đúng; hãy ghi năm từ 1990 đến 2100.", field="year", year=year)
    if half not in HALVES:
        raise DomainError("Hãy chọn cả năm, 6 tháng đầu năm hoặc 6 tháng cuối năm.", field="half")
    found = ReportingPeriod(
        province_id=version.province_id,
        code=version.code,
        form_version_id=version.id,
        form_version=version,
        year=year,
        half=half,
        due_on=due_on,
        level=level,
        group_id=group_id,
        applicability=applicability,
        audience=_audience(level, group_id, applicability),
        opened_by=actor.name,
        opened_at=now(),
    )
    with db.session.no_autoflush:
        _refuse_double(found)
    db.session.add(found)
    record(actor, "reporting_period.opened", found, due=show_day(due_on))
    tasking.ask_all(actor, found)
    return found


def open_chosen(actor: Actor, *, choice: str, year: str, **asked: Any) -> ReportingPeriod:
    """Open a period for a form that was chosen: a published version by its id, one that ships by its code."""
    require(actor.holds(policies.DECIDE))
    number = whole(year)
    if number is None:
        raise DomainError("Hãy ghi năm bằng bốn chữ số, ví dụ 2021.", field="year")
    if (version_id := whole(choice)) is not None:
        version = queries.version(version_id)
    else:
        version = take_shipped(actor, queries.province_of(actor), code=choice)
    return open_period(actor, version, year=number, **asked)


def _audience(level: Level | None, group_id: int | None, applicability: Applicability | None) -> str:
    """Who is asked, as one word that a unique constraint can compare (blanks differ from each other there)."""
    parts = (level.value if level else "", str(group_id or ""), applicability.value if applicability else "")
    return "|".join(parts)


def _refuse_double(wanted: ReportingPeriod) -> None:
    """No agency owes the same form twice for a period."""
    mine = {row.agency_id for row in queries.members(wanted)}
    if not mine:
        raise DomainError("Không có cơ quan nào thuộc đối tượng đã chọn vào cuối kỳ.")
    for other in queries.periods():
        if (other.province_id, other.code, other.year, other.half) != (
            wanted.province_id, wanted.code, wanted.year, wanted.half,
        ):  # fmt: skip
            continue
        shared = [row.name for row in queries.members(other) if row.agency_id in mine]
        if shared:
            raise DomainError(
                "Kỳ {period} của mẫu này đã mở cho {agency} và {count} cơ quan khác; hãy chọn đối tượng khác.",
                period=other.name,
                agency=shared[0],
                count=len(shared) - 1,
            )


def move_due_day(actor: Actor, period: ReportingPeriod, *, due_on: date, reason: str) -> None:
    """Give another day; the one before and the reason stay in the trail."""
    require(actor.holds(policies.DECIDE))
    if not reason:
        raise DomainError("Hãy ghi lý do đổi hạn nộp.", field="reason")
    if due_on == period.due_on:
        raise DomainError("Hạn nộp đang là ngày này rồi.", field="due_on")
    period.due_on = due_on
    record(actor, "reporting_period.due_day_moved", period, reason=reason)
    tasking.move_day(actor, period, reason=reason)
