"""The model sets that a province begins with; data, to be changed on the page of the sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from iso_app.agencies.models import Level
from iso_app.model_sets.kinds import Audience, Necessity


@dataclass(frozen=True)
class DefaultItem:
    """An item; `kind` is the code of a kind of document."""

    code: str
    name: str
    kind: str
    necessity: Necessity
    many: bool
    clauses: str


@dataclass(frozen=True)
class DefaultSet:
    """A set that comes with the product, with its items."""

    name: str
    audience: Audience
    note: str
    items: Sequence[DefaultItem]


def default_sets() -> list[DefaultSet]:
    """The sets of `data/model_sets.yaml`."""
    text = files("iso_app.model_sets").joinpath("data/model_sets.yaml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    items = loaded["items"]
    return [
        DefaultSet(
            row["name"],
            Audience() if row["for"] == "all" else Audience(level=Level(row["for"])),
            loaded["note"],
            [
                DefaultItem(
                    code,
                    facts["name"],
                    facts["kind"],
                    Necessity.REQUIRED if code in row["required"] else Necessity.RECOMMENDED,
                    many=facts.get("many", False),
                    clauses=facts["clauses"],
                )
                for code, facts in items.items()
                if code in {*row["required"], *row["recommended"]}
            ],
        )
        for row in loaded["sets"]
    ]
