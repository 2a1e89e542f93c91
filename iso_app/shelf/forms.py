"""The forms that take a shelf, and its list."""

from collections.abc import Sequence
from typing import Any

from wtforms import FileField

from iso_app.shelf.services import Sent
from iso_app.web.form import Choice, Form, Required

_LISTS = {"accept": ".xlsx,.csv"}


def sent(field: Any) -> Sent | None:
    """What was sent in a file field; None if nothing was."""
    storage: Any = field.data
    if not storage or not getattr(storage, "filename", ""):
        return None
    return Sent(storage.filename, storage.stream)


class BringForm(Form):
    """The ZIP, and its list if that is not inside."""

    file = FileField("Tệp ZIP", [Required("Chưa chọn tệp ZIP.")], render_kw={"accept": ".zip"})
    list = FileField(
        "Danh mục, nếu không nằm trong tệp ZIP",
        description="Excel (.xlsx) hoặc CSV. Để trống nếu danh mục ở ngoài cùng của tệp ZIP.",
        render_kw=_LISTS,
    )


class ListForm(Form):
    """Which file is the list, or another list."""

    member = Choice("Tệp trong tệp ZIP", validators=[], validate_choice=False)
    list = FileField(
        "Hoặc tải danh mục khác lên",
        description="Dùng khi đã sửa danh mục: tệp ZIP không phải tải lại.",
        render_kw=_LISTS,
    )

    def offer(self, names: Sequence[tuple[str, str]], current: str) -> "ListForm":
        self.member.choices = [("", "– Chọn –"), *names]
        if not self.is_submitted():
            self.member.data = current
        return self
