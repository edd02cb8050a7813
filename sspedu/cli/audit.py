"""The audit log from the command line: whether anyone has touched it."""

import click
from flask.cli import AppGroup

from sspedu.audit import chain
from sspedu.connections import reading
from sspedu.db import db
from sspedu.web.language import _

audit = AppGroup("audit", help="Se efter, om nogen har rørt ved loggen over, hvem der gjorde hvad.")


@audit.command("verify")
@click.option("--known", help="En hash, du noterede sidst. Den skal stadig findes i kæden.")
def verify(known: str | None) -> None:
    """Gå hele kæden igennem. Notér den sidste hash et andet sted: så ses det også, hvis nogen skriver hele kæden om."""
    with reading(streams=True):
        verdict = chain.verify(db.session(), known=known)
    if verdict.fault:
        raise click.ClickException(f"Loggen holder ikke. {_(verdict.fault, number=verdict.number)}")
    click.echo(f"Loggen holder: {verdict.count} poster. Sidste hash: {verdict.last_hash}")
