"""The outbox from the command line: what waits, what was given up, and another try for it."""

import click
from flask.cli import AppGroup

from sspedu.db import db
from sspedu.jobs import outbox
from sspedu.web.access import utc_now
from sspedu.web.language import show_moment

mail = AppGroup("mail", help="Se udbakken, og prøv igen med mail, der blev opgivet.")


@mail.command("list")
def list_() -> None:
    """Vis, hvor meget mail der venter, og de breve, der blev opgivet."""
    count = outbox.tally(db.session())
    click.echo(f"{count.waiting} venter, {count.dead} er opgivet.")
    for letter in outbox.dead_letters(db.session()):
        given_up = show_moment(letter.dead_at) if letter.dead_at else ""
        click.echo(f"{given_up:32} {letter.kind:20} {letter.recipient:40} {letter.attempts} forsøg  {letter.fault}")


@mail.command("retry")
def retry() -> None:
    """Lad alle breve, der blev opgivet, prøve forfra, hvis de stadig er noget værd."""
    count = outbox.revive(db.session(), now=utc_now())
    db.session.commit()
    click.echo(f"{count} breve prøves igen.")
