from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

from flask import request
from wtforms import FileField, HiddenField, RadioField

from iso_app.document_changes.kinds import (
    KIND_LABELS,
    SIDE_LABELS,
    VERDICT_LABELS,
    ChangeKind,
    OpinionSide,
    Verdict,
)
from iso_app.document_changes.models import ChangeRequest
from iso_app.document_changes.services import Asked, Evidence
from iso_app.documents.forms.drafting import OpenForm
from iso_app.documents.models import Document, DocumentKind
from iso_app.web.form import AtMost, Choice, Day, EditForm, Form, Line, Passage, Required
from iso_app.web.languages import say

WORDS = 4_000
GRANT, REFUSE = "accept", "refuse"


class _Radio(RadioField):
    """One of a few, all seen at once; the labels are translated."""

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        self.choices = [(value, say(label)) for value, label in choices]


class AskForm(Form):
    """What is asked for, of a document or for a new one."""

    kind = _Radio("Hình thức", [Required("Hãy chọn hình thức.")])
    document_kind_id = Choice("Loại tài liệu")
    code = Line(
        "Mã hiệu dự kiến",
        [AtMost(60)],
        description="Để trống nếu chưa biết; Thư ký ISO đặt khi lập tài liệu.",
        render_kw={"class": "short"},
    )
    title = Line("Tên tài liệu", [Required(), AtMost(300)])
    reason = Passage("Lý do", [Required(), AtMost(WORDS)], render_kw={"rows": 4})
    summary = Passage(
        "Tóm tắt nội dung đề nghị",
        [AtMost(WORDS)],
        description="Sửa ở mục nào, thành thế nào; tài liệu mới gồm những gì.",
        render_kw={"rows": 4},
    )
    wanted_on = Day("Cần xong trước ngày")
    file = FileField(
        "Tài liệu kèm theo",
        description="Không bắt buộc: văn bản mới, biên bản, bản dự thảo… PDF, Word, Excel hoặc ảnh, tối đa 20 MB.",
    )

    def offer(self, document: Document | None, kinds: Iterable[DocumentKind]) -> Self:
        """Of a known document a change or its withdrawal, else a new one."""
        if document is None:
            del self._fields["kind"]
            self.document_kind_id.choices = [("", "Chưa rõ"), *((str(k.id), k.name) for k in kinds)]
            return self
        about = (ChangeKind.REVISE, ChangeKind.WITHDRAW)
        self.kind.set_choices([(kind.value, KIND_LABELS[kind]) for kind in about])
        for name in ("document_kind_id", "code", "title"):
            del self._fields[name]
        if not self.is_submitted():
            asked = request.args.get("hinh-thuc", "")
            self.kind.data = asked if asked in {kind.value for kind in about} else ChangeKind.REVISE.value
        return self

    def asked(self, document: Document | None) -> Asked:
        """What was filled in."""
        kind = ChangeKind.NEW if document is None else ChangeKind(self.kind.data)
        asked = Asked(
            kind,
            self.reason.data,
            document=document,
            summary=self.summary.data,
            wanted_on=self.wanted_on.data,
        )
        if document is not None:
            return asked
        chosen = self.document_kind_id.data
        return replace(
            asked,
            code=self.code.data,
            title=self.title.data,
            document_kind_id=int(chosen) if chosen else None,
        )

    def evidence(self) -> Evidence | None:
        """The name and the bytes of the file that came along, if one did."""
        sent: Any = self.file.data
        if sent is None or not getattr(sent, "filename", ""):
            return None
        return sent.filename, sent.read()


class OpinionForm(Form):
    """An opinion on a request."""

    side = _Radio("Mục ý kiến", [Required("Hãy chọn mục ý kiến.")])
    agrees = _Radio("Đồng ý với đề nghị?", [Required("Hãy chọn một ý.")])
    words = Passage("Ý kiến", [Required(), AtMost(WORDS)], render_kw={"rows": 4})

    def offer(self, sides: Sequence[OpinionSide]) -> Self:
        self.side.set_choices([(side.value, SIDE_LABELS[side]) for side in sides])
        self.agrees.set_choices([("1", "Đồng ý"), ("0", "Không đồng ý")])
        if not self.is_submitted() and sides:
            self.side.data = sides[0].value
        return self


class DecideForm(EditForm):
    """Yes or no, with the reason of a no."""

    decision = _Radio("Quyết định", [Required("Hãy chọn chấp nhận hoặc không chấp nhận.")])
    words = Passage(
        "Ý kiến, lý do",
        [AtMost(WORDS)],
        description="Bắt buộc ghi lý do nếu không chấp nhận.",
        render_kw={"rows": 4},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.set_choices([(GRANT, "Chấp nhận"), (REFUSE, "Không chấp nhận")])


class TakeBackForm(EditForm):
    """Why it is wanted no longer."""

    reason = Passage("Lý do", [Required(), AtMost(WORDS)], render_kw={"rows": 3})


class NewDocumentForm(OpenForm):
    """The new document that a request asks for, with its first revision."""

    def of_request(self, asked: ChangeRequest, code: str) -> Self:
        """Show what the request proposes, on the first showing only."""
        if not self.is_submitted():
            self.title.data, self.code.data = asked.title, asked.code or code
            self.change_summary.data = asked.summary
            if asked.document_kind_id is not None:
                self.kind_id.data = str(asked.document_kind_id)
        return self


class ReviewForm(Form):
    """One verdict on the documents that were ticked; `sure` is set by the page that says what will happen."""

    verdict = _Radio("Kết quả soát xét", [Required("Hãy chọn kết quả soát xét.")])
    words = Passage(
        "Nhận xét, lý do",
        [Required(), AtMost(WORDS)],
        description="Đã đối chiếu với gì, vì sao giữ nguyên, sửa hoặc hủy. Ghi chung cho các tài liệu đã chọn.",
        render_kw={"rows": 4},
    )
    sure = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.set_choices([(each.value, label) for each, label in VERDICT_LABELS.items()])

    @property
    def chosen(self) -> Verdict:
        return Verdict(self.verdict.data)

    @property
    def is_sure(self) -> bool:
        """Whether this comes from the page that said what will happen."""
        return self.sure.data == "1"
