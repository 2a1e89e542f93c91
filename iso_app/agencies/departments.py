"""Phòng, bộ phận of an agency: added, renamed, ended; never removed."""

from datetime import date

from sqlalchemy import select

from iso_app.agencies import policies, queries
from iso_app.agencies.models import Agency, Department
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.core.policy import require
from iso_app.core.text import clean, fold
from iso_app.db import db
from iso_app.trail.services import record


def add_department(actor: Actor, agency: Agency, *, name: str, valid_from: date) -> Department:
    """A further department; its name is its own among those of the agency."""
    require(policies.may_edit_departments(actor, agency))
    wanted = _free_name(agency.id, name)
    department = Department(agency_id=agency.id, name=wanted, folded=fold(wanted), valid_from=valid_from)
    db.session.add(department)
    record(actor, "department.created", department, label=wanted)
    return department


def rename_department(actor: Actor, department: Department, *, name: str) -> Department:
    require(policies.may_edit_departments(actor, _agency_of(department)))
    department.name = _free_name(department.agency_id, name, but=department)
    department.folded = fold(department.name)
    record(actor, "department.renamed", department, label=department.name)
    return department


def end_department(actor: Actor, department: Department, *, valid_to: date) -> Department:
    """Say on which day a department existed for the last time."""
    require(policies.may_edit_departments(actor, _agency_of(department)))
    if valid_to < department.valid_from:
        day = show_day(department.valid_from)
        raise DomainError("Ngày kết thúc phải từ {day} trở đi.", field="valid_to", day=day)
    department.valid_to = valid_to
    record(actor, "department.ended", department, label=department.name)
    return department


def edit_department(actor: Actor, department: Department, *, name: str, valid_to: date | None) -> Department:
    """What the page of a department may change: its name, and its last day (None: it still stands)."""
    if clean(name) != department.name:
        rename_department(actor, department, name=name)
    if valid_to is not None and valid_to != department.valid_to:
        end_department(actor, department, valid_to=valid_to)
    if valid_to is None and department.valid_to is not None:
        _reopen(actor, department)
    return department


def _reopen(actor: Actor, department: Department) -> None:
    require(policies.may_edit_departments(actor, _agency_of(department)))
    department.valid_to = None
    record(actor, "department.reopened", department, label=department.name)


def _agency_of(department: Department) -> Agency:
    agency = queries.by_id(department.agency_id)
    if agency is None:
        raise DomainError("Không tìm thấy cơ quan của phòng, bộ phận này.")
    return agency


def _free_name(agency_id: int, name: str, *, but: Department | None = None) -> str:
    wanted = clean(name)
    if not fold(wanted):
        raise DomainError("Chưa điền tên phòng, bộ phận.", field="name")
    query = select(Department).where(Department.agency_id == agency_id, Department.folded == fold(wanted))
    same = db.session.scalars(query).one_or_none()
    if same is not None and same is not but:
        raise DomainError("Cơ quan đã có “{name}”.", field="name", name=same.name)
    return wanted
