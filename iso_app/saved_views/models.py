from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import Model

NAME_LETTERS = 60
LABEL_LETTERS = 120
ADDRESS_LETTERS = 1500
PLACE_LETTERS = 300


class SavedView(Model):
    """The address of a list with all that was chosen on it; `place` is its path, `list_label` its Vietnamese name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "place", "name"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(String(PLACE_LETTERS))
    address: Mapped[str] = mapped_column(String(ADDRESS_LETTERS))
    name: Mapped[str] = mapped_column(String(NAME_LETTERS))
    list_label: Mapped[str] = mapped_column(String(LABEL_LETTERS))
    made_at: Mapped[datetime]
