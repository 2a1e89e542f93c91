from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import AgencyOwned, Keeper, Model


class RecordRead(AgencyOwned, Model):
    """Somebody of the authority opened a record of an agency. Name and post stay as they were.

    Opening the same page again within the same `span` (ten minutes) is the same reading: one row. Never changed;
    removed only when older than a year (triggers hold both).
    """

    __tablename__ = "record_read"
    __table_args__ = (
        UniqueConstraint(
            "agency_id", "person_id", "address", "as_file", "span", name="uq_record_read_once_a_span"
        ),
    )
    keeper = Keeper.AUTHORITY

    at: Mapped[datetime]
    span: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reader_name: Mapped[str] = mapped_column(String(200))
    post_label: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(500))
    address: Mapped[str] = mapped_column(String(500))
    as_file: Mapped[bool]
    request_id: Mapped[str] = mapped_column(String(40), default="")
