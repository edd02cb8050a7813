"""What every form that one writes in has: what was filled in, its draft, what is wrong with it, and how it will look."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import request
from markupsafe import Markup

from sspedu.drafts.queries import Unsaved
from sspedu.errors import Invalid
from sspedu.network import commands
from sspedu.network.models import ThreadKind
from sspedu.network.queries import untitled
from sspedu.network.rendering import rendered, with_found, with_names
from sspedu.network.views.files import NO_FILES, FilesForm
from sspedu.network.views.keeping import thread_said
from sspedu.network.views.refusing import Refusal
from sspedu.privacy import scan
from sspedu.privacy.guarding import tidied
from sspedu.web import guard
from sspedu.web.language import sentence
from sspedu.web.safe import sanitised

PREFIX = "se"


@dataclass(frozen=True, slots=True)
class Preview:
    """How a text will look, with marks where the guard found something, and its advice. `error` says why it cannot be shown."""

    html: Markup
    title: str = ""
    reviews: tuple[guard.Review, ...] = ()
    error: str = ""

    @property
    def is_stopped(self) -> bool:
        """Whether the text cannot be sent as it is."""
        return any(review.is_stopped for review in self.reviews)


@dataclass(frozen=True, slots=True)
class Composer:
    """A form to write in, perhaps as it was filled in, with what is wrong. `nonce` names this one sending.

    `draft` is what stands in the form and is not sent yet; `shown_before` what a form that came back had shown of it.
    """

    nonce: str
    title: str = ""
    kind: str = ThreadKind.DISCUSSION
    lesson: str = ""
    text: str = ""
    error: str = ""
    wrong_field: str = ""
    review: guard.Review | None = None
    max_length: int = commands.MAX_TEXT
    draft: Unsaved | None = None
    shown_before: str = ""
    preview: Preview | None = None
    files: FilesForm = NO_FILES

    @property
    def seen(self) -> str:
        """The name of the newest draft that the page shows."""
        return self.draft.name if self.draft else self.shown_before

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has written in it, so that it looks alike to everyone."""
        return self == Composer(self.nonce)


def empty(draft: Unsaved | None = None, *, is_titled: bool = False) -> Composer:
    """Return a form with nothing in it but its draft."""
    if draft is None:
        return Composer(secrets.token_hex(8))
    if not is_titled:
        return Composer(secrets.token_hex(8), text=draft.text, draft=draft)
    title, text, kind = untitled(draft.text)
    draft = draft.in_parts(thread_said)
    return Composer(secrets.token_hex(8), title, kind, text=text, draft=draft)


def filled_in() -> Composer:
    """Return the form of this request."""
    form = request.form
    nonce = form.get("nonce", "")[:40] or secrets.token_hex(8)
    title, kind, lesson, text = (form.get(name, "") for name in ("title", "kind", "lesson", "text"))
    return Composer(nonce, title, kind, lesson, text, shown_before=form.get("seen", "")[:40])


def refused(form: Composer, error: Refusal) -> Composer:
    """Return a form with what is wrong in it."""
    field = error.field if isinstance(error, Invalid) else "text"
    judged = " ".join(form.title.split()) if field == "title" else form.text
    # What was found in a file is shown beside the files.
    review = None if field == "files" else guard.reviewed(judged, error)
    return replace(form, error=sentence(error), wrong_field=field, review=review)


def previewed(form: Composer, names: Collection[str] = ()) -> Composer:
    """Return a form with how it will look. `names` are those of the people who are mentioned, as they stand in the text."""
    title, text = " ".join(form.title.split()), tidied(form.text)[: commands.MAX_TEXT]
    known = {name.removeprefix("@").partition(" (")[0] for name in names}
    findings = scan(text, known_names=known)
    reviews = tuple(filter(None, (guard.review(title[:1000], scan(title[:1000], known_names=known)), guard.review(text, findings))))
    try:
        html = with_names(rendered(text, prefix=PREFIX), names)
    except Invalid as error:
        return replace(form, preview=Preview(Markup(), title, reviews, sentence(error)))
    found = {text[finding.start : finding.end] for finding in findings}
    return replace(form, preview=Preview(sanitised(with_found(html, found)), title, reviews))
