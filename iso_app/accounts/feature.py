"""People, the posts they hold between dates, how they sign in."""

from iso_app.accounts import policies
from iso_app.accounts.cli import create_admin, reset_link, reset_second_factor
from iso_app.accounts.views import BLUEPRINTS
from iso_app.trail import words
from iso_app.web.feature import Feature, MenuItem
from iso_app.web.guard import SIGNED_IN

words.add(
    verbs={
        "person.created": "Thêm người dùng {label}",
        "person.edited": "Sửa thông tin người dùng {label}",
        "person.disabled": "Khóa tài khoản của {label}",
        "person.enabled": "Mở lại tài khoản của {label}",
        "person.sessions_ended": "Kết thúc mọi phiên đăng nhập của {label}",
        "person.password_changed": "{label} đổi mật khẩu",
        "person.password_set": "Đặt mật khẩu cho {label}",
        "person.password_rehashed": "Mật khẩu của {label} được lưu lại theo cách mã hóa mới",
        "person.link_made": "Tạo liên kết dùng một lần để {label} đặt mật khẩu",
        "person.link_used": "{label} đặt mật khẩu bằng liên kết dùng một lần",
        "person.totp_set_up": "{label} thiết lập ứng dụng xác thực",
        "person.totp_removed": "{label} bỏ ứng dụng xác thực",
        "person.passkey_added": "{label} thêm khóa bảo mật “{name}”",
        "person.passkey_removed": "{label} bỏ khóa bảo mật “{name}”",
        "person.recovery_codes_renewed": "{label} tạo mã dự phòng mới",
        "person.second_factor_reset": "Đặt lại xác thực hai lớp của {label}. Lý do: {reason}",
        "second_factor_demand.set": "Yêu cầu xác thực hai lớp với vai trò {label}",
        "second_factor_demand.ended": "Thôi yêu cầu xác thực hai lớp với vai trò {label}",
        "post.created": "Lập vị trí {label}",
        "post.edited": "Sửa vị trí {label}",
        "post.ended": "Kết thúc vị trí {label}",
        "post_holding.begun": "Giao vị trí: {label}",
        "post_holding.ended": "Thôi giữ vị trí: {label}",
        "delegation.given": "{deputy} thay mặt {person} ở vị trí {post} từ {begin} đến {end}",
        "delegation.ended": "Thôi ủy quyền: {deputy} không còn thay mặt {person}",
    },
    labels={
        "delegation.from_day": "Thay mặt từ ngày",
        "deputy_id": "Người thay mặt",
        "given_at": "Ủy quyền lúc",
        "given_by": "Người ủy quyền",
        "holding_id": "Vị trí được thay",
        "to_day": "Thay mặt đến ngày",
        "from_day": "Yêu cầu từ ngày",
        "grace_days": "Số ngày ân hạn",
        "compulsory_from": "Bắt buộc từ ngày",
    },
    choices={
        "second_factor_demand.set": ("label",),
        "second_factor_demand.ended": ("label",),
    },
)

FEATURE = Feature(
    name="accounts",
    label="Người dùng",
    blueprints=BLUEPRINTS,
    permissions=policies.ALL,
    menu=(
        MenuItem("Người dùng", "people.index", "users", policies.READ, "Quản trị", order=80),
        MenuItem("Vị trí", "posts.index", "briefcase", policies.READ, "Quản trị", order=81),
        MenuItem("Tài khoản của tôi", "accounts.me", "user", SIGNED_IN, "Cá nhân", order=95),
    ),
    commands=(reset_link, create_admin, reset_second_factor),
)
