"""The house's own periodic work: the trail's heads noted outside, what has expired taken away."""

from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete

from iso_app.accounts.models import OneTimeLink, SignInAttempt, SignInStep
from iso_app.core.actor import Actor
from iso_app.core.clock import now
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.db.once import DoneOnce
from iso_app.jobs.kinds import Every, JobKind
from iso_app.jobs.services import forget_old
from iso_app.trail import anchors

KEYS_KEPT = timedelta(days=7)  # a form lies open in a browser for a day at most
STEPS_KEPT = timedelta(days=1)
LINKS_KEPT = timedelta(days=30)
ATTEMPTS_KEPT = timedelta(days=30)
JOBS_KEPT_DAYS = 90


def note_heads(_actor: Actor) -> None:
    """The heads of the trail's chains, in a file outside the database."""
    try:
        anchors.anchor(Path(current_app.extensions["settings"].home))
    except anchors.DamagedAnchors as error:
        raise DomainError(
            "Tệp neo của nhật ký bị hỏng: {why}. Hãy chạy iso-app verify-trail.", why=error
        ) from error


def clean_up(actor: Actor) -> None:
    """Rows that served once and open nothing any more: keys of forms, steps, links and tries of signing in."""
    moment = now()
    for gone in (
        delete(DoneOnce).where(DoneOnce.at < moment - KEYS_KEPT),
        delete(SignInStep).where(SignInStep.begun_at < moment - STEPS_KEPT),
        delete(OneTimeLink).where(OneTimeLink.expires_at < moment - LINKS_KEPT),
        delete(SignInAttempt).where(SignInAttempt.at < moment - ATTEMPTS_KEPT),
    ):
        db.session.execute(gone.execution_options(synchronize_session=False))
    forget_old(actor, days=JOBS_KEPT_DAYS)


JOBS = (
    JobKind("trail.anchor", "Neo nhật ký", note_heads, every=Every.HOUR),
    JobKind("house.clean_up", "Dọn các dòng hết hạn", clean_up, every=Every.DAY),
)
