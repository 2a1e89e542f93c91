"""Sessions: begun, moved to another post, ended."""

import structlog

from iso_app.accounts import attempts, passwords, policies, queries, sessions
from iso_app.accounts.models import Person, Proof, UserSession
from iso_app.accounts.services import steps
from iso_app.accounts.services.steps import Entered
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, NotFound
from iso_app.core.policy import require
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.services import record

log = structlog.get_logger("security")


def sign_in(email: str, password: str, *, network: str, browser: str) -> Entered:
    """Begin a session, or the step that asks for the second factor.

    Unknown names, wrong passwords and closed accounts get one answer, after one time.

    Raises DomainError, or TooManyTries with the seconds to wait.
    """
    address = queries.normal_email(email)
    with whole_country():
        person = queries.person_by_email(address, lock=True)
        attempts.require_no_wait(address, network)
        matches = passwords.matches(person.password_hash if person else "", password)
        if person is None or not matches or person.is_disabled:
            attempts.failed(address, network)
            if person is not None:
                attempts.note_refused(person.id, Proof.PASSWORD, network=network, browser=browser)
            log.warning("sign_in.refused", person_id=person.id if person else None, network=network)
            raise DomainError("E-mail hoặc mật khẩu không đúng.")
        attempts.succeeded(address, network)
        _strengthen(person, password)
        return steps.enter(person, network=network, browser=browser)


def _strengthen(person: Person, password: str) -> None:
    """Keep the password with the parameters of today; only now is it known."""
    if passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hashed(password)
        record(sessions.actor_of(person.id, person.full_name, None), "person.password_rehashed", person)


def sign_out(actor: Actor, *, session_id: int) -> None:
    """End the session that the person is using."""
    sessions.end(actor.person_id, why="signed_out", only=session_id)
    log.info("sign_out", person_id=actor.person_id)


def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions, in another browser or in this one."""
    row = db.session.get(UserSession, session_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFound("Không tìm thấy phiên đăng nhập này.")
    sessions.end(row.person_id, why="ended_by_person", only=row.id)
    log.info("session.ended", person_id=row.person_id, session_id=row.id)


def end_other_sessions(actor: Actor, *, session_id: int) -> None:
    """End all of one's own sessions but the one in use."""
    sessions.end(actor.person_id, why="ended_by_person", but=session_id)
    log.info("session.others_ended", person_id=actor.person_id)


def end_all_sessions(actor: Actor, person: Person) -> None:
    """End every session of a person whose account the actor keeps."""
    ties = queries.ties(person.id)
    require(policies.may_manage(actor, person, ties))
    if sessions.end(person.id, why="ended_by_administrator"):
        record(actor, "person.sessions_ended", person, in_agency=policies.told_in(actor, ties))


def switch_post(actor: Actor, *, session_id: int, holding_id: int) -> None:
    """Go on working in another post that the person holds today."""
    with whole_country():  # the other post may be in another agency
        held = sessions.posts_held(actor.person_id or 0, today())
    if holding_id not in {post.holding_id for post in held}:
        raise NotFound("Bạn không giữ vị trí này.")
    row = db.session.get_one(UserSession, session_id)
    row.holding_id = holding_id
    row.seen_at = now()
    log.info("session.switched", person_id=actor.person_id, holding_id=holding_id)
