"""External documents and records of the demonstration: real laws and standards; who follows them is made up."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.demo.accounts import AUTHORITY, OFFICE, SUCCESSOR
from iso_app.external_documents import services as external
from iso_app.external_documents.kinds import DocumentClass, Force
from iso_app.external_documents.models import ExternalDocument
from iso_app.records import queries as record_queries
from iso_app.records import services as records
from iso_app.records.kinds import parse_retention
from iso_app.registers import services as registers

DATA = Path(__file__).parent / "data"
# Told to the agencies that follow it, as if the authority had just said so.
REPLACED_NOW = "61/2018/NĐ-CP"
# (agency, every how many-th law it follows, days since its last look): the commune is late, as inspections found.
FOLLOWERS = ((AUTHORITY, 1, 40), (OFFICE, 1, 175), (SUCCESSOR, 2, 230))
KEPT_SINCE = 2015
WAITING = "Hết thời gian lưu theo danh mục hồ sơ (minh họa)."


def build_registers(actor: Actor) -> None:
    """The shared register, three agencies that follow it, and what they keep of records."""
    shared = list(_shared(actor))
    for code, step, days in FOLLOWERS:
        agency = agencies.get(code)
        terms = external.Terms(last_checked_on=today() - timedelta(days=days))
        external.follow(actor, agency.id, documents=shared[::step], terms=terms)
        for register, form in (("van-ban-ben-ngoai", "BM-TL-02"), ("ho-so", "BM-TL-03")):
            registers.set_form(
                actor, agency.id, register=register, code=form, revision="01", issued_on=date(2025, 7, 1)
            )
        _records(actor, agency.id)
    _replace(actor, shared)
    _propose(actor, agencies.get(OFFICE).id)


def _shared(actor: Actor) -> Iterator[ExternalDocument]:
    province = agencies.province_of(actor)
    for row in _rows("van-ban-dung-chung.csv"):
        facts = external.Facts(
            row["so"],
            row["ten"],
            DocumentClass(row["loai"]),
            row["co_quan"],
            _day(row["ban_hanh"]),
            _day(row["hieu_luc"]),
        )
        standing = external.Standing(Force(row["tinh_trang"]), row["thay_the"], _day(row["het_hieu_luc"]))
        later = row["so"] == REPLACED_NOW
        yield external.add_shared(actor, province.id, facts=facts, standing=None if later else standing)


def _replace(actor: Actor, shared: list[ExternalDocument]) -> None:
    row = next(row for row in _rows("van-ban-dung-chung.csv") if row["so"] == REPLACED_NOW)
    document = next(one for one in shared if one.number == REPLACED_NOW)
    standing = external.Standing(Force.REPLACED, row["thay_the"], _day(row["het_hieu_luc"]))
    external.set_standing(actor, document, standing=standing)
    after = 0
    while told := external.tell_batch(actor, document, after=after):
        after = told[-1]


def _records(actor: Actor, agency_id: int) -> None:
    for row in _rows("ho-so.csv"):
        facts = records.Facts(
            number=row["so_hieu"],
            title=row["ten"],
            retention=parse_retention(row["thoi_gian"]),
            place=row["noi_luu"],
            holder=row["nguoi_giu"],
            disposal_method=row["huy"],
        )
        kind = records.add_kind(actor, agency_id, facts=facts)
        for year in range(max(KEPT_SINCE, today().year - 7), today().year):
            records.add_folder(actor, kind, label=f"Năm {year}", closed_on=date(year, 12, 31))


def _propose(actor: Actor, agency_id: int) -> None:
    due = record_queries.due_folders(agency_id)[:2]
    made = records.propose_disposal(actor, agency_id, folders=due, reason=WAITING)
    records.attach_decision(
        actor, made, number="", decided_on=None, filename="bien-ban-minh-hoa.txt",
        content="Biên bản xét hủy hồ sơ (minh họa)".encode(),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))
