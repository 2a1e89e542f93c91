"""The forms by which documents are entered and revisions drafted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Self

from flask import request
from wtforms import BooleanField, FileField

from iso_app.core import numbers
from iso_app.core.checks import whole_between
from iso_app.core.text import clean
from iso_app.documents.content import (
    AMENDMENT_COLUMNS,
    SECTION_KEYS,
    STEP_COLUMNS,
    AmendmentRow,
    StepRow,
    Written,
)
from iso_app.documents.models import Document, DocumentKind, Revision
from iso_app.documents.services import DocumentFacts, Plan
from iso_app.web.form import AtMost, Boxes, Choice, Day, EditForm, Form, Line, Passage, Required

FILE = "file"
WRITTEN = "written"
SAME = "same"
SOURCES = ((FILE, "Tải lên tệp Word, Excel hoặc PDF"), (WRITTEN, "Soạn trên phần mềm theo mẫu quy trình"))
BLANK_ROWS = 2


class FactsForm(EditForm):
    """What the register says of a document."""

    kind_id = Choice("Loại tài liệu", [Required()])
    code = Line("Mã hiệu", [Required(), AtMost(60)], render_kw={"class": "short"})
    title = Line("Tên tài liệu", [Required(), AtMost(300)])
    department_id = Choice("Đơn vị soạn thảo")
    clauses = Boxes(
        "Điều khoản của tiêu chuẩn mà tài liệu đáp ứng", validate_choice=False, render_kw={"class": "box"}
    )
    tthc_code = Line(
        "Mã thủ tục hành chính",
        [AtMost(60)],
        description="Chỉ ghi nếu tài liệu là quy trình giải quyết một thủ tục.",
        render_kw={"class": "short"},
    )
    tthc_name = Line("Tên thủ tục hành chính", [AtMost(500)])
    model_item = Line(
        "Mục của mô hình khung",
        [AtMost(60)],
        description="Mã mục của bộ tài liệu mẫu mà tài liệu này đáp ứng.",
        render_kw={"class": "short"},
    )
    review_months = Line(
        "Chu kỳ soát xét (tháng)",
        description="Để trống: theo loại tài liệu.",
        render_kw={"inputmode": "numeric", "class": "short"},
    )

    def offer(
        self,
        kinds: Iterable[DocumentKind],
        departments: Iterable[tuple[int, str]],
        clauses: Iterable[tuple[int, str, str]],
    ) -> Self:
        self.kind_id.choices = [(str(kind.id), kind.name) for kind in kinds]
        self.department_id.choices = [("", ""), *((str(id_), name) for id_, name in departments)]
        grouped: dict[str, list[tuple[str, str]]] = {}
        for id_, edition, words in clauses:
            grouped.setdefault(edition, []).append((str(id_), words))
        self.clauses.choices = grouped
        return self

    def fill(self, document: Document, clause_ids: Iterable[int]) -> Self:
        """Show what the register says now."""
        if self.is_submitted():
            return self
        for name in ("code", "title", "tthc_code", "tthc_name", "model_item"):
            getattr(self, name).data = getattr(document, name) or ""
        self.kind_id.data, self.department_id.data = str(document.kind_id), str(document.department_id or "")
        self.review_months.data = "" if document.review_months is None else str(document.review_months)
        self.clauses.data = [str(id_) for id_ in clause_ids]
        return self

    def facts(self) -> DocumentFacts:
        """What was filled in; DomainError with the field that is no number."""
        return DocumentFacts(
            kind_id=int(self.kind_id.data),
            code=self.code.data,
            title=self.title.data,
            department_id=int(self.department_id.data) if self.department_id.data else None,
            clauses=numbers.ids(self.clauses.data or ()),
            model_item=self.model_item.data or None,
            tthc_code=self.tthc_code.data or "",
            tthc_name=self.tthc_name.data or "",
            review_months=whole_between(self.review_months.data, 0, 120, field="review_months"),
        )


class PlanForm(Form):
    """What is said of a revision besides its content."""

    change_summary = Passage("Tóm tắt thay đổi so với lần trước", [AtMost(4000)], render_kw={"rows": 3})
    effective_on = Day(
        "Ngày hiệu lực", description="Để trống: có hiệu lực ngay khi phê duyệt. Không chọn ngày đã qua."
    )
    must_be_read_again = BooleanField("Người được phân phối phải đọc lại khi có hiệu lực", default=True)

    def plan(self) -> Plan:
        return Plan(
            self.change_summary.data or "",
            self.effective_on.data,
            must_be_read_again=bool(self.must_be_read_again.data),
        )

    def show_plan(self, revision: Revision) -> Self:
        """Show what is said now, on the first showing only."""
        if not self.is_submitted():
            self.change_summary.data, self.effective_on.data = revision.change_summary, revision.effective_on
            self.must_be_read_again.data = revision.must_be_read_again
        return self


class BodyForm(PlanForm):
    """Where the words of a revision come from."""

    source = Choice("Nội dung", [Required()])
    file = FileField(
        "Tệp",
        description="Tệp .docx, .xlsx hoặc .pdf, giữ nguyên từng byte; không nhận tệp có macro hoặc mật khẩu.",
    )

    def offer_sources(self, *, with_same: bool = False) -> Self:
        same = ((SAME, "Tiếp tục từ nội dung đang hiệu lực"),) if with_same else ()
        self.source.choices = [*same, *SOURCES]
        return self


class OpenForm(FactsForm, BodyForm):
    """A new document with its first revision."""


class ReplaceForm(EditForm, PlanForm):
    """Another file for a draft, or only what is said of it."""

    file = FileField("Tệp thay thế", description="Không chọn tệp: giữ tệp đang có.")


class SectionsForm(EditForm):
    """The sections of a procedure and the rows of its steps; fields of a column share their name."""

    purpose = Passage("Mục đích", [AtMost(40000)], render_kw={"rows": 3})
    scope = Passage("Phạm vi áp dụng", [AtMost(40000)], render_kw={"rows": 3})
    references = Passage("Tài liệu viện dẫn", [AtMost(40000)], render_kw={"rows": 4})
    definitions = Passage("Định nghĩa, từ viết tắt", [AtMost(40000)], render_kw={"rows": 3})
    body = Passage("Nội dung", [AtMost(40000)], render_kw={"rows": 10})
    forms = Passage("Biểu mẫu", [AtMost(40000)], render_kw={"rows": 3})
    records = Passage("Hồ sơ cần lưu", [AtMost(40000)], render_kw={"rows": 3})

    def show_written(self, written: Written) -> Self:
        """Show what is written now, on the first showing only."""
        self._written = written
        if not self.is_submitted():
            for key in SECTION_KEYS:
                getattr(self, key).data = written.sections.get(key, "")
        return self

    def written(self) -> Written:
        """What stands in the form now."""
        return Written(
            {key: getattr(self, key).data or "" for key in SECTION_KEYS}, tuple(typed_steps("step"))
        )

    @property
    def adds_rows(self) -> bool:
        """Whether the button was the one for further rows: the draft is saved and the form shown again."""
        return bool(request.form.get("add"))

    def step_rows(self) -> list[StepRow]:
        """The rows to draw: those written, and some blank ones."""
        known = self.written().steps if self.is_submitted() else self._written.steps
        return [*known, *[StepRow()] * BLANK_ROWS]


class WriteForm(SectionsForm, PlanForm):
    """The written editor of a revision: its table of amendments besides."""

    def fill(self, revision: Revision, written: Written) -> Self:
        """Show what the draft says now, on the first showing only."""
        return self.show_written(written).show_plan(revision)

    def written(self) -> Written:
        """What stands in the form now."""
        amended = _typed_rows("amendment", [key for key, _ in AMENDMENT_COLUMNS])
        return replace(super().written(), amendments=tuple(AmendmentRow(*row) for row in amended))

    def amendment_rows(self) -> list[AmendmentRow]:
        known = self.written().amendments if self.is_submitted() else self._written.amendments
        return [*known, AmendmentRow()]


class PaperForm(FactsForm):
    """A document that a decision on paper put into force."""

    file = FileField("Tệp của bản đã ban hành", description="Tệp .docx, .xlsx hoặc .pdf.")
    number = Line("Lần ban hành", [Required()], render_kw={"inputmode": "numeric", "class": "short"})
    effective_on = Day("Ngày hiệu lực", [Required()])
    basis = Line(
        "Quyết định ban hành",
        [Required(), AtMost(500)],
        description="Số, ngày và người ký, ví dụ: Quyết định số 12/QĐ-SNV ngày 05/01/2024 của Giám đốc Sở.",
    )

    def lan(self) -> int:
        """The number of the revision."""
        return whole_between(self.number.data, 1, 999, field="number") or 1


def brought() -> tuple[bytes, str] | None:
    """The bytes and the name of the file that came with the form, if one did."""
    found = request.files.get(FILE)
    if found is None or not found.filename:
        return None
    with found.stream:
        return found.stream.read(), found.filename


def typed_steps(prefix: str) -> list[StepRow]:
    """The steps typed into fields whose names begin so."""
    return [StepRow(*row) for row in _typed_rows(prefix, [key for key, _ in STEP_COLUMNS])]


def _typed_rows(prefix: str, keys: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of a table of fields that share their names, without those that are wholly blank."""
    columns = [request.form.getlist(f"{prefix}_{key}") for key in keys]
    rows = zip(*columns, strict=False)
    return [row for row in (tuple(clean(cell, lines=True) for cell in row) for row in rows) if any(row)]
