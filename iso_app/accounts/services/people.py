"""Accounts of people: made, edited, closed, opened again."""

import re
from datetime import date
from typing import Final

import structlog
from sqlalchemy.exc import IntegrityError

from iso_app.accounts import policies, queries, sessions
from iso_app.accounts.models import Person
from iso_app.accounts.services.passwords import withdraw_links
from iso_app.accounts.services.posts import appoint_to, require_another_admin
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, NotPermitted
from iso_app.core.policy import require
from iso_app.core.roles import Role
from iso_app.core.text import clean, fold, sort_key
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.services import record

_EMAIL: Final = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s.,;<>\"']+")
_TAKEN: Final = (
    "E-mail này đã có tài khoản. Nếu người này chuyển từ cơ quan khác đến, hãy đề nghị"
    " quản trị tỉnh giao vị trí."
)

log = structlog.get_logger("security")


def create_person(actor: Actor, *, full_name: str, email: str, province_id: int, phone: str = "") -> Person:
    """An account without password and without post: a one-time link and an appointment follow."""
    require(actor.holds(policies.MANAGE))
    if not actor.scope.is_system and actor.province_id != province_id:
        raise NotPermitted("Bạn chỉ thêm được người dùng của tỉnh mình.")
    person = Person(province_id=province_id)
    # Their agency sees a person only through a post, which comes next.
    with whole_country():
        _describe(person, full_name=full_name, email=email, phone=phone)
        _keep(person)
        record(actor, "person.created", person)
    return person


def engage(
    actor: Actor, *, full_name: str, email: str, phone: str = "", agency_id: int, role: Role, title: str,
    held_from: date,
) -> Person:  # fmt: skip
    """A new person together with their first post: a vacant one of that name, else a new one."""
    agency = queries.agency(agency_id)
    require(policies.may_keep_post(actor, agency, role))
    person = create_person(
        actor, full_name=full_name, email=email, phone=phone, province_id=agency.province_id
    )
    appoint_to(actor, person, agency_id=agency_id, role=role, title=title, held_from=held_from)
    return person


def edit_person(actor: Actor, person: Person, *, full_name: str, email: str, phone: str = "") -> None:
    """Correct the name, address or telephone. The address is what the person signs in with."""
    ties = queries.ties(person.id)
    require(policies.may_manage(actor, person, ties))
    before = person.email
    if before != queries.normal_email(email):
        require(policies.may_open(actor, person, ties))
    with whole_country():
        _describe(person, full_name=full_name, email=email, phone=phone)
        _keep(person)
        record(actor, "person.edited", person, in_agency=policies.told_in(actor, ties))
    if before != person.email:
        withdraw_links(person.id)
        log.info("person.email_changed", person_id=person.id, by=actor.person_id)


def _describe(person: Person, *, full_name: str, email: str, phone: str) -> None:
    name, address, number = clean(full_name), queries.normal_email(email), clean(phone)
    if not name:
        raise DomainError("Chưa điền họ và tên.", field="full_name")
    if not _EMAIL.fullmatch(address):
        raise DomainError("E-mail cần có dạng ten@coquan.gov.vn.", field="email")
    with db.session.no_autoflush:
        holder = queries.person_by_email(address)
    if holder is not None and holder is not person:
        raise DomainError(_TAKEN, field="email")
    person.full_name, person.email, person.phone = name, address, number
    person.sort_name = sort_key(_given_name_first(name))
    person.folded = fold(f"{name} {address} {number}")[:500]


def _given_name_first(name: str) -> str:
    """People are listed by given name, as in every Vietnamese register: "Bình Trần Văn"."""
    before, _, given = name.rpartition(" ")
    return f"{given} {before}".strip()


def _keep(person: Person) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:  # somebody took the address at the same moment
        raise DomainError(_TAKEN, field="email") from error


def disable_person(actor: Actor, person: Person) -> None:
    """Close an account: nobody signs in with it, its sessions end. Doing it again changes nothing."""
    ties = queries.ties(person.id)
    require(policies.may_disable(actor, person, ties))
    if person.is_disabled:
        return
    require_another_admin(actor, person)
    person.disabled_at = now()
    withdraw_links(person.id)
    sessions.end(person.id, why="disabled")
    record(actor, "person.disabled", person, in_agency=policies.told_in(actor, ties))
    log.info("person.disabled", person_id=person.id, by=actor.person_id)


def enable_person(actor: Actor, person: Person) -> None:
    """Open a closed account again, with the password it had."""
    ties = queries.ties(person.id)
    require(policies.may_disable(actor, person, ties))
    if not person.is_disabled:
        return
    person.disabled_at = None
    record(actor, "person.enabled", person, in_agency=policies.told_in(actor, ties))
    log.info("person.enabled", person_id=person.id, by=actor.person_id)
