"""The mail server: from one address of the settings, by the standard library."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from iso_app.core.errors import DomainError
from iso_app.jobs.kinds import TryLater
from iso_app.web.addresses import base_address

TIMEOUT_SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465}
_REFUSED_FOR_GOOD = 500


@dataclass(frozen=True)
class MailServer:
    """`smtp://user:password@host:587?starttls=yes`, or `smtps://…` where all is encrypted from the first word."""

    host: str
    port: int
    user: str
    password: str
    encrypted: bool
    starttls: bool

    @classmethod
    def at(cls, address: str) -> "MailServer":
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise DomainError(
                "ISO_APP_MAIL_URL phải có dạng smtp://… hoặc smtps://…, ví dụ smtp://may-chu:587?starttls=yes."
            )
        asked = parse_qs(parts.query).get("starttls", ["no"])[0]
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            encrypted=parts.scheme == "smtps",
            starttls=asked in {"yes", "1", "true"},
        )


def is_set_up() -> bool:
    """Whether mail goes out at all."""
    return bool(current_app.extensions["settings"].mail_url)


def sender() -> str:
    settings = current_app.extensions["settings"]
    given: str = settings.mail_from
    return given or f"iso@{domain()}"


def domain() -> str:
    """What stands behind the @ of our letters' own names."""
    return urlsplit(base_address()).hostname or "iso.localhost"


def send(letter: EmailMessage) -> None:
    """Give a letter to the mail server. Raises TryLater if it is away, DomainError if it will never take it."""
    server = MailServer.at(current_app.extensions["settings"].mail_url)
    try:
        with _connected(server) as connection:
            connection.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, why = next(iter(error.recipients.values()))
        _refused(code, why)
    except smtplib.SMTPResponseException as error:
        _refused(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(
            "Chưa gửi được thư: máy chủ thư {host} không trả lời ({why}).", host=server.host, why=error
        ) from error


def _refused(code: int, why: bytes | str) -> None:
    said = why.decode(errors="replace") if isinstance(why, bytes) else why
    if code >= _REFUSED_FOR_GOOD:
        raise DomainError("Máy chủ thư không nhận thư này: {code} {why}", code=code, why=said)
    raise TryLater("Máy chủ thư bảo gửi lại sau: {code} {why}", code=code, why=said)


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.encrypted:
        opened: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    with opened as connection:
        if server.starttls:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        yield connection
