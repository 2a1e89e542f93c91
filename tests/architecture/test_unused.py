"""What nothing uses is not there: a newcomer reads it and looks for its use in vain."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.architecture.code import ROOT, modules

USERS = ("iso_app", "templates", "tools", "migrations", "bench")
WORD = re.compile(r"\w+")

# Asked by tests alone, and why that is enough.
ASKED_BY_TESTS = {
    "standards/queries.py:edition_by_name": "one name of `edition_names`, which every import asks whole",
    "trail/words.py:has_label": "holds every column that the trail tells of to its words",
    "trail/words.py:has_parts": "holds every column of several values that the trail tells of to its words",
    "trail/words.py:has_verb": "holds every verb of the trail to its words",
}


def test_whatever_is_named_is_used() -> None:
    used = Counter(
        word
        for folder in USERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".yaml"}
        for word in WORD.findall(path.read_text(encoding="utf-8"))
    )
    unused = {f"{path}:{name}" for path, tree in modules().items() for name in _named(tree) if used[name] < 2}
    assert unused - set(ASKED_BY_TESTS) == set()
    assert set(ASKED_BY_TESTS) - unused == set(), "is used by now"


def _named(tree: ast.Module) -> Iterator[str]:
    """Functions, classes and constants of a module; who is decorated may be called by the decorator's owner."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (each.id for each in targets if isinstance(each, ast.Name))
