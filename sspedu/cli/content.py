"""Content from the command line: check a folder, publish it, write it back."""

from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from sspedu.curriculum.reading import Reading, read
from sspedu.curriculum.rendering import RENDERER_VERSION
from sspedu.db import db, reading
from sspedu.errors import SspError
from sspedu.learning.congratulating import follow_publication, follow_tracks
from sspedu.library import queries
from sspedu.library.commands import Publication, Report, publish
from sspedu.library.deadline import render_with_deadline
from sspedu.library.files import Files, module_names, read_tree, write_tree
from sspedu.library.models import ChangeKind
from sspedu.library.queries import is_what_holds
from sspedu.policy import OPERATOR
from sspedu.settings import ROOT
from sspedu.web.access import utc_now

content = AppGroup("content", help="Kontrollér, udgiv og hent indhold.")
FOLDER = click.Path(path_type=Path, file_okay=False)


@content.command("check")
@click.argument("folder", type=FOLDER, default=ROOT / "content")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Regn med denne dato i stedet for i dag.")
def check(folder: Path, today: object) -> None:
    """Kontrollér en mappe og vis alle fejl på én gang. Slutter med 1, hvis der er fejl."""
    day = today.date() if hasattr(today, "date") else utc_now().date()
    found = _read(_files(folder), day)
    _show(found)
    if found.errors:
        raise SystemExit(1)


@content.command("import")
@click.argument("folder", type=FOLDER, default=ROOT / "content")
@click.option(
    "--kind",
    type=click.Choice([ChangeKind.EDITORIAL.value, ChangeKind.MATERIAL.value]),
    default=ChangeKind.EDITORIAL.value,
    help="Ændringens art.",
)
@click.option("--note", default="", help="Hvad der er ændret, med få ord.")
def import_(folder: Path, kind: str, note: str) -> None:
    """Udgiv en mappe: alt eller intet. Uændrede moduler får ingen ny version."""
    report = import_folder(folder, kind=ChangeKind(kind), note=note)
    for version in report.published:
        click.echo(f"Udgivet: {version.module.title}")


@content.command("export")
@click.argument("folder", type=FOLDER)
def export(folder: Path) -> None:
    """Skriv det udgivne indhold i en ny mappe, byte for byte som det blev indlæst."""
    with reading():
        files = queries.source_files(db.session())
    db.session.rollback()
    try:
        write_tree(files, folder)
    except SspError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{len(files)} filer er skrevet i {folder}.")


def import_folder(folder: Path, *, kind: ChangeKind = ChangeKind.EDITORIAL, note: str = "") -> Report:
    """Publish a folder, in one transaction, and say what came of it. Shows every fault and raises `ClickException` if there is an error."""
    files = _files(folder)
    # Whatever takes time (reading files, rendering) happens without a lock on the database.
    with reading():
        is_unchanged = is_what_holds(db.session(), files, renderer=RENDERER_VERSION)
    db.session.rollback()
    nothing_new = Report((), tuple(sorted(module_names(files))), has_new_registers=False)
    report = nothing_new if is_unchanged else _publish(files, kind, note)
    click.echo(f"{len(report.published)} nye versioner, {len(report.unchanged)} uændrede moduler.")
    return report


def _publish(files: Files, kind: ChangeKind, note: str) -> Report:
    found = _read(files, utc_now().date())
    if found.errors:
        _show(found)
        raise click.ClickException("Intet er udgivet. Ret fejlene, og prøv igen.")
    publication = Publication(files, found.curriculum, kind, note)
    try:
        report = publish(db.session(), OPERATOR, publication, followers=[follow_publication], closers=[follow_tracks], now=utc_now())
    except SspError as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from None
    db.session.commit()
    return report


def _files(folder: Path) -> dict[str, bytes]:
    try:
        return read_tree(folder)
    except SspError as error:
        raise click.ClickException(str(error)) from None


def _read(files: Files, today: date) -> Reading:
    return read(files, today=today, published=_published_ids(), convert=render_with_deadline)


def _published_ids() -> dict[str, frozenset[str]]:
    """Ask the database what was published. An author who only checks may have none yet; then there is nothing to compare with."""
    try:
        with reading():
            return queries.published_ids(db.session())
    except (OperationalError, ProgrammingError):
        return {}
    finally:
        db.session.rollback()


def _show(found: Reading) -> None:
    for fault in found.faults:
        click.echo(str(fault))
    modules = found.curriculum.modules
    lessons = sum(len(module.lessons) for module in modules)
    click.echo(f"{len(found.errors)} fejl, {len(found.warnings)} advarsler i {len(modules)} moduler med {lessons} lektioner.")
