"""The periodic report of the demonstration: Phụ lục 2 of 2021 as it was published, and a period that is open now."""

import csv
from datetime import timedelta
from pathlib import Path

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.periodic_reports import queries
from iso_app.periodic_reports.models import PeriodicReturn, ReportingPeriod
from iso_app.periodic_reports.services import deciding, filling, periods
from iso_app.periodic_reports.services.filling import Typed
from iso_app.periodic_reports.template import FormTemplate

FILE = Path(__file__).parent / "data" / "phu-luc-2-2021-ST-SKHCN.csv"
CODE, YEAR, PUBLISHED = "phu-luc-2", 2021, "ST-SKHCN"
GROUP = "Sở, ngành"
WAITING, SENT_BACK, BEGUN = ("ST-STP", "ST-SCT"), "ST-SNV", ("ST-STC", "ST-SXD")
DAYS_PAST, DAYS_AHEAD = 6, 30
REMARKS = {
    "I.3.1": "Đề nghị kiểm tra lại tỷ lệ: kế hoạch tuyên truyền có nhiệm vụ chưa thực hiện.",
    "IV.2.2": "Số biên chế có mặt chưa khớp với báo cáo của phòng Tổ chức.",
}


def build_periodic_reports(actor: Actor) -> None:
    """Open the two periods and bring one agency's published figures in, through the services a secretary uses."""
    province = agencies.province_of(actor)
    version = periods.take_shipped(actor, province, code=CODE)
    group = next(found for found in agencies.groups(province.id) if found.name == GROUP)
    past = periods.open_period(
        actor, version, year=YEAR, half=0, due_on=today() - timedelta(days=DAYS_PAST), group_id=group.id
    )
    form = queries.form_of(version)
    typed = published(form)
    accepted = _filled(actor, past, PUBLISHED, typed)
    filling.submit(actor, past, agency_id=accepted.agency_id, explanations={})
    deciding.accept(actor, accepted, seen=accepted.round)
    for number, code in enumerate(WAITING):
        report = _filled(actor, past, code, _varied(typed, number + 2))
        filling.submit(actor, past, agency_id=report.agency_id, explanations={})
    returned = _filled(actor, past, SENT_BACK, _varied(typed, 5))
    filling.submit(actor, past, agency_id=returned.agency_id, explanations={})
    deciding.send_back(
        actor,
        returned,
        seen=returned.round,
        note="Đề nghị kiểm tra lại hai dòng có nhận xét.",
        remarks=REMARKS,
    )
    for code in BEGUN:
        _filled(actor, past, code, dict(list(_varied(typed, 1).items())[:30]))
    due = today() + timedelta(days=DAYS_AHEAD)
    periods.open_period(actor, version, year=due.year, half=0, due_on=due)


def published(form: FormTemplate) -> dict[str, str]:
    """Row -> what the published table says, for the rows that are entered."""
    with FILE.open(encoding="utf-8-sig", newline="") as source:
        lines = list(csv.DictReader(source))
    value = list(lines[0])[-1]
    pairs = zip(form.rows, lines, strict=True)
    return {
        row.key: line[value] for row, line in pairs if row.has_value and not row.is_computed and line[value]
    }


def _filled(actor: Actor, period: ReportingPeriod, code: str, texts: dict[str, str]) -> PeriodicReturn:
    agency = agencies.get(code)
    typed = {key: Typed(text, "") for key, text in texts.items()}
    report, _ = filling.save(actor, period, agency_id=agency.id, typed=typed)
    return report


def _varied(texts: dict[str, str], number: int) -> dict[str, str]:
    """The same figures a little larger, without the numbers of another office's plans."""
    return {
        key: str(int(text) + number) if text.isdigit() and int(text) > 1 else text
        for key, text in texts.items()
        if not text.startswith("Kế hoạch")
    }
