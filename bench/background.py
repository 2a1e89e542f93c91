"""Work of the background measured: what it wrote against inserting the same rows without us."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import figures
from bench.figures import Figure
from bench.places import Place
from bench.rows import Rows, highest, insert_alone, rows_since

TARGET = "≤ 60 s"


@dataclass(frozen=True)
class Walked:
    """A walk over everybody: its answer, the seconds and processor seconds it took, the rows it left by table."""

    answer: int
    spent: float
    cpu: float
    rows: dict[str, Rows]

    def number(self, table: str) -> int:
        return len(self.rows[table][1])

    def figure(self, place: Place, operation: str) -> Figure:
        """The figure, beside its floor, and printed."""
        floor = insert_alone(place, self.rows)
        figure = figures.of(place.engine, operation, [self.spent], [floor], TARGET)
        figure.cpu = 1000 * self.cpu
        print(figures.line(figure), flush=True)
        return figure


def walked(walk: Callable[[], int], tables: Sequence[str]) -> Walked:
    """Call `walk` and look at the rows that are new in the tables."""
    before = {name: highest(name) for name in tables}
    began, cpu = time.perf_counter(), time.process_time()
    answer = walk()
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    return Walked(answer, spent, cpu, {name: rows_since(name, number) for name, number in before.items()})
