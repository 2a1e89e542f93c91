"""What was read of an agency, as far as the scope sees."""

from typing import Any

from sqlalchemy import Select, select

from iso_app.agencies.models import Agency
from iso_app.db import db
from iso_app.oversight.models import RecordRead


def readings() -> Select[Any]:
    """The base of the list: column rows with the agency's name."""
    columns: list[Any] = [
        RecordRead.id,
        RecordRead.at,
        RecordRead.reader_name,
        RecordRead.post_label,
        RecordRead.title,
        RecordRead.endpoint,
        RecordRead.address,
        RecordRead.as_file,
        Agency.name.label("agency"),
    ]
    return select(*columns).join(Agency, Agency.id == RecordRead.agency_id)


def readers() -> list[tuple[str, str]]:
    """(id, name) of whoever has read something, for a choice; as they were called last."""
    query = select(RecordRead.person_id, RecordRead.reader_name).distinct().order_by(RecordRead.reader_name)
    return list({str(id_): (str(id_), name) for id_, name in db.session.execute(query)}.values())


def agencies() -> list[tuple[str, str]]:
    """(id, name) of the agencies of which something was read, in Vietnamese order; for a choice."""
    read = select(RecordRead.agency_id)
    query = select(Agency.id, Agency.name).where(Agency.id.in_(read)).order_by(Agency.sort_name, Agency.id)
    return [(str(id_), name) for id_, name in db.session.execute(query)]
