"""SSP Læring. `create_app` is the one place where the parts are joined; read it first."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix

from sspedu.about import views as about
from sspedu.accounts import views as accounts
from sspedu.cli import commands as cli
from sspedu.connections import BUSY_TIMEOUT_MS
from sspedu.db import db
from sspedu.learning import congratulating
from sspedu.learning import views as learning
from sspedu.library import charts
from sspedu.library import queries as library_queries
from sspedu.library import views as library
from sspedu.network import finding
from sspedu.network import views as network
from sspedu.operations import queries as operations_queries
from sspedu.operations import views as operations
from sspedu.operations.release import migration_of, newest_migration
from sspedu.search import views as search
from sspedu.settings import Settings, read_settings
from sspedu.web import access, assets, errors, fragments, headers, health, language, logs, metrics, navigation
from sspedu.web.requests import CleanRequest, House, IdConverter, LateRule, Sessions, WordConverter, WordsConverter
from sspedu.web.templating import Templates

# Connections to PostgreSQL that are kept; at most one for each thread is ever open.
POOL = 8
# A form that was not filled in counts as a failed try, too; who tries is known to the database only.
SIGN_INS = {("accounts.begin_sign_in", 302): "ok", ("accounts.begin_sign_in", 422): "failed", ("accounts.begin_sign_in", 429): "throttled"}
MAX_FORM_BYTES = 1_000_000
# Of a form with files. More than they may fill together, so that who sends too large a one gets the rest of the form back, and a word.
MAX_FILES_BYTES = 40_000_000


def create_app(settings: Settings | None = None) -> Flask:
    """Join the parts. Raises `BadSettings` with every fault, and `NotBuilt` without the front end."""
    settings = settings or read_settings()
    app = House(__name__, static_folder=None, template_folder="web/templates")
    app.request_class = CleanRequest
    app.session_interface = Sessions()
    app.url_rule_class = LateRule
    app.jinja_environment = Templates
    app.url_map.converters |= {"int": IdConverter, "default": WordConverter, "path": WordsConverter}
    app.extensions["settings"] = settings
    app.config.update(_config(settings))
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]

    db.init_app(app)
    congratulating.watch(db.session)
    logs.write_logs(app, level=settings.log_level)
    metrics.count_requests(app, SIGN_INS)
    headers.add_headers(app, is_https=settings.is_https)
    language.speak(app)
    assets.serve_assets(app)
    app.add_template_global(charts.demand_chart)
    app.extensions["search_rooms"] = (finding.ROOM,)
    fragments.share_fragments(app)
    errors.answer_errors(app)
    # The door before the form: whoever has lost their sign-in is asked for it first, and gets the form back afterwards.
    access.guard_access(app)
    csrf = CSRFProtect(app)
    csrf.exempt(accounts.SWITCH)
    # A mail program that stops a mail has neither cookie nor token (RFC 8058); what it may end is in the signed address.
    csrf.exempt(network.stop_mail)
    navigation.lead(app)
    health.answer_health(app, {"database": _answers, "migrations": _is_migrated, "content": _has_content}, _report)
    for feature in (accounts, library, search, learning, network, operations, about):
        app.register_blueprint(feature.bp)
    app.jinja_env.globals["max_form_bytes"] = MAX_FORM_BYTES
    app.jinja_env.globals["is_demo"] = settings.is_demo
    app.cli.add_command(cli)
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret(),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "TRUSTED_HOSTS": sorted(settings.hosts),
        "MAX_CONTENT_LENGTH": MAX_FORM_BYTES,
        # What is text in a form with files; the framework would take half as much.
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_BYTES,
        "MAX_FILES_LENGTH": MAX_FILES_BYTES,
        "SESSION_COOKIE_NAME": "__Host-sspedu" if settings.is_https else "sspedu",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=settings.sign_in_days),
        # The row of the sign-in decides when it ends; a cookie renewed with each answer would not lengthen it.
        "SESSION_REFRESH_EACH_REQUEST": False,
        # The token lives as long as the sign-in: a page answered from a browser's cache must still be able to send its form.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.database.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000}}
    return {"pool_size": POOL, "pool_use_lifo": True, "max_overflow": max(0, settings.threads - POOL), "pool_timeout": 10}


def _answers() -> bool:
    return db.session.execute(text("SELECT 1")).scalar() == 1


def _is_migrated() -> bool:
    # Numbered in a row: after a rollback the database may be ahead of the program, which is what expanding migrations are for.
    return migration_of(db.session.connection()) >= newest_migration()


def _has_content() -> bool:
    return bool(library_queries.shelf(db.session()).modules)


def _report() -> dict[str, bool | int | None]:
    """Say how the worker and its mail are. Degraded where something waits for a hand; the pages stand all the same.

    No counts: anyone may ask, and a count that grows tells that an address has an account. They are on `/drift` and among the metrics.
    """
    found = operations_queries.condition(db.session(), now=access.utc_now())
    return {
        "worker": found.has_worker,
        "worker_age_seconds": int(found.worker.age.total_seconds()) if found.worker else None,
        "mail": found.oldest_mail < timedelta(hours=1),
    }
