"""Copies of the demonstration: a certificate for tests, copies under control, one of them signed."""

from iso_app.agencies import queries as agencies
from iso_app.core.actor import Actor
from iso_app.demo.accounts import OFFICE, PASSWORD
from iso_app.documents import queries as documents
from iso_app.documents.models import Revision
from iso_app.printed_copies import services
from iso_app.printed_copies.pades import make_test_key
from iso_app.web.addresses import base_address

HOLDERS = {
    "QT-01": ("Văn phòng Sở", "Phòng Tổ chức biên chế", "Thanh tra Sở"),
    "QT-02": ("Ban ISO",),
    "QT-03": ("Văn phòng Sở", "Ban ISO"),
}
SIGNED = "QT-01"


def build_printed_copies(actor: Actor) -> None:
    """What the office has printed of its documents, and its certificate (passphrase: that of all accounts)."""
    office = agencies.by_code(OFFICE)
    if office is None:
        return
    key = make_test_key(office.name, PASSWORD)
    services.add_certificate(actor, office.id, content=key, passphrase=PASSWORD)
    for document, revision in documents.in_force(office.id):
        for holder in HOLDERS.get(document.code, ()):
            services.print_copy(actor, revision, address_of=_address, holder=holder)
        if document.code == SIGNED:
            _sign(actor, revision)


def _sign(actor: Actor, revision: Revision) -> None:
    services.sign_here(
        actor,
        revision,
        shown_digest=revision.content_digest,
        password="",
        passphrase=PASSWORD,
        address_of=_address,
        prove=lambda _actor, _password: None,
    )


def _address(token: str) -> str:
    return f"{base_address() or 'http://127.0.0.1:8000'}/ban-in/{token}"
