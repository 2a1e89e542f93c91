"""Distribution of the demonstration: departments and people of three agencies, who has read, copies on paper."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from iso_app.accounts import queries as account_queries
from iso_app.accounts import services as accounts
from iso_app.accounts.sessions import actor_of, posts_held
from iso_app.agencies import departments
from iso_app.agencies import queries as agencies
from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.core.clock import now, today
from iso_app.core.roles import Role
from iso_app.core.text import slug
from iso_app.distribution import queries, services
from iso_app.distribution.kinds import EVERYBODY, REGISTER, DistributionForm, Target
from iso_app.distribution.printed import distribution_form
from iso_app.distribution.services import Handing, LineFacts, Shown
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import written_of
from iso_app.documents.models import Document, Revision
from iso_app.documents.workflow import RevisionState
from iso_app.printing import to_pdf
from iso_app.registers import queries as registers

FILE = Path(__file__).parent / "data" / "phan-phoi.yaml"
SINCE = date(2025, 7, 1)
READERS = ("danhgia@snv.example", "giamdoc@snv.example")  # have read what the staff has still to read
READ_ON_SCREEN = "QT-01"
DAYS_TO_SIGN = 3


def build_distribution(actor: Actor) -> None:
    """Who must have what in the agencies that have a full set."""
    for code, told in yaml.safe_load(FILE.read_text(encoding="utf-8"))["agencies"].items():
        agency = agencies.by_code(code)
        if agency is not None:
            _agency(actor, agency, told)


def _agency(actor: Actor, agency: Agency, told: Mapping[str, Any]) -> None:
    units = {name: _department(actor, agency, name, people) for name, people in told["departments"].items()}
    known = {document.code: (document, revision) for document, revision in documents.in_force(agency.id)}
    for code in known.keys() & told["lines"].keys():
        for words in told["lines"][code]:
            _line(actor, known[code][0], words, units)
    for code in known.keys() & set(told["handed"]):
        _hand_out(actor, *known[code])
    for code in known.keys() & told["signed"].keys():
        _sign(actor, *known[code], told["signed"][code])
    for code in known.keys() & set(told["reissued"]):
        _reissue(actor, *known[code])
    for code in known.keys() & {READ_ON_SCREEN}:
        _read(known[code][1])


def _department(actor: Actor, agency: Agency, name: str, people: list[str]) -> int:
    department = departments.add_department(actor, agency, name=name, valid_from=SINCE)
    for words in people:
        full_name, title = (part.strip() for part in words.split("|"))
        post = accounts.create_post(
            actor,
            agency_id=agency.id,
            role=Role.STAFF,
            title=title,
            department_id=department.id,
            valid_from=SINCE,
        )
        email = f"{slug(full_name).replace('-', '.')}@{slug(agency.short_name or agency.code)}.example"
        person = accounts.create_person(
            actor, full_name=full_name, email=email, province_id=agency.province_id
        )
        accounts.appoint(actor, person, post, held_from=SINCE)
    return department.id


def _line(actor: Actor, document: Document, words: str, units: Mapping[str, int]) -> None:
    """`agency`, "a department" to read on the screen, or "a department: 2" copies on paper."""
    name, _, copies = words.partition(": ")
    target = Target() if name == EVERYBODY else Target(department_id=units[name])
    form = DistributionForm.PAPER if copies else DistributionForm.ELECTRONIC
    services.add_line(actor, document, target=target, facts=LineFacts(form, int(copies or 0)))


def _hand_out(actor: Actor, document: Document, revision: Revision) -> None:
    day = revision.effective_on or today()
    for line in queries.lines(document.id):
        if line.form is DistributionForm.PAPER:
            services.hand_out(actor, document, handing=Handing("", line.copies, day, line))


def _sign(actor: Actor, document: Document, revision: Revision, people: int) -> None:
    """The first people of the list have signed it on paper."""
    _, coverage = queries.coverages_of(document.id)
    report = distribution_form(
        document,
        revision,
        queries.lines(document.id),
        coverage=coverage,
        head=registers.head(document.agency, REGISTER),
    )
    chosen = [id_ for id_, _ in queries.who_must(document.id)][:people]
    signed_on = min((revision.effective_on or today()) + timedelta(days=DAYS_TO_SIGN), today())
    services.register_list(
        actor, document, people=chosen, signed_on=signed_on, content=to_pdf(report),
        name=f"Ký nhận {document.code}.pdf",
    )  # fmt: skip


def _reissue(actor: Actor, document: Document, revision: Revision) -> None:
    """A newer revision by a decision on paper: the copies of this one have to come back."""
    document_services.bring_in(
        actor,
        document,
        body=written_of(revision.written),
        number=revision.number + 1,
        effective_on=today(),
        basis=f"Quyết định ban hành lần {revision.number + 1:02} ngày {today():%d/%m/%Y}",
        summary="Bổ sung trách nhiệm của các phòng.",
    )
    old = queries.to_collect(document.id)[0]
    services.withdraw(actor, old, day=today(), stamped=True)


def _read(revision: Revision) -> None:
    """Some have read it on the screen."""
    if revision.state is not RevisionState.EFFECTIVE:
        return
    for email in READERS:
        person = account_queries.seen_by_email(email)
        post = next(iter(posts_held(person.id, today())), None)
        if post is None or post.agency_id != revision.agency_id:
            continue
        reader = actor_of(person.id, person.full_name, post)
        shown = Shown(person.id, revision.id, revision.content_digest, now())
        services.acknowledge(reader, revision, shown=shown)
