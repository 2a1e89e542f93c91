"""The floors that are told are the floors that are held."""

import re
import tomllib

from tests.architecture.code import ROOT


def test_the_floors_of_the_document_are_those_of_the_contract() -> None:
    told = (
        (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Floors")[2].split("```")[1]
    )
    floors = [re.split(r" {2,}", line, maxsplit=1)[0].split(" · ") for line in told.strip().splitlines()]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    held = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    assert [sorted(floor) for floor in floors] == [sorted(re.split(r" \| ", floor)) for floor in held]
