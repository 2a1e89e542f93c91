"""Security keys (WebAuthn) through py_webauthn: what the browser is asked, and whether its answer holds.

The library is imported when somebody uses a key: 5 MiB that most processes never need.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

NAME = "ISO điện tử"
TIMEOUT_MILLISECONDS = 120_000


@dataclass(frozen=True)
class Site:
    """Where the browser is: its host without a port, and the origin as the browser writes it."""

    host: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """A key that has just proved itself, as it is kept."""

    credential_id: str
    public_key: str
    sign_count: int


def ask_to_register(site: Site, *, person_id: int, email: str, name: str, known: Iterable[str]) -> Any:
    """(options for the browser, challenge to keep) for a new key."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_id=f"person:{person_id}".encode(),
        user_name=email,
        user_display_name=name,
        timeout=TIMEOUT_MILLISECONDS,
        exclude_credentials=_described(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        ),
    )
    return json.loads(webauthn.options_to_json(options)), bytes_to_base64url(options.challenge)


def ask_to_prove(site: Site, known: Iterable[str]) -> Any:
    """(options for the browser, challenge to keep) for one of the keys a person has."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        timeout=TIMEOUT_MILLISECONDS,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return json.loads(webauthn.options_to_json(options)), bytes_to_base64url(options.challenge)


def registered(site: Site, *, answer: str, challenge: str) -> NewKey | None:
    """The new key, if the browser's answer is to this challenge and from this site; else None."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return NewKey(
        bytes_to_base64url(found.credential_id),
        bytes_to_base64url(found.credential_public_key),
        found.sign_count,
    )


def credential_of(answer: str) -> str:
    """Which key the browser says it used; empty if it says nothing readable."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    return str(said.get("id", ""))[:1400] if isinstance(said, dict) else ""


def proved(site: Site, *, answer: str, challenge: str, public_key: str, sign_count: int) -> int | None:
    """The key's new count, if its signature answers this challenge; None if not, or if the key was copied."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    return found.new_sign_count


def _described(known: Iterable[str]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in known]
