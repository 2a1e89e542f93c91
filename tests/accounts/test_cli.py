"""The way in from the command line, when nobody can sign in yet or any more."""

import inspect
from copy import copy

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from iso_app.accounts import passwords, sessions
from iso_app.accounts.cli import create_admin, reset_link
from iso_app.agencies.models import Agency, Province
from iso_app.core.roles import Role
from iso_app.db import db
from iso_app.db.scope import whole_country

NEW = "mot mat khau khac han"


def run(command, *words):
    """The command in the application of the test, not in the one that the script would make for it."""
    bare = copy(command)
    bare.callback = inspect.unwrap(command.callback)
    return CliRunner().invoke(bare, words)


def path_of(output):
    link = output.strip().splitlines()[-1]
    assert link.startswith("https://iso.example.vn/")
    return link.removeprefix("https://iso.example.vn")


def test_a_link_for_somebody(visitor, world, fresh):
    result = run(reset_link, "SNV.staff@example.vn", "--address", "https://iso.example.vn")
    assert result.exit_code == 0
    visitor().post(path_of(result.output), new_password=NEW, repeated=NEW)
    assert passwords.matches(fresh("snv.staff").password_hash, NEW)


def test_a_link_for_nobody(world):
    result = run(reset_link, "khong.ai@example.vn")
    assert result.exit_code == 2
    assert "Không có tài khoản với e-mail khong.ai@example.vn." in result.output


def test_the_first_administrator_of_an_empty_house(app, visitor):
    words = ["--province", "ST", "--email", "qt@example.vn", "--name", "Trần Văn Quản", "--address"]
    result = run(create_admin, *words, "https://iso.example.vn")
    assert (result.exit_code, "--province-name" in result.output) == (2, True)
    result = run(create_admin, *words, "https://iso.example.vn", "--province-name", "Tỉnh Sóc Trăng")
    assert result.exit_code == 0, result.output
    browser = visitor()
    browser.post(path_of(result.output), new_password=NEW, repeated=NEW)
    browser.post("/dang-nhap", email="qt@example.vn", password=NEW)
    assert "Trần Văn Quản" in browser.get("/nguoi-dung/").text
    actor = sessions.actor_for_email("qt@example.vn")
    assert (actor.role, actor.sees_province) == (Role.PROVINCE_ADMIN, True)
    with whole_country():
        assert db.session.scalars(select(Province.name)).all() == ["Tỉnh Sóc Trăng"]
        assert db.session.scalars(select(Agency.is_authority)).all() == [True]


def test_a_further_administrator_joins_the_authority_there_is(world):
    result = run(create_admin, "--province", "ST", "--email", "qt@example.vn", "--name", "Trần Văn Quản")
    assert result.exit_code == 0, result.output
    assert sessions.actor_for_email("qt@example.vn").agency_id == world.agency["tdc"]


@pytest.mark.parametrize(
    ("email", "name"),
    [("khong phai", "Trần Văn Quản"), ("tdc.leader@example.vn", "X"), ("qt@example.vn", " ")],
)
def test_bad_words_change_nothing(email, name, world):
    result = run(create_admin, "--province", "ST", "--email", email, "--name", name)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
