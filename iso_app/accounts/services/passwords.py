"""Passwords: proved, changed, set by a one-time link."""

import secrets
from datetime import timedelta

import structlog
from sqlalchemy import update

from iso_app.accounts import attempts, codes, passwords, policies, queries, sessions
from iso_app.accounts.models import OneTimeLink, Person, Proof
from iso_app.accounts.services import proving
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError, InvalidTransition, NotPermitted
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.services import record

LINK_LASTS = timedelta(hours=24)
TOKEN_BYTES = 32
LINK_OVER = "Liên kết này đã dùng, đã hết hạn hoặc bị chép thiếu. Hãy đề nghị quản trị gửi liên kết mới."

log = structlog.get_logger("security")


def prove(actor: Actor, password: str, *, field: str = "password") -> None:
    """Ask the password again before an act that binds. A wrong one counts like a wrong sign-in.

    Raises DomainError blaming `field`, or TooManyTries with the seconds to wait.
    """
    with whole_country():
        person = db.session.get(Person, actor.person_id or 0, with_for_update=True)
        if person is None:
            raise NotPermitted("Chỉ người đã đăng nhập mới xác nhận bằng mật khẩu được.")
        attempts.require_no_wait(person.email, attempts.PROOF)
        if person.is_disabled or not passwords.matches(person.password_hash, password):
            attempts.failed(person.email, attempts.PROOF)
            log.warning("proof.refused", person_id=person.id)
            raise DomainError("Mật khẩu không đúng.", field=field)
        attempts.succeeded(person.email, attempts.PROOF)


def prove_to_sign(actor: Actor, typed: str, *, field: str = "password") -> Proof:
    """Ask before a signature: the password, or a code of the app. Refuses as `prove`."""
    if not codes.is_totp(typed):
        prove(actor, typed, field=field)
        return Proof.PASSWORD
    with whole_country():
        person = db.session.get(Person, actor.person_id or 0, with_for_update=True)
        if person is None or person.is_disabled:
            raise NotPermitted("Chỉ người đã đăng nhập mới xác nhận được.")
        return proving.prove_code(person, typed, field=field)


def change_password(actor: Actor, *, present: str, new: str, session_id: int | None = None) -> None:
    """Change one's own password; every session but `session_id` ends, and no link works."""
    prove(actor, present, field="present")
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        if passwords.matches(person.password_hash, new):
            raise DomainError("Mật khẩu mới phải khác mật khẩu đang dùng.", field="new_password")
        _keep(person, new)
        withdraw_links(person.id)
        sessions.end(person.id, why="password_changed", but=session_id)
        record(actor, "person.password_changed", person)
    log.info("password.changed", person_id=person.id)


def set_password(actor: Actor, person: Person, password: str) -> None:
    """Give a person a password outright: only from the command line; administrators make a one-time link."""
    if not actor.scope.is_system:
        raise NotPermitted("Không ai đặt mật khẩu thay người khác được. Hãy tạo liên kết dùng một lần.")
    _keep(person, password)
    withdraw_links(person.id)
    sessions.end(person.id, why="password_changed")
    record(actor, "person.password_set", person)


def make_one_time_link(actor: Actor, person: Person) -> str:
    """A token with which the person sets a new password once within 24 hours; earlier links stop working.

    Only its digest is kept: whoever asked sees it this one time.
    """
    ties = queries.ties(person.id)
    require(policies.may_open(actor, person, ties))
    if person.is_disabled:
        raise InvalidTransition("Tài khoản đang bị khóa. Hãy mở lại trước khi tạo liên kết.")
    withdraw_links(person.id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = OneTimeLink(
        token_digest=sessions.digest(token),
        person_id=person.id,
        made_by=actor.name,
        made_at=now(),
        expires_at=now() + LINK_LASTS,
    )
    db.session.add(link)
    record(actor, "person.link_made", person, in_agency=policies.told_in(actor, ties))
    log.info("link.made", person_id=person.id, by=actor.person_id)
    return token


def withdraw_links(person_id: int) -> None:
    """Let no link of this person work any more."""
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.person_id == person_id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now(),
        )
        .values(expires_at=now())
    )


def use_one_time_link(token: str, *, password: str) -> Person:
    """Set the password of the link's person; the link is used up and every session of the person ends."""
    with whole_country():
        link = queries.open_link(sessions.digest(token), lock=True)
        person = db.session.get(Person, link.person_id) if link is not None else None
        if link is None or person is None or person.is_disabled:
            raise InvalidTransition(LINK_OVER)
        _keep(person, password)
        link.used_at = now()
        sessions.end(person.id, why="password_changed")
        record(sessions.actor_of(person.id, person.full_name, None), "person.link_used", person)
        log.info("link.used", person_id=person.id)
        return person


def _keep(person: Person, password: str) -> None:
    passwords.require_good(password, names=(person.full_name, person.email))
    person.password_hash = passwords.hashed(password)
    person.password_set_at = now()
