"""Documents of the demonstration that wards left when they were merged, and what their successor has decided."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.db.scope import acting_in
from iso_app.demo.accounts import SUCCESSOR
from iso_app.demo.documents import bring_in, person
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.services import DocumentFacts
from iso_app.inheritance import services

FILE = Path(__file__).parent / "data" / "tai-lieu-cu.yaml"
SECRETARY = "thuky@xa.example"
FIRST_DAY, DAYS_BETWEEN = date(2023, 3, 1), 40


def build_former_documents(actor: Actor) -> None:
    """What the wards have in force before they are merged."""
    document_services.take_default_kinds(actor, agencies.province_of(actor))
    kinds = {kind.code: kind.id for kind in documents.kinds()}
    for place, row in enumerate(_loaded()["documents"]):
        for code in row["at"]:
            agency = agencies.by_code(code)
            if agency is None:
                continue
            facts = DocumentFacts(kinds[row["kind"]], row["code"], row["title"])
            document = document_services.open_document(actor, agency.id, facts=facts)
            day = FIRST_DAY + timedelta(days=DAYS_BETWEEN * place)
            bring_in(actor, agency, document, row, order=place, day=day)


def build_inheritance() -> None:
    """One procedure taken over, the same one of another ward left behind; the rest waits."""
    loaded = _loaded()
    taken, declined = loaded["taken"], loaded["declined"]
    actor = person(SECRETARY)
    successor = agencies.by_code(SUCCESSOR)
    if successor is None:
        return
    of_taken, of_declined = _named(taken["title"], [taken["of"]]), _named(declined["title"], declined["of"])
    with acting_in(actor.scope):
        services.take_over(actor, successor.id, document_ids=of_taken)
        services.decline(actor, successor.id, document_ids=of_declined, reason=declined["reason"])


def _named(title: str, codes: list[str]) -> list[int]:
    found = [agency for code in codes if (agency := agencies.by_code(code)) is not None]
    return [
        document.id
        for agency in found
        for document, _ in documents.in_force(agency.id)
        if document.title == title
    ]


def _loaded() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded
