from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from flask import request
from wtforms import BooleanField, HiddenField

from iso_app.agencies.models import LEVEL_LABELS, AgencyGroup
from iso_app.core.text import clean
from iso_app.documents.content import Written
from iso_app.documents.forms.drafting import SectionsForm, typed_steps
from iso_app.documents.forms.reviewing import ShownForm
from iso_app.documents.models import DocumentKind
from iso_app.model_sets.compute import STEPS, At, ThreeWay, row_text, section_passages
from iso_app.model_sets.compute import Choice as Chosen
from iso_app.model_sets.kinds import NECESSITY_LABELS, Audience, Necessity, audience_of
from iso_app.model_sets.models import (
    DocumentTemplate,
    DocumentTemplateDraft,
    ModelItem,
    ModelSet,
    TemplateCopy,
)
from iso_app.model_sets.services import ItemFacts, SetFacts, TemplateFacts
from iso_app.web.form import AtMost, Choice, Day, EditForm, Form, Line, LongReasonForm, Passage, Required

MOST_POSITION = 3
SIDES = ("theirs", "mine", "base")
OWN = "own"


class AudienceForm(Form):
    """Which agencies are meant: all, those of a level, those of a group."""

    audience = Choice("Áp dụng cho", [Required()])

    def offer_audiences(self, groups: Iterable[AgencyGroup]) -> Self:
        levels = [(Audience(level=level).key, label) for level, label in LEVEL_LABELS.items()]
        kinds = [(Audience(group_id=group.id).key, group.name) for group in groups]
        self.audience.choices = [(Audience().key, "Mọi cơ quan"), *levels, *kinds]
        return self

    def meant(self) -> Audience:
        return audience_of(self.audience.data)


class SetForm(EditForm, AudienceForm):
    """A model set of the province."""

    name = Line("Tên mô hình khung", [Required(), AtMost(200)])
    note = Passage("Căn cứ và ghi chú", [AtMost(2000)], render_kw={"rows": 3})
    is_used = BooleanField("Đang dùng", default=True)

    def fill(self, found: ModelSet) -> Self:
        if not self.is_submitted():
            self.name.data, self.note.data, self.is_used.data = found.name, found.note, found.is_used
            self.audience.data = found.audience
        return self

    def facts(self) -> SetFacts:
        return SetFacts(self.name.data, self.meant(), self.note.data, is_used=bool(self.is_used.data))


class ItemForm(EditForm):
    """An item of a model set."""

    code = Line(
        "Mã mục",
        [Required(), AtMost(60)],
        description="Tài liệu của các cơ quan mang mã này; đã đặt thì không đổi.",
        render_kw={"class": "short"},
    )
    name = Line("Tên mục", [Required(), AtMost(300)])
    kind_id = Choice("Loại tài liệu", [Required()])
    necessity = Choice("Mức độ", [Required()])
    many = BooleanField("Mỗi thủ tục một tài liệu")
    clauses = Line(
        "Điều khoản của tiêu chuẩn",
        [AtMost(200)],
        description="Cách nhau bằng dấu chấm phẩy, ví dụ: 9.2; 10.2.",
        render_kw={"class": "short"},
    )
    position = Line("Thứ tự", [Required()], render_kw={"inputmode": "numeric", "class": "short"})

    def offer(self, kinds: Iterable[DocumentKind]) -> Self:
        self.kind_id.choices = [(str(kind.id), kind.name) for kind in kinds]
        self.necessity.choices = [(each.value, label) for each, label in NECESSITY_LABELS.items()]
        return self

    def fill(self, item: ModelItem) -> Self:
        if not self.is_submitted():
            for name in ("code", "name", "clauses", "many"):
                getattr(self, name).data = getattr(item, name)
            self.kind_id.data, self.necessity.data = str(item.kind_id), item.necessity.value
            self.position.data = str(item.position)
        return self

    def facts(self) -> ItemFacts:
        typed = self.position.data
        known = typed.isascii() and typed.isdecimal() and len(typed) <= MOST_POSITION
        return ItemFacts(
            code=self.code.data,
            name=self.name.data,
            kind_id=int(self.kind_id.data),
            necessity=Necessity(self.necessity.data),
            clauses=self.clauses.data,
            position=int(typed) if known else 0,
            many=bool(self.many.data),
        )


class TemplateForm(EditForm):
    """What is said of a template."""

    code = Line("Mã mẫu", [Required(), AtMost(40)], render_kw={"class": "short"})
    title = Line("Tên mẫu", [Required(), AtMost(300)])
    kind_id = Choice("Loại tài liệu", [Required()])
    item_code = Choice(
        "Mục của mô hình khung", description="Tài liệu soạn từ mẫu này đáp ứng mục nào của mô hình khung."
    )

    def offer(self, kinds: Iterable[DocumentKind], items: Iterable[tuple[str, str]]) -> Self:
        self.kind_id.choices = [(str(kind.id), kind.name) for kind in kinds]
        self.item_code.choices = [("", ""), *((code, f"{code} – {name}") for code, name in items)]
        return self

    def fill(self, template: DocumentTemplate) -> Self:
        if not self.is_submitted():
            self.code.data, self.title.data = template.code, template.title
            self.kind_id.data, self.item_code.data = str(template.kind_id), template.item_code
        return self

    def facts(self) -> TemplateFacts:
        return TemplateFacts(
            self.code.data, self.title.data, int(self.kind_id.data), self.item_code.data or ""
        )


