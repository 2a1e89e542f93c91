from collections.abc import Iterable, Sequence
from typing import Any, Self

from wtforms import BooleanField, FileField

from iso_app.core.clock import today
from iso_app.core.dates import show_day
from iso_app.external_documents.facts import LONGEST, AnyDocument, Facts, Standing
from iso_app.external_documents.kinds import CLASS_LABELS, FORCE_LABELS, DocumentClass, Force
from iso_app.external_documents.models import Subscription
from iso_app.external_documents.services import USUAL_MONTHS, Terms
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
from iso_app.web.languages import say

INTERVALS = (
    ("1", "Mỗi tháng"),
    ("3", "Mỗi quý"),
    ("6", "6 tháng một lần"),
    ("12", "Mỗi năm"),
    ("24", "2 năm một lần"),
)
_NOBODY = ("", "Chưa giao")


class _Document(EditForm):
    """What is known of a document."""

    number = Line(
        "Số, ký hiệu",
        [Required(), AtMost(LONGEST["number"])],
        description="Đúng như trên văn bản, ví dụ 30/2020/NĐ-CP hoặc TCVN ISO 9001:2015.",
    )
    title = Passage("Tên văn bản", [Required(), AtMost(LONGEST["title"])], render_kw={"rows": 2})
    document_class = Choice("Phân loại", [Required()])
    issuer = Line("Cơ quan ban hành", [Required(), AtMost(LONGEST["issuer"])])
    issued_on = Day("Ngày ban hành")
    effective_on = Day("Ngày hiệu lực")
    link = Line("Liên kết đến văn bản", [AtMost(LONGEST["link"])], description="Bắt đầu bằng https://")

    def offer(self) -> Self:
        self.document_class.choices = [("", ""), *((k.value, label) for k, label in CLASS_LABELS.items())]
        return self

    def show(self, document: AnyDocument) -> Self:
        """What is known, on the first showing."""
        self.of(document)
        if not self.is_submitted():
            for name in ("number", "title", "issuer", "issued_on", "effective_on", "link"):
                getattr(self, name).data = getattr(document, name)
            self.document_class.data = document.document_class.value
        return self

    def facts(self) -> Facts:
        return Facts(
            number=self.number.data,
            title=self.title.data,
            document_class=DocumentClass(self.document_class.data),
            issuer=self.issuer.data,
            issued_on=self.issued_on.data,
            effective_on=self.effective_on.data,
            link=self.link.data,
        )


class SharedForm(_Document):
    """A document of the shared register."""


class OwnForm(_Document):
    """A document of an agency's own."""


class StandingForm(EditForm):
    """Whether it is in force."""

    force = Choice("Tình trạng", [Required()])
    replaced_by = Line(
        "Thay thế bởi (sửa bởi)",
        [AtMost(LONGEST["replaced_by"])],
        description="Số, ký hiệu của văn bản mới; cần có khi văn bản bị thay thế.",
    )
    ended_on = Day(
        "Ngày hết hiệu lực",
        description="Nếu là ngày sắp tới, hãy để tình trạng còn hiệu lực: phần mềm tự chuyển.",
    )

    def show(self, document: AnyDocument) -> Self:
        self.force.choices = [(force.value, label) for force, label in FORCE_LABELS.items()]
        self.of(document)
        if not self.is_submitted():
            self.force.data, self.replaced_by.data = Force(document.force).value, document.replaced_by
            self.ended_on.data = document.ended_on
        return self

    def standing(self) -> Standing:
        return Standing(Force(self.force.data), self.replaced_by.data, self.ended_on.data)


def _offer_terms(form: Any, departments: Iterable[tuple[int, str]]) -> None:
    form.department_id.choices = [_NOBODY, *((str(id_), name) for id_, name in departments)]
    known = dict(INTERVALS)
    form.interval_months.choices = list(known.items())
    if not form.is_submitted() and form.interval_months.data is None:
        form.interval_months.data = str(USUAL_MONTHS)


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


