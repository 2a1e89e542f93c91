"""The kinds of documents that a province begins with; data, to be changed on the page of kinds."""

from importlib.resources import files
from typing import Any

import yaml

from iso_app.documents.kinds import DocumentClass, steps_of


def default_kinds() -> list[dict[str, Any]]:
    """The columns of each kind, in their order."""
    text = files("iso_app.documents").joinpath("data/kinds.yaml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "document_class": DocumentClass(row["class"]),
            "code_pattern": row["pattern"],
            "steps": [step.plain() for step in steps_of(loaded["steps"][row["steps"]])],
            "review_months": row["review_months"],
            "retention": row["retention"],
        }
        for row in loaded["kinds"]
    ]
