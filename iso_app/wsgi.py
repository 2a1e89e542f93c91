"""For production: `gunicorn iso_app.wsgi:app`. Refuses to start with settings that are not safe."""

from iso_app.app import create_app, settings_class
from iso_app.serving import GivingBack, settle_memory, warm_up

settings = settings_class()()
if problems := settings.problems():
    raise SystemExit(problems[0])
app = create_app(settings)
warm_up()
settle_memory()
app.wsgi_app = GivingBack(app.wsgi_app)  # type: ignore[method-assign]
