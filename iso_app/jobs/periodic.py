"""Periodic work: one row a kind and slot, asked for by whichever worker looks first."""

from sqlalchemy import select

from iso_app.core.actor import operator
from iso_app.core.clock import now
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.jobs.kinds import kinds, slot
from iso_app.jobs.models import Job
from iso_app.jobs.running import SYSTEM
from iso_app.jobs.services import enqueue


def ask_for_due() -> list[str]:
    """Ask for what the present slot wants and nobody has asked for: the names of those kinds.

    A slot that went by while no worker ran is not made up for: what is done in a slot takes everything that waits.
    """
    moment = now()
    wanted = {kind.name: slot(kind.every, moment) for kind in kinds().values() if kind.every is not None}
    with unit_of_work(keep=False):
        rows = select(Job.kind, Job.key).where(Job.kind.in_(wanted), Job.key.in_(set(wanted.values())))
        known = {(kind, key) for kind, key in db.session.execute(rows)}
    missing = {name: key for name, key in wanted.items() if (name, key) not in known}
    if missing:
        with unit_of_work(), whole_country():
            for name, key in missing.items():
                enqueue(operator(SYSTEM), name, key=key)
    return sorted(missing)
