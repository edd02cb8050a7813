"""The mail that moderators and coordinators cause. It names no thread, no board and nothing that anybody wrote: those are for the page."""

from sspedu.accounts.models import User
from sspedu.jobs.outbox import Letter
from sspedu.network.calling import CASE_WAITS
from sspedu.web.language import _, speaking
from sspedu.web.letters import Link, Words, address_of, as_html, as_text

LET_IN = "let_into_group"


def moderator_acted(user: User) -> Letter:
    """Tell someone that a moderator has done something to what they wrote."""
    with speaking(user.language):
        words = Words(
            _("En moderator har gjort noget ved det, du har skrevet"),
            _("Hej %(name)s", name=user.name),
            (_("En moderator har gjort noget ved et indlæg eller en tråd, du har skrevet i netværket."),),
            Link(_("Se hvad, og hvorfor"), address_of("network.own_cases")),
        )
        return Letter("moderator_acted", user.email, words.subject, as_text(words), as_html(words))


def case_decided(user: User) -> Letter:
    """Tell someone that a moderator has decided what they sent."""
    with speaking(user.language):
        words = Words(
            _("En moderator har svaret dig"),
            _("Hej %(name)s", name=user.name),
            (_("En moderator har set på det, du sendte fra netværket."),),
            Link(_("Læs svaret"), address_of("network.own_cases")),
        )
        return Letter("case_decided", user.email, words.subject, as_text(words), as_html(words))


def case_waits(user: User) -> Letter:
    """Tell a moderator that a case has come into their empty queue. On which board is for the page: they may not read it any more."""
    with speaking(user.language):
        words = Words(
            _("Der er en sag til dig"),
            _("Hej %(name)s", name=user.name),
            (_("En sag i netværket venter på en moderator. Du får ikke en mail mere, så længe der ligger en sag, du kan afgøre."),),
            Link(_("Se sagerne"), address_of("network.cases")),
            (
                _(
                    "Du får besked, fordi du er moderator. Hvilken mail du får, bestemmer du her: %(url)s",
                    url=address_of("network.mail_choices"),
                ),
            ),
        )
        return Letter(CASE_WAITS, user.email, words.subject, as_text(words), as_html(words))


def let_into_group(user: User, by: str) -> Letter:
    """Tell someone that a coordinator has let them into a working group. Which one is for the page: they may have been taken off since."""
    with speaking(user.language):
        words = Words(
            _("Du er kommet med i en arbejdsgruppe"),
            _("Hej %(name)s", name=user.name),
            (
                _(
                    "%(name)s har sat dig på en arbejdsgruppe i netværket. Kun medlemmerne læser med, og du kan forlade gruppen igen.",
                    name=by,
                ),
            ),
            Link(_("Se dine arbejdsgrupper"), address_of("network.boards")),
        )
        return Letter(LET_IN, user.email, words.subject, as_text(words), as_html(words))
