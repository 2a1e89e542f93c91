"""Old rows of the logs taken away by the operator, as long as the settings say."""

import click
from flask import current_app

from iso_app.core.actor import operator
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work
from iso_app.oversight import services


@click.command("trim-logs")
def trim_logs() -> None:
    """Xóa lần xem và lần đăng nhập cũ hơn ISO_APP_LOGS_KEPT_DAYS ngày (ít nhất một năm)."""
    days = current_app.extensions["settings"].logs_kept_days
    with unit_of_work(), whole_country():
        reads, sign_ins = services.trim_logs(operator(), older_than_days=days)
    click.echo(
        f"Đã xóa {reads} lần xem, {sign_ins} lần đăng nhập cũ hơn {max(days, services.LEAST_DAYS)} ngày."
    )
