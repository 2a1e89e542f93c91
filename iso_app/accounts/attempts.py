"""The delays against guessing, computed from the tries kept in the database.

A delay grows with the failures and is never a lock-out: a try refused for coming too early is not counted. Where
a person has signed in lately, what others fail at never delays them, neither from elsewhere with their name nor
from there with other names; their own failures there cost a minute at most.
A failure is kept even though the refusal undoes everything else: it is written when its transaction ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from sqlalchemy import delete, event, func, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from iso_app.accounts.models import Proof, SignInAttempt, SignInEvent
from iso_app.core.clock import now
from iso_app.core.errors import TooManyTries
from iso_app.db import db

PROOF: Final = "proof"  # stands for the network when a signed-in person types the password again
CODE: Final = "code"  # stands for it when a code of the second factor is typed: each account has its own wait
_NO_NETWORKS: Final = frozenset({PROOF, CODE})

_PENDING = "failed_attempts"
_LOOK_BACK = timedelta(days=1)
_NETWORK_LOOK_BACK = timedelta(minutes=15)
_KNOWN_FOR = timedelta(days=30)
_KEPT_FOR = timedelta(days=90)
_AT_MOST_READ = 500


@dataclass(frozen=True)
class Rule:
    """So many failures cost nothing; each further one doubles the wait, up to a limit in seconds."""

    free: int
    limit: int

    def seconds(self, failures: int) -> int:
        return 0 if failures < self.free else min(self.limit, 2 ** min(failures - self.free + 1, 20))


KNOWN: Final = Rule(free=3, limit=60)  # this account from a network it has signed in from
HERE: Final = Rule(free=3, limit=900)  # this account from this network
ACCOUNT: Final = Rule(free=10, limit=60)  # this account from anywhere
NETWORK: Final = Rule(free=20, limit=60)  # any account from this network


def require_no_wait(email: str, network: str) -> None:
    """Raise TooManyTries, with the seconds left, if this account or network has to wait."""
    seconds = seconds_left(email, network)
    if seconds > 0:
        raise TooManyTries("Đã nhập sai nhiều lần. Hãy đợi {seconds} giây rồi thử lại.", seconds=seconds)


def seconds_left(email: str, network: str) -> int:
    """How many seconds until the next try counts; 0 or less: now."""
    query = (
        select(SignInAttempt.at, SignInAttempt.network, SignInAttempt.succeeded)
        .where(SignInAttempt.email == email, SignInAttempt.at > now() - _LOOK_BACK)
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .limit(_AT_MOST_READ)
    )
    tries = db.session.execute(query).all()
    here = _since_success(t for t in tries if t.network == network)
    # Asked for every name, known or not: the answer takes one time.
    is_known, of_network = _is_known(email, network), _network_left(network)
    if network in _NO_NETWORKS:
        return _left(HERE, here) if is_known else max(_left(HERE, here), _of_account(tries))
    if is_known:
        return _left(KNOWN, here)
    return max(_left(HERE, here), _of_account(tries), of_network)


def _of_account(tries: Iterable[Any]) -> int:
    return _left(ACCOUNT, [attempt.at for attempt in tries if not attempt.succeeded])


def failed(email: str, network: str) -> None:
    """Keep a failure, whatever becomes of the transaction it happened in."""
    row = {"email": email, "network": network[:60], "at": now(), "succeeded": False}
    db.session.info.setdefault(_PENDING, []).append((SignInAttempt, row))


def note_refused(person_id: int, how: Proof, *, network: str, browser: str) -> None:
    """Write a refused sign-in into the person's history, whatever becomes of the transaction."""
    row = _event(person_id, how, network, browser) | {"succeeded": False}
    db.session.info.setdefault(_PENDING, []).append((SignInEvent, row))


def note_signed_in(person_id: int, how: Proof, *, network: str, browser: str) -> None:
    """Write a sign-in into the person's history."""
    db.session.add(SignInEvent(**_event(person_id, how, network, browser), succeeded=True))


def _event(person_id: int, how: Proof, network: str, browser: str) -> dict[str, Any]:
    return {
        "person_id": person_id, "at": now(), "how": how, "network": network[:60], "browser": browser[:200],
    }  # fmt: skip


def succeeded(email: str, network: str) -> None:
    """Keep a success, and let go of what is too old to matter."""
    old = now() - _KEPT_FOR
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.email == email, SignInAttempt.at < old))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.network == network, SignInAttempt.at < old))
    db.session.add(SignInAttempt(email=email, network=network[:60], at=now(), succeeded=True))


def _since_success(tries: Iterable[Any]) -> list[datetime]:
    failures = []
    for attempt in tries:
        if attempt.succeeded:
            break
        failures.append(attempt.at)
    return failures


def _left(rule: Rule, failures: list[datetime]) -> int:
    """Seconds left by a rule; `failures` newest first."""
    if not failures:
        return 0
    return ceil(rule.seconds(len(failures)) - (now() - failures[0]).total_seconds())


def _is_known(email: str, network: str) -> bool:
    return bool(
        db.session.scalar(
            select(SignInAttempt.id)
            .where(
                SignInAttempt.email == email,
                SignInAttempt.network == network,
                SignInAttempt.succeeded,
                SignInAttempt.at > now() - _KNOWN_FOR,
            )
            .limit(1)
        )
    )


def _network_left(network: str) -> int:
    failures, last = db.session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(
            SignInAttempt.network == network,
            SignInAttempt.at > now() - _NETWORK_LOOK_BACK,
            SignInAttempt.succeeded.is_(False),
        )
    ).one()
    return ceil(NETWORK.seconds(failures) - (now() - last).total_seconds()) if failures else 0


@event.listens_for(Session, "before_commit")
def _keep_with_the_rest(session: Session) -> None:
    """The usual way: the refusal is shown on the form, the request is kept, the failure with it."""
    if not session.in_nested_transaction() and (rows := session.info.pop(_PENDING, None)):
        for kind, row in rows:
            session.execute(insert(kind), [row])


@event.listens_for(Session, "after_transaction_end")
def _keep_alone(session: Session, transaction: SessionTransaction) -> None:
    """The request was undone: the failure is kept in a transaction of its own."""
    if transaction.parent is None and (rows := session.info.pop(_PENDING, None)):
        with db.engine.begin() as connection:
            for kind, row in rows:
                connection.execute(insert(kind), [row])
