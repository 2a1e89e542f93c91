from collections.abc import Iterable
from typing import Any

from iso_app.notifications.kinds import NotificationKind
from iso_app.notifications.models import BY_MAIL_LABELS
from iso_app.notifications.queries import Wishes
from iso_app.web.form import Choice, Form
from iso_app.web.languages import LOCALES

PREFIX = "kind-"
HOURS_OF_A_DAY = 24


class WishesForm(Form):
    """When the digest comes, in which language, and how each kind goes by mail."""

    digest_hour = Choice(
        "Giờ gửi thư tổng hợp",
        coerce=int,
        description="Mỗi ngày nhiều nhất một thư, chỉ khi có thông báo chưa đọc.",
    )
    language = Choice("Ngôn ngữ của thư")

    def offer(self) -> "WishesForm":
        self.digest_hour.choices = [(hour, f"{hour:02}:00") for hour in range(HOURS_OF_A_DAY)]
        self.language.choices = list(LOCALES.items())
        for field in self.kind_fields():
            field.choices = [(value.value, label) for value, label in BY_MAIL_LABELS.items()]
        return self

    def facts(self) -> dict[str, Any]:
        by_mail = {
            name.removeprefix(PREFIX): str(field.data)
            for name, field in self._fields.items()
            if name.startswith(PREFIX)
        }
        return {"digest_hour": self.digest_hour.data, "language": self.language.data, "by_mail": by_mail}

    def kind_fields(self) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith(PREFIX)]


def wishes_form(kinds: Iterable[NotificationKind], wishes: Wishes) -> WishesForm:
    """The form with one choice a kind, filled with what holds now."""
    fields = {PREFIX + kind.name: Choice(kind.label) for kind in kinds}
    made: type[WishesForm] = type("WishesOfEachKind", (WishesForm,), fields)
    data = {PREFIX + name: by_mail.value for name, by_mail in wishes.by_mail.items()}
    return made(data={"digest_hour": wishes.digest_hour, "language": wishes.language, **data}).offer()
