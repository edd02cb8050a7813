"""Pieces of a page that many readers see alike are rendered once, and then put into each page as they are.

A piece is kept under its template, the language, and a key that stands for everything it shows. What every form carries for its one reader
(the token, and on whose page it stands) is left open while a shared piece is rendered, and filled in for each.
"""

from collections.abc import Hashable
from contextvars import ContextVar

from flask import Flask, current_app, g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from sspedu.web.access import current_actor
from sspedu.web.language import language

# A private character: no text of ours holds one, since what comes in is cleaned of them.
OPEN = "\ue00f"
# Characters, in each process. A lesson is some 30,000.
MOST_KEPT = 8_000_000

_is_shared: ContextVar[bool] = ContextVar("is_shared", default=False)


class Kept:
    """The pieces that were asked for last. Half of the room is for the new; when it is full, what nobody asked for meanwhile goes.

    So a lesson that everyone reads stays, though a thousand pieces that are read once pass by.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.forget()

    def forget(self) -> None:
        """Keep nothing."""
        self.new: dict[Hashable, str] = {}
        self.old: dict[Hashable, str] = {}
        self.size = 0

    def get(self, name: Hashable) -> str | None:
        """Return a piece, if it is kept."""
        html = self.new.get(name)
        if html is None:
            html = self.old.get(name)
            if html is not None:
                self.put(name, html)
        return html

    def put(self, name: Hashable, html: str) -> None:
        """Keep a piece. Threads that do it at once may count wrongly by a piece or two."""
        if self.size + len(html) > self.most // 2:
            self.old, self.new, self.size = self.new, {}, 0
        self.new[name] = html
        self.size += len(html)


_kept = Kept(MOST_KEPT)


def share_fragments(app: Flask) -> None:
    """Give templates `fragment`, and `form_marks` for their forms."""
    app.add_template_global(fragment)
    app.add_template_global(form_marks)


def form_marks() -> Markup:
    """Return the hidden fields of every form: its token, and the id of the person on whose page it stands.

    So what was typed never ends up with someone else who signs in in the same browser.
    """
    if _is_shared.get():
        return Markup(OPEN)  # noqa: S704 - a mark of ours
    if "form_marks" not in g:
        g.form_marks = _form_marks()
    marks: Markup = g.form_marks
    return marks


def _form_marks() -> Markup:
    token = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    actor = current_actor()
    return token + Markup('<input type="hidden" name="by" value="{}">').format(actor.id) if actor.is_signed_in else token


def fragment(template: str, key: Hashable | None, **shown: object) -> Markup:
    """Render a piece of a page. One with a key is rendered once; one without is its reader's own.

    The template knows what it is given and the globals, nothing of the page around it.
    """
    if key is None:
        return Markup(_render(template, shown))  # noqa: S704 - the template escapes
    name = (template, language(), key)
    html = _kept.get(name)
    if html is None:
        html = _render_shared(template, shown)
        _kept.put(name, html)
    return Markup(html.replace(OPEN, form_marks()) if OPEN in html else html)  # noqa: S704 - the template escapes


def _render_shared(template: str, shown: dict[str, object]) -> str:
    token = _is_shared.set(True)
    try:
        return _render(template, shown)
    finally:
        _is_shared.reset(token)


def _render(template: str, shown: dict[str, object]) -> str:
    return current_app.jinja_env.get_template(template).render(shown)
