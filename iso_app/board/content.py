"""Agencies counted over several years, reshaped by pandas: obligations and kinds of agencies down, years across."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from iso_app.board.compute import OBLIGATIONS, asked_of, share_of
from iso_app.compliance.models import Status

TOTAL = "total"  # the kind of all agencies together


@dataclass(frozen=True)
class Cut:
    """By what agencies are counted: the key that a row has for it, and its kinds in their order with their names."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    """Of how many agencies an obligation is asked, how many did it, and how many that is of a hundred."""

    asked: int
    done: int
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class CountedLine:
    """An obligation over the agencies of a kind: a count a year, None for a year that had no such agency."""

    duty: str
    kind: str
    counts: tuple[Count | None, ...]


def counted(rows: Sequence[Mapping[str, object]], cut: Cut, years: Sequence[int]) -> list[CountedLine]:
    """Every obligation by kind of agency, after its kinds all of them together.

    A row is an agency in a year: `year`, the kind it is of under `cut.key`, and its status by obligation.
    """
    table = _numbers(rows, cut, years)
    return [
        CountedLine(duty, kind, tuple(_counts(numbers, len(years))))
        for (duty, kind), numbers in zip(table.index, table.to_numpy().tolist(), strict=True)
    ]


def _numbers(rows: Sequence[Mapping[str, object]], cut: Cut, years: Sequence[int]) -> Any:
    """A line an obligation and kind, a column a year and status; nought where there is no such agency."""
    import pandas as pd  # two seconds and 50 MiB: only for whoever makes such a file

    agencies = pd.DataFrame(rows, columns=["year", cut.key, *OBLIGATIONS])
    each = agencies.melt(["year", cut.key], list(OBLIGATIONS), var_name="duty", value_name="status")
    both = pd.concat([each, each.assign(**{cut.key: TOTAL})])
    found = both.pivot_table(
        index=["duty", cut.key], columns=["year", "status"], aggfunc="size", fill_value=0
    )
    down = pd.MultiIndex.from_product([OBLIGATIONS, [*cut.names, TOTAL]])
    across = pd.MultiIndex.from_product([years, [status.value for status in Status]])
    return found.reindex(index=down, columns=across, fill_value=0)


def _counts(numbers: Sequence[int], years: int) -> list[Count | None]:
    """The numbers of a line, a status each, taken together year by year."""
    size = len(Status)
    of_years = [numbers[year * size : (year + 1) * size] for year in range(years)]
    return [_count(dict(zip(Status, found, strict=True))) if any(found) else None for found in of_years]


def _count(counts: Mapping[Status, int]) -> Count:
    return Count(asked_of(counts), counts[Status.YES], share_of(counts))
