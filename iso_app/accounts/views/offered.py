"""What a page offers to set a second factor up with: a new key with its picture, the site a security key is for."""

from dataclasses import dataclass

from flask import request

from iso_app.accounts import codes, sealing
from iso_app.accounts.forms import SetUpForm
from iso_app.accounts.passkeys import Site
from iso_app.accounts.services.keeping import SHOWN_SECONDS


@dataclass(frozen=True)
class OfferedKey:
    """A key as the page shows it: a picture to scan, letters to type."""

    picture: str
    spelled: str


def key(form: SetUpForm, *, person_id: int, email: str, anew: bool = False) -> OfferedKey:
    """The key that the form carries; a new one on the first showing, or where another form was sent (`anew`)."""
    secret = sealing.carried(form.carried.data or "", person_id=person_id, seconds=SHOWN_SECONDS)
    if secret is None and (anew or not form.is_submitted()):
        secret = codes.new_secret()
        form.carried.data = sealing.carry(secret, person_id=person_id)
    shown = secret or ""
    return OfferedKey(codes.picture(shown, email) if shown else "", codes.spelled(shown))


def site() -> Site:
    """The site as the browser knows it; behind a proxy the one its headers name (`ISO_APP_TRUSTED_PROXIES`)."""
    return Site(host=request.host.rpartition(":")[0] or request.host, origin=request.host_url.rstrip("/"))
