"""The forms of agencies, their departments and groups, and of the province."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField

from iso_app.agencies.models import (
    APPLICABILITY_LABELS,
    LEVEL_LABELS,
    MAINTAINS_LABELS,
    Agency,
    AgencyGroup,
    Applicability,
    Level,
    Maintains,
)
from iso_app.agencies.services import Details
from iso_app.web.form import AtMost, Choice, Day, EditForm, Form, Line, Required

NO_PARENT = 0


def _choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(member.value, label) for member, label in labels.items()]


class AgencyForm(EditForm):
    """All that is said of an agency by hand."""

    code = Line(
        "Mã cơ quan",
        [Required(), AtMost(40)],
        description="Viết liền, ví dụ ST-SNV.",
        render_kw={"class": "short"},
    )
    name = Line("Tên cơ quan", [Required(), AtMost(300)])
    short_name = Line("Tên viết tắt", [AtMost(100)], render_kw={"class": "short"})
    level = Choice("Cấp hành chính")
    group_id = SelectField("Loại cơ quan", coerce=int)
    parent_id = SelectField("Cơ quan cấp trên", coerce=int)
    applicability = Choice("Diện áp dụng")
    valid_from = Day("Hoạt động từ ngày", [Required()])
    valid_to = Day("Hoạt động đến ngày", description="Để trống nếu cơ quan còn hoạt động.")

    def offer(
        self, *, groups: Sequence[AgencyGroup], parents: Sequence[tuple[int, str]], nobody: str
    ) -> "AgencyForm":
        """Fill the lists to choose from."""
        self.level.choices = _choices(LEVEL_LABELS)
        self.applicability.choices = _choices(APPLICABILITY_LABELS)
        self.group_id.choices = [(group.id, group.name) for group in groups]
        self.parent_id.choices = [(NO_PARENT, nobody), *parents]
        return self

    def details(self) -> Details:
        return Details(
            code=self.code.data,
            name=self.name.data,
            short_name=self.short_name.data,
            level=Level(self.level.data),
            group_id=self.group_id.data,
            parent_id=self.parent_id.data or None,
            applicability=Applicability(self.applicability.data),
            valid_from=self.valid_from.data,  # type: ignore[arg-type]  # Required has seen to it
            valid_to=self.valid_to.data,
        )


def shown(agency: Agency) -> dict[str, Any]:
    """The values a form on an agency begins with."""
    names = ("code", "name", "short_name", "group_id", "valid_from", "valid_to")
    enums = {"level": agency.level.value, "applicability": agency.applicability.value}
    return (
        {name: getattr(agency, name) for name in names} | enums | {"parent_id": agency.parent_id or NO_PARENT}
    )


class ClosingForm(EditForm):
    """The last day of an agency."""

    valid_to = Day("Ngày cuối cùng hoạt động", [Required()])


class DepartmentForm(Form):
    """A new department."""

    name = Line("Tên phòng, bộ phận", [Required(), AtMost(200)])
    valid_from = Day("Hoạt động từ ngày", [Required()])


class DepartmentEditForm(EditForm):
    """A department's name, and its last day if it has one."""

    name = Line("Tên phòng, bộ phận", [Required(), AtMost(200)])
    valid_to = Day("Hoạt động đến ngày", description="Để trống nếu phòng, bộ phận còn hoạt động.")


class GroupForm(EditForm):
    """A group of the province's list."""

    name = Line("Tên loại cơ quan", [Required(), AtMost(200)])


class ProvinceForm(EditForm):
    """The heads of the province's printed tables, and its own rules."""

    parent_body = Line(
        "Cơ quan chủ quản",
        [AtMost(200)],
        description="Dòng trên bên trái đầu văn bản, ví dụ SỞ KHOA HỌC VÀ CÔNG NGHỆ.",
    )
    issuing_body = Line(
        "Cơ quan ban hành",
        [AtMost(200)],
        description="Dòng đậm bên trái đầu văn bản, ví dụ CHI CỤC TIÊU CHUẨN ĐO LƯỜNG CHẤT LƯỢNG.",
    )
    place = Line("Địa danh", [AtMost(100)], description="Đứng trước ngày tháng của văn bản, ví dụ Sóc Trăng.")
    signing_position = Line(
        "Chức vụ người ký", [AtMost(200)], description="Dòng trên chữ ký, ví dụ CHI CỤC TRƯỞNG."
    )
    maintains = Choice(
        "Duy trì hệ thống quản lý chất lượng nghĩa là đã công bố và có",
        description="Quy tắc này quyết định số cơ quan “duy trì” trong các phụ lục.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.maintains.choices = _choices(MAINTAINS_LABELS)

    @property
    def rule(self) -> Maintains:
        return Maintains(self.maintains.data)
