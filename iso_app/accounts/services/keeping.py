"""Second factors set up, renewed and taken away by the person themselves, or reset by an administrator."""

import structlog
from sqlalchemy import delete

from iso_app.accounts import attempts, codes, factors, passkeys, policies, queries, sealing, sessions
from iso_app.accounts.models import (
    AccountNotice,
    Passkey,
    Person,
    Proof,
    RecoveryCode,
    TotpKey,
    UserSession,
)
from iso_app.accounts.passkeys import Site
from iso_app.accounts.services.passwords import prove
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.errors import DomainError, InvalidTransition
from iso_app.core.policy import require
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.trail.services import record

SHOWN_SECONDS = 15 * 60
MOST_PASSKEYS = 10
RESET = "second_factor_reset"
STILL_DEMANDED = (
    "Tỉnh bắt buộc vai trò của bạn dùng xác thực hai lớp: hãy thêm cách khác trước khi bỏ cách này."
)

log = structlog.get_logger("security")


def set_up_totp(
    actor: Actor, *, password: str, carried: str, typed: str, session_id: int | None = None
) -> list[str]:
    """Use an app from now on; what was opened elsewhere ends. Gives recovery codes, if there were none yet."""
    prove(actor, password)
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        made = keep_totp(actor, person, carried=carried, typed=typed)
        _proved_here(person, session_id, Proof.TOTP)
    return made


def keep_totp(actor: Actor, person: Person, *, carried: str, typed: str) -> list[str]:
    """Keep the key that a page carried, if this is a code of it. The new recovery codes, if there were none."""
    attempts.require_no_wait(person.email, attempts.CODE)
    secret = sealing.carried(carried, person_id=person.id, seconds=SHOWN_SECONDS)
    if secret is None:
        raise DomainError("Khóa trên trang này đã quá 15 phút. Hãy tải lại trang để nhận khóa mới.")
    step = codes.step_of(secret, typed, now())
    if step is None:
        attempts.failed(person.email, attempts.CODE)
        raise DomainError(
            "Mã không đúng. Hãy kiểm tra giờ của điện thoại rồi nhập mã đang hiện.", field="code"
        )
    db.session.execute(delete(TotpKey).where(TotpKey.person_id == person.id))
    db.session.add(
        TotpKey(
            person_id=person.id,
            secret=sealing.seal(secret, person_id=person.id),
            confirmed_at=now(),
            last_step=step,
        )
    )
    attempts.succeeded(person.email, attempts.CODE)
    record(actor, "person.totp_set_up", person)
    log.info("second_factor.set_up", person_id=person.id, how=str(Proof.TOTP))
    return _codes_if_none(person)


def _codes_if_none(person: Person) -> list[str]:
    return [] if factors.of(person.id).codes_left else _new_codes(person)


def _new_codes(person: Person) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    made = codes.recovery_codes()
    for code in made:
        digest = sealing.keyed_digest(codes.normal_recovery(code), person_id=person.id)
        db.session.add(RecoveryCode(person_id=person.id, digest=digest, made_at=now()))
    return made


def _proved_here(person: Person, session_id: int | None, how: Proof) -> None:
    sessions.end(person.id, why="second_factor_set", but=session_id)
    row = db.session.get(UserSession, session_id or 0)
    if row is not None and row.person_id == person.id:
        row.second_factor = str(how)


def renew_codes(actor: Actor, *, password: str) -> list[str]:
    """Ten new recovery codes; the old ones no longer work."""
    prove(actor, password)
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        if not factors.of(person.id):
            raise InvalidTransition("Hãy thiết lập xác thực hai lớp trước khi tạo mã dự phòng.")
        made = _new_codes(person)
        record(actor, "person.recovery_codes_renewed", person)
    return made


def remove_totp(actor: Actor, *, password: str) -> None:
    """Use no app any more."""
    prove(actor, password)
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        found = factors.of(person.id)
        if found.totp is None:
            return
        _require_dispensable(person, others=bool(found.passkeys))
        db.session.delete(found.totp)
        _forget_codes(person, others=bool(found.passkeys))
        record(actor, "person.totp_removed", person)


def passkey_challenge(actor: Actor, *, session_id: int, site: Site) -> object:
    """What the browser asks a new security key; the challenge is kept with the session."""
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        options, kept = ask_new_passkey(person, site)
        db.session.get_one(UserSession, session_id).challenge = kept
    return options


