"""The child's side of every file that is parsed in a process of its own; see `child.py` for the parent's.

Run by path from the scripts that parse: whatever a hostile file does to a parser, it does to a process that
holds nothing, may use so much memory, processor and output, and is thrown away. Standard library only.
"""

import gc
import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

TOO_MUCH = 3
"""Exit status of a child that met one of its limits and could still say so."""


def answer(
    parse: Callable[[BinaryIO, dict[str, Any]], dict[str, Any]],
    unfit: type[Exception],
    plain: Callable[[Any], Any] | None = None,
) -> None:
    """Write what `parse` makes of the standard input as JSON; the limits are the first argument, as JSON.

    An `unfit` raised by `parse` is answered with its word; `plain` turns what JSON does not know into text.
    """
    limits = json.loads(sys.argv[1])
    _bind(limits)
    gc.disable()  # No cycles here, and looking for them costs more than reading the cells.
    try:
        try:
            found = parse(sys.stdin.buffer, limits)
        except unfit as word:
            found = {"unfit": str(word)}
        sys.stdout.write(json.dumps(found, ensure_ascii=False, separators=(",", ":"), default=plain))
        sys.stdout.flush()
    except BaseException as fault:  # noqa: BLE001 the parser's panics are no Exceptions
        # Memory, output, or a panic of the parser, most often for memory. At once: what could not be written
        # would be tried again on an orderly way out.
        met = isinstance(fault, MemoryError | OSError) or not isinstance(fault, Exception)
        os._exit(TOO_MUCH if met else 1)
    os._exit(0)  # At once too: nobody needs what would be taken apart cell by cell.


def _bind(limits: dict[str, Any]) -> None:
    if sys.platform == "win32":  # No such limits there; the parent's clock still runs.
        return
    import resource

    for what, amount in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["output"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (amount, amount))
