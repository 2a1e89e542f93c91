"""A list page, declared once: columns, filters, sorting, keyset pages and exports from one table.

The address is the state: `?level=commune&sort=-name&after=…` can be bookmarked, mailed and kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from flask import current_app, g, request, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, Select, func, select

from iso_app.core.numbers import whole
from iso_app.core.text import clean
from iso_app.db import db
from iso_app.web import reading
from iso_app.web.guard import opens
from iso_app.web.languages import say
from iso_app.web.places import Order, Place, Sortable, at_most, may_lack, place_of, token

SAVED = "saved_views"  # `app.extensions[SAVED]`: Callable[[Actor, path], [(name, address)]], what was saved of a list
COUNT_UP_TO = 10_000
EXPORT_FORMATS = {"csv": "CSV", "xlsx": "Excel"}

AnyRow = Row[Any]


@lru_cache(maxsize=512, typed=True)  # Markup equals the text that would have to be escaped
def badge(tone: str, words: str) -> Markup:
    """A state in a cell as `components/status.html` draws it; the column's `export` gives the bare words.

    Made once: the rows of a list have few states between them.
    """
    return Markup('<span class="badge tone-{}">{}</span>').format(tone, words)


def chosen_id(value: str) -> int:
    """The id that the choice of a filter names; 0, which no record has, for anything else in the address."""
    return whole(value) or 0


@dataclass(frozen=True)
class Column:
    """One column. `show` gives text or Markup; `export` what a file gets (default: `show` as text); `sort` orders."""

    key: str
    label: str
    show: Callable[[AnyRow], object]
    sort: Sortable | None = None
    export: Callable[[AnyRow], object] | None = None
    align: str | None = None
    nowrap: bool = False
    optional: bool = False

    def exported(self, row: AnyRow) -> object:
        return (self.export or self.show)(row)


@dataclass(frozen=True)
class Filter:
    """One filter. `narrow` gives the condition of a value (None: leave the list as it is); `options` of a choice.

    `is_day`: a day is typed or picked.
    """

    name: str
    label: str
    narrow: Callable[[str], ColumnElement[bool] | None]
    options: Callable[[], Sequence[tuple[str, str]]] | None = None
    is_day: bool = False


@dataclass(frozen=True)
class Empty:
    """What an empty list teaches."""

    title: str
    text: str
    action_label: str = ""
    action_endpoint: str = ""


@dataclass(frozen=True)
class Table:
    """A kind of list. Rows are plain column rows of the base statement; `identity` breaks ties and must be unique."""

    label: str
    columns: tuple[Column, ...]
    identity: Sortable
    default_sort: str
    empty: Empty
    filters: tuple[Filter, ...] = ()
    link: Callable[[AnyRow], str] | None = None
    tone: Callable[[AnyRow], str | None] | None = None
    size: int = 50

    def page(self, base: Select[Any]) -> "TablePage":
        """The page that the request's address asks for."""
        return TablePage(
            self, base, request.args.to_dict(), request.endpoint or "", dict(request.view_args or {})
        )

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


class Cell(NamedTuple):
    column: str
    text: object


@dataclass(slots=True)
class PageRow:
    url: str | None
    cells: list[Cell]
    kind: str | None = None


@dataclass(frozen=True)
class Saved:
    """What the visitor saved of this list, (name, address, whether it is the one seen), and the address seen now."""

    views: Sequence[tuple[str, str, bool]]
    address: str
    list_label: str


