"""A list and a ZIP are no way around the approval of what is kept here."""

from collections.abc import Callable
from typing import Any

from iso_app.documents import queries, services
from iso_app.documents.content import Written
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.shelf.kinds import LineVerdict
from tests.documents.conftest import no_proof
from tests.support import shelf as made


def test_what_is_approved_here_is_not_replaced_by_a_shelf(
    acting: Any, kinds: dict[str, int], look: Callable[..., int], lines_of: Any
) -> None:
    with acting("snv.staff") as actor:
        facts = DocumentFacts(kinds["HD"], "QT-01", "Hướng dẫn")
        document = services.open_document(actor, actor.agency_id, facts=facts)
        body = Written({"purpose": "Đã duyệt."})
        revision = services.begin_revision(actor, document, body=body, plan=Plan())
        services.submit(actor, revision, shown_digest=revision.content_digest)
        id_, digest = revision.id, revision.content_digest
    for key in ("snv.staff", "snv.leader"):
        with acting(key) as actor:
            revision = queries.revision_read(actor, id_)
            step = next(step for step in queries.steps_of_round(revision) if step.is_waiting)
            services.sign(actor, revision, step, shown_digest=digest, password="", prove=no_proof)
    newer = made.line("QT-01", "b.docx", number=2, day="01/02/2024")
    shelf_id = look(made.packed({"d.xlsx": made.listed([newer]), "b.docx": made.word("Hai")}))
    found = lines_of(shelf_id)[2]
    assert found.verdict is LineVerdict.WRONG
    assert "phê duyệt trên phần mềm" in str(found.faults)
