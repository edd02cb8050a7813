"""Posts as a page shows them. What every post has is put together here, past the template engine: a page has fifty, and each would cost a
twentieth of a millisecond. What few have (files, a removal, a moderator's act, an answer that may be chosen) is `_post.html`'s.
"""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from jinja2.environment import TemplateModule
from markupsafe import Markup, escape

from sspedu.network.queries import OpenPost, OpenThread
from sspedu.policy import Action, Actor, may
from sspedu.web.language import _, in_danish, language, written_moment
from sspedu.web.safe import sanitised


class Showing:
    """Shows the posts of a thread to one reader, in their language, whose words are looked up once for all of them."""

    def __init__(self, thread: OpenThread, actor: Actor) -> None:
        self.thread, self.actor, self.read = thread, actor, thread.read
        self.may_moderate = may(actor, Action.MODERATE, thread)
        self.may_accept = thread.kind == "question" and may(actor, Action.ACCEPT_ANSWER, thread)
        self.base = url_for("network.thread", thread_id=thread.id)
        self.number, self.edited, self.nobody = _("Nr. %(number)s"), _("rettet %(moment)s"), _("Tidligere medlem")
        self.cite, self.report, self.edit, self.remove = _("Citér"), _("Anmeld"), _("Ret"), _("Fjern")
        self.moderate, self.which, self.before = _("Moderér"), str(escape(_("nr. %(number)s"))), escape(_("se tidligere udgaver"))
        new = escape(_("Nyt"))
        self.new = f'<p class="post__new"><span class="mark">{new}</span></p>'
        self.lang, self.language = str(in_danish()), language()

    def posts(self, posts: Iterable[OpenPost], parts: TemplateModule) -> Markup:
        """Show a page of posts; `parts` are the macros of `_post.html`."""
        return Markup("\n".join(self._post(post, parts) for post in posts))  # noqa: S704 - each is markup

    def _post(self, post: OpenPost, parts: Any) -> str:
        """Return a post. What people wrote is escaped, or was cleaned when it was written; the rest is ours."""
        id_ = f"indlaeg-{post.number}"
        new = "" if post.user_id == self.actor.id or self.read.has(post.number) else self.new
        answer = parts.answer(post) if post.number == self.thread.accepted_number else ""
        files = parts.files(post) if post.files else ""
        done = parts.done_to(post) if post.removed_at or post.hidden_at or post.is_moved else ""
        choice = parts.choice(post) if self._may_answer(post) else ""
        return (
            f'<li class="post" id="{id_}">{new}{answer}<article aria-labelledby="{id_}-hoved">'
            f"{self._head(post, id_)}{self._text(post)}{files}{done}</article>{choice}{self._acts(post)}</li>"
        )

    def _head(self, post: OpenPost, id_: str) -> str:
        """Return who wrote a post, where they belong, and when."""
        number = self.number % {"number": post.number}
        moment = written_moment(post.posted_at, self.language)
        if post.edited_at is not None:
            moment = f"{moment} · {self.edited % {'moment': written_moment(post.edited_at, self.language)}}"
            if post.removed_at is None:
                moment += f' · <a class="post__number" href="{self.base}/{post.number}/udgaver">{self.before}</a>'
        place = f"<span{self.lang}>{escape(post.author.place)}</span> " if post.author.place else ""
        return (
            f'<header class="post__head" id="{id_}-hoved"><a class="post__number" href="#{id_}">{number}</a> '
            f'<strong>{escape(post.author.name or self.nobody)}</strong> {place}<span class="quiet">{moment}</span></header>'
        )

    def _text(self, post: OpenPost) -> str:
        if not post.html or post.removed_at or post.is_moved:
            return ""
        return f'<div class="prose post__text"{self.lang}>{sanitised(post.html)}</div>'

    def _acts(self, post: OpenPost) -> str:
        """Return what the reader may do with a post. The end of each link's name is for those who hear it without what stands around it."""
        if post.removed_at:
            return ""
        here = f"{self.base}/{post.number}"
        which = f'<span class="sr-only"> {self.which % {"number": post.number}}</span></a>'
        acts = []
        if post.html and not post.hidden_at and not self.thread.is_locked:
            acts.append(f'<a href="{self.base}?citer={post.number}#tekst" data-quote="{here}/citat">{self.cite}{which}')
        if post.user_id != self.actor.id:
            if self.may_moderate or not post.hidden_at:
                acts.append(f'<a href="{here}/anmeld">{self.report}{which}')
        elif not post.hidden_at and may(self.actor, Action.EDIT_POST, post):
            acts += f'<a href="{here}/ret">{self.edit}{which}', f'<a href="{here}/fjern">{self.remove}{which}'
        if self.may_moderate:
            url = url_for("network.moderating_post", thread_id=self.thread.id, number=post.number)
            acts.append(f'<a href="{url}">{self.moderate}{which}')
        return f'<p class="post__acts">{" ".join(acts)}</p>'

    def _may_answer(self, post: OpenPost) -> bool:
        return self.may_accept and post.number > 1 and not post.removed_at and not post.hidden_at