@dataclass
class TablePage:
    """One page of a table; the component `components/table.html` draws it."""

    table: Table
    base: Select[Any]
    asked: Mapping[str, str]
    endpoint: str
    view_args: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return say(self.table.label)

    # -- what was asked ------------------------------------------------------------------------------------------

    @cached_property
    def sort(self) -> tuple[Column, bool]:
        """The column sorted by, and whether downwards; an unknown one falls back to the table's own."""
        for asked in (self.asked.get("sort", ""), self.table.default_sort):
            column = self.table.column(asked.removeprefix("-"))
            if column is not None and column.sort is not None:
                return column, asked.startswith("-")
        raise ValueError(f"{self.table.label}: the default sort names no sortable column")

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Filter name -> value, cleaned, without the empty ones."""
        values = {f.name: clean(self.asked.get(f.name, ""))[:200] for f in self.table.filters}
        chosen = {name: value for name, value in values.items() if value}
        reading.narrowed(chosen)
        return chosen

    @cached_property
    def shown_columns(self) -> list[str]:
        asked = request.args.getlist("columns") if "columns" in self.asked else []
        known = [c.key for c in self.table.columns if c.key in asked]
        return known or [c.key for c in self.table.columns if not c.optional]

    @cached_property
    def _shown(self) -> list[Column]:
        return [column for column in self.table.columns if column.key in self.shown_columns]

    # -- the statement -------------------------------------------------------------------------------------------

    @cached_property
    def filtered(self) -> Select[Any]:
        statement = self.base
        for filter_ in self.table.filters:
            value = self.chosen.get(filter_.name)
            condition = filter_.narrow(value) if value else None
            if condition is not None:
                statement = statement.where(condition)
        return statement

    def order(self, *, backwards: bool = False) -> Order:
        """The order of the list, or the other way round."""
        down = self.sort[1] != backwards
        return Order(self._by, self.table.identity, down=down, may_lack=may_lack(self._by))

    def ordered(self, *, backwards: bool = False) -> Select[Any]:
        return self.filtered.order_by(None).order_by(*self.order(backwards=backwards).clauses)

    @property
    def counted(self) -> Select[int]:
        """The statement that counts the list, as far as it is counted."""
        listed = self.filtered.order_by(None).with_only_columns(self.table.identity)
        return select(func.count()).select_from(listed.limit(at_most(COUNT_UP_TO + 1)).subquery())

    @cached_property
    def total(self) -> int | str:
        return in_words(db.session.scalar(self.counted) or 0)

    @cached_property
    def _window(self) -> tuple[list[AnyRow], bool, bool]:
        """The rows, and whether there are some before and after them."""
        cursor, backwards = self._from
        statement = self.ordered(backwards=backwards).add_columns(
            self._by.label("_sort"),
            self.table.identity.label("_identity"),
        )
        if cursor is not None:
            statement = statement.where(self.order(backwards=backwards).beyond(cursor))
        rows = list(db.session.execute(statement.limit(at_most(self.table.size + 1))))
        more = len(rows) > self.table.size
        rows = rows[: self.table.size]
        if backwards:
            return rows[::-1], more, True
        return rows, cursor is not None, more

    @property
    def _by(self) -> Sortable:
        """What the list is sorted by."""
        by = self.sort[0].sort
        if by is None:
            raise ValueError("a sorted column has a sort")
        return by

    @property
    def _from(self) -> tuple[Place | None, bool]:
        """The place that the page begins at, if it is not the first, and whether it goes backwards from there."""
        after, before = self._place("after"), self._place("before")
        backwards = before is not None and after is None
        return (before if backwards else after), backwards

    def _place(self, name: str) -> Place | None:
        return place_of(self.asked.get(name, ""), by=self._by, identity=self.table.identity)

    # -- what the component draws --------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        return [self._head(column) for column in self.table.columns]

    def _head(self, column: Column) -> dict[str, Any]:
        current, down = self.sort
        sorted_ = ("desc" if down else "asc") if current is column else None
        turned = f"-{column.key}" if sorted_ == "asc" else column.key
        return {
            "key": column.key,
            "label": say(column.label),
            "align": column.align,
            "nowrap": column.nowrap,
            "sorted": sorted_,
            "sort_url": self._url(sort=turned) if column.sort is not None else None,
            "visible": column.key in self.shown_columns,
        }

    @cached_property
    def rows(self) -> list[PageRow]:
        return [self._row(row) for row in self._window[0]]

    def _row(self, row: AnyRow) -> PageRow:
        cells = [Cell(column.key, _text(column.show(row))) for column in self._shown]
        link = self.table.link(row) if self.table.link else None
        return PageRow(link, cells, self.table.tone(row) if self.table.tone else None)

    @property
    def shown(self) -> int:
        return len(self.rows)

    @property
    def previous_url(self) -> str | None:
        return self._url(before=_token(self._window[0][0])) if self._window[1] and self._window[0] else None

    @property
    def next_url(self) -> str | None:
        return self._url(after=_token(self._window[0][-1])) if self._window[2] and self._window[0] else None

    @cached_property
    def filters(self) -> list[dict[str, Any]]:
        return [
            {
                "name": f.name,
                "label": say(f.label),
                "kind": "select" if f.options else "day" if f.is_day else "text",
                "value": self.chosen.get(f.name, ""),
                "options": self._options(f),
            }
            for f in self.table.filters
        ]

    @staticmethod
    def _options(filter_: Filter) -> list[tuple[str, str]]:
        return (
            [("", say("Tất cả")), *((v, say(label)) for v, label in filter_.options())]
            if filter_.options
            else []
        )

    @property
    def active(self) -> list[dict[str, str]]:
        chips = []
        for shown in self.filters:
            if shown["value"]:
                words = dict(shown["options"]).get(shown["value"], shown["value"])
                chips.append(
                    {"label": f"{shown['label']}: {words}", "remove_url": self._url(**{shown["name"]: None})}
                )
        return chips

    @property
    def clear_url(self) -> str | None:
        return self._url(**dict.fromkeys(self.chosen)) if self.chosen else None

    @cached_property
    def saved(self) -> Saved | None:
        """None where nothing can be saved."""
        find: Callable[[Any, str], Sequence[tuple[str, str]]] | None = current_app.extensions.get(SAVED)
        if find is None or g.actor is None:
            return None
        here = self._url()
        views = [(name, address, address == here) for name, address in find(g.actor, request.path)]
        return Saved(views, here, self.table.label)

    @property
    def exports(self) -> list[tuple[str, str]]:
        return [(label, self._url(export=key)) for key, label in EXPORT_FORMATS.items()]

    @property
    def columns_form(self) -> bool | None:
        return True if any(column.optional for column in self.table.columns) else None

    @property
    def empty(self) -> dict[str, str | None]:
        empty = self.table.empty
        if self.chosen:
            return {
                "title": say("Không có dòng nào khớp bộ lọc"),
                "text": say("Hãy bỏ bớt điều kiện lọc."),
                "action_label": say("Bỏ mọi bộ lọc"),
                "action_url": self.clear_url,
            }
        leads = empty.action_endpoint and opens(empty.action_endpoint)
        return {
            "title": say(empty.title),
            "text": say(empty.text),
            "action_label": say(empty.action_label) or None,
            "action_url": url_for(empty.action_endpoint) if leads else None,
        }

    def _url(self, **changes: Any) -> str:
        kept = {k: v for k, v in self.asked.items() if k not in {"after", "before", "export", "columns"}}
        state: dict[str, Any] = {k: v for k, v in (kept | changes).items() if v}
        if "columns" in self.asked:
            state["columns"] = self.shown_columns
        return url_for(self.endpoint, **self.view_args, **state)

    # -- exports -------------------------------------------------------------------------------------------------

    def export_rows(self) -> Iterator[list[object]]:
        """Every row of the filtered, sorted list, as plain values; read in portions."""
        for row in db.session.execute(self.ordered().execution_options(yield_per=1000)):
            yield [_bare(column.exported(row)) for column in self._shown]

    def export_heads(self) -> list[str]:
        return [say(column.label) for column in self._shown]


def in_words(counted: int) -> int | str:
    """The number of rows as it is shown."""
    return counted if counted <= COUNT_UP_TO else say("hơn {number}", number="10.000")


def _text(value: object) -> object:
    return value if isinstance(value, Markup) else "" if value is None else str(value)


def _bare(value: object) -> object:
    return value.striptags() if isinstance(value, Markup) else value


def _token(row: AnyRow) -> str:
    mapping = row._mapping  # noqa: SLF001 - SQLAlchemy's public mapping view of a row
    return token(Place(mapping["_sort"], mapping["_identity"]))
