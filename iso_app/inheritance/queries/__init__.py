"""Everything that only reads: what agencies that are no more left in force, what those who carry on decided of it."""

from iso_app.inheritance.queries.beyond import beyond, former_agencies
from iso_app.inheritance.queries.decisions import (
    Said,
    decision_of,
    decision_that_made,
    decisions_about,
    decisions_of,
    left_by_the_gone,
    said_by_all,
    state_of,
)
from iso_app.inheritance.queries.left import Former, content_of, doubles, former, formers, own_like
from iso_app.inheritance.queries.lists import Progress, lines, overview, progress, wait_for

__all__ = [
    "Former",
    "Progress",
    "Said",
    "beyond",
    "content_of",
    "decision_of",
    "decision_that_made",
    "decisions_about",
    "decisions_of",
    "doubles",
    "former",
    "former_agencies",
    "formers",
    "left_by_the_gone",
    "lines",
    "overview",
    "own_like",
    "progress",
    "said_by_all",
    "state_of",
    "wait_for",
]
