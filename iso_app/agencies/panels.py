"""What other pages show of this feature: agencies in the search over everything."""

from flask import url_for

from iso_app.agencies import queries
from iso_app.core.actor import Actor
from iso_app.web.feature import Hit


def found_agencies(actor: Actor, folded: str, limit: int) -> list[Hit]:  # noqa: ARG001 - as every search source
    """Agencies by name, short name or code."""
    return [
        Hit(row.name, url_for("agencies.show", code=row.code), f"{row.code} · {row.group_name}")
        for row in queries.search(folded, limit)
    ]
