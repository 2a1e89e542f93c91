"""The province's calendar: obligations, agencies' own days for them, days off."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from iso_app.agencies.models import Applicability, Level, Province
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.roles import Role
from iso_app.core.text import clean, fold
from iso_app.db import db
from iso_app.db.locks import lock
from iso_app.tasks import policies, queries
from iso_app.tasks.models import DayOff, Obligation, ObligationDate
from iso_app.trail.services import explain, note, record

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Terms:
    """What an obligation asks: of whom, how often, by which day, of which role, how long before it is shown."""

    name: str
    month: int
    day: int
    every_months: int = 12
    detail: str = ""
    level: Level | None = None
    group_id: int | None = None
    applicability: Applicability | None = None
    role: Role = Role.ISO_SECRETARY
    notice_days: int = 30
    moves_off_days: bool = True
    evidence: str = ""
    from_year: int = FIRST_YEAR
    to_year: int | None = None


def add_obligation(actor: Actor, province: Province, *, terms: Terms) -> Obligation:
    """Put an obligation into the province's calendar; its tasks come with the next making of a year's."""
    require(actor.holds(policies.PLAN))
    _check(terms)
    _require_new_name(province.id, terms.name)
    obligation = Obligation(province_id=province.id, folded=fold(terms.name), **asdict(terms))
    db.session.add(obligation)
    record(actor, "obligation.added", obligation)
    return obligation


def edit_obligation(actor: Actor, obligation: Obligation, *, terms: Terms) -> None:
    """Change what is asked from now on; tasks that were made stay as they are."""
    require(actor.holds(policies.PLAN))
    _check(terms)
    if fold(terms.name) != obligation.folded:
        _require_new_name(obligation.province_id, terms.name)
    for name, value in asdict(terms).items():
        setattr(obligation, name, value)
    obligation.folded = fold(terms.name)
    record(actor, "obligation.edited", obligation)


def _check(terms: Terms) -> None:
    if not terms.name:
        raise DomainError("Hãy ghi tên nghĩa vụ.", field="name")
    try:
        date(FIRST_YEAR, terms.month, terms.day)  # a leap year: 29/02 is a day
    except ValueError as error:
        shown = f"{terms.day:02}/{terms.month:02}"
        raise DomainError("Lịch không có ngày {day}.", field="day", day=shown) from error
    if not FIRST_YEAR <= terms.from_year <= LAST_YEAR:
        raise DomainError("Năm bắt đầu phải từ 2000 đến 2100.", field="from_year")
    if terms.to_year is not None and terms.to_year < terms.from_year:
        raise DomainError("Năm kết thúc không được trước năm bắt đầu.", field="to_year")


def _require_new_name(province_id: int, name: str) -> None:
    query = select(Obligation.id).where(
        Obligation.province_id == province_id, Obligation.folded == fold(name)
    )
    if db.session.scalar(query) is not None:
        raise DomainError("Lịch của tỉnh đã có nghĩa vụ tên “{name}”.", field="name", name=name)


def set_own_date(
    actor: Actor, obligation: Obligation, *, agency_id: int, month: int, day: int, reason: str
) -> ObligationDate:
    """Give an agency its own day. The agency's leader may choose an earlier one; a later one takes the authority."""
    require(policies.may_set_own_date(actor, agency_id))
    because = clean(reason, lines=True)
    if not because:
        raise DomainError("Hãy ghi lý do đặt ngày riêng.", field="reason")
    try:
        date(FIRST_YEAR, month, day)
    except ValueError as error:
        raise DomainError("Lịch không có ngày {day}.", field="day", day=f"{day:02}/{month:02}") from error
    if not actor.sees_province and (month, day) > (obligation.month, obligation.day):
        raise DomainError(
            "Cơ quan chỉ tự đặt được ngày sớm hơn ngày của tỉnh ({day}); muốn muộn hơn, hãy đề nghị cơ quan "
            "quản lý.",
            field="day",
            day=f"{obligation.day:02}/{obligation.month:02}",
        )
    found = queries.own_date(obligation.id, agency_id)
    if found is None:
        found = ObligationDate(agency_id=agency_id, obligation_id=obligation.id, obligation=obligation)
        db.session.add(found)
    found.month, found.day, found.reason = month, day, because
    record(actor, "obligation_date.set", found, obligation=obligation.name, reason=because)
    return found


def remove_own_date(actor: Actor, own: ObligationDate) -> None:
    """Go back to the province's day."""
    require(policies.may_set_own_date(actor, own.agency_id))
    record(actor, "obligation_date.removed", own, obligation=own.obligation.name)
    db.session.delete(own)
    explain(own)


def take_public_holidays(actor: Actor, province: Province, *, year: int) -> int:
    """Put the state's holidays of a year, and the weekends worked in exchange, into the calendar. How many are new.

    Days that stand there already stay as the province has them.
    """
    require(actor.holds(policies.PLAN))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Năm phải từ 2000 đến 2100.", field="year")
    known = {row.day for row in queries.days_off(year, province.id)}
    days = [
        DayOff(province_id=province.id, day=day, name=name, is_worked=worked)
        for day, name, worked in _public(year)
        if day not in known
    ]
    db.session.add_all(days)
    db.session.flush()
    facts = {"count": len(days), "year": year}
    for day in days:
        explain(day)
    if days:
        note(actor, "day_off.year_taken", [(province, province.name, {}, facts)])
    return len(days)


def _public(year: int) -> list[tuple[date, str, bool]]:
    """(day, name, worked) as the package `holidays` has them for Viet Nam."""
    import holidays  # once a year, and not light

    found = holidays.country_holidays("VN", years=year, language="vi")
    off = [(day, name[:200], False) for day, name in sorted(found.items())]
    worked = [(day, "Ngày làm bù", True) for day in sorted(found.weekend_workdays) if day.year == year]
    return off + worked


def add_day(actor: Actor, province: Province, *, day: date, name: str, is_worked: bool) -> DayOff:
    """A day off of the province's own, or a day of a weekend that is worked."""
    require(actor.holds(policies.PLAN))
    if not clean(name):
        raise DomainError("Hãy ghi tên ngày nghỉ hoặc lý do.", field="name")
    query = select(DayOff.id).where(DayOff.province_id == province.id, DayOff.day == day)
    if db.session.scalar(query) is not None:
        raise DomainError("Ngày {day} đã có trong lịch.", field="day", day=show_day(day))
    found = DayOff(province_id=province.id, day=day, name=clean(name), is_worked=is_worked)
    db.session.add(found)
    record(actor, "day_off.added", found)
    return found


def remove_day(actor: Actor, day: DayOff) -> None:
    """Take a day out of the calendar: it is as its weekday says."""
    lock(day)
    require(actor.holds(policies.PLAN))
    record(actor, "day_off.removed", day)
    db.session.delete(day)
    explain(day)
