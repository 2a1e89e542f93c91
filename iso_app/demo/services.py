"""Builds the demonstration province from the files an officer would bring: once, then it is left as it is."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select

from iso_app.accounts import queries as account_queries
from iso_app.accounts import services as accounts
from iso_app.agencies import queries as agencies
from iso_app.agencies import services as agency_services
from iso_app.agencies.models import Agency, Maintains, Province
from iso_app.core.actor import Actor, operator
from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.accounts import AUTHORITY, COMMUNE, DEMO_ACCOUNTS, PASSWORD, SUCCESSOR, DemoAccount
from iso_app.demo.distribution import build_distribution
from iso_app.demo.document_changes import build_document_changes
from iso_app.demo.documents import build_documents
from iso_app.demo.inheritance import build_former_documents, build_inheritance
from iso_app.demo.model_sets import build_model_sets
from iso_app.demo.periodic import build_periodic_reports
from iso_app.demo.printed_copies import build_printed_copies
from iso_app.demo.registers import build_registers
from iso_app.demo.tasks import build_calendar
from iso_app.imports import services as imports
from iso_app.imports.models import ImportBatch
from iso_app.web.feature import registry

DATA = Path(__file__).parent / "data"
FILES = ("co-quan", "tinh-hinh", "kiem-tra")
# What came after 2021: the reorganisation as it was, made-up facts of 2025, and printed figures to compare with.
LATER = (
    ("sap-xep", "sap-xep-2025.csv"),
    ("tinh-hinh", "tinh-hinh-2025-minh-hoa.csv"),
    ("kiem-tra", "kiem-tra-2025-minh-hoa.csv"),
    ("so-in", "so-in.csv"),
)
SINCE = date(2021, 1, 1)
REORGANISED_ON = date(2025, 7, 1)


def build_province() -> None:
    """The Sóc Trăng 2021 province with its accounts; nothing if a province is there already."""
    with unit_of_work(), whole_country():
        if db.session.scalar(select(func.count(Province.id))):
            return
        actor = operator("Dữ liệu minh họa")
        for code in FILES:
            _bring_in(actor, code, f"{code}.csv")
        _settle(actor)
        for account in DEMO_ACCOUNTS:
            _open_account(actor, account)
        if "tinh-hinh" in FILES:  # without figures of a year there is nothing to report
            build_periodic_reports(actor)


def go_on_to_2025() -> None:
    """The province after the reorganisation of 1/7/2025; nothing if it has gone on already."""
    with unit_of_work(), whole_country():
        if db.session.scalar(select(func.count(ImportBatch.id)).where(ImportBatch.kind == LATER[0][0])):
            return
        actor = operator("Dữ liệu minh họa")
        build_former_documents(actor)
        for code, file in LATER:
            _bring_in(actor, code, file)
        for account in DEMO_ACCOUNTS:
            if account.agency == COMMUNE:
                _move_over(actor, account)
        build_calendar(actor)
        build_documents(actor)
        build_distribution(actor)
        build_printed_copies(actor)
        build_registers(actor)
        build_document_changes(actor)
        build_model_sets(actor)
        build_inheritance()


def _move_over(actor: Actor, account: DemoAccount) -> None:
    """Whoever worked in the commune that was merged works in its successor since."""
    person = account_queries.seen_by_email(account.email)
    for holding in account_queries.holdings_of(person.id):
        accounts.end_post(actor, holding.post, valid_to=REORGANISED_ON - timedelta(days=1))
    accounts.appoint_to(
        actor, person, agency_id=_agency(SUCCESSOR).id, role=account.role, title=account.title,
        held_from=REORGANISED_ON,
    )  # fmt: skip


def _bring_in(actor: Actor, code: str, name: str) -> None:
    kind = next(kind for kind in registry().imports() if kind.code == code)
    file = DATA / name
    batch, plan = imports.run(actor, kind, file.name, file.read_bytes())
    if batch is None:
        raise DomainError(
            "Tệp minh họa {file} có lỗi: {why}", file=file.name, why=plan.problems[0].sentence()
        )


def _settle(actor: Actor) -> None:
    province = agencies.province_of(actor)
    agency_services.edit_province_settings(
        actor,
        province,
        parent_body="UBND tỉnh Sóc Trăng",
        issuing_body="Sở Khoa học và Công nghệ",
        place="Sóc Trăng",
        signing_position="Giám đốc",
        maintains=Maintains.AUDIT_OR_REVIEW,
    )
    agency_services.set_authority(actor, _agency(AUTHORITY))


def _open_account(actor: Actor, account: DemoAccount) -> None:
    agency = _agency(account.agency)
    person = accounts.engage(
        actor,
        full_name=account.name,
        email=account.email,
        agency_id=agency.id,
        role=account.role,
        title=account.title,
        held_from=SINCE,
    )
    accounts.set_password(actor, person, PASSWORD)


def _agency(code: str) -> Agency:
    agency = agencies.by_code(code)
    if agency is None:
        raise DomainError("Dữ liệu minh họa không có cơ quan {code}.", code=code)
    return agency
