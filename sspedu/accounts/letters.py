"""The mail that accounts cause, in the words of a person and in the language of whoever gets it."""

from collections.abc import Iterator
from datetime import datetime

from sspedu.accounts.commands import Invited, Moved, Prepared
from sspedu.accounts.models import User
from sspedu.jobs.outbox import Letter
from sspedu.web.language import DANISH, _, show_moment, speaking
from sspedu.web.letters import Link, Words, address_of, as_html, as_text


def new_password(user: User, token: str, *, expires_at: datetime) -> Letter:
    """Write to someone who has forgotten their password."""
    with speaking(user.language):
        words = Words(
            _("Vælg en ny adgangskode til SSP Læring"),
            _("Hej %(name)s", name=user.name),
            (_("Nogen, formentlig du selv, har bedt om en ny adgangskode til din konto i SSP Læring."),),
            Link(_("Vælg en ny adgangskode"), address_of("accounts.new_password", token=token)),
            (
                _("Linket virker én gang og i 30 minutter."),
                _("Har du ikke bedt om det, så gør ingenting. Din adgangskode er den samme som før."),
            ),
        )
        return _letter("new_password", user.email, words, expires_at)


def password_link(user: User, token: str, *, expires_at: datetime) -> Letter:
    """Write to someone for whom an administrator asked for a link to a new password."""
    with speaking(user.language):
        words = Words(
            _("Vælg en ny adgangskode til SSP Læring"),
            _("Hej %(name)s", name=user.name),
            (_("En administrator har sendt dig et link, så du kan vælge en ny adgangskode til din konto i SSP Læring."),),
            Link(_("Vælg en ny adgangskode"), address_of("accounts.new_password", token=token)),
            (
                _("Linket virker én gang og i 30 minutter."),
                _("Har du ikke brug for det, så gør ingenting. Din adgangskode er den samme som før."),
            ),
        )
        return _letter("new_password", user.email, words, expires_at)


def invitation(invited: Invited, *, language: str = DANISH) -> Letter:
    """Ask someone in, in a language that whoever invites knows them to read: they have chosen none yet."""
    with speaking(language):
        words = Words(
            _("Du er inviteret til SSP Læring"),
            _("Hej %(name)s", name=invited.name),
            (
                _("Du er inviteret til SSP Læring: kurser for dem, der arbejder med SSP i kommuner og politi."),
                _(
                    "Du mangler kun at vælge en adgangskode, så er din konto klar. Du logger ind med adressen %(email)s.",
                    email=invited.email,
                ),
            ),
            Link(_("Vælg en adgangskode, og kom i gang"), address_of("accounts.invitation", token=invited.token)),
            (
                _("Linket virker én gang og til den %(moment)s.", moment=show_moment(invited.expires_at)),
                _("Kender du ikke noget til det, så gør ingenting. Der bliver ikke oprettet en konto."),
            ),
        )
        return _letter("invitation", invited.email, words, invited.expires_at)


def address_changed(moved: Moved, recipient: str) -> Letter:
    """Tell someone, at the old address and the new, that they sign in with another from now on."""
    with speaking(moved.language or DANISH):
        words = Words(
            _("Din mailadresse i SSP Læring er ændret"),
            _("Hej %(name)s", name=moved.name),
            (_("Din mailadresse i SSP Læring er ændret fra %(before)s til %(after)s.", before=moved.before, after=moved.after),),
            None,
            (
                _("Fra nu af logger du ind med den nye. Adgangskoden er den samme, og alt, hvad du har gennemført, er her stadig."),
                _("Er det forkert, så skriv straks til den, der står for SSP Læring hos jer."),
            ),
        )
        return _letter("address_changed", recipient, words)


def of_move(moved: Moved) -> Iterator[Letter]:
    """Write to someone's old address and to the new."""
    yield address_changed(moved, moved.before)
    yield address_changed(moved, moved.after)


def of_import(prepared: Prepared) -> Iterator[Letter]:
    """Write to everyone whom an import asks in or gives another address."""
    for invited in prepared.invited:
        yield invitation(invited)
    for moved in prepared.moved:
        yield from of_move(moved)


def password_changed(user: User) -> Letter:
    """Tell someone that their password was changed, in case it was not by them."""
    with speaking(user.language):
        words = Words(
            _("Din adgangskode til SSP Læring er ændret"),
            _("Hej %(name)s", name=user.name),
            (_("Din adgangskode til SSP Læring er lige blevet ændret, og du er logget af alle andre steder."),),
            None,
            (_("Var det ikke dig, så skriv straks til den, der står for SSP Læring hos jer."),),
        )
        return _letter("password_changed", user.email, words)


def _letter(kind: str, recipient: str, words: Words, expires_at: datetime | None = None) -> Letter:
    return Letter(kind, recipient, words.subject, as_text(words), as_html(words), expires_at)
