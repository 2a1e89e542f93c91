"""For production: `gunicorn iso_app.wsgi:app`. Refuses to start with settings that are not safe."""

import gc

from flask import Flask


def _application() -> Flask:
    """Nothing is collected while it is made: what is imported stays, and `settle_memory` collects again."""
    gc.disable()
    from iso_app.app import create_app, load_settings
    from iso_app.core.errors import DomainError
    from iso_app.serving import GivingBack, settle_memory, warm_up

    try:
        settings = load_settings()
    except DomainError as error:
        raise SystemExit(error.message) from error
    if problems := settings.problems():
        raise SystemExit(problems[0])
    made = create_app(settings)
    warm_up(made)
    settle_memory()
    made.wsgi_app = GivingBack(made.wsgi_app)  # type: ignore[method-assign]
    return made


app = _application()
