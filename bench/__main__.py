"""`python -m bench data` builds the data of `python -m bench run`. See docs/performance.md."""

import argparse
import multiprocessing
from contextlib import ExitStack
from pathlib import Path

from bench import data, places


def main() -> None:
    asked = _arguments()
    asked.home.mkdir(parents=True, exist_ok=True)
    asked.home.chmod(0o755)  # PostgreSQL runs as another user where the benchmark runs as root
    with ExitStack() as stack:
        engines = places.ENGINES if asked.engine == "both" else (asked.engine,)
        server = stack.enter_context(places.postgresql(asked.home)) if "postgresql" in engines else ""
        found = [places.place(asked.home, engine, asked.size, server) for engine in engines]
        for place in found:
            if asked.command == "data" or not place.exists():
                apart(data.build, place, asked.size)
        if asked.command == "run":
            from bench import run

            run.run(found, asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (("data", "build the data anew"), ("run", "measure, building what is missing")):
        command = commands.add_parser(name, help=words)
        command.add_argument("--size", choices=places.SIZES, default="province")
        command.add_argument("--engine", choices=[*places.ENGINES, "both"], default="both")
        command.add_argument("--home", type=Path, default=places.HOME, help="where the data is kept")
        if name == "run":
            command.add_argument("--quick", action="store_true", help="fewer repetitions")
            command.add_argument("--only", default="", help="parts, of pages,work,reading,imports")
    return parser.parse_args()


def apart(task: object, *given: object) -> None:
    """Do it in a process of its own: an application is made once a process."""
    process = multiprocessing.get_context("spawn").Process(target=task, args=given)  # type: ignore[arg-type]
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
