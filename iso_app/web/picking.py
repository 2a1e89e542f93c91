"""Rows of a list that are ticked for one act on all of them; no script is needed."""

from collections.abc import Callable, Iterable

from markupsafe import Markup

from iso_app.core import numbers
from iso_app.web.languages import say
from iso_app.web.table import AnyRow, Column

PICK = "pick"  # the id of the form below the list that the ticks belong to


def picks(may_pick: Callable[[AnyRow], bool] = lambda _: True) -> Column:
    """A column of ticks, of rows with an `id` and a `code`; they are sent as `chon`."""

    def tick(row: AnyRow) -> Markup | str:
        if not may_pick(row):
            return ""
        drawn = Markup('<input type="checkbox" form="{}" name="chon" value="{}" aria-label="{}">').format(
            PICK, row.id, say("Chọn {code}", code=row.code)
        )
        return Markup('<span class="choice">{}</span>').format(drawn)

    return Column("pick", "Chọn", tick, align="center")


def ticked(values: Iterable[str]) -> list[int]:
    """The ids among what an address or a form says was ticked."""
    return sorted(set(numbers.ids(values)))
