"""The console script `iso-app`: exit 0 on success, 2 with one line that says what to do on bad usage or bad input."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import current_app
from sqlalchemy.exc import OperationalError, ProgrammingError

from iso_app.accounts import sessions
from iso_app.app import create_app, load_settings
from iso_app.backup.cli import COMMANDS as BACKUP
from iso_app.core.actor import Actor, operator
from iso_app.core.dates import parse_day
from iso_app.core.errors import DomainError
from iso_app.db.scope import acting_in, whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.demo.accounts import DEMO_ACCOUNTS, PASSWORD
from iso_app.demo.services import build_province, go_on_to_2025
from iso_app.features import FEATURES
from iso_app.imports import services as imports
from iso_app.periodic_reports import files as periodic_files
from iso_app.periodic_reports import queries as periodic
from iso_app.reports import content as contents
from iso_app.reports import files, queries
from iso_app.reports import services as reports
from iso_app.serving import serve_embedded, settle_memory
from iso_app.sheets.kind import ImportKind, Outcome, Plan
from iso_app.standards import services as standards
from iso_app.web.feature import registry

BAD_INPUT = 2
F = TypeVar("F", bound=Callable[..., Any])


class Refused(click.ClickException):
    """Bad input: one line, exit 2."""

    exit_code = BAD_INPUT


@click.group()
def cli() -> None:
    """ISO điện tử: hệ thống quản lý chất lượng của cơ quan nhà nước."""


def with_app(command: F) -> F:
    """Run a command inside the application."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app(load_settings()).app_context():
            return command(*args, **kwargs)

    return run  # type: ignore[return-value]


@contextmanager
def _acting(email: str | None, *, keep: bool) -> Iterator[Actor]:
    """One unit of work, as the person with this e-mail or as the operator."""
    with unit_of_work(keep=keep):
        if email is None:
            with whole_country():
                yield operator()
        else:
            with whole_country():
                actor = sessions.actor_for_email(email)
            with acting_in(actor.scope):
                yield actor


# -- init, demo, serve -------------------------------------------------------------------------------------------


@cli.command()
@with_app
def init() -> None:
    """Tạo mới hoặc nâng cấp cơ sở dữ liệu."""
    prepare()
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")


