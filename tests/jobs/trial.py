"""Kinds of work to try workers with: each leaves a department and its entry in the trail, or fails as it is told."""

from collections.abc import Iterator
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from iso_app.agencies.models import Department
from iso_app.core.actor import Actor
from iso_app.core.errors import DomainError, Unavailable
from iso_app.db import db
from iso_app.features import FEATURES
from iso_app.jobs import progress
from iso_app.jobs.kinds import Every, JobKind, Step, TryLater
from iso_app.trail.services import record
from iso_app.web.feature import Feature, Registry

TRIES = 3
BATCHES = 4
WAIT = timedelta(seconds=10)


def _leave(actor: Actor, agency_id: int, name: str) -> None:
    made = Department(agency_id=agency_id, name=name, folded=name, valid_from=date(2021, 1, 5))
    db.session.add(made)
    record(actor, "department.created", made)


def leave(actor: Actor, *, agency_id: int, name: str) -> None:
    """One department, in one transaction."""
    progress.tell(1, 2, "Đang ghi")
    _leave(actor, agency_id, name)


def leave_many(actor: Actor, *, agency_id: int, name: str) -> Iterator[Step]:
    """Departments in batches; one that is there already is left as it is."""
    for number in range(BATCHES):
        wanted = f"{name}/{number}"
        if db.session.scalar(select(Department.id).where(Department.name == wanted)) is None:
            _leave(actor, agency_id, wanted)
        yield Step(number + 1, BATCHES, "Đang ghi")


def fail(actor: Actor, *, agency_id: int, name: str) -> None:
    """Does something and then fails: nothing of it may be kept."""
    _leave(actor, agency_id, name)
    raise ZeroDivisionError("một lỗi của phần mềm")


def refuse(_actor: Actor, *, agency_id: int, name: str) -> None:
    raise DomainError("Không làm được “{name}”.", name=name)


def refuse_titled(_actor: Actor, *, title: str) -> None:
    """A title that was a sentence is one again."""
    raise DomainError("Không tìm thấy lần nhập của “{title}”.", title=title)


def put_off(_actor: Actor, *, agency_id: int, name: str) -> None:
    raise TryLater("Máy chủ đang nghỉ.")


def away(_actor: Actor, *, agency_id: int, name: str) -> None:
    raise Unavailable("Kho tệp tạm không dùng được.")


KINDS = (
    JobKind("trial.leave", "Ghi một phòng", leave, tries=1000, first_wait=timedelta(0), tells=True),
    JobKind("trial.leave_many", "Ghi nhiều phòng", leave_many, tries=1000, first_wait=timedelta(0)),
    JobKind("trial.fail", "Việc luôn hỏng", fail, tries=TRIES, first_wait=WAIT),
    JobKind("trial.refuse", "Việc bị từ chối", refuse, tells=True),
    JobKind("trial.away", "Việc thiếu kho tệp", away, tries=TRIES, first_wait=WAIT),
    JobKind("trial.refuse_titled", "Việc có tên", refuse_titled, tells=True),
    JobKind("trial.put_off", "Việc phải đợi", put_off, tries=TRIES, first_wait=WAIT),
)
HOURLY = JobKind("trial.hourly", "Việc hằng giờ", lambda _actor: None, every=Every.HOUR)


def declare(app: Flask, *kinds: JobKind) -> None:
    """Have the application know the kinds of this module, and others besides."""
    app.extensions["features"] = Registry(
        (*FEATURES, Feature(name="trial", label="Thử", jobs=(*KINDS, *kinds)))
    )


def forget(app: Flask) -> None:
    app.extensions["features"] = Registry(FEATURES)
