from iso_app.compliance import services
from iso_app.inspections.events import InspectionsStored
from iso_app.inspections.models import Inspection, PlannedInspection


def inspections_stored(event: InspectionsStored) -> None:
    """Facts follow their records."""
    services.refresh(set(event.agency_ids), set(event.years), sources=(Inspection, PlannedInspection))
