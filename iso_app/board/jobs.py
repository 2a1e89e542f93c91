"""The file of several years, made in the background."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from iso_app.board import queries, services
from iso_app.core.actor import Actor
from iso_app.jobs.kinds import JobKind


def make_years_file(actor: Actor, *, file: str, years: Sequence[int]) -> None:
    """Make the file with what whoever asked may see by now."""
    services.make_years_file(actor, file, years=years)


def _file(arguments: dict[str, Any]) -> str:
    return url_for("board.years_file", key=arguments["file"])


JOBS = (
    JobKind(queries.YEARS_FILE, "Xuất số liệu nhiều năm", make_years_file, tries=3, result=_file, tells=True),
)
