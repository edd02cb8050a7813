"""Run the worker: in a process of its own in production, beside the web server in a demo."""

import signal
from datetime import datetime
from threading import Event

import click
from sqlalchemy.orm import Session

from sspedu.accounts.commands import forget_old_files
from sspedu.accounts.queries import is_wanted
from sspedu.cli.beside import beside
from sspedu.days import day_of
from sspedu.db import db
from sspedu.drafts.commands import forget_old as forget_old_drafts
from sspedu.jobs.delivery import post_office
from sspedu.jobs.worker import Worker, run
from sspedu.library.queries import shelf
from sspedu.network.commands import file_posts, forget_held, forget_uploads, hand_on_groups, open_boards
from sspedu.network.mailing import promise_notices, promise_weeks, write
from sspedu.policy import OPERATOR
from sspedu.settings import Settings
from sspedu.web.access import current_settings, utc_now


def open_todays_boards(session: Session, now: datetime) -> None:
    """Make the boards of the day that it is in Denmark, merge those of regions that are no more, and see that posts can be found."""
    open_boards(session, OPERATOR, shelf(session), today=day_of(now), now=now)
    file_posts(session, OPERATOR)


def forget_drafts(session: Session, now: datetime) -> None:
    """Remove drafts that nobody came back to."""
    forget_old_drafts(session, OPERATOR, now=now)


def forget_files(session: Session, now: datetime) -> None:
    """Remove files of people that have been kept for as long as they may."""
    forget_old_files(session, OPERATOR, now=now)


def forget_held_texts(session: Session, now: datetime) -> None:
    """Remove texts that no moderator decided in time."""
    forget_held(session, OPERATOR, now=now)


def forget_unsent_files(session: Session, now: datetime) -> None:
    """Remove files that came with no post."""
    forget_uploads(session, OPERATOR, now=now)


def hand_on_left_groups(session: Session, now: datetime) -> None:
    """See that every working group has a coordinator who is here."""
    hand_on_groups(session, OPERATOR, now=now)


# What is done every hour, each by itself: one that fails stops no other.
HOURLY = (forget_drafts, forget_files, forget_held_texts, forget_unsent_files, hand_on_left_groups, open_todays_boards)


@click.command("work")
def work() -> None:
    """Send den mail, der venter i udbakken, indtil du stopper den (Ctrl-C)."""
    settings = current_settings()
    click.echo(f"Arbejderen kører. Mail {_way_out(settings)}.")
    _work(settings, ends_by=(signal.SIGINT, signal.SIGTERM))
    click.echo("Arbejderen er stoppet.")


def work_beside() -> None:
    """Start a worker beside the web server."""
    settings = current_settings()
    beside(lambda parent: _work(settings, ends_by=(signal.SIGTERM,), parent=parent))


def _work(settings: Settings, *, ends_by: tuple[signal.Signals, ...], parent: int | None = None) -> None:
    stop = Event()
    for number in ends_by:
        signal.signal(number, lambda *_: stop.set())
    promising = (promise_notices, promise_weeks)
    worker = Worker(db.engine, post_office(settings), utc_now, is_wanted, HOURLY, write, promising)
    run(worker, stop=stop, parent=parent)


def _way_out(settings: Settings) -> str:
    return f"sendes gennem {settings.smtp_host}" if settings.smtp_host else f"skrives i {settings.mail_dir}"
