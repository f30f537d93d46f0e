"""Puts the parts together."""

import gc
import logging
from pathlib import Path

import structlog
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from caseapp import config, keys
from caseapp.extensions import csrf, db
from caseapp.models import engine, sealing
from caseapp.web import features
from caseapp.web.support import again, assets, failures, forms, frame, headers, language, lists, session

PACKAGE = Path(__file__).parent
ROOT = PACKAGE if (PACKAGE / "templates").is_dir() else PACKAGE.parent
"""Where templates, static files and migrations stand: inside the package in a wheel, beside it in a checkout."""
YOUNG = 10_000
"""New objects until Python looks for cycles among them. After its own 700 it walks so often over what was loaded for
good that an import takes a tenth longer; after five times as many as here a worker holds 4 MB more."""


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application; raises SettingsError with one sentence when a setting or the key file is wrong."""
    gc.set_threshold(YOUNG)
    settings = settings or config.load()
    app = Flask(
        "caseapp", root_path=str(PACKAGE), template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    sealing.use(keys.load_or_make(settings.keys))
    app.config.update(
        SECRET_KEY=keys.session_secret(settings.keys),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine.engine_options(settings.database),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="caseapp",
        SESSION_IDLE_MINUTES=settings.session_idle_minutes,
        SESSION_ABSOLUTE_HOURS=settings.session_absolute_hours,
        STEP_UP_MINUTES=settings.step_up_minutes,
        TWO_FACTOR=settings.two_factor,
        MAX_CONTENT_LENGTH=20 * 1024 * 1024,
        BABEL_TRANSLATION_DIRECTORIES=str(PACKAGE / "translations"),
        WTF_CSRF_TIME_LIMIT=None,
        CASEAPP=settings,
        MIGRATIONS=str(ROOT / "migrations"),
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)))
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
    csrf.init_app(app)
    language.install(app)
    session.install(app)
    assets.install(app)
    headers.install(app)
    lists.install(app)
    again.install(app)
    failures.install(app)
    frame.install(app)
    features.install(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["new_key"] = forms.new_key
    return app
