"""The clock of the product: days in Viet Nam, moments in UTC. Nothing else asks the machine for the time."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

# A fixed offset, not a rule of the time-zone database: Viet Nam has kept UTC+7 without summer time since
# 13 June 1975, before any moment this product can store, and a slim server has no such database. A test holds
# the offset against the database, so that a new law would be noticed.
VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is now in Viet Nam."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day it was in Viet Nam at a moment: what was sent at 03:00 there is not of the day before."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: it could be of two days.")
    return moment.astimezone(VIETNAM).date()
