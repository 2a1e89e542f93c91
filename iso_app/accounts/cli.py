"""Accounts from the command line: the way in when nobody can sign in yet, or any more."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app, url_for

from iso_app.accounts import queries, services
from iso_app.core.actor import operator
from iso_app.core.errors import DomainError
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work

ADDRESS = "http://127.0.0.1:8000"
AUTHORITY_CODE = "TDC"
AUTHORITY_NAME = "Chi cục Tiêu chuẩn Đo lường Chất lượng"


class Refused(click.ClickException):
    """A rule said no: one line that says what to do, exit 2."""

    exit_code = 2


@contextmanager
def _work() -> Iterator[None]:
    try:
        with unit_of_work(), whole_country():
            yield
    except DomainError as error:
        raise Refused(error.message) from error


def _link(token: str, address: str) -> str:
    with current_app.test_request_context(base_url=address):
        return url_for("accounts.use_link", token=token, _external=True)


@click.command("reset-link")
@click.argument("email")
@click.option(
    "--address", default=ADDRESS, show_default=True, help="Địa chỉ của phần mềm, in ở đầu liên kết."
)
def reset_link(email: str, address: str) -> None:
    """In liên kết dùng một lần để EMAIL đặt mật khẩu mới (24 giờ)."""
    with _work():
        person = queries.person_by_email(email)
        if person is None:
            raise Refused(f"Không có tài khoản với e-mail {email}.")
        token = services.make_one_time_link(operator(), person)
    click.echo(_link(token, address))


@click.command("reset-second-factor")
@click.argument("email")
@click.option("--reason", required=True, help="Lý do, được báo cho người này khi đăng nhập lần tới.")
def reset_second_factor(email: str, reason: str) -> None:
    """Đặt lại xác thực hai lớp của EMAIL, khi không còn quản trị nào làm được."""
    with _work():
        person = queries.person_by_email(email)
        if person is None:
            raise Refused(f"Không có tài khoản với e-mail {email}.")
        services.reset_second_factor(operator(), person, reason=reason)


@click.command("create-admin")
@click.option("--province", required=True, help="Mã tỉnh.")
@click.option("--email", required=True, help="E-mail để đăng nhập.")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--province-name", default="", help="Tên tỉnh, khi tỉnh chưa có trong hệ thống.")
@click.option(
    "--agency-code", default=AUTHORITY_CODE, show_default=True, help="Mã cơ quan quản lý ISO của tỉnh."
)
@click.option("--agency-name", default=AUTHORITY_NAME, show_default=True, help="Tên cơ quan đó, khi chưa có.")
@click.option(
    "--address", default=ADDRESS, show_default=True, help="Địa chỉ của phần mềm, in ở đầu liên kết."
)
def create_admin(
    province: str, email: str, name: str, province_name: str, agency_code: str, agency_name: str, address: str
) -> None:
    """Tạo quản trị tỉnh đầu tiên và in liên kết dùng một lần để đặt mật khẩu."""
    with _work():
        token = services.create_first_admin(
            operator(), province_code=province, province_name=province_name, agency_code=agency_code,
            agency_name=agency_name, email=email, full_name=name,
        )  # fmt: skip
    click.echo(_link(token, address))
