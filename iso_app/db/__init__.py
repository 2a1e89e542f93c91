"""The database toolkit: the base class, the column types, the mixins that say whose a record is."""

from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, Text, TypeDecorator
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, also on databases that keep no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_ENUM = SqlEnum(Enum, native_enum=False, length=40, values_callable=lambda enum: [m.value for m in enum])


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=CONSTRAINT_NAMES),
        type_annotation_map={datetime: UtcDateTime, Enum: _ENUM, dict[str, Any]: JSON, list[Any]: JSON},
    )

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


# Keys made by `core.text.sort_key` are compared byte by byte, on both engines.
SortKey = Text().with_variant(Text(collation="C"), "postgresql")

db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Keeper(Enum):
    """Who writes a kind of record: the agency it is about, the provincial authority, or either of them."""

    AGENCY = "agency"
    AUTHORITY = "authority"
    BOTH = "both"


class AgencyOwned:
    """A record of one agency: seen by its people and its provincial authority, by nobody else."""

    keeper: ClassVar[Keeper] = Keeper.AGENCY

    @declared_attr
    def agency_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("agency.id"), index=True)


class ProvinceOwned:
    """A record of the provincial authority: its own people see it, the agencies do not."""

    @declared_attr
    def province_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("province.id"), index=True)


class ProvinceShared:
    """A record the authority keeps and every agency of the province reads."""

    @declared_attr
    def province_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("province.id"), index=True)


def _key(_cls: type) -> Mapped[int]:
    return mapped_column(primary_key=True, sort_order=-1)


# The rules of scope look at `id` on the mixin itself, where SQLAlchemy finds only what stands in the class body.
class AgencyItself:
    """The agency: seen by its own people and by its provincial authority, written by the authority."""

    id = declared_attr(_key)

    @declared_attr
    def province_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("province.id"), index=True)


class ProvinceItself:
    """The province: its own people read it, its authority writes it."""

    id = declared_attr(_key)


class PersonItself:
    """A person: seen where they hold or held a post, and by the authority of their province."""

    id = declared_attr(_key)

    @declared_attr
    def province_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("province.id"), index=True)


class Audited:
    """A record whose every change has to be explained in the trail."""


class WrittenOnce:
    """A record that is added and never changed or removed (triggers hold it in the database as well)."""


class Versioned:
    """Two people editing at once: the second one is told, not obeyed."""

    version: Mapped[int] = mapped_column(default=0)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
