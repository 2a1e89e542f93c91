"""Every agency of a province told that a law was replaced, batch by batch as the worker does it."""

from typing import Any

from sqlalchemy import select

from bench import data, rosters
from bench.background import walked
from bench.figures import Figure
from bench.places import Place
from bench.work import operator_of_bench
from iso_app.agencies.models import Agency
from iso_app.core.clock import now, today
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.external_documents import queries, services
from iso_app.external_documents.facts import Facts, Standing
from iso_app.external_documents.kinds import DocumentClass, Force
from iso_app.external_documents.models import Subscription

_TOLD = (Role.LEADER, Role.ISO_SECRETARY)
_WRITTEN = ("notification", "trail_entry")


def measure(place: Place) -> Figure:
    """Each agency follows the law and has a leader and a secretary; a second walk tells nobody."""
    document_id = _everybody_follows()
    walk = walked(lambda: _walk(document_id), _WRITTEN)
    again = walked(lambda: _walk(document_id), _WRITTEN)
    if again.number("notification") or walk.number("notification") < walk.answer:
        raise SystemExit("agencies told twice must be told once")
    return walk.figure(place, f"{walk.answer} agencies told that a law was replaced")


def _everybody_follows() -> int:
    """A law that has just been replaced, people who are to be told, and who follows it; gives its id."""
    actor = operator_of_bench()
    with unit_of_work(), whole_country():
        agencies = db.session.execute(select(Agency.id, Agency.province_id).order_by(Agency.id)).all()
        owners = [agency for agency in agencies for _ in _TOLD]
        names = rosters.names(len(owners), seed=1)
        people = [
            data.person(name, f"bao{n}@example.vn", agency, "")
            for n, (name, agency) in enumerate(zip(names, owners, strict=True))
        ]
        data.keep_people(actor, people, _TOLD * len(agencies), owners)
        facts = Facts("59/2024/QH15", "Luật của phép đo", DocumentClass.LAW)
        law = services.add_shared(actor, agencies[0].province_id, facts=facts)
        db.session.flush()
        rows = [_subscription(agency.id, law.id) for agency in agencies]
        data.insert_explained(actor, Subscription, rows, agencies)
        standing = Standing(Force.REPLACED, "71/2026/QH16", today())
        services.set_standing(actor, law, standing=standing)
        return law.id


def _subscription(agency_id: int, document_id: int) -> dict[str, Any]:
    return {
        "agency_id": agency_id, "external_document_id": document_id, "interval_months": 6, "version": 1,
        "next_check_on": today(), "followed_since": now(), "followed_by": "Phép đo",
    }  # fmt: skip


def _walk(document_id: int) -> int:
    """Each batch a unit of work, as the background does it. How many agencies."""
    last = told = 0
    while True:
        with unit_of_work(), whole_country():
            document = queries.shared_document(document_id)
            batch = services.tell_batch(operator_of_bench(), document, after=last)
        if not batch:
            return told
        last, told = batch[-1], told + len(batch)
