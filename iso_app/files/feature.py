from flask import Flask

from iso_app.db import db
from iso_app.files import store
from iso_app.web.feature import Feature


def _start(app: Flask) -> None:
    with app.app_context():
        store.configure(db.engine, app.extensions["settings"].files)


FEATURE = Feature(name="files", label="Tệp", start=_start)
