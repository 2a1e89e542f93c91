"""What happens to inspections that higher floors want to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InspectionsStored:
    """Inspections or plan entries of these agencies and years were written."""

    agency_ids: tuple[int, ...]
    years: tuple[int, ...]
