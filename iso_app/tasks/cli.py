"""The tasks of a year made by the operator, batch by batch; stopped and called again it goes on."""

import click

from iso_app.accounts.sessions import actor_for_email
from iso_app.agencies import queries as agencies
from iso_app.core.clock import today
from iso_app.db.scope import acting_in
from iso_app.db.unit_of_work import unit_of_work
from iso_app.tasks import queries, services


@click.command("make-tasks")
@click.option("--year", type=int, default=None, help="Năm cần lập việc; mặc định là năm nay.")
@click.option("--as", "email", required=True, help="E-mail của quản trị tỉnh.")
def make_tasks(year: int | None, email: str) -> None:
    """Lập việc của một năm từ lịch nghĩa vụ của tỉnh."""
    wanted = year or today().year
    with unit_of_work():
        actor = actor_for_email(email)
        with acting_in(actor.scope):
            services.begin_run(actor, agencies.province_of(actor), year=wanted)
    more = True
    while more:
        with unit_of_work(), acting_in(actor.scope):
            run = queries.existing_run(wanted)
            more = services.make_batch(actor, run)
            done, of, made = run.agencies_done, run.agencies, run.tasks_made
        click.echo(f"{done}/{of} cơ quan, {made} việc")
