"""The form that takes a file."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import FileField

from iso_app.sheets.kind import ImportKind
from iso_app.web.form import Choice, Form, Required


class UploadForm(Form):
    """Which kind of file, and the file."""

    kind = Choice("Loại tệp", validators=[])
    file = FileField(
        "Tệp",
        [Required("Chưa chọn tệp.")],
        description="Excel (.xlsx) hoặc CSV, nhiều nhất 20 MB và 50.000 dòng; tên cột đúng như tệp mẫu.",
        render_kw={"accept": ".xlsx,.csv,.tsv,.txt"},
    )

    def offer(self, kinds: Sequence[ImportKind]) -> "UploadForm":
        self.kind.choices = [(kind.code, kind.label) for kind in kinds]
        return self

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        sent: Any = self.file.data
        storage: FileStorage = sent
        return storage.filename or "", storage.read()
