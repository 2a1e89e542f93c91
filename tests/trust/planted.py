"""A record of every kind that an agency and its province keep, but for documents: see `planted_documents`."""

from datetime import date
from typing import Any

from iso_app.accounts import sessions
from iso_app.accounts.models import Delegation, Person, PostHolding
from iso_app.agencies.models import Agency, Department, Province
from iso_app.board.queries import YEARS_FILE
from iso_app.core.actor import Actor, Scope
from iso_app.core.clock import now
from iso_app.core.roles import Reach, Role
from iso_app.db import db
from iso_app.files import services as files
from iso_app.imports.models import ImportBatch, ImportLine, ImportState
from iso_app.inspections.models import Inspection, InspectionMode
from iso_app.jobs.models import Job, JobState
from iso_app.periodic_reports import queries as form_queries
from iso_app.periodic_reports.models import ReportingPeriod
from iso_app.periodic_reports.services import drafting, filling, periods
from iso_app.periodic_reports.services.filling import Typed
from iso_app.reports import services as reports
from iso_app.reports.models import Snapshot, TemplateDraft
from iso_app.successions.models import Succession, SuccessionKind, SuccessionPaper
from iso_app.tasks.models import DayOff, Obligation, ObligationDate, Task
from iso_app.trail.services import explain
from tests.support import world as worlds
from tests.trust.samples import (
    FOREIGN,
    OWN,
    PROVINCE_OF,
    SIDES,
    House,
    marker,
)


def keep(record: Any) -> Any:
    db.session.add(record)
    db.session.flush()
    explain(record)
    return record


def templates() -> list[Any]:
    from iso_app.reports.models import TemplateVersion

    return db.session.query(TemplateVersion).all()


def agency(house: House, side: str) -> None:
    agency = db.session.get_one(Agency, house.world.agency[side])
    name = marker(side)
    house.ids["agency_code", side] = agency.code
    department = Department(agency_id=agency.id, name=name, folded=f"phong {side}", valid_from=worlds.SINCE)
    inspection = Inspection(
        agency_id=agency.id,
        year=2021,
        mode=InspectionMode.ON_SITE,
        inspected_on=date(2021, 5, 1),
        remarks=name,
    )
    house.ids["line", side] = SIDES.index(side) + 1
    house.ids["department", side] = keep(department).id
    house.ids["task", side] = keep(_task(house, side)).id
    house.ids["inspection", side] = keep(inspection).id
    person = db.session.get_one(Person, house.world.person[f"{side}.staff"])
    person.full_name = f"Người {name}"
    agency.short_name = name
    db.session.flush()
    explain(person)
    explain(agency)
    holding = db.session.query(PostHolding).filter_by(person_id=person.id).one()
    house.ids["holding", side] = holding.id
    deputy = house.world.person[f"{side}.auditor"]
    house.ids["delegation", side] = keep(
        Delegation(agency_id=agency.id, holding_id=holding.id, deputy_id=deputy, from_day=date(2021, 5, 1),
                   to_day=date(2021, 5, 2), reason=name, given_by=name, given_at=now())
    ).id  # fmt: skip
    row = sessions.open_session(person, network="127.0.0.1", browser="elsewhere")
    house.ids["session", side] = row.session_id


def _task(house: House, side: str) -> Task:
    day, moment = date(2021, 5, 1), now()
    return Task(
        agency_id=house.world.agency[side], title=marker(side), role=Role.ISO_SECRETARY, scheduled_on=day, due_on=day,
        shown_from=day, opened_at=moment, opened_by="", waits_since=moment, endpoint_values={},
    )  # fmt: skip


def _plant_calendar(house: House, side: str) -> None:
    """The calendar of a side's province; the two sides of one province share it."""
    key = PROVINCE_OF[side]
    known = next(
        (other for other in SIDES if PROVINCE_OF[other] == key and ("day_off", other) in house.ids), None
    )
    if known is not None:
        for kind in ("obligation", "day_off"):
            house.ids[kind, side] = house.ids[kind, known]
        return
    province_id = house.world.province[key]
    name = marker(key) if key == "kg" else "Chung cho các cơ quan"  # read by every agency of the province
    duty = Obligation(
        province_id=province_id, name=name, folded=key, every_months=12, month=5, day=1,
        role=Role.ISO_SECRETARY, from_year=2021,
    )  # fmt: skip
    house.ids["obligation", side] = keep(duty).id
    off = DayOff(province_id=province_id, day=date(2021, 5, 1), name=name)
    house.ids["day_off", side] = keep(off).id


