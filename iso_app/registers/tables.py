"""What the lists of registers have in common."""

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Department
from iso_app.web.filters import naming
from iso_app.web.table import Filter


def by_department(label: str, agency_id: int | None) -> Filter:
    """Lines of one department, out of all that the agency has or had: a base that joins `Department` is narrowed."""
    return Filter(
        "department",
        label,
        naming(Department.id),
        lambda: [(str(each.id), each.name) for each in agencies.departments(agency_id or 0)],
    )
