"""What is asked about people, posts and passwords."""

from collections.abc import Iterable
from typing import Any, Self

from wtforms import HiddenField, IntegerField
from wtforms.validators import ValidationError

from iso_app.accounts import policies, queries
from iso_app.accounts.models import Post, PostHolding
from iso_app.agencies import queries as agencies
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
        own = queries.agency_choices(actor)
        self.agency_id.choices = own if len(own) == 1 else [("", "Chọn cơ quan"), *own]
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
            *agencies.departments_open_on(post.agency_id, today()),
        ]


class PostEndForm(Form):
    valid_to = DueDay(
        "Vị trí có đến hết ngày",
        [Required()],
        default=today,
        description="Những người đang giữ vị trí cũng thôi giữ sau ngày này.",
    )


_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short", "autocapitalize": "none"}
_AGAIN = {"autocomplete": "current-password"}


class CodeForm(Form):
    """The second factor at sign-in: a code of the app, or a recovery code."""

    code = Line(
        "Mã xác thực",
        [Required(), AtMost(40)],
        description="Mã 6 số đang hiện trong ứng dụng. Không có điện thoại thì nhập một mã dự phòng.",
        render_kw={**_CODE, "inputmode": "text"},
    )


class PasskeyAnswerForm(Form):
    """What a security key answered; a script fills it in."""

    answer = HiddenField()


class SetUpForm(Form):
    """The first code of an app; the key travels sealed with the page until then."""

    carried = HiddenField()
    code = Line(
        "Mã 6 số trong ứng dụng", [Required(), AtMost(20)], description="Mã đổi mỗi 30 giây.", render_kw=_CODE
    )


class OwnSetUpForm(SetUpForm):
    password = Password("Mật khẩu đang dùng", [Required(), AtMost(200)], render_kw=_AGAIN)


class PasswordAgainForm(Form):
    """An act on one's own account that asks for the password."""

    password = Password("Mật khẩu đang dùng", [Required(), AtMost(200)], render_kw=_AGAIN)


class NewPasskeyForm(PasskeyAnswerForm):
    """A new security key; a script asks the key and fills `answer` in."""

    name = Line(
        "Tên khóa",
        [Required(), AtMost(100)],
        description="Để nhận ra khi có nhiều khóa, ví dụ: Khóa USB ở cơ quan.",
        render_kw={"autocomplete": "off"},
    )


class PasskeyForm(NewPasskeyForm, PasswordAgainForm):
    """A new security key of somebody who has signed in."""


class ResetFactorForm(Form):
    reason = Line(
        "Lý do đặt lại",
        [Required(), AtMost(500)],
        description="Ví dụ: mất điện thoại, đã xác minh trực tiếp. Người này sẽ được báo khi đăng nhập lần tới.",
        render_kw={"autocomplete": "off"},
    )


class DemandForm(Form):
    """From which day a role needs a second factor, and how long it may still be put off."""

    from_day = DueDay("Yêu cầu từ ngày", [Required()], default=today)
    grace_days = IntegerField(
        "Số ngày ân hạn",
        [Required()],
        default=7,
        description="Trong những ngày này người chưa thiết lập được nhắc và còn bấm “Để sau” được.",
        render_kw={"class": "short", "min": 0, "max": 90},
    )


class DelegateForm(Form):
    """Who stands in for whom."""

    holding_id = Choice("Vị trí được thay", [Required()])
    deputy_id = Choice("Người thay mặt", [Required()])
    from_day = Day("Từ ngày", [Required()])
    to_day = Day("Đến hết ngày", [Required()])
    reason = Line("Lý do", [Required(), AtMost(500)])

    def offer(self, holdings: Iterable[PostHolding], people: Iterable[tuple[int, str]]) -> Self:
        self.holding_id.choices = [
            (str(held.id), f"{held.post.title} – {held.person.full_name}") for held in holdings
        ]
        self.deputy_id.choices = [("", ""), *((str(id_), name) for id_, name in people)]
        return self