def province(house: House, side: str) -> None:
    _plant_calendar(house, side)
    duty, agency_id = house.ids["obligation", side], house.world.agency[side]
    keep(ObligationDate(agency_id=agency_id, obligation_id=duty, month=4, day=30, reason=marker(side)))
    key = PROVINCE_OF[side]
    known = house.ids.get(("batch", OWN if key == "st" else FOREIGN))
    if known is not None:
        house.ids["batch", side] = known
        for kind in ("snapshot", "draft", "succession_day", "succession_paper", "years_file"):
            house.ids[kind, side] = house.ids[kind, OWN]
        _plant_line(house, side)
        return
    common = {"province_id": house.world.province[key], "made_by": marker(key), "made_at": now()}
    stored = files.store(b"a,b", "text/csv")
    batch = ImportBatch(
        kind="co-quan", filename=f"{marker(key)}.csv", file_digest=stored.digest, file_size=stored.size,
        state=ImportState.STORED, stored_at=now(), counts={}, **common,
    )  # fmt: skip
    template = next(t for t in reports.load_templates() or templates() if t.code == "phu-luc-1")
    snapshot = Snapshot(
        number=f"{key.upper()}-01",
        template_version_id=template.id,
        year=2021,
        as_of=date(2021, 12, 31),
        **common,
    )
    house.ids["batch", side] = keep(batch).id
    house.ids["snapshot", side] = keep(snapshot).number
    draft = TemplateDraft(
        code=f"{key}-rieng", base_code=template.code, base_version=1, title=marker(key),
        body=template.body | {"code": f"{key}-rieng"}, **common,
    )  # fmt: skip
    house.ids["draft", side] = keep(draft).code
    _plant_succession(house, side, common)
    _plant_years_file(house, side, stored.digest)
    _plant_line(house, side)


def _plant_succession(house: House, side: str, common: dict[str, Any]) -> None:
    day, stored = date(2020, SIDES.index(side) + 1, 1), files.store(b"%PDF-1.4", "application/pdf")
    act = Succession(
        kind=SuccessionKind.RENAME, day=day, predecessor_id=house.world.agency[side], predecessor_code=side,
        predecessor_name=marker(side), successor_id=house.world.agency[side], successor_code=side,
        successor_name=marker(side), **common,
    )  # fmt: skip
    paper = SuccessionPaper(
        day=day,
        filename=f"{common['made_by']}.pdf",
        file_digest=stored.digest,
        file_size=stored.size,
        **common,
    )
    keep(act)
    house.ids["succession_day", side] = day.isoformat()
    house.ids["succession_paper", side] = keep(paper).id


def _plant_years_file(house: House, side: str, digest: str) -> None:
    """Work of a province that has made a file of several years."""
    key = PROVINCE_OF[side]
    made = {"years": [2021], "digest": digest, "name": f"{marker(key)}.xlsx"}
    job = Job(
        kind=YEARS_FILE, key=f"{key}-so-lieu", arguments=made, state=JobState.DONE, run_after=now(), ended_at=now(),
        made_by=marker(key), made_at=now(), for_province=house.world.province[key],
    )  # fmt: skip
    house.ids["years_file", side] = keep(job).key


def _plant_line(house: House, side: str) -> None:
    line = ImportLine(
        agency_id=house.world.agency[side], batch_id=house.ids["batch", side], line=house.ids["line", side],
        filename="tệp.csv", raw={"Nội dung": marker(side)},
    )  # fmt: skip
    db.session.add(line)
    db.session.flush()


def periodic(house: House, side: str) -> None:
    """Phụ lục 2 is due in each province; every agency has begun its report and said something in it."""
    key = PROVINCE_OF[side]
    known = next(
        (other for other in SIDES if PROVINCE_OF[other] == key and ("form_draft", other) in house.ids), None
    )
    if known is None:
        authority = Actor("Người mở kỳ báo cáo", Scope(Reach.SYSTEM))  # agencies read who asks them
        province = db.session.get_one(Province, house.world.province[key])
        version = periods.take_shipped(authority, province, code="phu-luc-2")
        found = periods.open_period(authority, version, year=2021, half=0, due_on=date(2021, 12, 15))
        house.ids["reporting_period", side] = found.id
        prepared = Actor("Quản trị", Scope(Reach.SYSTEM, province_id=province.id))
        form = form_queries.shipped_form("phu-luc-2")
        draft = drafting.copy_form(prepared, form, title=f"Mẫu {marker(key)}")
        house.ids["form_draft", side] = draft.id
        house.ids["form_draft_row", side] = draft.rows[3].id
    else:
        for kind in ("reporting_period", "form_draft", "form_draft_row"):
            house.ids[kind, side] = house.ids[kind, known]
        found = db.session.get_one(ReportingPeriod, house.ids["reporting_period", side])
    typed = {"I.1": Typed(f"Kế hoạch {marker(side)}", ""), "I.1.1": Typed("5", "")}
    filling.save(Actor("Thư ký", Scope(Reach.SYSTEM)), found, agency_id=house.world.agency[side], typed=typed)
