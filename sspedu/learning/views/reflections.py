"""Reflections: kept when they are sent, and as drafts while they are written."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.curriculum.models import Reflection
from sspedu.db import db
from sspedu.drafts import commands as drafts
from sspedu.drafts import forms as drafting
from sspedu.drafts.queries import unsaved
from sspedu.errors import Conflict, Invalid, NotFound
from sspedu.learning import commands
from sspedu.learning.cards import ReflectionCard, reflection_card
from sspedu.learning.pages import OpenLesson
from sspedu.learning.queries import place_of
from sspedu.learning.views.blueprint import LESSON, bp
from sspedu.learning.views.opening import CAME_BACK, render_lesson, reopen, reopen_with
from sspedu.privacy import scan
from sspedu.privacy.guarding import tidied
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence

REFLECTION = f"{LESSON}/refleksion/<reflection_id>"


@bp.post(REFLECTION)
def reflect(module_id: str, lesson_id: str, reflection_id: str) -> ResponseReturnValue:
    """Keep a reflection. Its draft has served its purpose."""
    opened = reopen_with(module_id, lesson_id, reflection_id)
    asked = _reflection(opened, reflection_id)
    form = request.form
    thought = commands.Thought(asked.id, form.get("text", ""), form.get("based_on", ""), drafting.sent(), guard.consent())
    enrolment = commands.lock_enrolment(db.session(), current_actor(), opened.published)
    had_left = enrolment.left_at is not None
    try:
        commands.reflect(db.session(), current_actor(), enrolment, opened.published, thought, now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return _with_reflection(opened, _refused(opened, asked, thought, error)), 409 if isinstance(error, Conflict) else 422
    db.session.commit()

    if "HX-Request" not in request.headers:
        flash(_("Refleksionen er gemt. Kun du kan se den."), "success")
        if had_left:
            flash(_(CAME_BACK), "info")
        return redirect(f"{opened.url}#{reflection_id}")
    opened = reopen(module_id, opened.outline.id)
    return _with_reflection(opened, reflection_card(asked, opened.record, opened.url))


@bp.post(f"{REFLECTION}/kladde")
def keep_draft(module_id: str, lesson_id: str, reflection_id: str) -> ResponseReturnValue:
    """Keep what is typed so far, and answer with a line that says so and with what other pages have written."""
    opened = _open_for_writing(module_id, lesson_id, reflection_id)
    enrolment = commands.lock_enrolment(db.session(), current_actor(), opened.published)
    typed = drafting.typed(request.form.get("text", ""))
    try:
        outcome = commands.keep_draft(db.session(), current_actor(), enrolment, reflection_id, typed, now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return render_template("drafts/_state.html", words=sentence(error), draft=None, review=_hints()), 422
    # Read before the lock is let go: a page must not be told that it has shown what another writes in the next moment.
    draft = unsaved(db.session(), current_actor().id, place_of(module_id, reflection_id))
    db.session.commit()

    url = url_for(".draft", module_id=module_id, lesson_id=lesson_id, reflection_id=reflection_id)
    return render_template("drafts/_state.html", url=url, draft=draft, outcome=outcome, review=_hints())


@bp.get(f"{REFLECTION}/kladde")
def draft(module_id: str, lesson_id: str, reflection_id: str) -> ResponseReturnValue:
    """Show a draft, and ask whether it is to be thrown away."""
    opened = _open_for_writing(module_id, lesson_id, reflection_id)
    card = reflection_card(_reflection(opened, reflection_id), opened.record, opened.url)
    if card.draft is None:
        return redirect(f"{opened.url}#{reflection_id}")
    stays = _("Den refleksion, du har gemt, bliver stående.") if card.written_at else ""
    back = f"{opened.url}#{reflection_id}"
    return render_template("drafts/discard.html", draft=card.draft, url=card.draft_url, place=opened.outline.title, stays=stays, back=back)


@bp.post(f"{REFLECTION}/kladde/kasser")
def discard_draft(module_id: str, lesson_id: str, reflection_id: str) -> ResponseReturnValue:
    """Throw away the draft as it was shown. What was written elsewhere since then stays."""
    opened = _open_for_writing(module_id, lesson_id, reflection_id)
    place = place_of(module_id, reflection_id)
    drafts.settle(db.session(), current_actor(), place, drafting.sent(), now=utc_now())
    db.session.commit()

    flash(_("Kladden er kasseret."), "success")
    return redirect(f"{opened.url}#{reflection_id}")


def _open_for_writing(module_id: str, lesson_id: str, reflection_id: str) -> OpenLesson:
    """Open the lesson that has the reflection now. Raises `NotFound` for those who are not on the module."""
    opened = reopen_with(module_id, lesson_id, reflection_id)
    _reflection(opened, reflection_id)
    if opened.record.enrolled_at is None:
        raise NotFound
    return opened


def _hints() -> guard.Review | None:
    """Make ready what the guard would say of what is typed so far: nobody is stopped by it, and it is said before it is sent."""
    text = tidied(request.form.get("text", ""))[: commands.MAX_REFLECTION]
    return guard.review(text, scan(text))


def _reflection(opened: OpenLesson, reflection_id: str) -> Reflection:
    found = opened.text.reflection(reflection_id)
    if found is None:
        raise NotFound
    return found


def _refused(opened: OpenLesson, asked: Reflection, thought: commands.Thought, error: Invalid | Conflict) -> ReflectionCard:
    """Show the reflection as it was sent, with what is wrong; after a conflict with what was kept meanwhile."""
    card = reflection_card(asked, opened.record, opened.url)
    written = opened.record.reflections.get(asked.id)
    kept_text = written.text if written and isinstance(error, Conflict) else ""
    return replace(
        card,
        is_open=True,
        text=thought.text,
        error=sentence(error),
        review=guard.reviewed(thought.text, error),
        kept_text=kept_text,
        shown_before=thought.sent.seen or "",
        draft=None,
    )


def _with_reflection(opened: OpenLesson, card: ReflectionCard) -> str:
    if "HX-Request" in request.headers:
        return render_template("learning/_reflection.html", card=card)
    return render_lesson(opened, shown_instead=card)
