"""`verify-trail` proves the trail from outside; `anchor-trail` notes its heads outside the database."""

from pathlib import Path

import click
from flask import current_app

from iso_app.db import db
from iso_app.trail import anchors
from iso_app.trail.verify import verify


def _home() -> Path:
    return Path(current_app.extensions["settings"].home)


@click.command("verify-trail")
@click.option("--anchors", "folder", type=click.Path(path_type=Path), help="Thư mục có tệp anchors.log khác.")
def verify_trail(folder: Path | None) -> None:
    """Kiểm tra toàn bộ nhật ký; báo mắt xích hỏng đầu tiên (mã thoát 1)."""
    try:
        known = anchors.read(folder or _home())
    except anchors.DamagedAnchors as error:
        raise click.ClickException(str(error)) from error
    with db.engine.connect() as connection:
        found = verify(connection, known.heads)
    if found.broken is not None:
        raise click.ClickException(f"NHẬT KÝ ĐÃ BỊ CAN THIỆP. {found.broken}")
    click.echo(
        f"Nhật ký nguyên vẹn: {found.chains} chuỗi, {found.entries} mục, {found.anchors} mốc neo"
        f" trong {known.lines} lần neo."
    )


@click.command("anchor-trail")
def anchor_trail() -> None:
    """Ghi đầu các chuỗi nhật ký ra tệp anchors.log, ngoài cơ sở dữ liệu."""
    try:
        moved = anchors.anchor(_home())
    except anchors.DamagedAnchors as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Đã neo {moved} chuỗi có mục mới.")
