"""What everyone sees of a post, put together without the template engine: a page has fifty, and each would cost a tenth of a millisecond.

Nothing of its reader is in it; that stands in `_post.html` around it.
"""

from flask import url_for
from markupsafe import Markup, escape

from sspedu.network.queries import OpenPost, OpenThread
from sspedu.web.language import _, in_danish, show_moment
from sspedu.web.safe import sanitised


class Showing:
    """Shows posts in the language of the moment, whose words are looked up once for a page of them."""

    def __init__(self, thread: OpenThread) -> None:
        self.base = url_for("network.thread", thread_id=thread.id)
        self.number, self.edited, self.nobody = _("Nr. %(number)s"), _("rettet %(moment)s"), _("Tidligere medlem")
        self.which_one = _("nr. %(number)s")
        self.before = escape(_("se tidligere udgaver"))
        self.lang = str(in_danish())

    def head(self, post: OpenPost) -> Markup:
        """Return who wrote a post, where they belong, and when."""
        number = self.number % {"number": post.number}
        moment = show_moment(post.posted_at)
        if post.edited_at is not None:
            moment = f"{moment} · {self.edited % {'moment': show_moment(post.edited_at)}}"
            if post.removed_at is None:
                moment += f' · <a class="post__number" href="{self.base}/{post.number}/udgaver">{self.before}</a>'
        place = f"<span{self.lang}>{escape(post.author.place)}</span> " if post.author.place else ""
        return Markup(  # noqa: S704 - what people chose is escaped; the rest is numbers, moments and sentences of ours
            f'<header class="post__head" id="indlaeg-{post.number}-hoved">'
            f'<a class="post__number" href="#indlaeg-{post.number}">{number}</a> '
            f'<strong>{escape(post.author.name or self.nobody)}</strong> {place}<span class="quiet">{moment}</span></header>'
        )

    def which(self, post: OpenPost) -> Markup:
        """Return the rest of a link's name, for those who hear it without what stands around it."""
        return Markup(f'<span class="sr-only"> {escape(self.which_one % {"number": post.number})}</span>')  # noqa: S704 - a sentence of ours

    def text(self, post: OpenPost) -> Markup:
        """Return what a post says, as it was rendered and cleaned when it was written."""
        return Markup(f'<div class="prose post__text"{self.lang}>{sanitised(post.html)}</div>')  # noqa: S704 - cleaned when it was written
