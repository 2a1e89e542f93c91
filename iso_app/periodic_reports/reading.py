"""The forms that ship with the product, read from its own files."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).parent / "templates"


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """Code -> the data of each form that ships."""
    bodies = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.yaml")))
    return {body["code"]: body for body in bodies}
