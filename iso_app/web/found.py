"""Pages of long lists whose lines are dear: found and counted as bare ids first, and only those shown are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select

from iso_app.db import db
from iso_app.web.places import Order, at_most
from iso_app.web.table import COUNT_UP_TO, AnyRow, TablePage, in_words


@dataclass
class FoundPage(TablePage):
    """A page whose rows are found and counted in one statement; `values` are those of its parameters.

    Thousands are found and fifty shown: what a line says besides is asked of these alone. `known`: how many there
    are, where that need not be counted; the database may then stop at the last one shown. `gathered`: they are few
    among many, and gathered before they are ordered; a database that goes back from the last would pass the others.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    known: int | None = field(default=None, kw_only=True)
    gathered: bool = field(default=False, kw_only=True)

    def lines(self, among: ColumnElement[bool]) -> Any:
        """The statement of some rows as lines, by what they are found by; the list's own base, if it says no other."""
        return self.base.where(among)

    def in_order(self, among: ColumnElement[bool]) -> Any:
        """Those lines in the order asked for, with `_sort` and `_identity`."""
        placed = self._by.label("_sort"), self.table.identity.label("_identity")
        return self.lines(among).add_columns(*placed).order_by(*self.order().clauses)

    @cached_property
    def _found(self) -> tuple[list[int], int | None]:
        """The ids of the page and one more, as far from its cursor as they are; how many the list has, if any."""
        cursor, backwards = self._from
        order = self.order(backwards=backwards)
        chosen: Any = self.filtered.with_only_columns(self.table.identity, literal(self.known)).order_by(None)
        if self.known is None or self.gathered:
            chosen, order = self._gathering(order)
        chosen = chosen.order_by(*order.clauses)
        if cursor is not None:
            chosen = chosen.where(order.beyond(cursor))
        rows = list(db.session.execute(chosen.limit(at_most(self.table.size + 1)), self.values))
        return [row[0] for row in rows], rows[0][1] if rows else None

    def _gathering(self, order: Order) -> tuple[Select[Any], Order]:
        """The ids of the list, each with how many there are, and the order in the words of this statement."""
        bare = self.table.identity.label("id"), order.by.label("sorted_by")
        listed = self.filtered.with_only_columns(*bare).order_by(None).cte("listed")
        number: ColumnElement[int] = literal(self.known)
        if self.known is None:
            some = select(listed.c.id).limit(at_most(COUNT_UP_TO + 1)).subquery()
            number = select(func.count()).select_from(some).scalar_subquery()
        else:  # asked once, PostgreSQL would not keep it apart
            listed = listed.prefix_with("MATERIALIZED", dialect="postgresql")
        return select(listed.c.id, number), replace(order, by=listed.c.sorted_by, identity=listed.c.id)

    @cached_property
    def total(self) -> int | str:
        counted = self._found[1]
        if counted is None:  # a page beyond the last row
            counted = db.session.scalar(self.counted, self.values)
        return in_words(counted or 0)

    @cached_property
    def _window(self) -> tuple[list[AnyRow], bool, bool]:
        (cursor, backwards), (ids, _) = self._from, self._found
        more = len(ids) > self.table.size
        rows = self._read(ids[: self.table.size]) if ids else []
        return (rows, more, True) if backwards else (rows, cursor is not None, more)

    def _read(self, ids: Sequence[int]) -> list[AnyRow]:
        one_of = self.table.identity.in_(bindparam("ids", expanding=True))
        return list(db.session.execute(self.in_order(one_of), {**self.values, "ids": ids}))