def prepare() -> None:
    """Bring the database to the newest schema and load what ships with the product."""
    from flask_migrate import upgrade  # Alembic takes 0.3 s and 4 MiB, which serving does not need

    current_app.extensions["settings"].home.mkdir(parents=True, exist_ok=True)
    upgrade()
    with unit_of_work(), whole_country():
        standards.load_editions(operator())
        reports.load_templates()


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(host: str, port: int) -> None:
    """Chạy thử với tỉnh Sóc Trăng 2021, rồi 2025 sau sắp xếp (dữ liệu minh họa)."""
    settings = load_settings(demo=True)
    app = create_app(settings)
    app.extensions["demo_accounts"] = [(account.label, account.email, PASSWORD) for account in DEMO_ACCOUNTS]
    with app.app_context():
        prepare()
        build_province()
        go_on_to_2025()
    click.echo(f"\nISO điện tử đang chạy tại http://{host}:{port} (dữ liệu minh họa). Dừng bằng Ctrl+C.\n")
    click.echo(f"Mật khẩu của mọi tài khoản: {PASSWORD}")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.email:<34} {account.label}")
    serve_embedded(app, host=host, port=port)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Chạy phần mềm trong một tiến trình (nhiều máy: dùng gunicorn, xem README)."""
    settings = load_settings()
    if problems := settings.problems():
        raise Refused(problems[0])
    serve_embedded(create_app(settings), host=host, port=port)


# -- import ------------------------------------------------------------------------------------------------------


@cli.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không lưu gì.")
@click.option("--good-rows", is_flag=True, help="Lưu các dòng đúng dù có dòng sai (được ghi lại).")
@click.option("--as", "email", metavar="EMAIL", help="Nhập với tư cách người này.")
@with_app
def import_file(kind: str, file: Path, *, dry_run: bool, good_rows: bool, email: str | None) -> None:
    """Nhập tệp .csv hoặc .xlsx: co-quan, sap-xep, tinh-hinh, ke-hoach, kiem-tra, so-in, van-ban-ben-ngoai."""
    chosen = _kind(kind)
    content = _bytes_of(file)
    with _acting(email, keep=not dry_run) as actor:
        batch, plan = imports.run(
            actor, chosen, file.name, content, dry_run=dry_run, good_rows_only=good_rows
        )
        stored = batch is not None
    _tell(plan, stored=stored, dry_run=dry_run)


def _kind(code: str) -> ImportKind:
    kinds = {kind.code: kind for kind in registry().imports()}
    if code not in kinds:
        raise Refused(f"Không có loại tệp “{code}”; chọn một trong: {', '.join(kinds)}.")
    found: ImportKind = kinds[code]
    return found


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"Không đọc được tệp {file}: {error.strerror}. Hãy kiểm tra đường dẫn.") from error


def _tell(plan: Plan, *, stored: bool, dry_run: bool) -> None:
    counts = plan.counts
    words = (
        f"{counts[Outcome.NEW]} mới, {counts[Outcome.CHANGED]} thay đổi, "
        f"{counts[Outcome.SAME]} như cũ, {counts[Outcome.WRONG]} sai"
    )
    for problem in plan.problems:
        click.echo(problem.sentence(), err=True)
    for note in plan.notes:
        click.echo(note, err=True)
    if plan.problems and not stored:
        raise Refused(f"Chưa lưu gì ({words}). Hãy sửa các dòng trên rồi nhập lại.")
    click.echo(f"{'Xem trước' if dry_run else 'Đã lưu'}: {words}.")


# -- report ------------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("template")
@click.option("--year", required=True, type=int, metavar="Y")
@click.option("--as-of", "as_of", metavar="DATE", help="Tính đến ngày (dd/mm/yyyy); mặc định 31/12 của năm.")
@click.option("--agency", metavar="CODE", help="Cơ quan, cho các biểu của một cơ quan.")
@click.option("--format", "kind", required=True, type=click.Choice(["json", "xlsx", "docx", "pdf"]))
@click.option("--out", type=click.Path(path_type=Path), help="Tệp kết quả; mặc định ra màn hình.")
@click.option("--as", "email", metavar="EMAIL", help="Lập bảng với tư cách người này.")
@with_app
def report(
    template: str,
    *,
    year: int,
    as_of: str | None,
    agency: str | None,
    kind: str,
    out: Path | None,
    email: str | None,
) -> None:
    """Lập một bảng: phu-luc-1, phu-luc-2, phu-luc-05, cong-bo, xep-loai, tien-do-kiem-tra, chi-so-cchc."""
    day = parse_day(as_of) if as_of else None
    with _acting(email, keep=False) as actor:
        if periodic.knows(template):
            found = periodic.sought(template, year=year, as_of=day, agency=agency)
            content = periodic_files.render(kind, found)
        elif agency is not None:
            raise Refused(f"Mẫu {template} là bảng của cả tỉnh; hãy bỏ --agency.")
        else:
            content = _report(actor, template, year=year, as_of=day, kind=kind)
    if out is not None:
        _write(out, content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _report(actor: Actor, template: str, *, year: int, as_of: date | None, kind: str) -> bytes:
    version = queries.template(template)
    period = queries.period(year, as_of)
    content = queries.live(actor, version, period, with_evidence=kind == "xlsx")
    if kind == "json":
        text = json.dumps(contents.contract(content), ensure_ascii=False, indent=1)
        return f"{text}\n".encode()
    return files.render(kind, files.of_live(actor, content))


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Refused(f"Không ghi được tệp {out}: {error.strerror}. Hãy chọn nơi khác.") from error


# -- the whole script --------------------------------------------------------------------------------------------


def _in_app(command: click.Command) -> click.Command:
    """A feature's command, run inside the application; the feature's own object stays as it is."""
    wrapped = copy(command)
    if command.callback is not None:
        wrapped.callback = with_app(command.callback)
    return wrapped


for _command in chain(BACKUP, *(feature.commands for feature in FEATURES)):
    cli.add_command(_in_app(_command))


def main() -> None:
    """Run the script; every expected failure is one line on the error stream."""
    settle_memory()  # an import of a country makes more objects than any page
    try:
        cli.main(standalone_mode=False)
    except click.UsageError as error:
        _stop(f"{error.format_message()} Xem cách dùng: iso-app --help", error.exit_code)
    except click.ClickException as error:
        _stop(error.format_message(), error.exit_code)
    except click.exceptions.Abort:
        _stop("Đã dừng.", 1)
    except DomainError as error:
        _stop(error.message, BAD_INPUT)
    except (OperationalError, ProgrammingError) as error:
        _stop(_database_words(str(error.orig)), BAD_INPUT)


def _database_words(detail: str) -> str:
    if any(words in detail for words in ("no such table", "does not exist", "unable to open")):
        return "Cơ sở dữ liệu chưa có hoặc còn bản cũ; hãy chạy: iso-app init"
    return f"Không dùng được cơ sở dữ liệu: {detail.splitlines()[0]}"


def _stop(line: str, code: int) -> None:
    click.echo(" ".join(line.split()), err=True)
    sys.exit(code)
