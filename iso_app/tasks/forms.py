from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from wtforms import BooleanField

from iso_app.agencies.models import APPLICABILITY_LABELS, LEVEL_LABELS, Applicability, Level
from iso_app.core.checks import require_whole
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.tasks.models import Obligation
from iso_app.tasks.services import Terms
from iso_app.web.form import REASON_LETTERS, AtMost, Choice, Day, EditForm, Form, Line, Passage, Required

EVERY = (
    ("12", "Mỗi năm một lần"),
    ("6", "6 tháng một lần"),
    ("3", "Mỗi quý một lần"),
    ("1", "Mỗi tháng một lần"),
    ("2", "2 tháng một lần"),
    ("4", "4 tháng một lần"),
    ("24", "2 năm một lần"),
    ("36", "3 năm một lần"),
)
DECISIONS = (("grant", "Đồng ý gia hạn"), ("decline", "Không gia hạn"))
KINDS_OF_DAY = (("off", "Được nghỉ"), ("worked", "Làm bù"))
SINCE = (("today", "Đến hạn từ hôm nay trở đi"), ("year", "Cả năm, kể cả việc đã qua hạn"))
# Kinds of facts that show that an obligation was met, as `compliance` names them.
EVIDENCE = (
    ("", "Không có"),
    ("objectives_set", "Ban hành mục tiêu chất lượng"),
    ("objectives_half", "Báo cáo mục tiêu chất lượng 6 tháng"),
    ("objectives_year", "Báo cáo mục tiêu chất lượng năm"),
    ("internal_audit", "Đánh giá nội bộ"),
    ("management_review", "Xem xét của lãnh đạo"),
    ("declaration", "Công bố hệ thống quản lý chất lượng"),
)


class GiveForm(Form):
    """A task given by hand."""

    title = Line("Việc cần làm", [Required(), AtMost(300)])
    detail = Passage("Nội dung, yêu cầu", [AtMost(4000)], render_kw={"rows": 4})
    post_id = Choice("Giao cho vị trí", [Required()])
    due_on = Day("Hạn", [Required()])

    def offer(self, posts: Iterable[tuple[int, str]]) -> Self:
        self.post_id.choices = [("", ""), *((str(id_), label) for id_, label in posts)]
        return self


class HandOnForm(EditForm):
    """Which post does it instead."""

    post_id = Choice("Chuyển cho vị trí", [Required()])
    reason = Passage("Lý do", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 3})

    def offer(self, posts: Iterable[tuple[int, str]]) -> Self:
        self.post_id.choices = [("", ""), *((str(id_), label) for id_, label in posts)]
        return self


class AskForm(EditForm):
    """More time."""

    due_on = Day("Xin gia hạn đến ngày", [Required()])
    reason = Passage("Lý do", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 3})


