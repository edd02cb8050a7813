"""Run the worker: in a process of its own in production, beside the web server in a demo."""

import os
import signal
from threading import Event

import click

from sspedu.db import db
from sspedu.drafts.commands import forget_old as forget_old_drafts
from sspedu.jobs.delivery import post_office
from sspedu.jobs.worker import Worker, run
from sspedu.policy import OPERATOR
from sspedu.settings import Settings
from sspedu.web.access import current_settings, utc_now

FORGETTING = (lambda session, now: forget_old_drafts(session, OPERATOR, now=now),)


@click.command("work")
def work() -> None:
    """Send den mail, der venter i udbakken, indtil du stopper den (Ctrl-C)."""
    settings = current_settings()
    click.echo(f"Arbejderen kører. Mail {_way_out(settings)}.")
    _work(settings, ends_by=(signal.SIGINT, signal.SIGTERM))
    click.echo("Arbejderen er stoppet.")


def work_beside() -> None:
    """Start a worker that ends with this process, however it ends. No connection to the database may be open.

    The child is a fork: it has everything loaded already, and costs a demo no time to start. Ctrl-C reaches it as well, but it is
    the end of its parent that it minds, so that it never leaves a mail half-way for it.
    """
    settings = current_settings()
    parent = os.getpid()
    if os.fork():
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _work(settings, ends_by=(signal.SIGTERM,), parent=parent)
    finally:
        os._exit(0)


def _work(settings: Settings, *, ends_by: tuple[signal.Signals, ...], parent: int | None = None) -> None:
    stop = Event()
    for number in ends_by:
        signal.signal(number, lambda *_: stop.set())
    run(Worker(db.engine, post_office(settings), utc_now, FORGETTING), stop=stop, parent=parent)


def _way_out(settings: Settings) -> str:
    return f"sendes gennem {settings.smtp_host}" if settings.smtp_host else f"skrives i {settings.mail_dir}"
