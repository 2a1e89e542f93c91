"""Files as they leave the house: to be kept, never shown as a page of it, exactly what was signed or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from iso_app.core.errors import DomainError
from iso_app.db import db
from iso_app.documents import queries, services
from iso_app.documents.models import Revision
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.files.store import digest_of
from iso_app.signatures import queries as signatures
from tests.documents.makers import docx
from tests.support.browser import Browser

Browse = Callable[[str], Browser]
NAME = "hợp đồng\u202excod.\r\nSet-Cookie: x=1 " + "a" * 400 + ".docx"
SIGNERS = ("snv.staff", "snv.leader")


@pytest.fixture
def filed(acting: Any, kinds: dict[str, int]) -> tuple[int, int]:
    """A form of `snv`, a Word file with a name that is none, handed in; ids of document and revision."""
    with acting("snv.staff") as actor:
        facts = DocumentFacts(kinds["BM"], "BM-01", "=HYPERLINK(1)")
        document = services.open_document(actor, actor.agency_id, facts=facts)
        body = services.upload(actor, docx("Biểu mẫu."), name=NAME)
        revision = services.begin_revision(actor, document, body=body, plan=Plan())
        services.submit(actor, revision, shown_digest=revision.content_digest)
        return document.id, revision.id


def _spoil(app: Any, digest: str) -> None:
    path = Path(app.extensions["settings"].home) / "files" / digest[:2] / digest
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(content))


def test_the_file_is_what_was_signed_and_only_to_be_kept(
    filed: tuple[int, int], sign: Any, browse: Browse, read: Any, acting: Any
) -> None:
    document_id, revision_id = filed
    for key in SIGNERS:
        sign(key, revision_id)
    answer = browse("snv.auditor").client.get(f"/tai-lieu/{document_id}/lan/1/tep")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert not any(cookie.startswith("x=") for cookie in answer.headers.getlist("Set-Cookie"))
    assert "%E2%80%AE" not in answer.headers["Content-Disposition"], "a name that reads backwards"
    with acting("snv.auditor") as actor:
        given = signatures.of(queries.revision_read(actor, revision_id))
        assert {signature.content_digest for signature in given} == {digest_of(answer.data)}


def test_a_file_changed_on_the_disk_is_neither_served_nor_signed(
    app: Any, filed: tuple[int, int], sign: Any, browse: Browse, read: Any
) -> None:
    document_id, revision_id = filed
    sign("snv.staff", revision_id)
    _spoil(app, read(Revision, revision_id).file_digest)
    db.session.remove()
    with pytest.raises(DomainError, match="đã bị thay đổi"):
        sign("snv.leader", revision_id)
    answer = browse("snv.leader").client.get(f"/tai-lieu/{document_id}/lan/1/tep")
    assert answer.status_code in {404, 409, 422}
    assert "đã bị thay đổi" in answer.text


def test_a_title_is_no_formula_in_a_list(filed: tuple[int, int], browse: Browse) -> None:
    lines = browse("snv.leader").client.get("/tai-lieu?export=csv").get_data(as_text=True)
    assert "'=HYPERLINK(1)" in lines


@pytest.mark.parametrize("who", ["", "xa.leader", "kgsnv.leader", "tdc.inspector", "snv.auditor"])
def test_a_draft_is_nobody_elses(filed: tuple[int, int], browse: Browse, who: str) -> None:
    document_id, _ = filed
    client = browse(who).client
    for page in ("", "/tep", "/trang/1", "/soan", "/trinh", "/ky/1", "/rut"):
        answer = client.get(f"/tai-lieu/{document_id}/lan/1{page}")
        assert answer.status_code in {302, 403, 404}, page
        assert "HYPERLINK" not in answer.text
