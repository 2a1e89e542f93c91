"""The calendar of the demonstration: the yearly cycle as data, days off, and the tasks of the weeks around today."""

import csv
from datetime import timedelta
from pathlib import Path

from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Applicability
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.roles import Role
from iso_app.tasks import services
from iso_app.tasks.services import Terms

FILE = Path(__file__).parent / "data" / "lich-nghia-vu.csv"
FROM_YEAR = 2025
DAYS_BACK = 14


def build_calendar(actor: Actor) -> None:
    """Obligations, days off of this year and the next, and the tasks of both years from two weeks ago on."""
    province = agencies.province_of(actor)
    for terms in _obligations():
        services.add_obligation(actor, province, terms=terms)
    since = today() - timedelta(days=DAYS_BACK)
    for year in (today().year, today().year + 1):
        services.take_public_holidays(actor, province, year=year)
        services.make_occurrences(actor, province, year=year, since=since)


def _obligations() -> list[Terms]:
    with FILE.open(encoding="utf-8", newline="") as source:
        return [
            Terms(
                name=row["ten"],
                detail=row["noi_dung"],
                every_months=int(row["so_thang"]),
                day=int(row["ngay"]),
                month=int(row["thang"]),
                role=Role(row["vai_tro"]),
                notice_days=int(row["bao_truoc"]),
                applicability=Applicability(row["dien_ap_dung"]) if row["dien_ap_dung"] else None,
                evidence=row["bang_chung"],
                from_year=FROM_YEAR,
            )
            for row in csv.DictReader(source)
        ]
