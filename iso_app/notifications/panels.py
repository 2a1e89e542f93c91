"""What the state page shows of mail."""

from flask import render_template

from iso_app.core.actor import Actor
from iso_app.core.dates import show_moment
from iso_app.notifications import queries, smtp
from iso_app.web.addresses import base_address


def on_operations(_actor: Actor, _record: object) -> str:
    waiting, last = queries.mail_standing()
    return render_template(
        "notifications/on_operations.html",
        is_set_up=smtp.is_set_up(),
        has_address=bool(base_address()),
        waiting=waiting,
        last=show_moment(last),
    )
