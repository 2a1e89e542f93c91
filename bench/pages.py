"""Pages of the running product, each beside the floor's page of fifty rows, in turns."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher

from bench import documents, figures, floor_app, servers
from bench.client import Visitor, pressed, timed
from bench.data import ADMIN, PASSWORD
from bench.figures import Figure
from bench.places import Place
from bench.rosters import LAST_YEAR
from bench.servers import Server

CLIENTS = 16
# PostgreSQL plans a statement anew ten times on each of two connections before it keeps the plan.
BEFORE = 30


@dataclass(frozen=True)
class Page:
    """One operation: its address and what it may cost."""

    name: str
    path: str
    target: str = ""
    pressed: bool = True


def pages(code: str) -> tuple[Page, ...]:
    """The pages measured; `code` is of an agency with a record."""
    table = f"/phu-luc/mau/phu-luc-1?year={LAST_YEAR}"
    file = f"/phu-luc/mau/phu-luc-1/tep/%s?year={LAST_YEAR}"
    return (
        Page("home", "/"),
        Page("agency list, 50 rows, count", "/co-quan", "≤ 6 × floor, ≤ 12 SQL, ≤ 4.5 floors at 16"),
        Page("agency list, filtered", "/co-quan?cap=commune&tim=an", "≤ 6 × floor, ≤ 12 SQL"),
        Page("agency record", f"/co-quan/{code}", "≤ 8 × floor"),
        Page("people list, 50 rows, count", "/nguoi-dung/", "≤ 6 × floor, ≤ 12 SQL"),
        Page("search, two words", "/tim-kiem?q=xa+binh", "≤ 10 ms"),
        Page("Phụ lục index", "/phu-luc/", "≤ 6 × floor, ≤ 12 SQL"),
        Page("Phụ lục 1, live page", table, "≤ 50 ms"),
        Page("agencies behind a number", f"/phu-luc/mau/phu-luc-1/o/r4.value?year={LAST_YEAR}"),
        Page("province board, 50 rows, counts", f"/bang-theo-doi?year={LAST_YEAR}", "≤ 15 ms, ≤ 12 SQL"),
        Page(
            "province board, filtered",
            f"/bang-theo-doi?year={LAST_YEAR}&cap=commune&tinh_trang=no",
            "≤ 12 SQL",
        ),
        Page("province board as pictures", f"/bang-theo-doi/bieu-do?year={LAST_YEAR}"),
        Page("evidence of a cell of the board", f"/bang-theo-doi/{code}/declared?year={LAST_YEAR}"),
        Page("documents, 50 rows, count", "/tai-lieu", "≤ 6 × floor, ≤ 12 SQL"),
        Page("a document", f"/tai-lieu/{documents.FIRST}", "≤ 8 × floor"),
        Page("search in documents, rare word", "/tim-kiem?q=thuy+van", "≤ 10 ms"),
        Page("trail, 50 rows, count", "/nhat-ky", "≤ 12 SQL"),
        Page("imports list", "/nhap", "≤ 6 × floor, ≤ 12 SQL"),
        Page("export of the list, CSV", "/co-quan?export=csv", pressed=False),
        Page("export of the list, XLSX", "/co-quan?export=xlsx", pressed=False),
        Page("Phụ lục 1, PDF", file % "pdf", "≤ 100 ms", pressed=False),
        Page("Phụ lục 1, DOCX", file % "docx", "≤ 100 ms", pressed=False),
        Page("Phụ lục 1, XLSX", file % "xlsx", pressed=False),
    )


def measure(
    place: Place, *, province_id: int, code: str, postmaster: int | None, rounds: int, seconds: float
) -> list[Figure]:
    """All pages over HTTP; statements are counted elsewhere."""
    with servers.product(place) as ours, servers.floor(place, province_id) as floor:
        visitor = Visitor(ours.port)
        visitor.sign_in(ADMIN, PASSWORD)
        under = Visitor(floor.port)
        found = [
            _floor_itself(place.engine, floor, rounds, seconds),
            _floor_inside(place, province_id, rounds),
        ]
        for page in pages(code):
            figure = _page(place.engine, page, visitor, under, rounds=rounds)
            if page.pressed:
                _press(figure, ours, page, visitor.cookie, postmaster=postmaster, seconds=seconds)
                figure.floor_per_second_16 = pressed(floor, "/", "", clients=CLIENTS, seconds=seconds)
            found.append(figure)
            print(figures.line(figure), flush=True)
        found.append(_signing_in(place.engine, ours, rounds=max(5, rounds // 5)))
        found.extend(_of_server(place.engine, ours))
    return found


def _floor_itself(engine: str, floor: Server, rounds: int, seconds: float) -> Figure:
    visitor = Visitor(floor.port)
    spent = [timed(visitor, "/") for _ in range(rounds + 5)][5:]
    figure = figures.of(engine, "floor: bare page of 50 rows", spent)
    figure.per_second = pressed(floor, "/", "", clients=1, seconds=seconds)
    before = floor.cpu_seconds()
    figure.per_second_16 = pressed(floor, "/", "", clients=CLIENTS, seconds=seconds)
    figure.cpu = 1000 * (floor.cpu_seconds() - before) / (figure.per_second_16 * seconds)
    return figure


def _floor_inside(place: Place, province_id: int, rounds: int) -> Figure:
    """The floor's page without a network; a wanted figure in milliseconds stands beside 0.95 of it."""
    figure = figures.of(
        place.engine,
        "floor: the same page in its process",
        floor_app.inside(place.address, province_id, rounds),
        target="0.95 ms where the wanted milliseconds were written down",
    )
    print(figures.line(figure), flush=True)
    return figure


