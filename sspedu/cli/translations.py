"""The translations from the command line: what is missing or wrong, and new sentences written into the catalogue."""

import click
from flask.cli import AppGroup

from sspedu.web import catalogue

translations = AppGroup("translations", help="Vis, hvad der mangler på engelsk, og skriv nye sætninger ind.")


@translations.command("missing")
def missing() -> None:
    """Vis alle fejl og mangler på én gang. Slutter med 1, hvis der er nogen."""
    faults = list(catalogue.faults())
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} sætninger mangler eller passer ikke i {catalogue.SOURCE.name}.")
    if faults:
        raise SystemExit(1)


@translations.command("update")
def update() -> None:
    """Skriv nye danske sætninger ind uden oversættelse, og fjern dem, der ikke bruges længere."""
    catalogue.update()
    click.echo(f"{catalogue.SOURCE} er skrevet. Oversæt det, der står tomt: flask sspedu translations missing viser det.")
