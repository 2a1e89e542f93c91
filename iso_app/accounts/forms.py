"""What is asked about people, posts and passwords."""

from typing import Any

from wtforms.validators import ValidationError

from iso_app.accounts import policies, queries
from iso_app.accounts.models import Post
from iso_app.core.actor import Actor
from iso_app.core.clock import today
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.web.form import AtMost, Choice, Day, EditForm, Form, Line, Password, Required
from iso_app.web.languages import say


def _number(value: Any) -> int | None:
    return int(value) if str(value).strip() else None


class DueDay(Day):
    """A day that has to be given."""

    data: Any


class SignInForm(Form):
    email = Line(
        "E-mail",
        [Required(), AtMost(200)],
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"},
    )
    password = Password("Mật khẩu", [Required(), AtMost(200)], render_kw={"autocomplete": "current-password"})


class NewPasswordForm(Form):
    """A new password, typed twice."""

    new_password = Password(
        "Mật khẩu mới",
        [Required(), AtMost(200)],
        description="Ít nhất 10 ký tự. Vài từ ngắn ghép lại thì dễ nhớ và khó đoán.",
        render_kw={"autocomplete": "new-password"},
    )
    repeated = Password(
        "Nhập lại mật khẩu mới", [Required(), AtMost(200)], render_kw={"autocomplete": "new-password"}
    )

    def validate_repeated(self, field: Any) -> None:
        if field.data != self.new_password.data:
            raise ValidationError(say("Hai lần nhập không giống nhau."))


class PasswordForm(NewPasswordForm):
    present = Password(
        "Mật khẩu đang dùng", [Required(), AtMost(200)], render_kw={"autocomplete": "current-password"}
    )


class _Who(Form):
    full_name = Line("Họ và tên", [Required(), AtMost(200)], render_kw={"autocomplete": "off"})
    email = Line(
        "E-mail",
        [Required(), AtMost(200)],
        description="Người này đăng nhập bằng địa chỉ e-mail công vụ này.",
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
    phone = Line("Điện thoại", [AtMost(40)], render_kw={"autocomplete": "off", "class": "short"})


class PersonForm(_Who, EditForm):
    """What is known of a person."""


class _WhichPost(Form):
    """Which post: the agency, what it does, how it is called."""

    agency_id = Choice("Cơ quan, đơn vị", [Required()], coerce=_number)
    role = Choice("Vai trò", [Required()], coerce=Role, default=Role.STAFF)
    title = Line(
        "Tên vị trí",
        [AtMost(200)],
        description="Ví dụ: Phó Giám đốc, Chánh Văn phòng. Để trống thì lấy tên vai trò.",
    )

    def offer(self, actor: Actor) -> None:
        """Fill the choices with what this actor may give."""
        agencies = queries.agency_choices(actor)
        self.agency_id.choices = agencies if len(agencies) == 1 else [("", "Chọn cơ quan"), *agencies]
        self.role.choices = [(role.value, ROLE_LABELS[role]) for role in policies.roles_open_to(actor)]


class NewPersonForm(_Who, _WhichPost):
    """A person together with the first post."""

    held_from = DueDay("Giữ vị trí từ ngày", [Required()], default=today)


class AppointmentForm(_WhichPost):
    """A post for a person who has an account."""

    held_from = DueDay("Giữ vị trí từ ngày", [Required()], default=today)
    held_to = Day("Đến hết ngày", description="Để trống nếu chưa định ngày thôi giữ.")


class HolderForm(Form):
    """A person for a post that exists."""

    email = Line(
        "E-mail của người giữ vị trí",
        [Required(), AtMost(200)],
        description="Người này phải có tài khoản. Chưa có thì chọn “Thêm người dùng mới”.",
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
    held_from = DueDay("Giữ vị trí từ ngày", [Required()], default=today)
    held_to = Day("Đến hết ngày", description="Để trống nếu chưa định ngày thôi giữ.")


class HoldingEndForm(Form):
    held_to = DueDay(
        "Giữ vị trí đến hết ngày",
        [Required()],
        default=today,
        description="Người này còn giữ vị trí đến hết ngày đó. Muốn thôi ngay thì điền ngày hôm qua.",
    )


class NewPostForm(_WhichPost):
    valid_from = DueDay("Có từ ngày", [Required()], default=today)


class PostForm(EditForm):
    title = Line("Tên vị trí", [AtMost(200)], description="Để trống thì lấy tên vai trò.")
    department_id = Choice("Phòng, bộ phận", coerce=_number)

    def offer(self, post: Post) -> None:
        """Fill the departments of the post's agency."""
        self.department_id.choices = [
            ("", "Không thuộc phòng nào"),
            *queries.department_choices(post.agency_id),
        ]


class PostEndForm(Form):
    valid_to = DueDay(
        "Vị trí có đến hết ngày",
        [Required()],
        default=today,
        description="Những người đang giữ vị trí cũng thôi giữ sau ngày này.",
    )
