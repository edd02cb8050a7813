"""Copies of the database from the command line: make one, look at one, put one back."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from sspedu.cli.content import index_published
from sspedu.cli.migrating import upgrade
from sspedu.db import db
from sspedu.errors import SspError
from sspedu.operations import commands
from sspedu.operations.backups import copying
from sspedu.operations.backups.manifest import Manifest
from sspedu.operations.release import migrations
from sspedu.policy import OPERATOR
from sspedu.web.access import current_settings, utc_now
from sspedu.web.language import show_moment, show_number

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--check", is_flag=True, help="Kontrollér en kopi, der findes, i stedet for at lave en.")
@with_appcontext
def backup(folder: Path, check: bool) -> None:
    """Kopiér databasen til en ny mappe, også mens SSP Læring kører, og kontrollér kopien."""
    try:
        if check:
            _show("Kopien er kontrolleret og hel", copying.check(current_settings().database, folder))
            return
        manifest = copying.make(current_settings().database, folder, now=utc_now())
    except SspError as error:
        raise click.ClickException(str(error)) from None
    commands.note_backup(db.session(), OPERATOR, bytes=manifest.bytes, now=manifest.made_at)
    db.session.commit()
    _show(f"Kopien er lavet og kontrolleret: {folder}", manifest)


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--replace", is_flag=True, help="Erstat alt, der er i databasen nu. Det går tabt.")
@with_appcontext
def restore(folder: Path, replace: bool) -> None:
    """Læg en sikkerhedskopi ind i databasen, og kontrollér den før og efter."""
    db.session.remove()
    db.engine.dispose()
    try:
        manifest = copying.put_back(current_settings().database, folder, replace=replace, known_migrations=frozenset(migrations()))
    except SspError as error:
        raise click.ClickException(str(error)) from None
    upgrade()
    settled = commands.settle_restored(db.session(), OPERATOR, now=utc_now())
    db.session.commit()
    index_published()
    _show("Kopien er lagt ind og kontrolleret", manifest)
    click.echo("Alle er logget ud, og links til nye adgangskoder gælder ikke mere.")
    if settled.invitations:
        click.echo(f"{settled.invitations} invitationer gælder ikke mere: De kan være brugt siden. Send dem igen fra /invitationer.")
    if settled.mail:
        waited = f"{settled.mail} breve ventede, da kopien blev taget."
        click.echo(f"{waited} De sendes ikke af sig selv: Se /drift, eller kør flask sspedu mail retry.")
    click.echo("Genstart webserveren og arbejderen nu: De kan huske noget fra før.")


def _show(what: str, manifest: Manifest) -> None:
    rows = sum(table.rows for table in manifest.content.tables.values())
    click.echo(f"{what}.")
    click.echo(
        f"Taget {show_moment(manifest.made_at)}: {manifest.engine}, migration {manifest.content.migration},"
        f" {show_number(rows)} rækker i {len(manifest.content.tables)} tabeller, {show_number(manifest.bytes)} byte."
    )
