"""A word that is not in the glossary does not become a record."""

import re

from flask import Flask

from iso_app.db import Model
from tests.architecture.code import ROOT


def test_every_record_has_its_line(app: Flask) -> None:
    words = set(re.findall(r"\w+", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))
    records = {mapper.class_.__name__ for mapper in Model.registry.mappers}
    assert records
    assert sorted(records - words) == []
