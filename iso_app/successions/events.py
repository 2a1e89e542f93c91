"""What reorganisations mean for higher floors; announced in the transaction of the act."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgenciesReorganised:
    """Agencies of a province began or changed; `since` is the first day from which one of them did.

    `heir_ids` are those into whom others went, changed or not.
    """

    province_id: int
    since: date
    agency_ids: frozenset[int]
    heir_ids: frozenset[int]
