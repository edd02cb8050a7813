"""Users from the command line: how the first administrator of an installation is made."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from sspedu.accounts import commands, import_pages, letters, passwords, queries
from sspedu.accounts.days import end_of, read_day
from sspedu.accounts.importing.files import decode, read_table, refuse_cpr
from sspedu.accounts.importing.plans import ImportPlan
from sspedu.accounts.models import Profession, User
from sspedu.connections import reading
from sspedu.db import db
from sspedu.errors import SspError
from sspedu.jobs import outbox
from sspedu.policy import OPERATOR, Role
from sspedu.web.access import current_settings, utc_now
from sspedu.web.language import DANISH, NAMES

users = AppGroup("users", help="Opret, invitér og vis brugere, sæt adgangskoder og roller.")

ROLE = click.Choice([role.value for role in Role])
PROFESSION = click.Choice([profession.value for profession in Profession])


@users.command("add")
@click.option("--email", required=True, help="Mailadresse; bruges til at logge ind.")
@click.option("--name", required=True, help="Navn.")
@click.option("--profession", type=PROFESSION, default=Profession.OTHER.value, help="Stilling.")
@click.option("--municipality", help="Kommunekode på fire cifre, fx 0265.")
@click.option("--district", help="Politikreds, fx fyns-politi. En betjent kan have den i stedet for en kommune.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="Rolle; kan gentages. Alle er learner.")
@click.option("--password-stdin", is_flag=True, help="Læs adgangskoden fra standard input i stedet for at lave en.")
def add(
    email: str, name: str, profession: str, municipality: str | None, district: str | None, roles: tuple[str, ...], password_stdin: bool
) -> None:
    """Opret en bruger. Uden --password-stdin laves en adgangskode, som vises én gang."""
    with _sentences():
        password = _password(email, from_stdin=password_stdin)
        new = commands.NewUser(
            email=email,
            name=name,
            profession=Profession(profession),
            municipality_code=municipality,
            police_district_id=district,
            password_hash=passwords.hash_password(password),
            roles=frozenset(map(Role, roles)),
            is_demo=current_settings().is_demo,
        )
        commands.add_user(db.session(), OPERATOR, new, now=utc_now())
    click.echo(
        f"{email} er oprettet{' som demoperson (SSPEDU_MODE=demo) og kan ikke bruges i drift' if current_settings().is_demo else ''}."
    )
    if not password_stdin:
        click.echo(f"Adgangskode (vises kun nu): {password}")


@users.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Navn.")
@click.option("--profession", type=PROFESSION, default=Profession.OTHER.value, help="Stilling.")
@click.option("--municipality", help="Kommunekode på fire cifre, fx 0265.")
@click.option("--district", help="Politikreds, fx fyns-politi. En betjent kan have den i stedet for en kommune.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="Rolle; kan gentages. Alle er learner.")
@click.option("--language", type=click.Choice(list(NAMES)), default=DANISH, help="Mailens sprog.")
def invite(
    email: str, name: str, profession: str, municipality: str | None, district: str | None, roles: tuple[str, ...], language: str
) -> None:
    """Invitér en bruger med en mail, der har et link, som gælder i 14 dage. Igen: en ny mail, og det gamle link gælder ikke mere."""
    with _sentences():
        invitee = commands.Invitee(email, name, Profession(profession), municipality, district, frozenset(map(Role, roles)))
        invited = commands.invite(db.session(), OPERATOR, invitee, now=utc_now())
        outbox.put(db.session(), letters.invitation(invited, language=language), now=utc_now())
    click.echo(f"{invited.email} er inviteret. Mailen ligger i udbakken og sendes af arbejderen (flask sspedu work).")


@users.command("list")
def list_() -> None:
    """Vis alle brugere med sted og roller."""
    for row in queries.users(db.session(), now=utc_now()):
        roles = ", ".join(sorted(row.roles))
        marks = f"{'  (demo)' if row.is_demo else ''}{'  (spærret)' if row.is_suspended else ''}"
        click.echo(f"{row.email:40} {row.name:30} {row.place:30} {row.profession.value:18} {roles}{marks}")


@users.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Læs adgangskoden fra standard input i stedet for at lave en.")
def password(email: str, password_stdin: bool) -> None:
    """Giv en bruger en ny adgangskode. Brugeren logges ud alle steder."""
    with _sentences():
        new = _password(email, from_stdin=password_stdin)
        commands.set_password(db.session(), OPERATOR, _user(email), passwords.hash_password(new), now=utc_now())
    click.echo(f"{email} har fået en ny adgangskode og er logget ud alle steder.")
    if not password_stdin:
        click.echo(f"Adgangskode (vises kun nu): {new}")


@users.command("roles")
@click.argument("email")
@click.argument("roles", type=ROLE, nargs=-1)
@click.option("--until", "last", help="Sidste dag, rollerne gælder, fx 2027-12-31. Uden: indtil videre.")
def roles(email: str, roles: tuple[str, ...], last: str | None) -> None:
    """Giv en bruger netop disse roller. Alle er learner."""
    with _sentences():
        wanted = frozenset(map(Role, roles))
        until = dict.fromkeys(wanted - {Role.LEARNER}, end_of(read_day(last))) if last else {}
        commands.set_roles(db.session(), OPERATOR, _user(email), wanted, until=until, now=utc_now())
    click.echo(f"{email}: {', '.join(sorted({*roles, Role.LEARNER.value}))}. Ændringen gælder fra næste gang, brugeren logger ind.")


@users.command("suspend")
@click.argument("email")
@click.option("--reason", required=True, help="Hvorfor. Andre administratorer kan læse det.")
def suspend(email: str, reason: str) -> None:
    """Spær en bruger: logges ud alle steder, kan ikke logge ind og får ingen mail."""
    with _sentences():
        commands.suspend(db.session(), OPERATOR, _user(email), reason, now=utc_now())
    click.echo(f"{email} er spærret og logget ud alle steder.")


@users.command("lift")
@click.argument("email")
def lift(email: str) -> None:
    """Ophæv en spærring."""
    with _sentences():
        commands.lift(db.session(), OPERATOR, _user(email), now=utc_now())
    click.echo(f"Spærringen af {email} er ophævet.")


@users.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Vis kun, hvad filen vil gøre.")
@click.option("--plan", "shown", help="Gennemfør kun, hvis planen stadig er den, --dry-run viste.")
@click.option("--all-or-nothing", is_flag=True, help="Gør ingenting, hvis bare én række har fejl.")
def import_(file: Path, dry_run: bool, shown: str | None, all_or_nothing: bool) -> None:
    """Invitér og ret mange fra en CSV-fil. Rækker med fejl springes over, og de andre gennemføres."""
    with _sentences():
        table, now = read_table(decode(file.read_bytes())), utc_now()
        refuse_cpr(table)
        with reading():
            prepared = commands.prepare(db.session(), OPERATOR, table, now=now)
            _tell(prepared.plan)
        db.session.rollback()
        if dry_run:
            click.echo(f"Plan: {prepared.plan.hash}")
            return
        _import(prepared, shown, all_or_nothing=all_or_nothing, now=now)
    click.echo("Gennemført. Mailene ligger i udbakken og sendes af arbejderen (flask sspedu work).")


def _import(prepared: commands.Prepared, shown: str | None, *, all_or_nothing: bool, now: datetime) -> None:
    if shown is not None:
        commands.refuse_another(prepared.plan, shown)
    if all_or_nothing and prepared.plan.faults:
        raise click.ClickException(f"{len(prepared.plan.faults)} rækker har fejl. Intet er gennemført.")
    mails = list(letters.of_import(prepared))
    commands.carry_out(db.session(), OPERATOR, prepared, now=now)
    outbox.put_all(db.session(), mails, now=now)


def _tell(found: ImportPlan) -> None:
    """Write everything that a plan holds, a line for each row."""
    wording = import_pages.Wording(db.session())
    for part, word in ((import_pages.CREATIONS, "ny"), (import_pages.CHANGES, "ændres"), (import_pages.FAULTS, "fejl")):
        for row in import_pages.lines(found, part, wording):
            said = "; ".join(each.unescape() for each in row.said)
            click.echo(f"linje {row.line}: {word}: {' – '.join((*([row.who] if row.who else []), said))}")
    if found.unknown_columns:
        click.echo(f"Disse kolonner bruges ikke: {', '.join(found.unknown_columns)}")
    counts = f"{len(found.created)} nye, {len(found.changed)} ændres, {found.unchanged_count} uændrede, {len(found.faults)} med fejl"
    click.echo(f"I alt: {counts}.")


def _password(email: str, *, from_stdin: bool) -> str:
    chosen = sys.stdin.readline().rstrip("\n") if from_stdin else passwords.random_password()
    passwords.check_password(chosen, email=email)
    return chosen


def _user(email: str) -> User:
    user = queries.user_by_email(db.session(), email)
    if user is None:
        raise click.ClickException(f"Der er ingen bruger med adressen {email}.")
    return user


class _sentences:  # noqa: N801 - reads as a word in `with _sentences():`
    """Commit what was done inside, or say in Danish why it was not."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            db.session.commit()
            return
        db.session.rollback()
        if isinstance(error, SspError):
            raise click.ClickException(str(error)) from None