def _page(engine: str, page: Page, visitor: Visitor, under: Visitor, *, rounds: int) -> Figure:
    """A page of ours, one of the floor, and so on: what disturbs the machine disturbs both."""
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(BEFORE):
        timed(visitor, page.path)
    for _ in range(rounds):
        ours.append(timed(visitor, page.path))
        floor.append(timed(under, "/"))
    return figures.of(engine, page.name, ours, floor, page.target)


def _press(
    figure: Figure, ours: Server, page: Page, cookie: str, *, postmaster: int | None, seconds: float
) -> None:
    figure.per_second = pressed(ours, page.path, cookie, clients=1, seconds=seconds)
    before, of_database = ours.cpu_seconds(), servers.database_cpu_seconds(postmaster)
    figure.per_second_16 = pressed(ours, page.path, cookie, clients=CLIENTS, seconds=seconds)
    answered = max(1.0, figure.per_second_16 * seconds)
    figure.cpu = 1000 * (ours.cpu_seconds() - before) / answered
    if postmaster is not None:
        figure.database_cpu = 1000 * (servers.database_cpu_seconds(postmaster) - of_database) / answered


def _signing_in(engine: str, ours: Server, *, rounds: int) -> Figure:
    """The sent form; its floor is to compare the password alone, which is slow on purpose."""
    hasher = PasswordHasher()
    kept = hasher.hash(PASSWORD)
    spent, floor = [], []
    for _ in range(rounds):
        spent.append(Visitor(ours.port).sign_in(ADMIN, PASSWORD))
        floor.append(_seconds_of_hash(hasher, kept))
    return figures.of(engine, "signing in", spent, floor)


def _seconds_of_hash(hasher: PasswordHasher, kept: str) -> float:
    began = time.perf_counter()
    hasher.verify(kept, PASSWORD)
    return time.perf_counter() - began


def _of_server(engine: str, ours: Server) -> Sequence[Figure]:
    start, memory = 1000 * ours.start_seconds, ours.memory_mib()
    return (
        Figure(engine, "start to first page", start, start, target="< 3 000 ms"),
        Figure(engine, "memory of all processes, MiB", memory, memory, target="≤ 300 MiB"),
    )
