from collections.abc import Iterable, Sequence
from typing import Self

from wtforms import FileField

from iso_app.core.dates import show_day
from iso_app.core.errors import DomainError
from iso_app.records.kinds import LONGEST as LONGEST_TIME
from iso_app.records.kinds import UNIT_LABELS, Retention, RetentionUnit
from iso_app.records.models import RecordFolder, RecordKind
from iso_app.records.services import Facts
from iso_app.records.services.disposing import LONGEST_NUMBER
from iso_app.records.services.keeping import LONGEST
from iso_app.web.form import (
    REASON_LETTERS,
    AtMost,
    Boxes,
    Choice,
    Day,
    EditForm,
    Form,
    Line,
    Passage,
    Required,
    sent_file,
)


class KindForm(EditForm):
    """A line of the register."""

    number = Line("Số hiệu", [Required(), AtMost(LONGEST["number"])], render_kw={"class": "short"})
    title = Line("Tên hồ sơ", [Required(), AtMost(LONGEST["title"])])
    department_id = Choice("Đơn vị lưu")
    place = Line(
        "Nơi lưu", [AtMost(LONGEST["place"])], description="Ví dụ: tủ số 2, phòng Văn thư; hoặc phần mềm."
    )
    length = Line(
        "Thời gian lưu",
        [AtMost(4)],
        description="Số năm hoặc số tháng; để trống nếu lưu vĩnh viễn.",
        render_kw={"class": "short", "inputmode": "numeric"},
    )
    unit = Choice("Đơn vị của thời gian lưu", [Required()])
    holder = Line(
        "Người giữ",
        [AtMost(LONGEST["holder"])],
        description="Nên ghi vị trí, ví dụ Văn thư, để không phải sửa khi đổi người.",
    )
    disposal_method = Line(
        "Phương pháp hủy", [AtMost(LONGEST["disposal_method"])], description="Ví dụ: cắt nhỏ, xóa tệp."
    )

    def offer(self, departments: Iterable[tuple[int, str]]) -> Self:
        self.department_id.choices = [("", "Chưa giao"), *((str(id_), name) for id_, name in departments)]
        order = (RetentionUnit.YEARS, RetentionUnit.MONTHS, RetentionUnit.PERMANENT)
        self.unit.choices = [(unit.value, UNIT_LABELS[unit]) for unit in order]
        return self

    def show(self, kind: RecordKind) -> Self:
        self.of(kind)
        if not self.is_submitted():
            for name in ("number", "title", "place", "holder", "disposal_method"):
                getattr(self, name).data = getattr(kind, name)
            self.department_id.data = str(kind.department_id or "")
            self.unit.data = RetentionUnit(kind.retention_unit).value
            self.length.data = str(kind.retention_length or "")
        return self

    def facts(self) -> Facts:
        """Raises DomainError for a time that is none."""
        return Facts(
            number=self.number.data,
            title=self.title.data,
            retention=self._retention(),
            department_id=int(self.department_id.data) if self.department_id.data else None,
            place=self.place.data,
            holder=self.holder.data,
            disposal_method=self.disposal_method.data,
        )

    def _retention(self) -> Retention:
        typed = self.length.data
        if typed and not (typed.isascii() and typed.isdecimal()):
            raise DomainError(
                "Thời gian lưu là số tháng hoặc số năm, từ 1 đến {most}, hoặc vĩnh viễn.",
                field="length",
                most=LONGEST_TIME,
            )
        return Retention(RetentionUnit(self.unit.data), int(typed) if typed else None)


class FolderForm(Form):
    """A bundle of records that was closed."""

    label = Line("Tên tập hồ sơ", [Required(), AtMost(LONGEST["label"])], description="Ví dụ: Năm 2025.")
    closed_on = Day("Ngày kết thúc hồ sơ", [Required()], description="Thời gian lưu được tính từ ngày này.")
    place = Line("Nơi lưu riêng", [AtMost(LONGEST["place"])], description="Để trống nếu như nơi lưu chung.")


class ProposeForm(Form):
    """What is to be destroyed, and why."""

    folders = Boxes("Tập hồ sơ", validate_choice=True)
    reason = Passage("Lý do hủy", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 2})
    method = Line("Cách hủy", [AtMost(200)], description="Để trống: theo phương pháp của từng loại hồ sơ.")

    def offer(self, due: Sequence[RecordFolder]) -> Self:
        self.folders.choices = [(str(one.id), self._words(one)) for one in due]
        return self

    @staticmethod
    def _words(one: RecordFolder) -> str:
        return f"{one.record_kind.number} {one.record_kind.title} – {one.label} ({show_day(one.due_on)})"

    def chosen(self) -> list[int]:
        return [int(value) for value in self.folders.data or []]


class DecisionForm(Form):
    """The paper by which records are destroyed."""

    number = Line(
        "Số quyết định", [AtMost(LONGEST_NUMBER)], description="Để trống nếu là biên bản không đánh số."
    )
    decided_on = Day("Ngày quyết định")
    file = FileField(
        "Tệp quyết định hoặc biên bản",
        [Required("Chưa chọn tệp.")],
        description="PDF, Word hoặc ảnh, nhiều nhất 20 MB.",
    )

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        return sent_file(self.file)
