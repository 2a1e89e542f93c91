"""Letters written: plain text and HTML of the same, in the reader's language, with links into the product."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app

from iso_app.core.dates import show_moment
from iso_app.notifications import smtp
from iso_app.notifications.kinds import kinds, path, sentence
from iso_app.notifications.models import Mail, Notification
from iso_app.web.addresses import base_address
from iso_app.web.languages import locale, say, speaking

PRODUCT = "ISO điện tử"
MOST_ITEMS = 50


@dataclass(frozen=True)
class Item:
    """One thing told: its sentence, when, and the whole address it leads to (empty if none is known)."""

    text: str
    when: str
    url: str


@dataclass(frozen=True)
class Written:
    subject: str
    plain: str
    html: str


def digest(name: str, told: Sequence[Notification], *, day: str, language: str) -> Written:
    """The one letter of a day."""
    with speaking(language):
        subject = say("{product}: {number} thông báo ngày {day}", product=PRODUCT, number=len(told), day=day)
        intro = say("Bạn có {number} thông báo chưa đọc trong phần mềm.", number=len(told))
        return _written(subject, name, intro, told)


def at_once(name: str, told: Notification, *, language: str) -> Written:
    """A letter about what cannot wait."""
    with speaking(language):
        text = sentence(kinds().get(told.kind), told.facts)
        return _written(f"{PRODUCT}: {text}"[:300], name, say("Có việc cần bạn xem ngay."), [told])


def _written(subject: str, name: str, intro: str, told: Sequence[Notification]) -> Written:
    items = [_item(one) for one in told[:MOST_ITEMS]]
    base = base_address()
    facts = {
        "greeting": say("Kính gửi {name},", name=name),
        "intro": intro,
        "items": items,
        "further": say("… và {number} thông báo khác.", number=len(told) - MOST_ITEMS)
        if len(told) > MOST_ITEMS
        else "",
        "all_url": base and f"{base}/thong-bao",
        "settings_url": base and f"{base}/thong-bao/thiet-lap",
        "open": say("Mở trong phần mềm"),
        "all": say("Xem tất cả thông báo"),
        "settings": say("Chọn thông báo nào gửi qua thư, vào giờ nào"),
        "automatic": say("Thư này do phần mềm gửi tự động, xin không trả lời."),
        "product": PRODUCT,
        "subject": subject,
        "language": locale(),
    }
    environment = current_app.jinja_env  # a letter is no page: nothing of the frame stands in it
    return Written(
        " ".join(subject.split()),
        environment.get_template("notifications/letter.txt").render(**facts),
        environment.get_template("notifications/letter.html").render(**facts),
    )


def _item(told: Notification) -> Item:
    kind, base = kinds().get(told.kind), base_address()
    leads_to = path(kind, told.facts)
    return Item(
        sentence(kind, told.facts), show_moment(told.made_at), base + leads_to if base and leads_to else ""
    )


def message(mail: Mail) -> EmailMessage:
    """The letter as it is sent; the same row gives the same letter, by the same Message-ID."""
    letter = EmailMessage()
    letter["Subject"] = mail.subject
    letter["From"] = Address(PRODUCT, addr_spec=smtp.sender())
    letter["To"] = mail.address
    letter["Date"] = format_datetime(mail.made_at)
    letter["Message-ID"] = mail.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.plain)
    letter.add_alternative(mail.html, subtype="html")
    letter["Content-Language"] = mail.language  # of the whole: set earlier, it would move into the first part
    return letter
