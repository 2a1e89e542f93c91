"""`iso-app backup FILE` and `iso-app restore FILE`."""

from collections.abc import Sequence
from pathlib import Path

import click

from iso_app.backup import services
from iso_app.core.actor import operator

_FILE = click.Path(path_type=Path, dir_okay=False)
MEGABYTE = 1_000_000


@click.command("backup")
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Sao lưu cơ sở dữ liệu và các tệp vào một tệp nén FILE; phần mềm vẫn chạy bình thường."""
    made = services.back_up(operator(), file.absolute())
    _warn(made.missing)
    size = f"{made.size / MEGABYTE:.1f}".replace(".", ",")
    click.echo(f"Đã sao lưu vào {file}: cơ sở dữ liệu và {made.files} tệp, {size} MB.")


@click.command("restore")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Thay cả cơ sở dữ liệu đang có dữ liệu.")
def restore(file: Path, *, force: bool) -> None:
    """Khôi phục từ bản sao lưu FILE; hãy dừng phần mềm trước."""
    back = services.restore(operator(), file.absolute(), force=force)
    _warn(back.missing)
    if back.replaced:
        click.echo(f"Cơ sở dữ liệu cũ còn trong {back.replaced}.")
    click.echo(
        f"Đã khôi phục bản sao lưu lúc {back.made_at}: {back.files} tệp; "
        f"nhật ký nguyên vẹn, {back.entries} mục."
    )


def _warn(missing: Sequence[str]) -> None:
    if missing:
        click.echo(f"Thiếu {len(missing)} tệp gốc đã mất khỏi kho tệp, trước hết là {missing[0]}.", err=True)


COMMANDS = (backup, restore)
