"""Make an installation ready, and start the web server."""

import os
import socket
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from sspedu.accounts import passwords, queries
from sspedu.cli.beside import beside, until_gone
from sspedu.cli.content import import_folder
from sspedu.cli.demo import PEOPLE, add_demo_people, half_year, in_order, practice_examples
from sspedu.cli.migrating import upgrade
from sspedu.cli.working import open_todays_boards, work_beside
from sspedu.connections import reading
from sspedu.db import db
from sspedu.operations.release import migration_of, newest_migration
from sspedu.settings import ROOT, Settings
from sspedu.web.access import current_settings, utc_now
from sspedu.web.metrics import FOLDER

STOP_SECONDS = 5
# What granian calls backpressure counts connections, and one that a browser merely keeps open counts too: eight of them shut everyone
# else out. What is bounded is the work at once (`SSPEDU_THREADS`), and a body that trickles in holds a thread.
CONNECTIONS = 1_024


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Gør klar: mappe, databasens tabeller, indhold."""
    _make_ready(current_settings())


@click.command("serve")
@click.option("--workers", type=click.IntRange(1, 32), help="Antal processer; ellers SSPEDU_WORKERS.")
def serve(workers: int | None) -> None:
    """Gør klar, og start webserveren. Med SSPEDU_MODE=demo også demopersoner og arbejderen, kun på 127.0.0.1."""
    settings = current_settings()
    _refuse_busy_port(settings.host, settings.port, "SSPEDU_PORT=8080 make run")
    if settings.metrics_port:
        _refuse_busy_port(settings.metrics_host, settings.metrics_port, f"SSPEDU_METRICS_PORT={settings.metrics_port + 1}")
    _make_ready(settings)
    if settings.is_demo:
        refuse_real_people(db.session())
        _show_demo(settings)
    elif queries.has_demo_people(db.session()):
        raise click.ClickException("Databasen har demopersoner, og de må ikke findes i drift. Brug en anden database.")
    db.session.remove()
    db.engine.dispose()
    if settings.is_demo:
        work_beside()
    if settings.metrics_port:
        _export_beside(settings)
    click.echo(f"\nSSP Læring kører på {settings.address}  (stop med Ctrl-C)\n")
    sys.stdout.flush()
    os.execv(_granian(), _arguments(settings, workers or settings.workers))  # noqa: S606 - our own server, our own arguments


def _make_ready(settings: Settings) -> None:
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    click.echo("Databasen: tabeller …")
    _migrate()
    click.echo("Indhold: læses og kontrolleres …")
    import_folder(settings.content_dir)
    open_todays_boards(db.session(), utc_now())
    db.session.commit()


def _migrate() -> None:
    with reading():
        found = migration_of(db.session.connection())
    db.session.remove()
    if found > newest_migration():
        click.echo(f"Databasen er fra en nyere udgave (migration {found}). Den bliver, som den er.")
        return
    upgrade()


def refuse_real_people(session: Session) -> None:
    """Raise `ClickException` if somebody in the database came in while it was no demo. Whoever comes into a demo is a demo person."""
    if queries.has_real_people(session):
        raise click.ClickException("Databasen har rigtige brugere. Sæt SSPEDU_MODE=production, eller vælg en anden database til demoen.")


def _show_demo(settings: Settings) -> None:
    password = settings.demo_password.get_secret_value() or passwords.random_password()
    add_demo_people(password)
    # Boards of the invented municipalities, too.
    open_todays_boards(db.session(), utc_now())
    now = utc_now()
    talk = half_year(db.session(), now=now)
    in_order(talk, practice_examples(db.session(), now=now))
    if talk:
        click.echo("Netværket: et konstrueret halvt år er skrevet ind.")
    db.session.commit()
    click.echo("\nDemopersoner (findes kun på denne maskine):")
    for person in PEOPLE:
        click.echo(f"  {person.shown_role:18} {person.email:32} {password}")


def _export_beside(settings: Settings) -> None:
    """Let the web server count, and answer beside it with what was counted."""
    from sspedu.operations import metrics  # slow to import, and off by default

    metrics.begin_anew(settings.metrics_dir)
    engine = db.engine

    def export(parent: int) -> None:
        metrics.answer(engine, settings.metrics_dir, settings.metrics_host, settings.metrics_port, clock=utc_now)
        until_gone(parent)

    beside(export)
    os.environ[FOLDER] = str(settings.metrics_dir)
    click.echo(f"Målinger til Prometheus: http://{settings.metrics_host}:{settings.metrics_port}/metrics")


def _refuse_busy_port(host: str, port: int, other: str) -> None:
    # Two servers would share a port without a word; ask first.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise click.ClickException(
                f"Port {port} er optaget af et andet program, eller {host} er ikke en af maskinens adresser. Vælg en anden: {other}"
            ) from None


def _granian() -> str:
    return str(Path(sys.executable).with_name("granian"))


def _arguments(settings: Settings, workers: int) -> list[str]:
    return [
        "granian",
        "--interface=wsgi",
        f"--host={settings.host}",
        f"--port={settings.port}",
        f"--workers={workers}",
        f"--backpressure={CONNECTIONS}",
        f"--blocking-threads={settings.threads}",
        f"--workers-kill-timeout={STOP_SECONDS}",
        "--no-ws",
        "--log-level=error",
        f"--working-dir={ROOT}",
        "wsgi:app",
    ]
