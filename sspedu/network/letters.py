"""The mail that the network causes: titles and links, never what was written, and no working group's name.

It is written when it is sent, and kept nowhere.
"""

from sspedu.accounts.models import User
from sspedu.jobs.outbox import Letter
from sspedu.network.commands import DIGEST, NOTICE
from sspedu.network.models import BoardKind
from sspedu.network.queries import POSTS_A_PAGE, Notice, WeekBoard, Why
from sspedu.network.stopping import Stop, stop_token
from sspedu.web.language import _, speaking
from sspedu.web.letters import Link, Section, Words, address_of, as_html, as_text


def of_notice(user: User, notice: Notice) -> Letter:
    """Tell someone of a post that is new to them: in which thread, by whom, why, and how to hear no more of it."""
    stop_url = address_of("network.stop", token=stop_token(Stop(user.id, notice.thread_id)))
    with speaking(user.language):
        words = Words(
            _subject(notice),
            _("Hej %(name)s", name=user.name),
            (_happened(notice),),
            Link(_("Læs indlægget"), _post_address(notice)),
            (
                _reason(notice),
                _("Vil du ikke høre mere om den tråd, så brug denne adresse: %(url)s", url=stop_url),
                _("Hvad du ellers får besked om, bestemmer du her: %(url)s", url=address_of("network.mail_choices")),
            ),
        )
        return Letter(NOTICE, user.email, words.subject, as_text(words), as_html(words), stop_url=stop_url)


def of_week(user: User, boards: tuple[WeekBoard, ...]) -> Letter:
    """Tell someone what is new and unread on their boards, by title."""
    stop_url = address_of("network.stop", token=stop_token(Stop(user.id)))
    with speaking(user.language):
        words = Words(
            _("Nyt i netværket denne uge"),
            _("Hej %(name)s", name=user.name),
            (_("Her er de tråde, hvor der er kommet noget, du ikke har læst."),),
            Link(_("Åbn netværket"), address_of("network.boards")),
            (
                _("Du får ugens overblik over din kommunes tavle, dine grupper og det, du følger."),
                _("Vil du ikke have det mere, så brug denne adresse: %(url)s", url=stop_url),
                _("Hvad du ellers får besked om, bestemmer du her: %(url)s", url=address_of("network.mail_choices")),
            ),
            tuple(_section(board) for board in boards),
        )
        return Letter(DIGEST, user.email, words.subject, as_text(words), as_html(words), stop_url=stop_url)


def _subject(notice: Notice) -> str:
    if notice.why is Why.MENTION:
        return _("Du er nævnt i tråden ”%(title)s”", title=notice.title)
    if notice.why is Why.REPLY:
        return _("Svar til dig i tråden ”%(title)s”", title=notice.title)
    return _("Nyt i tråden ”%(title)s”", title=notice.title)


def _happened(notice: Notice) -> str:
    if notice.board_kind is BoardKind.GROUP:
        return _happened_in_group(notice)
    if notice.author:
        return _(
            "%(name)s har skrevet i tråden ”%(title)s” på tavlen %(board)s.", name=notice.author, title=notice.title, board=notice.board
        )
    return _("Der er skrevet i tråden ”%(title)s” på tavlen %(board)s.", title=notice.title, board=notice.board)


def _happened_in_group(notice: Notice) -> str:
    # That a group is there, and what it is called, is its members' own: a mailbox may be read by others.
    if notice.author:
        return _("%(name)s har skrevet i tråden ”%(title)s” i en af dine arbejdsgrupper.", name=notice.author, title=notice.title)
    return _("Der er skrevet i tråden ”%(title)s” i en af dine arbejdsgrupper.", title=notice.title)


def _reason(notice: Notice) -> str:
    if notice.why is Why.MENTION:
        return _("Du får besked, fordi du er nævnt.")
    if notice.why is Why.REPLY:
        return _("Du får besked, fordi indlægget står lige efter dit.")
    if notice.follows_board:
        return _("Du får besked, fordi du følger tavlen.")
    if notice.is_chosen:
        return _("Du får besked, fordi du har valgt at følge tråden.")
    if notice.is_authors:
        return _("Du får besked, fordi du begyndte tråden.")
    return _("Du får besked, fordi du har skrevet i tråden.")


def _section(board: WeekBoard) -> Section:
    links = tuple(Link(thread.title, address_of("network.thread", thread_id=str(thread.id))) for thread in board.threads)
    return Section(_("En af dine arbejdsgrupper") if board.kind is BoardKind.GROUP else board.name, links)


def _post_address(notice: Notice) -> str:
    first = (notice.number - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1
    page = address_of("network.thread", thread_id=str(notice.thread_id), fra=str(first))
    return f"{page}#indlaeg-{notice.number}"
