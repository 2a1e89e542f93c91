"""What an agency's record shows of this feature: what it came from, and what it went over into."""

from dataclasses import dataclass

from flask import render_template, url_for

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.dates import show_day
from iso_app.imports.models import ImportBatch
from iso_app.successions import queries
from iso_app.successions.models import KIND_LABELS
from iso_app.web.languages import say


@dataclass(frozen=True)
class Relative:
    """A predecessor or a successor as the panel shows it; a blank `url` where the reader may not open it."""

    kind: str
    name: str
    code: str
    url: str
    day: str
    decision: str


def on_agency(actor: Actor, agency: Agency) -> str:
    """Both sides of an agency's lineage; nothing for one that was never reorganised."""
    before, after = [], []
    for row in queries.lineage(agency.id):
        kind, day = say(KIND_LABELS[row.kind]), show_day(row.day)
        linked = actor.sees_province
        if row.successor_id == agency.id:
            url = _url(row.predecessor_code, linked=linked and row.predecessor_id not in {None, agency.id})
            name, code = row.predecessor_name, row.predecessor_code
            before.append(Relative(kind, name, code, url, day, row.decision_number))
        else:
            url = _url(row.successor_code, linked=linked and row.successor_id is not None)
            name, code = row.successor_name, row.successor_code
            after.append(Relative(kind, name, code, url, day, row.decision_number))
    return render_template("successions/on_agency.html", before=before, after=after)


def on_batch(_actor: Actor, batch: ImportBatch) -> str:
    """The days of the reorganisations that a stored file recorded: there the decision is attached."""
    days = queries.days_of_batch(batch.id)
    return render_template("successions/on_batch.html", days=days) if days else ""


def _url(code: str, *, linked: bool) -> str:
    return url_for("agencies.show", code=code) if linked else ""
