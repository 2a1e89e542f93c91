"""Writes `docs/generated/`: what the code itself knows of permissions, workflows, routes and tables.

`python -m tools.generate_docs` writes the pages; a test says whether they are current.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint

from iso_app.app import create_app, load_settings
from iso_app.core.roles import ROLE_LABELS, Reach, Role, reach_of
from iso_app.core.workflow import Workflow
from iso_app.db import db
from iso_app.web.feature import Registry
from iso_app.web.guard import PUBLIC, guard_of

FOLDER = Path(__file__).parents[1] / "docs" / "generated"
NOTE = "<!-- Made by `make docs` from the code. Do not edit. -->\n"
_REACH = {Reach.AGENCY: "cơ quan", Reach.PROVINCE: "tỉnh"}


def posts() -> list[tuple[Role, Reach]]:
    """Every kind of post: a role, and how far it sees (a leader of the authority sees the province)."""
    kinds = {(role, reach_of(role, of_authority=authority)) for role in Role for authority in (True, False)}
    return sorted(kinds, key=lambda kind: (kind[1] is Reach.AGENCY, list(Role).index(kind[0])))


def permissions(features: Registry) -> str:
    """Permission by post: who may do what, and how far."""
    kinds = posts()
    heads = [f"{ROLE_LABELS[role]} ({_REACH[reach]})" for role, reach in kinds]
    lines = [
        "# Permissions\n",
        "A cross: the post carries the permission. The scope narrows what it sees to its agency or province.\n",
        _row(["Permission", "On screen", *heads]),
        _row(["---", "---", *(":-:" for _ in heads)]),
    ]
    for feature in features:
        if feature.permissions:
            lines.append(_row([f"**{feature.label}**", "", *("" for _ in kinds)]))
        for permission in sorted(feature.permissions, key=lambda permission: permission.name):
            marks = ["×" if permission.granted_to(*kind) else "" for kind in kinds]
            lines.append(_row([f"`{permission.name}`", permission.label, *marks]))
    return _page(lines)


def workflows(features: Registry) -> str:
    """Every workflow as a diagram of its states and moves."""
    lines = ["# Workflows\n"]
    for feature in features:
        for workflow in feature.workflows:
            lines += [f"## {workflow.name}\n", "```mermaid", "stateDiagram-v2", *_diagram(workflow), "```\n"]
    return _page(lines)


def _diagram(workflow: Workflow[Any, Any]) -> Iterator[str]:
    moves = list(workflow)
    reached = {target for _, _, target in moves}
    left = {source for source, _, _ in moves}
    for state, label in workflow.states.items():
        yield f'    state "{label}" as {state.value}'
    for state in workflow.states:
        if state not in reached:
            yield f"    [*] --> {state.value}"
    for source, action, target in moves:
        yield f"    {source.value} --> {target.value}: {workflow.label(action)}"
    for state in workflow.states:
        if state not in left:
            yield f"    {state.value} --> [*]"


def routes(app: Flask) -> str:
    """Every address with its endpoint, its methods and its guard."""
    lines = [
        "# Routes\n",
        _row(["Address", "Endpoint", "Methods", "Guard"]),
        _row(["---", "---", "---", "---"]),
    ]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if rule.endpoint == "static":
            continue
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        guard = guard_of(app, rule.endpoint) or PUBLIC
        lines.append(_row([f"`{rule.rule}`", f"`{rule.endpoint}`", methods, f"`{guard.name}` {guard.label}"]))
    return _page(lines)


def data_model() -> str:
    """Every table: its columns, what they point to, and what the database holds them to."""
    tables = sorted(db.metadata.tables.values(), key=lambda table: table.name)
    lines = ["# Data model\n", "```mermaid", "erDiagram"]
    for table in tables:
        lines += [
            f'    {key.column.table.name} ||--o{{ {table.name} : "{key.parent.name}"' for key in _keys(table)
        ]
    lines.append("```\n")
    for table in tables:
        lines += [f"## {table.name}\n", *_about(table), _row(["Column", "Type", "Null", "Points to"])]
        lines.append(_row(["---", "---", "---", "---"]))
        lines += [_column(column) for column in table.columns]
        lines += ["", *_constraints(table)]
    return _page(lines)


def _keys(table: Table) -> list[Any]:
    return sorted(table.foreign_keys, key=lambda key: key.parent.name)


def _about(table: Table) -> list[str]:
    for mapper in db.Model.registry.mappers:
        if mapper.local_table is table and mapper.class_.__doc__:
            return [f"{' '.join(mapper.class_.__doc__.split())}\n"]
    return []


def _column(column: Any) -> str:
    points_to = ", ".join(f"`{key.target_fullname}`" for key in column.foreign_keys)
    kind = type(column.type).__name__
    length = getattr(column.type, "length", None)
    shown = f"{kind}({length})" if length else kind
    return _row([f"`{column.name}`", shown, "yes" if column.nullable else "", points_to])


def _constraints(table: Table) -> list[str]:
    held = [line for constraint in table.constraints if (line := _constraint(constraint))]
    held += [f"- index `{index.name}`: {', '.join(_names(index.expressions))}" for index in table.indexes]
    return [*sorted(held), ""]


def _constraint(constraint: Any) -> str:
    if isinstance(constraint, CheckConstraint):
        return f"- check `{constraint.name}`: `{constraint.sqltext}`"
    if isinstance(constraint, UniqueConstraint):
        return f"- unique `{constraint.name}`: {', '.join(_names(constraint.columns))}"
    if isinstance(constraint, ForeignKeyConstraint):
        return f"- foreign key `{constraint.name}`"
    return ""


def _names(columns: Any) -> list[str]:
    return [getattr(column, "name", str(column)) for column in columns]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _page(lines: list[str]) -> str:
    return NOTE + "\n" + "\n".join(lines).rstrip() + "\n"


def pages(app: Flask) -> dict[str, str]:
    """File name -> text of every generated page."""
    features: Registry = app.extensions["features"]
    return {
        "permissions.md": permissions(features),
        "workflows.md": workflows(features),
        "routes.md": routes(app),
        "data-model.md": data_model(),
    }


def main() -> None:
    """Write the pages."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(load_settings(home=Path(home), demo=True))
        FOLDER.mkdir(parents=True, exist_ok=True)
        with app.app_context():
            for name, text in pages(app).items():
                (FOLDER / name).write_text(text, encoding="utf-8")
            db.engine.dispose()


if __name__ == "__main__":
    main()