class DecideForm(EditForm):
    """Yes or no to more time."""

    decision = Choice("Quyết định", [Required()])
    reason = Passage(
        "Ý kiến",
        [AtMost(REASON_LETTERS)],
        description="Phải ghi nếu không gia hạn.",
        render_kw={"rows": 3},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [("", ""), *DECISIONS]


class ObligationForm(EditForm):
    """An obligation of the province's calendar."""

    name = Line("Tên nghĩa vụ", [Required(), AtMost(200)])
    detail = Passage("Nội dung, căn cứ", [AtMost(4000)], render_kw={"rows": 3})
    every_months = Choice("Bao lâu một lần", [Required()])
    day = Line("Ngày đến hạn", [Required()], render_kw={"inputmode": "numeric", "class": "short"})
    month = Line(
        "Tháng đến hạn (lần đầu trong năm)",
        [Required()],
        render_kw={"inputmode": "numeric", "class": "short"},
    )
    moves_off_days = BooleanField("Trùng ngày nghỉ thì lùi sang ngày làm việc kế tiếp")
    role = Choice("Vị trí phải làm", [Required()])
    notice_days = Line(
        "Hiện trong Việc của tôi trước hạn (ngày)",
        [Required()],
        render_kw={"inputmode": "numeric", "class": "short"},
    )
    level = Choice("Cấp hành chính")
    group_id = Choice("Loại cơ quan")
    applicability = Choice("Diện áp dụng")
    evidence = Choice("Bằng chứng đã làm")
    from_year = Line("Áp dụng từ năm", [Required()], render_kw={"inputmode": "numeric", "class": "short"})
    to_year = Line(
        "Đến hết năm",
        description="Để trống: chưa kết thúc.",
        render_kw={"inputmode": "numeric", "class": "short"},
    )

    def offer(self, groups: Iterable[Any]) -> Self:
        everybody = ("", "Tất cả")
        self.every_months.choices = list(EVERY)
        self.level.choices = [everybody, *((level.value, label) for level, label in LEVEL_LABELS.items())]
        self.group_id.choices = [everybody, *((str(group.id), group.name) for group in groups)]
        self.applicability.choices = [
            everybody, *((kind.value, label) for kind, label in APPLICABILITY_LABELS.items())
        ]  # fmt: skip
        self.role.choices = [(role.value, ROLE_LABELS[role]) for role in _ROLES]
        self.evidence.choices = list(EVIDENCE)
        return self

    def fill(self, obligation: Obligation) -> Self:
        """Show what an obligation asks now."""
        for name in Terms.__dataclass_fields__:
            value = getattr(obligation, name)
            shown = value if isinstance(value, bool) else str(getattr(value, "value", value) or "")
            getattr(self, name).data = shown
        self.notice_days.data = str(obligation.notice_days)
        return self

    def terms(self) -> Terms:
        """What was filled in; DomainError with the field that is no number."""
        return Terms(
            name=self.name.data,
            detail=self.detail.data,
            every_months=int(self.every_months.data),
            month=_number(self.month, 1, 12),
            day=_number(self.day, 1, 31),
            moves_off_days=bool(self.moves_off_days.data),
            role=Role(self.role.data),
            notice_days=_number(self.notice_days, 0, 366),
            level=Level(self.level.data) if self.level.data else None,
            group_id=int(self.group_id.data) if self.group_id.data else None,
            applicability=Applicability(self.applicability.data) if self.applicability.data else None,
            evidence=self.evidence.data or "",
            from_year=_number(self.from_year, 2000, 2100),
            to_year=_number(self.to_year, 2000, 2100) if self.to_year.data else None,
        )


_ROLES = (Role.ISO_SECRETARY, Role.LEADER, Role.AUDITOR, Role.STAFF)


def _number(field: Any, least: int, most: int) -> int:
    return require_whole(field.data, least, most, field=field.name)


class OwnDateForm(Form):
    """An agency's own day."""

    agency_id = Choice("Cơ quan", [Required()])
    day = Line("Ngày", [Required()], render_kw={"inputmode": "numeric", "class": "short"})
    month = Line("Tháng", [Required()], render_kw={"inputmode": "numeric", "class": "short"})
    reason = Passage("Lý do", [Required(), AtMost(REASON_LETTERS)], render_kw={"rows": 2})

    def offer(self, agencies: Iterable[tuple[int, str]]) -> Self:
        self.agency_id.choices = [(str(id_), name) for id_, name in agencies]
        return self

    def facts(self) -> dict[str, int]:
        """The month and day typed; DomainError with the field that is no number."""
        return {"month": _number(self.month, 1, 12), "day": _number(self.day, 1, 31)}


class DayForm(Form):
    """A day that is not as its weekday says."""

    day = Day("Ngày", [Required()])
    name = Line("Tên ngày nghỉ hoặc lý do", [Required(), AtMost(200)])
    kind = Choice("Ngày này")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = list(KINDS_OF_DAY)


class MakeForm(Form):
    """Make the tasks of a year."""

    since = Choice("Lập những việc nào")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since.choices = list(SINCE)

    def day(self, year: int, day: date) -> date:
        """From which day on."""
        return date(year, 1, 1) if self.since.data == "year" else max(day, date(year, 1, 1))
