"""`iso-app load-edition FILE`: a further edition is a file and a command."""

import sys
from pathlib import Path

import click

from iso_app.core.actor import operator
from iso_app.core.errors import DomainError
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.standards import services

BAD_INPUT = 2


@click.command("load-edition")
@click.argument("file", type=click.Path(path_type=Path))
def load_edition(file: Path) -> None:
    """Nạp một phiên bản tiêu chuẩn hoặc bảng đối chiếu từ tệp YAML."""
    try:
        with unit_of_work(), whole_country():
            loaded = services.load_edition_file(operator(), file)
    except DomainError as error:
        click.echo(error.message, err=True)
        sys.exit(BAD_INPUT)
    what = " và bảng đối chiếu ".join(name for name in (loaded.edition, loaded.mapping) if name)
    click.echo(f"Đã nạp {what}." if loaded.is_new else f"{what} đã được nạp từ trước, không có gì thay đổi.")
