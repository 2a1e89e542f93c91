"""What other pages show of tasks: the counts on the first page."""

from flask import render_template, url_for

from iso_app.agencies.models import Agency
from iso_app.core.actor import Actor
from iso_app.tasks import shown


def on_home(actor: Actor, agency: Agency | None) -> str:  # noqa: ARG001 - as every panel
    """How much waits for this person, each count leading to its group."""
    page = shown.my_work(actor)
    groups = [
        (group.label, len(group.lines), group.tone, url_for("tasks.index", _anchor=f"group-{group.key}"))
        for group in page.groups
    ]
    return render_template("tasks/on_home.html", groups=groups)
