"""Documents of `snv` in force, written here or brought as files; a certificate; what a copy's QR code leads to."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from iso_app.core.clock import today
from iso_app.db.unit_of_work import unit_of_work
from iso_app.documents import queries as documents
from iso_app.documents import services as document_services
from iso_app.documents.content import Written
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.printed_copies import queries, services
from iso_app.printed_copies.pades import make_test_key
from tests.documents.conftest import drafted, in_force, kinds, no_proof, sign, submitted  # noqa: F401 - fixtures

PASSPHRASE = "mật khẩu chứng thư 1"
KEY = make_test_key("Sở Nội vụ", PASSPHRASE)
ADDRESS = "https://iso.example.vn/ban-in/"


@pytest.fixture
def brought(acting: Any, kinds: dict[str, int]) -> Callable[..., tuple[int, int]]:  # noqa: F811
    """`brought(content, "a.pdf")`: a document put into force on paper, its text in a file; both ids."""

    def make(content: bytes | Written, name: str = "quy-trinh.pdf", code: str = "QT-09") -> tuple[int, int]:
        with acting("snv.iso_secretary") as actor:
            facts = DocumentFacts(kinds["QT"], code, f"Quy trình {code}")
            document = document_services.open_document(actor, actor.agency_id or 0, facts=facts)
            body = (
                content
                if isinstance(content, Written)
                else document_services.upload(actor, content, name=name)
            )
            revision = document_services.bring_in(
                actor, document, body=body, number=1, effective_on=today(), basis="Quyết định 12/QĐ-SNV"
            )
            return document.id, revision.id

    return make


@pytest.fixture
def tokens() -> list[str]:
    """The tokens that `address_of` was asked to put into a QR code, in their order."""
    return []


@pytest.fixture
def address_of(tokens: list[str]) -> Callable[[str], str]:
    def address(token: str) -> str:
        tokens.append(token)
        return ADDRESS + token

    return address


@pytest.fixture
def printed(acting: Any, address_of: Callable[[str], str]) -> Callable[..., tuple[int, bytes]]:
    """`printed(revision_id, holder="…")`: the next numbered copy; its id and its PDF."""

    def make(revision_id: int, **given: Any) -> tuple[int, bytes]:
        with acting("snv.iso_secretary") as actor:
            revision = documents.revision_read(actor, revision_id)
            copy = services.print_copy(actor, revision, address_of=address_of, **given)
            return copy.id, queries.content_of(copy)

    return make


@pytest.fixture
def next_in_force(acting: Any, sign: Callable[..., None]) -> Callable[[int], int]:  # noqa: F811
    """A later revision is approved and takes the place of the one in force."""

    def make(document_id: int) -> int:
        with acting("snv.iso_secretary") as actor:
            document = documents.document(actor, document_id)
            body, plan = Written({"purpose": "Mới."}), Plan("Sửa mục đích")
            later = document_services.begin_revision(actor, document, body=body, plan=plan)
            document_services.submit(actor, later, shown_digest=later.content_digest)
            later_id = later.id
        for key in ("snv.iso_secretary", "snv.auditor", "snv.leader"):
            sign(key, later_id)
        return later_id

    return make


@pytest.fixture
def certified(acting: Any) -> None:
    """`snv` has a certificate for tests."""
    with acting("snv.leader") as actor:
        services.add_certificate(actor, actor.agency_id or 0, content=KEY, passphrase=PASSPHRASE)


@pytest.fixture
def signed(acting: Any, certified: None, address_of: Callable[[str], str]) -> Callable[..., int]:
    """`signed(revision_id)`: signed with the agency's certificate; the id of the signed copy."""

    def make(revision_id: int, **given: Any) -> int:
        with acting("snv.leader") as actor:
            revision = documents.revision_read(actor, revision_id)
            given = {"passphrase": PASSPHRASE, "shown_digest": revision.content_digest} | given
            copy = services.sign_here(
                actor, revision, password="", prove=no_proof, address_of=address_of, **given
            )
            return copy.id

    return make


@pytest.fixture
def words() -> Callable[[Any], str]:
    """The words of a page without the frame, with single spaces."""
    return lambda soup: re.sub(r"\s+", " ", soup.find("main").get_text(" ", strip=True))


@pytest.fixture
def nothing_kept(app: Any) -> Callable[[], Any]:
    return lambda: unit_of_work(keep=False)