class WriteForm(SectionsForm):
    """The words of a template's next version."""

    def fill(self, draft: DocumentTemplateDraft, written: Written) -> Self:
        """Show what the draft says, on the first showing only."""
        self.of(draft)
        return self.show_written(written)


class PublishForm(Form):
    """The next version, of exactly the content that was shown."""

    shown_digest = HiddenField()
    summary = Passage(
        "Tóm tắt thay đổi",
        [AtMost(2000)],
        description="Các cơ quan đã soạn từ mẫu này đọc tóm tắt khi được giao xem phiên bản mới.",
        render_kw={"rows": 3},
    )
    due_on = Day(
        "Hạn để các cơ quan xem phiên bản mới",
        [Required()],
        description="Chỉ dùng cho cơ quan đã có tài liệu soạn từ mẫu này.",
    )

    def on(self, digest: str, due: Any) -> Self:
        if not self.is_submitted():
            self.shown_digest.data, self.due_on.data = digest, due
        return self


class PushForm(AudienceForm):
    """Agencies asked to take a template over."""

    due_on = Day("Hạn soạn", [Required()])
    words = Passage("Lời nhắn", [AtMost(2000)], render_kw={"rows": 3})

    def on(self, due: Any) -> Self:
        if not self.is_submitted():
            self.due_on.data = due
        return self


class TakeForm(Form):
    """One's own document from a template."""

    code = Line("Mã hiệu", [Required(), AtMost(60)], render_kw={"class": "short"})
    title = Line("Tên tài liệu", [Required(), AtMost(300)])
    department_id = Choice("Đơn vị soạn thảo")

    def offer(self, code: str, title: str, departments: Iterable[tuple[int, str]]) -> Self:
        self.department_id.choices = [("", ""), *((str(id_), name) for id_, name in departments)]
        if not self.is_submitted():
            self.code.data, self.title.data = code, title
        return self

    @property
    def department(self) -> int | None:
        return int(self.department_id.data) if self.department_id.data else None


class LinkForm(ShownForm):
    """A document stands on a version, of exactly the texts that were compared."""

    confirmed = BooleanField(
        "Tôi đã so hai bản: tài liệu này ứng với phiên bản mẫu đã chọn",
        [Required()],
        description="Nội dung tài liệu không thay đổi. Việc gắn được ghi vào nhật ký; gắn nhầm thì bỏ liên kết được khi"
        " chưa ghép phiên bản nào của mẫu.",
    )


class UnlinkForm(LongReasonForm):
    """A document stands on the template no longer."""

    leaves_item = BooleanField(
        "Tài liệu cũng không đáp ứng mục của mô hình khung mà mẫu nêu",
        description="Chọn khi đã gắn nhầm mẫu: mục này của cơ quan được tính lại là còn thiếu.",
    )

    def about(self, copy: TemplateCopy) -> Self:
        """The question of the item only where the document names it."""
        self.of(copy)
        item = copy.template.item_code
        if not item or copy.document.model_item != item:
            del self.leaves_item
        return self

    @property
    def leaves(self) -> bool:
        return "leaves_item" in self and bool(self.leaves_item.data)


class AdoptForm(LinkForm):
    """A file that is being prepared follows the newest version."""

    confirmed = BooleanField("Tôi đã đưa các thay đổi của mẫu vào tệp đang soạn", [Required()])


class MergeForm(ShownForm):
    """What becomes of each part; the fields of the parts are drawn from the difference."""

    def shows_anew(self, digest: str) -> Self:
        """After a refusal: the next time it is sent it is of what the page shows now."""
        self.shown_digest.data = digest
        self.shown_digest.raw_data = [digest]
        return self

    @staticmethod
    def choices(difference: ThreeWay) -> dict[At, Chosen]:
        """What was chosen for the parts, as far as something was."""
        found: dict[At, Chosen] = {}
        for at, _part in difference.parts:
            chosen = request.form.get(part_name(at), "")
            if chosen in SIDES:
                found[at] = chosen
            elif chosen == OWN:
                found[at] = own_words(at)
        return found


def part_name(at: At) -> str:
    """The name of the field of a part."""
    return f"part-{at[0]}-{at[1]}"


def own_words(at: At) -> Sequence[str]:
    """The passages that were typed for a part."""
    if at[0] == STEPS:
        return [row_text(row) for row in typed_steps(part_name(at))]
    return section_passages(clean(request.form.get(f"{part_name(at)}-own", ""), lines=True))


def typed_choice(at: At) -> str:
    """Which radio button was pressed, to be shown again."""
    typed: Mapping[str, str] = request.form
    return typed.get(part_name(at), "")
