"""Content from the command line: check a folder, publish it, write it back."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from sspedu.cli.dictionary import danish_dictionary
from sspedu.connections import reading
from sspedu.curriculum.checking.law import check_law
from sspedu.curriculum.checking.readability import Measure, check_readability, measures
from sspedu.curriculum.checking.spelling import spelling_with
from sspedu.curriculum.checking.stops import check_stops
from sspedu.curriculum.looks import Look
from sspedu.curriculum.reading import Reading, read
from sspedu.curriculum.rendering import RENDERER_VERSION
from sspedu.days import day_of
from sspedu.db import db
from sspedu.errors import SspError
from sspedu.learning.commands import follow_publication, follow_tracks
from sspedu.library import queries
from sspedu.library.commands import Publication, Report, publish
from sspedu.library.deadline import render_with_deadline
from sspedu.library.files import Files, module_names, read_tree, write_tree
from sspedu.library.models import ChangeKind
from sspedu.library.queries import is_what_holds
from sspedu.policy import OPERATOR
from sspedu.search import commands as search
from sspedu.search.queries import is_current
from sspedu.settings import ROOT
from sspedu.trouble import Trouble, trouble_of
from sspedu.web.access import utc_now

content = AppGroup("content", help="Kontrollér, udgiv og hent indhold.")
NO_DICTIONARY = "Den danske ordbog er ikke installeret. Kør make check, som henter den, eller npm ci."
NOT_PUBLISHED = {
    Trouble.FULL: "Disken er fuld. Intet er udgivet. Skaf plads, og prøv igen.",
    Trouble.BUSY: "Databasen er optaget eller svarer ikke. Intet er udgivet. Prøv igen om lidt.",
}
FOLDER = click.Path(path_type=Path, file_okay=False)


@content.command("check")
@click.argument("folder", type=FOLDER, default=ROOT / "content")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Regn med denne dato i stedet for i dag.")
@click.option("--law", is_flag=True, help="Hold alle henvisninger til lov op mod lovregistret.")
@click.option("--spelling", is_flag=True, help="Slå alle ord op i den danske ordbog.")
@click.option("--lix", is_flag=True, help="Vis lixtal, ord og minutter for hver lektion.")
def check(folder: Path, today: object, *, law: bool, spelling: bool, lix: bool) -> None:
    """Kontrollér en mappe og vis alle fejl på én gang. Slutter med 1, hvis der er fejl."""
    day = today.date() if hasattr(today, "date") else day_of(utc_now())
    measured: list[Measure] = []
    looks: list[Look] = [check_readability, check_stops]
    if lix:
        looks.append(lambda tree: measured.extend(measures(tree)))
    if law:
        looks.append(check_law)
    if spelling:
        looks.append(_spelling())
    files = _files(folder)
    found = _read(files, day, looks)
    _show_measures(measured)
    _show(found, files)
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
    index_published()
    click.echo(f"{len(report.published)} nye versioner, {len(report.unchanged)} uændrede moduler.")
    return report


def index_published() -> None:
    """Make the index of what is published if it is not there: after an upgrade, or with a copy that is older than it."""
    with reading():
        has_index = is_current(db.session())
    db.session.rollback()
    if not has_index:
        search.follow(db.session(), OPERATOR)
        db.session.commit()
        click.echo("Søgning: indekset er bygget.")


def _publish(files: Files, kind: ChangeKind, note: str) -> Report:
    found = _read(files, day_of(utc_now()))
    if found.errors:
        _show(found, files)
        raise click.ClickException("Intet er udgivet. Ret fejlene, og prøv igen.")
    publication = Publication(files, found.curriculum, kind, note)
    try:
        report = publish(db.session(), OPERATOR, publication, followers=[follow_publication], closers=[follow_tracks], now=utc_now())
        search.follow(db.session(), OPERATOR, texts=found.curriculum.texts)
        db.session.commit()
    except (SspError, DBAPIError) as error:
        db.session.rollback()
        trouble = trouble_of(error)
        if trouble is None and not isinstance(error, SspError):
            raise
        raise click.ClickException(NOT_PUBLISHED[trouble] if trouble else str(error)) from None
    return report


def _files(folder: Path) -> dict[str, bytes]:
    try:
        return read_tree(folder)
    except SspError as error:
        raise click.ClickException(str(error)) from None


def _read(files: Files, today: date, looks: Sequence[Look] = ()) -> Reading:
    return read(files, today=today, published=_published_ids(), convert=render_with_deadline, looks=looks)


def _spelling() -> Look:
    knows = danish_dictionary()
    if knows is None:
        raise click.ClickException(NO_DICTIONARY)
    return spelling_with(knows)


def _published_ids() -> dict[str, frozenset[str]]:
    """Ask the database what was published. An author who only checks may have none yet; then there is nothing to compare with."""
    try:
        with reading():
            return queries.published_ids(db.session())
    except (OperationalError, ProgrammingError):
        return {}
    finally:
        db.session.rollback()


def _show_measures(measured: Sequence[Measure]) -> None:
    if measured:
        click.echo("Lix   Ord  Ord pr. sætning  Minutter  Lektion")
    for lesson in measured:
        each = lesson.words / max(1, lesson.sentences)
        click.echo(f"{lesson.lix:>3}  {lesson.words:>4}  {each:>15.1f}  {lesson.minutes or 0:>8}  {lesson.path}")


def _show(found: Reading, files: Files) -> None:
    for fault in found.faults:
        click.echo(str(fault))
    modules = found.curriculum.modules
    lessons = sum(len(module.lessons) for module in modules)
    situations = len(found.curriculum.registers.situations)
    where = f"{len(modules)} moduler med {lessons} lektioner og {situations} situationer"
    click.echo(f"{len(found.errors)} fejl, {len(found.warnings)} advarsler i {where}.")
    left_out = sorted(module_names(files) - {module.id for module in modules})
    if left_out:
        click.echo(f"Talt uden {', '.join(left_out)}: der er fejl, som skal rettes først.")
