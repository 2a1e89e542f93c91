import click

from iso_app.compliance import services
from iso_app.db.scope import whole_country
from iso_app.db.unit_of_work import unit_of_work


@click.command("rebuild-facts")
def rebuild_facts() -> None:
    """Lập lại toàn bộ bảng dữ kiện từ các bản ghi gốc."""
    with unit_of_work(), whole_country():
        made = services.rebuild()
    click.echo(f"Đã lập lại {made} dữ kiện.")
