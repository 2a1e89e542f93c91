"""The forms by which a province sets its kinds of documents, and an agency its own terms."""

from typing import Any, Self

from flask import request
from wtforms import BooleanField

from iso_app.core import numbers
from iso_app.core.checks import whole_between
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.documents.kinds import CLASS_LABELS, STEP_LABELS, DocumentClass, StepMeaning, StepSpec
from iso_app.documents.models import KindSetting
from iso_app.documents.services import KindFacts
from iso_app.web.form import AtMost, Choice, EditForm, Line, Required

ROLE_CHOICES = tuple(
    (f"role:{role.value}", ROLE_LABELS[role])
    for role in (Role.LEADER, Role.ISO_SECRETARY, Role.AUDITOR, Role.STAFF)
)
MEANING_CHOICES = tuple((meaning.value, label) for meaning, label in STEP_LABELS.items())


class TermsForm(EditForm):
    """An agency's own terms for a kind. Steps come by `name` lists, a line each."""

    code_pattern = Line(
        "Cách đặt mã hiệu",
        [AtMost(60)],
        description="{number} là chỗ của số thứ tự. Để trống: theo tỉnh.",
        render_kw={"class": "short"},
    )
    review_months = Line(
        "Chu kỳ soát xét (tháng)",
        description="Để trống: theo tỉnh. 0: không soát xét định kỳ.",
        render_kw={"inputmode": "numeric", "class": "short"},
    )

    def fill(self, setting: KindSetting | None) -> Self:
        if setting is not None and not self.is_submitted():
            self.code_pattern.data = setting.code_pattern
            self.review_months.data = "" if setting.review_months is None else str(setting.review_months)
        return self

    def months(self) -> int | None:
        return whole_between(self.review_months.data, 0, 120, field="review_months")


class KindForm(EditForm):
    """A kind of the province."""

    code = Line("Mã loại", [Required(), AtMost(20)], render_kw={"class": "short"})
    name = Line("Tên loại", [Required(), AtMost(200)])
    document_class = Choice("Nhóm", [Required()])
    code_pattern = Line(
        "Cách đặt mã hiệu",
        [Required(), AtMost(60)],
        description="{number} là chỗ của số thứ tự, ví dụ QT-{number}.",
        render_kw={"class": "short"},
    )
    review_months = Line(
        "Chu kỳ soát xét (tháng)",
        [Required()],
        description="0: không soát xét định kỳ.",
        render_kw={"inputmode": "numeric", "class": "short"},
    )
    retention = Line("Thời gian lưu", [AtMost(200)])
    is_used = BooleanField("Đang dùng", default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document_class.choices = [(each.value, label) for each, label in CLASS_LABELS.items()]

    def facts(self) -> KindFacts:
        return KindFacts(
            code=self.code.data,
            name=self.name.data,
            document_class=DocumentClass(self.document_class.data),
            code_pattern=self.code_pattern.data,
            steps=steps_typed(),
            review_months=whole_between(self.review_months.data, 0, 120, field="review_months") or 0,
            retention=self.retention.data or "",
            is_used=bool(self.is_used.data),
        )


def steps_typed() -> list[StepSpec]:
    """The steps as the lines of the form say: order, meaning, who (`role:leader` or `post:12`), no blank lines."""
    lines = zip(*(request.form.getlist(f"step_{key}") for key in ("order", "meaning", "who")), strict=False)
    found = []
    for order, meaning, who in lines:
        if not meaning:
            continue
        kind, _, value = who.partition(":")
        known = kind == "role" and value in set(Role)
        found.append(
            StepSpec(
                whole_between(order, 1, 12, field="steps") or 1,
                StepMeaning(meaning) if meaning in set(StepMeaning) else StepMeaning.REVIEWED,
                Role(value) if known and meaning != StepMeaning.DRAFTED else None,
                numbers.whole(value) if kind == "post" and meaning != StepMeaning.DRAFTED else None,
            )
        )
    return found
