"""One run: each part in a process of its own, every figure beside its floor, kept and shown."""

import multiprocessing
from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from bench import figures, imports, pages, places, reading, work
from bench.figures import Figure
from bench.places import Place

PARTS = ("pages", "work", "reading", "imports")


def run(found: Sequence[Place], asked: Namespace) -> None:
    """Measure on each engine and keep the figures under `bench/results`."""
    parts = asked.only.split(",") if asked.only else PARTS
    measured: list[Figure] = []
    for place in found:
        print(f"\n{place.engine}, {asked.size}: {figures.machine()}")
        measured.extend(_on(place, parts, asked))
    for place in found:
        print(f"\n{place.engine}\n{figures.table(measured, place.engine)}")
    print(f"\nkept in {figures.keep(measured, asked.size)}")


def _on(place: Place, parts: Sequence[str], asked: Namespace) -> list[Figure]:
    rounds, seconds = (20, 1.0) if asked.quick else (80, 4.0)
    province_id, code = _asked_apart(work.facts_of, place)
    measured: list[Figure] = []
    if "pages" in parts:
        postmaster = places.postmaster(asked.home) if place.engine == "postgresql" else None
        measured.extend(
            pages.measure(
                place,
                province_id=province_id,
                code=code,
                postmaster=postmaster,
                rounds=rounds,
                seconds=seconds,
            )
        )
    if "work" in parts:
        statements, figures_of_work = _asked_apart(work.measure, place, code, rounds)
        for figure in measured:
            figure.statements = statements.get(figure.operation)
        measured.extend(figures_of_work)
    if "reading" in parts:
        measured.append(_reading(places.place(asked.home, place.engine, "reading", place.server)))
    if "imports" in parts:
        empty = places.place(asked.home, place.engine, "imports", place.server)
        measured.extend(_asked_apart(imports.measure, empty, imports.AGENCIES))
    return measured


def _reading(place: Place) -> Figure:
    """The acknowledgements, and that none of them was lost."""
    figure = reading.measure(place, _asked_apart(reading.prepare, place))
    kept = _asked_apart(reading.stored, place)
    if kept != reading.READERS + 1:  # one more was counted for its statements
        raise SystemExit(f"{kept} acknowledgements are stored")
    return figure


def _asked_apart(task: Any, *given: Any) -> Any:
    """What a task answers from a process of its own: an application is made once a process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=task, args=(*given, there))
    process.start()
    there.close()
    try:
        answer = here.recv()
    except EOFError:
        raise SystemExit(f"{task.__module__} failed") from None
    finally:
        process.join()
    return answer
