from collections.abc import Iterable, Mapping
from typing import Any, Self

from wtforms import BooleanField, FileField

from iso_app.core.checks import require_whole
from iso_app.distribution.kinds import (
    DAYS_TO_READ,
    EVERYBODY,
    FORM_LABELS,
    DistributionForm,
    Target,
    target_of,
)
from iso_app.distribution.models import DistributionLine
from iso_app.distribution.services import LineFacts
from iso_app.web.form import AtMost, Boxes, Choice, Day, EditForm, Form, Line, Passage, Required, sent_file

_SHORT = {"inputmode": "numeric", "class": "short"}
LARGEST_TYPED = 9_999  # what a number may be at all is for the services to say


class _LineFields(EditForm):
    """What a line says; whom it is for is asked of a new one only."""

    target = Choice("Nơi nhận", [Required()])
    form = Choice("Hình thức", [Required()])
    copies = Line("Số bản giấy", description="Chỉ ghi khi phân phối bản giấy.", render_kw=_SHORT)
    must_read = BooleanField("Người nhận phải đọc và ký nhận")
    reading_days = Line("Đọc trong (ngày làm việc)", [Required()], render_kw=_SHORT)
    note = Line("Ghi chú", [AtMost(300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.choices = [(form.value, label) for form, label in FORM_LABELS.items()]

    def facts(self) -> LineFacts:
        """What was filled in; DomainError with the field that is no number."""
        return LineFacts(
            form=DistributionForm(self.form.data),
            copies=number(self.copies) if self.copies.data else 0,
            must_read=bool(self.must_read.data),
            reading_days=number(self.reading_days),
            note=self.note.data,
        )


class LineForm(_LineFields):
    """A new line."""

    def offer(self, targets: Iterable[tuple[str, str]]) -> Self:
        self.target.choices = [("", ""), (EVERYBODY, "Toàn cơ quan"), *targets]
        return self

    def aims_at(self) -> Target:
        return target_of(self.target.data)


class EditLineForm(_LineFields):
    """A line that stands."""

    target = None  # type: ignore[assignment]  # WTForms leaves out what is None

    def fill(self, line: DistributionLine) -> Self:
        """Show what it says now."""
        self.form.data = line.form.value
        self.copies.data = str(line.copies or "")
        self.must_read.data, self.reading_days.data = line.must_read, str(line.reading_days)
        self.note.data = line.note
        return self


def new_line() -> dict[str, Any]:
    """What a new line says before anything is typed."""
    return {"form": DistributionForm.ELECTRONIC.value, "must_read": True, "reading_days": str(DAYS_TO_READ)}


class HandOutForm(Form):
    """Copies on paper for somebody."""

    line_id = Choice("Theo dòng phân phối")
    holder = Line(
        "Người hoặc đơn vị giữ",
        [AtMost(200)],
        description="Để trống thì ghi theo dòng phân phối đã chọn.",
    )
    count = Line("Số bản", [Required()], render_kw=_SHORT)
    day = Day("Ngày giao", [Required()])
    note = Line("Ghi chú", [AtMost(500)])

    def offer(self, lines: Iterable[DistributionLine], words: Mapping[int, str]) -> Self:
        paper = [line for line in lines if line.form is DistributionForm.PAPER]
        self.line_id.choices = [
            ("", "Ngoài danh sách phân phối"),
            *((str(line.id), words.get(line.id, "")) for line in paper),
        ]
        return self


class CopyBackForm(EditForm):
    """A copy that has come back."""

    day = Day("Ngày nhận lại", [Required()])
    stamped = BooleanField("Đã đóng dấu HẾT HIỆU LỰC")
    note = Passage("Ghi chú", [AtMost(500)], render_kw={"rows": 2})


class LostForm(EditForm):
    """A copy that nobody finds."""

    day = Day("Ngày phát hiện", [Required()])
    note = Passage("Việc thất lạc", [Required(), AtMost(500)], render_kw={"rows": 3})


class ListForm(Form):
    """A list signed on paper, and who is on it."""

    signed_on = Day("Ngày ký", [Required()])
    file = FileField(
        "Bản quét danh sách đã ký",
        [Required("Chưa chọn tệp.")],
        description="PDF hoặc ảnh JPEG, PNG, không quá 20 MB.",
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png"},
    )
    people = Boxes("Những người đã ký", coerce=int)

    def offer(self, people: Iterable[tuple[int, str]]) -> Self:
        self.people.choices = list(people)
        return self

    def scan(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        return sent_file(self.file)


def number(field: Any) -> int:
    """A whole number that was typed; DomainError with the field if it is none."""
    return require_whole(field.data, 0, LARGEST_TYPED, field=field.name)
