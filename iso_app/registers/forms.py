from typing import Any

from wtforms import FileField

from iso_app.registers.models import RegisterForm
from iso_app.registers.services import LONGEST_CODE, LONGEST_REVISION
from iso_app.web.form import AtMost, Day, Form, Line, Required, sent_file


class HeadForm(Form):
    """What is printed above a register."""

    code = Line(
        "Mã số biểu mẫu",
        [AtMost(LONGEST_CODE)],
        description="Mã do cơ quan đặt cho biểu mẫu này. Để trống: trên bản in có chỗ để ghi tay.",
        render_kw={"class": "short"},
    )
    revision = Line("Lần ban hành", [AtMost(LONGEST_REVISION)], render_kw={"class": "short"})
    issued_on = Day("Ngày ban hành biểu mẫu")

    def of_form(self, form: RegisterForm | None) -> "HeadForm":
        if form is not None and not self.is_submitted():
            self.code.data, self.revision.data = form.code, form.revision
            self.issued_on.data = form.issued_on
        return self

    def facts(self) -> dict[str, Any]:
        """What was filled in; a form sent without any field says that nothing is known."""
        code, revision = self.code.data or "", self.revision.data or ""
        return {"code": code, "revision": revision, "issued_on": self.issued_on.data}


class ListForm(Form):
    """The agency's own list."""

    file = FileField(
        "Tệp",
        [Required("Chưa chọn tệp.")],
        description="Excel (.xlsx) hoặc CSV, nhiều nhất 20 MB và 50.000 dòng; tên cột đúng như tệp mẫu.",
        render_kw={"accept": ".xlsx,.csv,.tsv,.txt"},
    )

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        return sent_file(self.file)
