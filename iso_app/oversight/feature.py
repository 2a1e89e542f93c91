"""Every read of an agency's record by the authority, visible to the agency."""

from flask import Flask

from iso_app.core.actor import Actor
from iso_app.oversight import policies, services
from iso_app.oversight.cli import trim_logs
from iso_app.oversight.views import bp
from iso_app.web import reading
from iso_app.web.feature import Feature, MenuItem
from iso_app.web.reading import Reading


def _keep(actor: Actor, read: Reading) -> None:
    opened = services.Opened(read.title, read.address, read.endpoint, read.as_file)
    typed = services.Typed(read.code, *read.around)
    services.note_reading(actor, agencies=read.agencies, people=read.people, opened=opened, typed=typed)


def _start(app: Flask) -> None:
    app.extensions[reading.KEEPER] = _keep


FEATURE = Feature(
    name="oversight",
    label="Nhật ký xem của cơ quan cấp trên",
    blueprints=(bp,),
    permissions=policies.ALL,
    menu=(MenuItem("Ai đã xem", "oversight.readings", "eye", policies.READ, "Quản trị", order=91),),
    commands=(trim_logs,),
    start=_start,
)
