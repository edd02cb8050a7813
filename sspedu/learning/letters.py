"""The mail that learning causes. None of it holds anything that somebody wrote."""

from datetime import datetime

from sspedu.accounts.models import User
from sspedu.curriculum.models import LessonOutline, Module
from sspedu.curriculum.offers import Track
from sspedu.jobs.outbox import Letter
from sspedu.web.language import _, show_date, speaking
from sspedu.web.letters import Link, Words, address_of, as_html, as_text


def module_completed(user: User, module: Module, *, at: datetime) -> Letter:
    """Tell someone that they have completed a module, and when."""
    with speaking(user.language):
        words = Words(
            _("Du har gennemført ”%(title)s”", title=module.title),
            _("Hej %(name)s", name=user.name),
            (_("Du har gennemført modulet ”%(title)s” den %(day)s.", title=module.title, day=show_date(at)),),
            Link(_("Se modulet"), address_of("learning.module", module_id=module.id)),
            (_("Lektionerne og det, du selv har skrevet, er der stadig, når du vil slå noget op."),),
        )
        return Letter("module_completed", user.email, words.subject, as_text(words), as_html(words))


def track_completed(user: User, track: Track, *, at: datetime) -> Letter:
    """Tell someone that they have completed a track, and when."""
    with speaking(user.language):
        words = Words(
            _("Du har gennemført ”%(title)s”", title=track.title),
            _("Hej %(name)s", name=user.name),
            (_("Du har gennemført forløbet ”%(title)s” den %(day)s.", title=track.title, day=show_date(at)),),
            Link(_("Se forløbet"), address_of("learning.track", track_id=track.id)),
            (_("Lektionerne og det, du selv har skrevet, er der stadig, når du vil slå noget op."),),
        )
        return Letter("track_completed", user.email, words.subject, as_text(words), as_html(words))


def fault_reported(user: User, module: Module, lesson: LessonOutline, report_id: int) -> Letter:
    """Tell someone who looks after modules that a fault was reported, and where; what it says is for the page."""
    with speaking(user.language):
        words = Words(
            _("Der er meldt en fejl i ”%(lesson)s”", lesson=lesson.title),
            _("Hej %(name)s", name=user.name),
            (_("En læser har meldt en fejl i lektionen ”%(lesson)s” i modulet ”%(module)s”.", lesson=lesson.title, module=module.title),),
            Link(_("Læs, hvad der er meldt"), address_of("learning.fault", report_id=str(report_id))),
            (_("Skriv på siden, hvad du har gjort. Så kan den, der meldte fejlen, se det på lektionen."),),
        )
        return Letter("fault_reported", user.email, words.subject, as_text(words), as_html(words))
