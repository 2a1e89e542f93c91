"""A real mail server on loopback, and kinds of things to be told."""

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from iso_app.features import FEATURES
from iso_app.notifications.kinds import NotificationKind
from iso_app.notifications.services import notify
from iso_app.web.feature import Feature, Registry

KINDS = (
    NotificationKind(
        "trial.plain", "Việc thử", "Cơ quan {agency} đã nộp báo cáo {code}.", "agencies.show", ("code",)
    ),
    NotificationKind("trial.urgent", "Việc gấp", "Cần làm ngay: {what}.", at_once=True),
    NotificationKind("trial.quiet", "Việc nhỏ", "Chuyện nhỏ: {what}.", in_digest=False),
)


@dataclass
class Box:
    """What the server has taken; `refusal` is what it answers instead of taking."""

    letters: list[EmailMessage] = field(default_factory=list)
    refusal: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusal:
            return self.refusal
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == address]


@pytest.fixture(autouse=True)
def trials(app: Flask) -> Iterator[None]:
    feature = Feature(name="trial", label="Thử", notifications=KINDS)
    app.extensions["features"] = Registry((*FEATURES, feature))
    yield
    app.extensions["features"] = Registry(FEATURES)


@pytest.fixture
def box(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """The mail server is there and the product knows it."""
    made = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    given = app.extensions["settings"]
    monkeypatch.setattr(given, "mail_url", f"smtp://127.0.0.1:{port}")
    monkeypatch.setattr(given, "address", "https://iso.example.vn/")
    yield made
    controller.stop()


@pytest.fixture
def tell(acting: Callable[..., Any], world: Any) -> Callable[..., int]:
    """`tell("snv.leader", "trial.plain", …)`: that person's post is told by the authority's inspector."""

    def told(who: str, kind: str = "trial.plain", by: str = "tdc.inspector", **facts: Any) -> int:
        given = facts or {"agency": "Sở Nội vụ", "code": "ST-SNV"}
        with acting(by) as actor:
            return notify(actor, kind, post_id=world.post[who], **given)

    return told
