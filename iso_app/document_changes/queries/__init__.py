"""Everything that only reads: change requests, what is due to be reviewed, what reviews found."""

from iso_app.document_changes.queries.requests import (
    agencies_with_requests,
    carried_out_by,
    department_of,
    lock,
    of_document,
    open_about,
    request,
    revision_to_link,
    rows,
)
from iso_app.document_changes.queries.reviews import (
    ReviewCounts,
    counts,
    due_ids,
    found_rows,
    is_asked_for,
    is_due,
    last_of,
    numbers_in_force,
    reviews_asking,
    to_review,
    without_task,
)
from iso_app.document_changes.queries.reviews import rows as review_rows

__all__ = [
    "ReviewCounts",
    "agencies_with_requests",
    "carried_out_by",
    "counts",
    "department_of",
    "due_ids",
    "found_rows",
    "is_asked_for",
    "is_due",
    "last_of",
    "lock",
    "numbers_in_force",
    "of_document",
    "open_about",
    "request",
    "review_rows",
    "reviews_asking",
    "revision_to_link",
    "rows",
    "to_review",
    "without_task",
]
