"""What was measured, as one line each: printed, kept as JSON, and as the table of the documentation."""

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
_HEADS = (
    "operation", "p50 ms", "p95 ms", "floor ms", "ratio", "1 client/s", "16 clients/s", "floors at 16", "CPU ms",
    "DB CPU ms", "SQL", "target",
)  # fmt: skip


@dataclass
class Figure:
    """One operation: milliseconds, and the ratio of its p50 to that of the floor measured beside it."""

    engine: str
    operation: str
    p50: float
    p95: float
    floor: float | None = None
    per_second: float | None = None
    per_second_16: float | None = None
    floor_per_second_16: float | None = None
    cpu: float | None = None
    database_cpu: float | None = None
    statements: int | None = None
    target: str = ""

    @property
    def ratio(self) -> float | None:
        return self.p50 / self.floor if self.floor else None

    @property
    def ratio_16(self) -> float | None:
        """How many answers the floor gives sixteen clients for each of ours, measured right after it."""
        beside = self.floor_per_second_16
        return beside / self.per_second_16 if beside and self.per_second_16 else None


def of(
    engine: str, operation: str, spent: Sequence[float], floor: Sequence[float] = (), target: str = ""
) -> Figure:
    """A figure of seconds measured one after another."""
    return Figure(
        engine,
        operation,
        p50=1000 * statistics.median(spent),
        p95=1000 * percentile(spent, 0.95),
        floor=1000 * statistics.median(floor) if floor else None,
        target=target,
    )


def percentile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def line(figure: Figure) -> str:
    """A row of the table."""
    numbers: tuple[tuple[float | None, str], ...] = (
        (figure.p50, ".1f"), (figure.p95, ".1f"), (figure.floor, ".2f"), (figure.ratio, ".1f"),
        (figure.per_second, ".0f"), (figure.per_second_16, ".0f"), (figure.ratio_16, ".1f"),
        (figure.cpu, ".1f"), (figure.database_cpu, ".1f"), (figure.statements, "d"),
    )  # fmt: skip
    shown = ["" if value is None else format(value, form) for value, form in numbers]
    return f"| {' | '.join([figure.operation, *shown, figure.target])} |"


def table(figures: Sequence[Figure], engine: str) -> str:
    rows = [line(figure) for figure in figures if figure.engine == engine]
    return "\n".join([f"| {' | '.join(_HEADS)} |", f"|{'---|' * len(_HEADS)}", *rows])


def machine() -> str:
    """What kind of machine this is, in one line."""
    kind = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {kind}"


def keep(figures: Sequence[Figure], size: str) -> Path:
    """Write the run to `bench/results`."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now().astimezone()
    file = RESULTS / f"{now:%Y-%m-%d-%H%M}-{size}.json"
    told = {
        "at": now.isoformat(timespec="seconds"),
        "size": size,
        "machine": machine(),
        "figures": [
            asdict(figure) | {"ratio": figure.ratio, "ratio_16": figure.ratio_16} for figure in figures
        ],
    }
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return file