class FollowForm(Form):
    """Documents of the shared register to follow."""

    documents = Boxes("Văn bản", validate_choice=True)
    department_id = Choice("Đơn vị theo dõi")
    interval_months = Choice("Chu kỳ rà soát", [Required()])
    looked = BooleanField(
        "Đã rà soát hôm nay", description="Bỏ trống: các văn bản này đến hạn rà soát ngay hôm nay."
    )

    def offer(self, documents: Iterable[Any], departments: Iterable[tuple[int, str]]) -> Self:
        self.documents.choices = [(str(row.id), f"{row.number} – {row.title}") for row in documents]
        _offer_terms(self, departments)
        return self

    def chosen(self) -> list[int]:
        return [int(value) for value in self.documents.data or []]

    def terms(self) -> Terms:
        return Terms(
            department_id=_whole(self.department_id.data),
            interval_months=int(self.interval_months.data),
            last_checked_on=today() if self.looked.data else None,
        )


class OwnNewForm(_Document):
    """A document of an agency's own, and how it is followed."""

    department_id = Choice("Đơn vị theo dõi")
    interval_months = Choice("Chu kỳ rà soát", [Required()])
    looked = BooleanField("Đã rà soát hôm nay")

    def offer_terms(self, departments: Iterable[tuple[int, str]]) -> Self:
        self.offer()
        _offer_terms(self, departments)
        return self

    def terms(self) -> Terms:
        return Terms(
            department_id=_whole(self.department_id.data),
            interval_months=int(self.interval_months.data),
            last_checked_on=today() if self.looked.data else None,
        )


class TermsForm(EditForm):
    """How a document is followed."""

    department_id = Choice("Đơn vị theo dõi")
    interval_months = Choice("Chu kỳ rà soát", [Required()])
    next_check_on = Day("Ngày rà soát kế tiếp", [Required()])

    def show(self, subscription: Subscription, departments: Iterable[tuple[int, str]]) -> Self:
        self.of(subscription)
        if not self.is_submitted():
            self.department_id.data = str(subscription.department_id or "")
            self.interval_months.data = str(subscription.interval_months)
            self.next_check_on.data = subscription.next_check_on
        _offer_terms(self, departments)
        months = str(subscription.interval_months)
        if months not in dict(INTERVALS):
            words = say("{months} tháng một lần", months=months)
            self.interval_months.choices = [*INTERVALS, (months, words)]
        return self

    def terms(self) -> Terms:
        return Terms(
            department_id=_whole(self.department_id.data),
            interval_months=int(self.interval_months.data),
            next_check_on=self.next_check_on.data,
        )


class CheckForm(Form):
    """What has been looked at today."""

    subscriptions = Boxes("Văn bản đã rà soát", validate_choice=True)
    remark = Passage(
        "Kết quả rà soát",
        [AtMost(REASON_LETTERS)],
        description="Không bắt buộc, ví dụ: tra cứu trên Cơ sở dữ liệu quốc gia về pháp luật, không thay đổi.",
        render_kw={"rows": 2},
    )

    def offer(self, found: Sequence[Subscription]) -> Self:
        self.subscriptions.choices = [(str(one.id), self._words(one)) for one in found]
        return self

    @staticmethod
    def _words(one: Subscription) -> str:
        return f"{one.document.number} – {one.document.title} ({show_day(one.next_check_on)})"

    def chosen(self, found: Sequence[Subscription]) -> list[Subscription]:
        ids = set(self.subscriptions.data or [])
        return [one for one in found if str(one.id) in ids]


class FileForm(Form):
    """The text of the document itself."""

    file = FileField(
        "Tệp văn bản",
        [Required("Chưa chọn tệp.")],
        description="PDF, Word, Excel hoặc ảnh, nhiều nhất 20 MB. Không tải lên toàn văn tiêu chuẩn có bản quyền.",
    )

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        return sent_file(self.file)
