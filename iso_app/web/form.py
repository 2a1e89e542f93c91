"""Forms: fields that clean what is typed, refusals shown where they belong, nothing typed lost."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import Choice as WtChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from iso_app.core.actor import Actor
from iso_app.core.dates import parse_day, show_day
from iso_app.core.errors import DomainError, InvalidTransition, Stale, TooManyTries, Unavailable
from iso_app.core.text import clean
from iso_app.db import db, locks
from iso_app.db.taken import is_taken
from iso_app.web.languages import say

KEY = "_key"
IN_POST = "_post"
REASON_LETTERS = 1000
LONG_REASON_LETTERS = 2000


class Line(StringField):
    """One line of text: cleaned, trimmed, NFC; empty rather than None."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""


class Passage(Line):
    """Several lines of text."""

    widget = TextArea()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0], lines=True) if valuelist else ""


class Password(PasswordField):
    """A secret: taken as typed, never shown again."""


class Day(DateField):
    """A day typed as dd/mm/yyyy; the picker is an extra."""

    data: date | None

    def _value(self) -> str:
        return " ".join(self.raw_data) if self.raw_data else show_day(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = parse_day(valuelist[0])
            except DomainError as error:
                raise ValueError(translated(error)) from error


class Choice(SelectField):
    """One of a list of (value, label); the labels are translated."""

    def iter_choices(self) -> Any:
        for choice in super().iter_choices():
            value, label, selected, render = choice
            yield WtChoice(value, say(label), selected, render)


class Required(InputRequired):
    """Something has to be typed; says so in the reader's language."""

    def __init__(self, message: str = "Chưa điền mục này.") -> None:
        super().__init__(message)

    def __call__(self, _form: Any, field: Field) -> None:
        if field.raw_data and any(str(value).strip() for value in field.raw_data):
            return
        field.errors = []
        raise StopValidation(say(str(self.message)))


class AtMost:
    """No longer than so many letters."""

    def __init__(self, letters: int) -> None:
        self.letters = letters
        self.field_flags = {"maxlength": letters}

    def __call__(self, _form: Any, field: Field) -> None:
        if len(field.data or "") > self.letters:
            raise StopValidation(say("Dài quá {letters} ký tự; hãy viết ngắn lại.", letters=self.letters))


_STATUS = {
    Stale: HTTPStatus.CONFLICT,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
_STALE = (
    "Có người khác vừa lưu bản ghi này. Những gì bạn điền vẫn còn bên dưới: mở bản ghi ở thẻ khác để so sánh, "
    "rồi lưu lại nếu vẫn muốn thay bằng bản của bạn."
)
_TAKEN = (
    "Có người khác vừa ghi cùng nội dung này trước bạn. Những gì bạn điền vẫn còn bên dưới: mở danh sách ở thẻ khác "
    "để xem, rồi sửa cho khác đi nếu vẫn cần ghi thêm."
)


class _Words:
    """WTForms' own messages (of which few are left) pass through the product's catalogue."""

    @staticmethod
    def gettext(message: str) -> str:
        return say(_WTFORMS.get(message, message))

    @staticmethod
    def ngettext(singular: str, _plural: str, _n: int) -> str:
        return say(_WTFORMS.get(singular, singular))


_WTFORMS = {
    "Not a valid choice.": "Hãy chọn một mục trong danh sách.",
    "Not a valid choice": "Hãy chọn một mục trong danh sách.",
    "This field is required.": "Chưa điền mục này.",
    "Not a valid integer value.": "Hãy điền một số nguyên.",
    "Not a valid date value.": "Hãy điền ngày dạng ngày/tháng/năm, ví dụ 05/01/2021.",
    "Invalid Choice: could not coerce.": "Hãy chọn một mục trong danh sách.",
}


def translated(error: DomainError) -> str:
    """A refusal's sentence in the reader's language."""
    return say(error.template, **error.facts)


class Form(FlaskForm):
    """A form of the product: translated labels, an idempotency key, refusals of the rules shown on it."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> Any:
            return _Words

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.label.text = say(str(field.label.text))
            field.description = say(field.description)

    def hidden_tag(self, *fields: Any) -> Markup:
        """CSRF token, the version shown, a fresh key (the same page sent twice is done once), the post in use."""
        return Markup("{}{}").format(super().hidden_tag(*fields), once_tag())

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do all of this or, if a rule refuses, none of it, and say why on the form."""
        try:
            with db.session.begin_nested():
                yield
        except StaleDataError:
            self._refuse(Stale(_STALE))
        except IntegrityError as error:
            if not is_taken(error):
                raise
            self._refuse(Stale(_TAKEN))
        except DomainError as error:
            self._refuse(error)

    def _refuse(self, error: DomainError) -> None:
        g.refused = _STATUS.get(type(error), HTTPStatus.UNPROCESSABLE_ENTITY)
        self._blame(error)

    def _blame(self, error: DomainError) -> None:
        message = translated(error)
        if error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)


class Boxes(SelectMultipleField):
    """Several of a list, each with its box: nobody has to hold a key down. Of a long list, give the class "box"."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EditForm(Form):
    """A form on a record that others may edit, or make, too: carries the version it showed."""

    version = HiddenField()

    def of(self, record: Any | None) -> "EditForm":
        """Remember the version shown, on the first showing only."""
        if not self.is_submitted():
            self.version.data = _version_of(record)
        return self

    def require_unchanged(self, record: Any | None, *, lock: Callable[[Any], None] = locks.lock) -> None:
        """Raise Stale if somebody saved the record since this form was shown; saving again is then a decision.

        The record is locked and read again first: compared before that, two could both find it unchanged, and a
        service that waits for the lock itself would take the other's version for the one that was shown. `lock` is
        the way of records before which others are locked. None is a record that nobody has made yet; whoever asks
        has locked what it would hang on.
        """
        if record is not None:
            lock(record)
        shown, self.version.data = self.version.data, _version_of(record)
        if shown != self.version.data:
            self.version.raw_data = [self.version.data]
            raise Stale(_STALE)


def _version_of(record: Any | None) -> str:
    """The first that is kept is 1."""
    return "0" if record is None else str(record.version)


class ReasonForm(EditForm):
    """Why something is ended, refused or taken back that others count on."""

    reason = Passage("Lý do", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 3})


class LongReasonForm(EditForm):
    """The same where what a document says may have to be gone into."""

    reason = Passage("Lý do", [Required(), AtMost(LONG_REASON_LETTERS)], render_kw={"rows": 3})


def sent_file(field: Any) -> tuple[str, bytes]:
    """The name and the bytes of the file that was sent in a field."""
    storage: FileStorage = field.data
    return storage.filename or "", storage.read()


def once_tag() -> Markup:
    """The hidden fields that make a repeated POST harmless, and one from a page that another post was shown."""
    key = Markup('<input type="hidden" name="{}" value="{}">').format(KEY, uuid.uuid4().hex)
    shown = _post_in_use()
    return key + Markup('<input type="hidden" name="{}" value="{}">').format(IN_POST, shown) if shown else key


def require_same_post() -> None:
    """Refuse a form that was shown in another post: done now, it would be done in the wrong name or agency.

    The post changes under an open page when another tab goes on in another one, and when standing in for somebody ends.
    """
    shown = request.form.get(IN_POST)
    if shown and shown != _post_in_use():
        raise InvalidTransition(
            "Trang này được mở khi bạn làm việc ở một vị trí khác, hoặc việc thay mặt đã kết thúc; chưa có gì được lưu."
            " Hãy đổi về vị trí đó, quay lại trang trước rồi gửi lại."
        )


def _post_in_use() -> str:
    actor: Actor | None = g.get("actor")
    return f"{actor.post_id}-{actor.for_person_id or 0}" if actor is not None and actor.post_id else ""
