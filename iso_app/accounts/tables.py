"""The lists of people and posts."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, case, false, not_

from iso_app.accounts import browsers, factors, queries
from iso_app.accounts.models import PROOF_LABELS, Person, Post, PostHolding, SignInEvent
from iso_app.agencies.models import Agency
from iso_app.core.clock import today
from iso_app.core.dates import show_day, show_moment
from iso_app.core.roles import ROLE_LABELS, Role
from iso_app.core.text import fold, sort_key
from iso_app.web.filters import choice_of, each_word, having_words, on_day
from iso_app.web.guard import actor
from iso_app.web.languages import say
from iso_app.web.table import Column, Empty, Filter, Table, badge, chosen_id

_BEFORE_AT = Markup("<wbr>@")


def _lines(gathered: str | None) -> list[str]:
    lines = set((gathered or "").split("\n")) - {""}
    return sorted(lines, key=sort_key) if len(lines) > 1 else list(lines)


def _stacked(gathered: str | None) -> Markup:
    return Markup("<br>").join(_lines(gathered))


def _breakable(email: str) -> Markup:
    """An address that narrow screens may break before its "@"."""
    name, _, house = email.partition("@")
    return escape(name) + _BEFORE_AT + escape(house)


def _joined(gathered: str | None) -> str:
    return "; ".join(_lines(gathered))


def _state(row: Any) -> tuple[str, str]:
    if row.disabled_at is not None:
        return "danger", "Đã khóa"
    if not row.posts:
        return "neutral", "Không giữ vị trí"
    if row.password_set_at is None:
        return "warning", "Chưa đặt mật khẩu"
    return "success", "Đang hoạt động"


def state_badge(row: Any) -> Markup:
    """What an account is like now, as a small label."""
    tone, words = _state(row)
    return badge(tone, say(words))


def _in_state(value: str) -> ColumnElement[bool] | None:
    active = Person.disabled_at.is_(None)
    return {
        "active": active & queries.holding_today() & Person.password_set_at.is_not(None),
        "waiting": active & queries.holding_today() & Person.password_set_at.is_(None),
        "idle": active & not_(queries.holding_today()),
        "disabled": Person.disabled_at.is_not(None),
    }.get(value)


_STATES = (
    ("active", "Đang hoạt động"),
    ("waiting", "Chưa đặt mật khẩu"),
    ("idle", "Không giữ vị trí"),
    ("disabled", "Đã khóa"),
)


def _agencies() -> Sequence[tuple[str, str]]:
    return [(str(id_), name) for id_, name in queries.agency_choices(actor())]


def _in_role(value: str) -> ColumnElement[bool]:
    """Posts in a role; in one that there is not there are none, where `being` would leave the list as it is."""
    return Post.role == value if value in set(Role) else false()


def _with_role(value: str) -> ColumnElement[bool]:
    return queries.holding_today(_in_role(value))


def _at_agency(value: str) -> ColumnElement[bool]:
    return queries.holding_today(PostHolding.agency_id == chosen_id(value))


def _with_factor(value: str) -> ColumnElement[bool] | None:
    has_one = factors.has_one(Person.id)
    return {"yes": has_one, "no": not_(has_one)}.get(value)


_WORDS_OF_PEOPLE = Filter("q", "Tên, e-mail hoặc điện thoại", having_words(Person.folded))
_ROLE = Filter("role", "Vai trò", _with_role, choice_of(ROLE_LABELS))
_AGENCY = Filter("agency", "Cơ quan, đơn vị", _at_agency, _agencies)
_FACTOR = Filter(
    "factor",
    "Xác thực hai lớp",
    _with_factor,
    lambda: (("yes", "Đã thiết lập"), ("no", "Chưa thiết lập")),
)
_STATE = Filter("state", "Tình trạng", _in_state, lambda: _STATES)

_NAME = Column("name", "Họ và tên", lambda row: row.full_name, sort=Person.sort_name.expression)
_EMAIL = Column(
    "email",
    "E-mail",
    lambda row: _breakable(row.email),
    sort=Person.email.expression,
    export=lambda row: row.email,
)
_PHONE = Column("phone", "Điện thoại", lambda row: row.phone, optional=True)
_POSTS = Column("posts", "Vị trí", lambda row: _stacked(row.posts), export=lambda row: _joined(row.posts))
_AGENCIES = Column(
    "agency",
    "Cơ quan, đơn vị",
    lambda row: _stacked(row.agencies),
    export=lambda row: _joined(row.agencies),
)
_LAST = Column("last", "Đăng nhập gần nhất", lambda row: show_moment(row.last_signed_in), optional=True)
_STATE_COLUMN = Column("state", "Tình trạng", state_badge)


def _people_table(columns: tuple[Column, ...], filters: tuple[Filter, ...]) -> Table:
    return Table(
        label="Người dùng",
        columns=columns,
        identity=Person.id.expression,
        default_sort="name",
        filters=filters,
        empty=Empty("Chưa có người dùng nào", "Hãy thêm người dùng đầu tiên cùng vị trí của họ."),
        link=lambda row: url_for("people.show", person_id=row.id),
        tone=lambda row: "muted" if row.disabled_at is not None else None,
    )


PEOPLE_OF_PROVINCE = _people_table(
    (_NAME, _EMAIL, _PHONE, _POSTS, _AGENCIES, _LAST, _STATE_COLUMN),
    (_WORDS_OF_PEOPLE, _AGENCY, _ROLE, _FACTOR, _STATE),
)
PEOPLE_OF_AGENCY = _people_table(
    (_NAME, _EMAIL, _PHONE, _POSTS, _LAST, _STATE_COLUMN), (_WORDS_OF_PEOPLE, _ROLE, _FACTOR, _STATE)
)


def people_table() -> Table:
    """The list of people as wide as the actor sees."""
    return PEOPLE_OF_PROVINCE if actor().sees_province else PEOPLE_OF_AGENCY


def _post_words(typed: str) -> ColumnElement[bool]:
    """Titles keep no folded spelling: the few there are in the scope are compared one by one."""
    titles = {title: fold(title) for title in queries.post_titles()}

    def has(word: str) -> ColumnElement[bool]:
        alike = [title for title, folded in titles.items() if word in folded]
        return Post.title.in_(alike) | Agency.folded.contains(word, autoescape=True)

    return each_word(has)(typed)


def _in_force(value: str) -> ColumnElement[bool] | None:
    gone = Post.valid_to.is_not(None) & (Post.valid_to < today())
    return {"yes": not_(gone), "no": gone}.get(value)


def _holders(row: Any) -> Markup:
    if row.valid_to is not None and row.valid_to < today():
        return badge("neutral", say("Đã kết thúc ngày {day}", day=show_day(row.valid_to)))
    return _stacked(row.holders) if row.holders else badge("warning", say("Chưa có người giữ"))


# The order of the house, not of the alphabet.
_RANK = case({role.value: rank for rank, role in enumerate(Role)}, value=Post.role, else_=len(Role))

POSTS = Table(
    label="Vị trí",
    columns=(
        Column("title", "Tên vị trí", lambda row: row.title, sort=Post.title.expression),
        Column("role", "Vai trò", lambda row: say(ROLE_LABELS[row.role]), sort=_RANK),
        Column("agency", "Cơ quan, đơn vị", lambda row: row.agency, sort=Agency.sort_name.expression),
        Column("holders", "Người đang giữ", _holders, export=lambda row: _joined(row.holders)),
        Column(
            "from",
            "Có từ ngày",
            lambda row: show_day(row.valid_from),
            sort=Post.valid_from.expression,
            export=lambda row: row.valid_from,
        ),
    ),
    identity=Post.id.expression,
    default_sort="agency",
    filters=(
        Filter("q", "Tên vị trí hoặc cơ quan", _post_words),
        Filter("role", "Vai trò", _in_role, choice_of(ROLE_LABELS)),
        Filter("held", "Hiệu lực", _in_force, lambda: (("yes", "Đang có"), ("no", "Đã kết thúc"))),
    ),
    empty=Empty(
        "Chưa có vị trí nào",
        "Vị trí nối một vai trò với một cơ quan; người giữ vị trí thay đổi theo thời gian.",
    ),
    link=lambda row: url_for("posts.show", post_id=row.id),
    tone=lambda row: "muted" if row.valid_to is not None and row.valid_to < today() else None,
)


def _outcome(row: Any) -> Markup:
    if row.succeeded:
        return badge("success", say("Thành công"))
    return badge("danger", say("Bị từ chối"))


SIGN_INS = Table(
    label="Lịch sử đăng nhập",
    columns=(
        Column("when", "Thời điểm", lambda row: show_moment(row.at), sort=SignInEvent.id.expression),
        Column(
            "outcome",
            "Kết quả",
            _outcome,
            export=lambda row: say("Thành công") if row.succeeded else say("Bị từ chối"),
        ),
        Column("how", "Cách xác thực", lambda row: say(PROOF_LABELS[row.how])),
        Column("browser", "Trình duyệt", lambda row: browsers.in_words(row.browser)),
        Column("network", "Địa chỉ mạng", lambda row: row.network),
    ),
    identity=SignInEvent.id.expression,
    default_sort="-when",
    filters=(
        Filter(
            "outcome",
            "Kết quả",
            lambda value: SignInEvent.succeeded.is_(value == "yes"),
            lambda: (("yes", "Thành công"), ("no", "Bị từ chối")),
        ),
        Filter("day", "Ngày", on_day(SignInEvent.at), is_day=True),
    ),
    empty=Empty(
        "Chưa có lần đăng nhập nào", "Mỗi lần đăng nhập, kể cả lần bị từ chối, được ghi lại tại đây."
    ),
)
