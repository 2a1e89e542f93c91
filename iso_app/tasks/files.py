"""A person's private calendar as the file that calendar programmes read (RFC 5545)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from iso_app.core.clock import now, today
from iso_app.db.scope import acting_in
from iso_app.tasks import queries, shown
from iso_app.web.feature import CalendarEntry
from iso_app.web.languages import say

if TYPE_CHECKING:
    from icalendar import Event

DAYS_BACK, DAYS_AHEAD = 90, 400


def feed(token: str) -> bytes:
    """What the owner of an address may see today, in each of their posts; NotFound if the address opens nothing."""
    from icalendar import Calendar  # with eighty modules of its own

    found: dict[str, CalendarEntry] = {}
    for actor in queries.readers(token):
        with acting_in(actor.scope):
            first, last = today() - timedelta(days=DAYS_BACK), today() + timedelta(days=DAYS_AHEAD)
            found |= {entry.key: entry for entry in shown.entries(actor, first, last)}
    calendar = Calendar()
    calendar.add("prodid", "-//ISO dien tu//Lich viec//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", say("Việc ISO của tôi"))
    for entry in found.values():
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@iso-dien-tu")
    event.add("dtstamp", now())
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", f"✓ {entry.title}" if entry.over else entry.title)
    event.add("description", entry.detail)
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    return event
