from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iso_app.db import AgencyOwned, Keeper, Model


class NumberSeries(AgencyOwned, Model):
    """The last number given in one series of one agency and year; its row is locked while one is taken."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("agency_id", "key", "year"),)
    keeper = Keeper.BOTH

    key: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)
