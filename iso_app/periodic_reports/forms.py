from collections.abc import Iterable
from typing import Any, Self

from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS
from iso_app.compliance.measures import MEASURES
from iso_app.periodic_reports.kinds import TYPE_LABELS, FieldSpec, words_of
from iso_app.periodic_reports.services.deciding import NOTE_LETTERS
from iso_app.periodic_reports.services.drafting import RowFacts
from iso_app.periodic_reports.template import CHECK_KIND_LABELS, OVER_LABELS, ROW_KIND_LABELS
from iso_app.web.form import AtMost, Choice, Day, EditForm, Form, Line, Passage, Required

REASON_LETTERS = 1000
HALVES = (("0", "Cả năm"), ("1", "6 tháng đầu năm"), ("2", "6 tháng cuối năm"))


class OpenForm(Form):
    """Ask agencies for a report."""

    version = Choice("Mẫu báo cáo", [Required()])
    year = Line("Năm", [Required()], description="Năm của số liệu.", render_kw={"inputmode": "numeric"})
    half = Choice("Kỳ", [Required()])
    due_on = Day("Hạn nộp", [Required()])
    level = Choice("Cấp hành chính")
    group = Choice("Loại cơ quan")
    applicability = Choice("Diện áp dụng")

    def offer(self, versions: Iterable[tuple[str, str]], groups: Iterable[Any]) -> Self:
        """The versions to choose from and the province's groups."""
        everybody = ("", "Tất cả")
        self.version.choices = list(versions)
        self.half.choices = list(HALVES)
        self.level.choices = [everybody, *((level.value, label) for level, label in LEVEL_LABELS.items())]
        self.group.choices = [everybody, *((str(group.id), group.name) for group in groups)]
        self.applicability.choices = [
            everybody, *((kind.value, label) for kind, label in APPLICABILITY_LABELS.items())
        ]  # fmt: skip
        return self


class DueForm(EditForm):
    """Another day by which a report is due."""

    due_on = Day("Hạn nộp mới", [Required()])
    reason = Passage("Lý do", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 3})


class ReasonForm(EditForm):
    """Why an accepted report is opened again."""

    reason = Passage("Lý do mở lại", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 3})


class VerdictForm(Form):
    """What the authority says of a report as a whole; its remarks stand at the rows."""

    note = Passage("Nhận xét chung", [AtMost(NOTE_LETTERS)], render_kw={"rows": 3})


class OverrideForm(EditForm):
    """Another value than the one a row fills in."""

    text = Choice("Giá trị của cơ quan", [Required()])
    reason = Passage(
        "Lý do khác với số tự điền",
        [Required(), AtMost(REASON_LETTERS)],
        description="Cả hai giá trị và lý do được giữ, được in thành ghi chú dưới biểu.",
        render_kw={"rows": 3},
    )

    def offer(self, spec: FieldSpec) -> Self:
        self.text.choices = [("", ""), *((value, words_of(spec, value)) for value in spec.options)]
        return self


class CopyForm(Form):
    """A form of one's own from another."""

    title = Line("Tên mẫu", [Required(), AtMost(300)])
    code = Line(
        "Mã mẫu",
        [Required(), AtMost(40)],
        description="Giữ nguyên mã: bản mới là phiên bản tiếp theo của mẫu. Ghi mã khác: một mẫu riêng.",
    )


class HeadForm(EditForm):
    """The words above a form's table."""

    title = Line("Tên mẫu", [Required(), AtMost(300)])
    heading = Line("Tên loại in ở đầu biểu", [Required(), AtMost(100)])
    subject = Line(
        "Trích yếu", [Required(), AtMost(300)], description="Chỗ ghi {period} được thay bằng tên kỳ."
    )
    value_label = Line("Tên cột số liệu", [Required(), AtMost(100)])


class RowForm(EditForm):
    """One row of a form that is being prepared."""

    kind = Choice("Dòng này là", [Required()])
    stt = Line("STT", [AtMost(20)])
    label = Line("Tên chỉ tiêu", [Required(), AtMost(500)])
    unit = Line("Đơn vị tính", [AtMost(200)])
    type = Choice("Loại số liệu", [Required()])
    choices = Passage(
        "Các mục để chọn",
        [AtMost(1000)],
        description="Chỉ cho loại Chọn một mục, mỗi dòng một mục, ví dụ: 0 = Trực tuyến.",
        render_kw={"rows": 3},
    )
    minimum = Line("Số nhỏ nhất", [AtMost(20)], description="Để trống: 0.")
    maximum = Line("Số lớn nhất", [AtMost(20)], description="Để trống: không giới hạn; với tỷ lệ là 100.")
    help = Passage("Hướng dẫn nhập", [AtMost(1000)], render_kw={"rows": 3})
    measure = Choice("Tự điền từ", description="Chỉ cho loại Có = 1, Không = 0.")
    over = Choice("Tự điền theo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label) for kind, label in ROW_KIND_LABELS.items()]
        self.type.choices = [(kind.value, label) for kind, label in TYPE_LABELS.items()]
        measures = [(one.code, one.label) for one in MEASURES.values() if one.code not in WITH_OPTIONS]
        self.measure.choices = [("", "Không tự điền"), *measures]
        self.over.choices = [(over.value, label) for over, label in OVER_LABELS.items()]

    def facts(self) -> RowFacts:
        """What was filled in."""
        names = RowFacts.__dataclass_fields__
        return RowFacts(**{name: getattr(self, name).data or "" for name in names})


# Measures that ask for more than a form's row says.
WITH_OPTIONS = frozenset({"edition", "inspection_class"})


class CheckForm(Form):
    """How rows of a form hang together."""

    kind = Choice("Loại phép kiểm tra", [Required()])
    label = Line("Tên phép kiểm tra", [Required(), AtMost(200)])
    parts = Line(
        "Các dòng thành phần", [Required(), AtMost(200)], description="Khóa của dòng, ví dụ I.1.2, I.1.3."
    )
    whole = Line("Dòng tổng", [Required(), AtMost(40)], description="Ví dụ I.1.1.")
    percent = Line("Dòng tỷ lệ", [AtMost(40)], description="Chỉ cho phép kiểm tra tỷ lệ.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label) for kind, label in CHECK_KIND_LABELS.items()]
