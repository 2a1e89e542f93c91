"""The second step of signing in: the password was right, and what follows decides whether a session begins.

A step is a row of its own and gives no actor: it opens the pages that ask for the second factor, for a quarter of
an hour, and nothing else.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select, update

from iso_app.accounts import attempts, codes, factors, passkeys, sessions
from iso_app.accounts.factors import Factors
from iso_app.accounts.models import AccountNotice, Person, Proof, SignInStep
from iso_app.accounts.passkeys import Site
from iso_app.accounts.services import keeping, proving
from iso_app.accounts.sessions import Demand, SignedIn
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, InvalidTransition
from iso_app.db import db
from iso_app.db.scope import whole_country

LASTS = timedelta(minutes=15)
OVER = "Lần đăng nhập này đã quá 15 phút hoặc đã kết thúc. Hãy đăng nhập lại từ đầu."

log = structlog.get_logger("security")


@dataclass(frozen=True)
class Entered:
    """Where a sign-in has come: a session, or (`step`: its token) the second factor is still to come."""

    signed_in: SignedIn | None = None
    step: str = ""
    notices: tuple[AccountNotice, ...] = ()
    codes: tuple[str, ...] = ()
    codes_left: int | None = None  # after a recovery code was given; None: none was


@dataclass(frozen=True)
class Waiting:
    """A sign-in whose second step is to come."""

    row: SignInStep
    person: Person
    factors: Factors
    demand: Demand | None

    @property
    def must_set_up(self) -> bool:
        return not self.factors

    @property
    def may_postpone(self) -> bool:
        return self.must_set_up and not (self.demand and self.demand.is_compulsory)


def enter(person: Person, *, network: str, browser: str) -> Entered:
    """Go on after the right password: into a session, or to the second factor where there or demanded."""
    demand = sessions.demand_on(sessions.posts_held(person.id, today()), today())
    if demand is None and not factors.of(person.id):
        return _open(person, Proof.PASSWORD, network=network, browser=browser)
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    row = SignInStep(
        token_digest=sessions.digest(token), person_id=person.id, begun_at=now(),
        network=network[:60], browser=browser[:200],
    )  # fmt: skip
    db.session.add(row)
    return Entered(step=token)


def _open(person: Person, how: Proof, *, network: str, browser: str) -> Entered:
    notices = factors.untold(person.id)  # until the person confirms them: a thief signs in as well
    attempts.note_signed_in(person.id, how, network=network, browser=browser)
    log.info("sign_in.succeeded", person_id=person.id, network=network, how=str(how))
    given = "" if how is Proof.PASSWORD else str(how)
    opened = sessions.open_session(person, network=network, browser=browser, second_factor=given)
    left = factors.of(person.id).codes_left if how is Proof.RECOVERY_CODE else None
    return Entered(signed_in=opened, notices=tuple(notices), codes_left=left)


def waiting(token: str) -> Waiting | None:
    """The step with this token, if it can still be taken."""
    with whole_country():
        return _waiting(token, lock=False)


def _waiting(token: str, *, lock: bool) -> Waiting | None:
    query = select(SignInStep).where(
        SignInStep.token_digest == sessions.digest(token),
        SignInStep.ended_at.is_(None),
        SignInStep.begun_at > now() - LASTS,
    )
    row = db.session.scalar(query.with_for_update() if lock else query)
    person = db.session.get(Person, row.person_id, with_for_update=lock) if row is not None else None
    if row is None or person is None or person.is_disabled:
        return None
    demand = sessions.demand_on(sessions.posts_held(person.id, today()), today())
    return Waiting(row, person, factors.of(person.id), demand)


def _required(token: str) -> Waiting:
    found = _waiting(token, lock=True)
    if found is None:
        raise InvalidTransition(OVER)
    return found


def _end(step: Waiting) -> None:
    """Whoever ends the row goes on; a step is taken once."""
    statement = (
        update(SignInStep)
        .where(SignInStep.id == step.row.id, SignInStep.ended_at.is_(None))
        .values(ended_at=now())
        .execution_options(synchronize_session=False)
    )
    if db.session.execute(statement).rowcount != 1:  # type: ignore[attr-defined]
        raise InvalidTransition(OVER)


def pass_with_code(token: str, *, typed: str) -> Entered:
    """Finish signing in with a code of the app or a recovery code."""
    with whole_country():
        step = _required(token)
        row = step.row
        guess = Proof.TOTP if codes.is_totp(typed) else Proof.RECOVERY_CODE
        try:
            how = proving.prove_code(step.person, typed, field="code")
        except DomainError:
            attempts.note_refused(step.person.id, guess, network=row.network, browser=row.browser)
            raise
        _end(step)
        return _open(step.person, how, network=row.network, browser=row.browser)


def challenge(token: str, *, site: Site) -> object:
    """What the browser asks a security key of the person; the challenge is kept with the step."""
    with whole_country():
        step = _required(token)
        if not step.factors.passkeys:
            raise InvalidTransition("Tài khoản chưa có khóa bảo mật nào.")
        options, kept = passkeys.ask_to_prove(site, [key.credential_id for key in step.factors.passkeys])
        step.row.challenge = kept
        return options


def pass_with_passkey(token: str, *, answer: str, site: Site) -> Entered:
    """Finish signing in with a security key; each challenge is answered once."""
    with whole_country():
        step = _required(token)
        row, asked = step.row, step.row.challenge
        row.challenge = ""
        try:
            how = proving.prove_passkey(step.person, answer, challenge=asked, site=site)
        except DomainError:
            attempts.note_refused(step.person.id, Proof.PASSKEY, network=row.network, browser=row.browser)
            raise
        _end(step)
        return _open(step.person, how, network=row.network, browser=row.browser)


def set_up_in_step(token: str, *, carried: str, typed: str) -> Entered:
    """Set the app up while signing in, where there is no second factor yet; then the session begins."""
    with whole_country():
        step = _setting_up(token)
        made = keeping.keep_totp(_actor_of(step), step.person, carried=carried, typed=typed)
        return _set_up(step, Proof.TOTP, made)


def set_up_challenge(token: str, *, site: Site) -> object:
    """What the browser asks a new security key while signing in; the challenge is kept with the step."""
    with whole_country():
        step = _setting_up(token)
        options, step.row.challenge = keeping.ask_new_passkey(step.person, site)
        return options


def set_up_passkey_in_step(token: str, *, name: str, answer: str, site: Site) -> Entered:
    """As `set_up_in_step`, with a security key: not everybody has a telephone for an app."""
    with whole_country():
        step = _setting_up(token)
        asked, step.row.challenge = step.row.challenge, ""
        made = keeping.keep_passkey(
            _actor_of(step), step.person, name=name, answer=answer, challenge=asked, site=site
        )
        return _set_up(step, Proof.PASSKEY, made)


def _setting_up(token: str) -> Waiting:
    step = _required(token)
    if not step.must_set_up:
        raise InvalidTransition("Tài khoản đã có xác thực hai lớp. Hãy đăng nhập lại.")
    return step


def _actor_of(step: Waiting) -> Actor:
    return sessions.actor_of(step.person.id, step.person.full_name, None)


def _set_up(step: Waiting, how: Proof, made: list[str]) -> Entered:
    row = step.row
    _end(step)
    sessions.end(step.person.id, why="second_factor_set")  # what was opened by the password alone
    entered = _open(step.person, how, network=row.network, browser=row.browser)
    return Entered(entered.signed_in, notices=entered.notices, codes=tuple(made))


def postpone(token: str) -> Entered:
    """Sign in without, while the days of grace last and no second factor is there."""
    with whole_country():
        step = _required(token)
        if not step.may_postpone:
            raise InvalidTransition("Đã hết thời gian cho phép để sau. Hãy thiết lập xác thực hai lớp.")
        row = step.row
        _end(step)
        return _open(step.person, Proof.PASSWORD, network=row.network, browser=row.browser)
