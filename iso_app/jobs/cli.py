import click
from flask import Flask, current_app

from iso_app.jobs import worker


@click.command("work")
@click.option(
    "--concurrency", default=1, show_default=True, type=click.IntRange(1, 32), help="Số việc làm cùng lúc."
)
def work(concurrency: int) -> None:
    """Làm công việc chạy nền cho đến khi bị dừng; chạy được nhiều tiến trình trên nhiều máy (PostgreSQL)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - threads of the worker need the application itself
    worker.work(app, concurrency=concurrency)
