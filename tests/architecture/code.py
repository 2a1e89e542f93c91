"""The product's files, read once for the rules to look at."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ROOT / "iso_app"
TEMPLATES = ROOT / "templates"


@cache
def modules() -> dict[str, ast.Module]:
    """Path below `iso_app` -> its tree."""
    return {
        str(path.relative_to(CODE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(CODE.rglob("*.py"))
    }


def imports(tree: ast.Module) -> set[str]:
    """Dotted names of everything a module imports, the imported name included."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def calls(tree: ast.Module) -> list[tuple[str, int]]:
    """(name, line) of every call: `db.session.commit()` is "commit", `text()` is "text"."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            found.append((name, node.lineno))
    return found


def attributes(tree: ast.Module) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
