"""Second factors proved: a code of the app, a recovery code, a security key. Each is good once."""

import structlog
from sqlalchemy import update

from iso_app.accounts import attempts, codes, factors, passkeys, sealing
from iso_app.accounts.models import Passkey, Person, Proof, RecoveryCode, TotpKey
from iso_app.accounts.passkeys import Site
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.db import db

WRONG = "Mã không đúng hoặc đã dùng rồi. Hãy nhập mã mới trong ứng dụng, hoặc một mã dự phòng chưa dùng."
WRONG_KEY = "Khóa bảo mật không được chấp nhận. Hãy thử lại, hoặc nhập mã từ ứng dụng."

log = structlog.get_logger("security")


def prove_code(person: Person, typed: str, *, field: str) -> Proof:
    """Take a code of the app or a recovery code; a wrong one counts like a wrong password.

    Raises DomainError blaming `field`, or TooManyTries with the seconds to wait.
    """
    attempts.require_no_wait(person.email, attempts.CODE)
    how = Proof.TOTP if codes.is_totp(typed) else Proof.RECOVERY_CODE
    taken = _take_totp(person.id, typed) if how is Proof.TOTP else _take_recovery(person.id, typed)
    if not taken:
        attempts.failed(person.email, attempts.CODE)
        log.warning("second_factor.refused", person_id=person.id, how=str(how))
        raise DomainError(WRONG, field=field)
    attempts.succeeded(person.email, attempts.CODE)
    return how


def _take_totp(person_id: int, typed: str) -> bool:
    key = factors.totp(person_id)
    secret = sealing.unseal(key.secret, person_id=person_id) if key is not None else None
    step = codes.step_of(secret, typed, now()) if secret else None
    if step is None:
        return False
    # One statement decides: whoever else typed the same code finds the step taken.
    statement = (
        update(TotpKey)
        .where(TotpKey.person_id == person_id, TotpKey.last_step < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(db.session.execute(statement).rowcount == 1)  # type: ignore[attr-defined]


def _take_recovery(person_id: int, typed: str) -> bool:
    digest = sealing.keyed_digest(codes.normal_recovery(typed), person_id=person_id)
    statement = (
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.digest == digest,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    return bool(db.session.execute(statement).rowcount == 1)  # type: ignore[attr-defined]


def prove_passkey(person: Person, answer: str, *, challenge: str, site: Site) -> Proof:
    """Take a security key's answer to `challenge`; the key's count must have grown. Refuses as `prove_code`."""
    attempts.require_no_wait(person.email, attempts.CODE)
    used = passkeys.credential_of(answer)
    key = next((key for key in factors.of(person.id).passkeys if key.credential_id == used), None)
    count = (
        passkeys.proved(
            site,
            answer=answer,
            challenge=challenge,
            public_key=key.public_key,
            sign_count=key.sign_count,
        )
        if key is not None and challenge
        else None
    )
    if key is None or count is None or not _take_count(key, count):
        attempts.failed(person.email, attempts.CODE)
        log.warning("second_factor.refused", person_id=person.id, how=str(Proof.PASSKEY))
        raise DomainError(WRONG_KEY)
    attempts.succeeded(person.email, attempts.CODE)
    return Proof.PASSKEY


def _take_count(key: Passkey, count: int) -> bool:
    statement = (
        update(Passkey)
        .where(Passkey.id == key.id, Passkey.sign_count == key.sign_count)
        .values(sign_count=count, used_at=now())
        .execution_options(synchronize_session=False)
    )
    return bool(db.session.execute(statement).rowcount == 1)  # type: ignore[attr-defined]