def ask_new_passkey(person: Person, site: Site) -> tuple[object, str]:
    """(what the browser asks a new key of this person, the challenge to keep)."""
    known = [key.credential_id for key in factors.of(person.id).passkeys]
    options, kept = passkeys.ask_to_register(
        site, person_id=person.id, email=person.email, name=person.full_name, known=known
    )
    return options, kept


def add_passkey(
    actor: Actor, *, name: str, password: str, answer: str, session_id: int, site: Site
) -> list[str]:
    """Use a security key from now on. Gives recovery codes, if there were none yet."""
    prove(actor, password)
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        row = db.session.get_one(UserSession, session_id)
        asked, row.challenge = row.challenge, ""
        made = keep_passkey(actor, person, name=name, answer=answer, challenge=asked, site=site)
        _proved_here(person, session_id, Proof.PASSKEY)
    return made


def keep_passkey(
    actor: Actor, person: Person, *, name: str, answer: str, challenge: str, site: Site
) -> list[str]:
    """Keep a new key, if the browser's answer is to this challenge. The new recovery codes, if there were none."""
    new = passkeys.registered(site, answer=answer, challenge=challenge) if challenge else None
    if new is None:
        raise DomainError("Trình duyệt không xác nhận được khóa. Hãy thử lại.")
    if len(factors.of(person.id).passkeys) >= MOST_PASSKEYS:
        raise DomainError("Mỗi người có nhiều nhất {most} khóa bảo mật.", most=MOST_PASSKEYS)
    db.session.add(
        Passkey(
            person_id=person.id, name=clean(name)[:100], credential_id=new.credential_id,
            public_key=new.public_key, sign_count=new.sign_count, made_at=now(),
        )
    )  # fmt: skip
    record(actor, "person.passkey_added", person, name=clean(name)[:100])
    log.info("second_factor.set_up", person_id=person.id, how=str(Proof.PASSKEY))
    return _codes_if_none(person)


def remove_passkey(actor: Actor, key: Passkey, *, password: str) -> None:
    """Forget a security key of one's own."""
    prove(actor, password)
    with whole_country():
        person = db.session.get_one(Person, actor.person_id)
        found = factors.of(person.id)
        others = found.totp is not None or len(found.passkeys) > 1
        _require_dispensable(person, others=others)
        db.session.delete(key)
        _forget_codes(person, others=others)
        record(actor, "person.passkey_removed", person, name=key.name)


def _require_dispensable(person: Person, *, others: bool) -> None:
    demand = sessions.demand_on(sessions.posts_held(person.id, today()), today())
    if not others and demand is not None and demand.is_compulsory:
        raise InvalidTransition(STILL_DEMANDED)


def _forget_codes(person: Person, *, others: bool) -> None:
    if not others:
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def reset_second_factor(actor: Actor, person: Person, *, reason: str) -> None:
    """Take all second factors of somebody who lost them away: they sign in with the password and set up anew.

    The person is told at every sign-in who did it and why, until they confirm it on their own page.
    """
    ties = queries.ties(person.id)
    require(policies.may_disable(actor, person, ties))
    why = clean(reason)
    if not why:
        raise DomainError("Hãy ghi lý do đặt lại.", field="reason")
    if not factors.of(person.id):
        raise InvalidTransition("Người này chưa thiết lập xác thực hai lớp.")
    for kind in (TotpKey, Passkey, RecoveryCode):
        db.session.execute(delete(kind).where(kind.person_id == person.id))
    sessions.end(person.id, why=RESET)
    attempts.succeeded(person.email, attempts.CODE)  # wrong guesses were at codes that are no more
    by = ", ".join(filter(None, (actor.name, actor.post_label)))
    db.session.add(AccountNotice(person_id=person.id, kind=RESET, by=by[:200], reason=why[:500], at=now()))
    told = policies.told_in(actor, ties)
    record(actor, "person.second_factor_reset", person, in_agency=told, reason=why)
    log.warning("second_factor.reset", person_id=person.id, by=actor.person_id)


def confirm_notices(actor: Actor, *, until: int) -> None:
    """The person has read what others did to their account, up to this notice; it is not told again."""
    for notice in factors.untold(actor.person_id or 0):
        if notice.id <= until:
            notice.told_at = now()
            log.info("notice.confirmed", person_id=actor.person_id, notice_id=notice.id)
