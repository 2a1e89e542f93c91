"""What other pages show of the register of records."""

from flask import url_for

from iso_app.core.actor import Actor
from iso_app.records import queries
from iso_app.web.feature import Hit


def found(actor: Actor, folded: str, most: int) -> list[Hit]:
    """Kinds of records by number, title, place or holder."""
    return [
        Hit(f"{row.number} {row.title}", url_for("records.show", record_kind_id=row.id), row.place)
        for row in queries.search(actor.agency_id, folded.split(), most)
    ]
