"""The application: reads the list of features and does nothing clever."""

import importlib.util
import sys
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import click
import structlog
from flask import Flask
from flask.cli import AppGroup
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from iso_app.accounts import sessions
from iso_app.core.announcements import subscribe
from iso_app.core.canonical import kept
from iso_app.core.errors import DomainError
from iso_app.db import db, engine, plain
from iso_app.features import FEATURES
from iso_app.web import assets, errors, headers, languages, page
from iso_app.web.app import App
from iso_app.web.feature import Registry

ROOT = Path(__file__).parents[1]
YEAR_SECONDS = 31_536_000


class Migrations:
    """What Flask-Migrate looks for in an application. Itself it comes when something migrates: 4 MiB of Alembic."""

    directory = str(ROOT / "migrations")

    @cached_property
    def migrate(self) -> Any:
        from flask_migrate import Migrate

        return Migrate(db=db, directory=self.directory)


class Commands(AppGroup):
    """`flask …` of the application; `flask db` comes from Flask-Migrate when somebody asks for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), "db"]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name != "db":
            return super().get_command(ctx, name)
        from flask_migrate.cli import db as commands

        found: click.Command = commands
        return found


def load_settings(**given: Any) -> Any:
    """`Settings.read` of the top level `config.py`, wherever the working folder is."""
    spec = importlib.util.spec_from_file_location("iso_app_config", ROOT / "config.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("config.py is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass asks for the module it stands in
    spec.loader.exec_module(module)
    try:
        return module.Settings.read(**given)
    except module.WrongSettings as wrong:
        raise DomainError("Thiết lập không đúng: {names}.", names=", ".join(wrong.names)) from wrong


def create_app(settings: Any | None = None, overrides: Mapping[str, Any] | None = None) -> Flask:
    """The product with `settings` (default: from the environment); `overrides` go into Flask's configuration."""
    settings = settings or load_settings()
    app = App("iso_app", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(_configuration(settings))
    app.config.update(overrides or {})
    app.extensions["settings"] = settings
    app.extensions["features"] = Registry(FEATURES)
    _set_up_logs()
    _set_up_database(app)
    _set_up_web(app)
    for feature in FEATURES:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        for kind, handler in feature.subscriptions:
            subscribe(kind, handler)
        if feature.start is not None:
            feature.start(app)
    return app


def _configuration(settings: Any) -> dict[str, Any]:
    postgresql = settings.database.startswith("postgresql")
    pool: dict[str, Any] = {"pool_size": 8, "pool_use_lifo": True, "json_serializer": kept}
    if postgresql:
        # Policies of rows make plans look so dear that PostgreSQL compiles (jit) for a second what takes milliseconds.
        given = f"-c statement_timeout={settings.statement_timeout_seconds}s -c jit=off"
        pool |= {"pool_pre_ping": True, "max_overflow": 8, "connect_args": {"options": given}}
    return {
        "SECRET_KEY": settings.secret_key or "demo",
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": pool,
        "MAX_CONTENT_LENGTH": (settings.upload_limit_mb + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "DEMO": settings.demo,
        "SESSION_COOKIE_NAME": "iso",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_TIME_LIMIT": settings.session_hours * 3600,
    }


def _set_up_database(app: Flask) -> None:
    db.init_app(app)
    app.extensions["migrate"] = Migrations()
    app.cli = Commands(app.name)
    with app.app_context():
        engine.prepare(db.engine)
    plain.listen()


def _set_up_logs() -> None:
    """One line of JSON an event; a fault with its traceback and without the values of variables."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _set_up_web(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    languages.setup(app)
    CSRFProtect(app)
    sessions.setup(app, LoginManager(app))
    page.setup(app, describe=sessions.describe)
    assets.setup(app)
    headers.setup(app)
    errors.setup(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(ROOT / "static"),
        prefix="static/",
        max_age=YEAR_SECONDS,
        add_headers_function=headers.of_static,
    )
    if proxies := app.extensions["settings"].trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
