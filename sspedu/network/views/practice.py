"""Practice examples: shared on a board, read, changed, assessed, and told to have been tried."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.accounts.naming import PROFESSION_NAMES
from sspedu.db import db
from sspedu.drafts import forms as drafting
from sspedu.errors import Conflict, Invalid, TooMany
from sspedu.library.queries import shelf
from sspedu.network import commands, practice, queries
from sspedu.network.models import BoardKind
from sspedu.network.queries import OpenBoard, OpenPractice
from sspedu.network.views.blueprint import BOARD, KINDS, PRACTICE, board_url, bp, post_url, share_url
from sspedu.network.views.files import NO_FILES, FilesForm, edit_form, kept_files, of_post, sent_files
from sspedu.network.views.keeping import Kept, kept, sent_back
from sspedu.network.views.practice_form import LABELS, Wrong, merged, wrong
from sspedu.network.views.refusing import refused
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, takes_files, utc_now
from sspedu.web.language import _, today
from sspedu.web.requests import row_id


@bp.get(f"{BOARD}/praksis")
def sharing(word: str, place: str) -> ResponseReturnValue:
    """Show the form for a practice example."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    if opened.place != place:
        return redirect(share_url(opened), 301)
    draft = kept(queries.practice_place(opened))
    themes = opened.place if opened.kind is BoardKind.THEME else ""
    return _share_page(opened, commands.told_of(draft.fields or {"themes": themes}), secrets.token_hex(8), draft)


@bp.post(f"{BOARD}/praksis")
@takes_files
def share(word: str, place: str) -> ResponseReturnValue:
    """Share a practice example."""
    told, nonce = _told(), _nonce()
    sent = sent_files(nonce)
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    if opened.place != place:
        return _share_page(opened, told, nonce, sent_back(), merged(), kept_files(sent, opened)), 409
    try:
        first = commands.NewPost("", nonce, guard.consent(), drafting.sent(), sent.cleared())
        thread = commands.share_practice(db.session(), current_actor(), opened, told, first, themes=frozenset(_themes()), now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        files = kept_files(sent, opened, error)
        return refused(_share_page(opened, told, nonce, sent_back(), wrong(error, _texts(told)), files), error)
    thread_id = thread.id
    db.session.commit()

    flash(_("Tak. Jeres eksempel er delt."), "success")
    return redirect(url_for("network.example", thread_id=thread_id))


@bp.get(PRACTICE)
def example(thread_id: int) -> ResponseReturnValue:
    """Show an example: the two axes, what it says, and who has tried it."""
    found = _open(thread_id)
    tries = queries.tries(db.session(), found)
    versions = queries.versions(db.session(), found)
    files = queries.files_of_example(db.session(), found)
    words = {"themes": _themes(), **_words()}
    return render_template("network/example.html", example=found, files=files, tries=tries, versions=versions, **words)


@bp.get(f"{PRACTICE}/hoved")
def example_head(thread_id: int) -> ResponseReturnValue:
    """Show the axes and the sum alone: the thread's page asks for them when it stands."""
    found = _open(thread_id)
    return render_template("network/_example_head.html", example=found, tries=queries.tries(db.session(), found), **_words())


@bp.get(f"{PRACTICE}/ret")
def editing_example(thread_id: int) -> ResponseReturnValue:
    """Show the form with what the example says now."""
    found = _open(thread_id)
    post = _post(thread_id)
    require(current_actor(), Action.EDIT_POST, post)
    draft, version, files = kept(queries.practice_edit_place(thread_id)), found.said["version"], of_post(post)
    if draft.draft is None:
        return _edit_page(found, commands.of_example(found), version, draft, files=files)
    # Whoever goes on with a draft of an older example has what stands now before them, and chooses.
    return _edit_page(found, commands.told_of(draft.fields), version, draft, stands=draft.draft.based_on != str(version), files=files)


@bp.post(f"{PRACTICE}/ret")
@takes_files
def edit_example(thread_id: int) -> ResponseReturnValue:
    """Change an example. What cannot be kept comes back; after a conflict with what stands now beside it."""
    sent = sent_files(edit_form(thread_id, 1), thread_id, 1)
    found, told, version = _open(thread_id), _told(), _version()
    post, themes = _post(thread_id), frozenset(_themes())
    try:
        change = partial(commands.edit_practice, db.session(), current_actor(), post, told, version=version, themes=themes)
        change(consent=guard.consent(), draft=drafting.sent(), files=sent.cleared(), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        files = kept_files(sent, _thread(thread_id), error)
        return _edit_page(found, told, version, sent_back(), wrong(error, _texts(told)), files=files), 422
    except Conflict as error:
        db.session.rollback()
        found, files = _open(thread_id), kept_files(sent, _thread(thread_id), error)
        return _edit_page(found, told, found.said["version"], sent_back(), wrong(error, {}), stands=True, files=files), 409
    db.session.commit()

    flash(_("Eksemplet er rettet."), "success")
    return redirect(url_for("network.example", thread_id=thread_id))


@bp.get(f"{PRACTICE}/vurder")
def reviewing(thread_id: int) -> ResponseReturnValue:
    """Show the form in which a professional assesses an example."""
    found = _open(thread_id)
    require(current_actor(), Action.REVIEW_PRACTICE, found)
    said = found.said
    return _review_page(found, commands.Assessment(str(said["known"]), said["result"], said["review_reason"], said["version"]))


@bp.post(f"{PRACTICE}/vurder")
def review_example(thread_id: int) -> ResponseReturnValue:
    """Assess an example."""
    found, form = _open(thread_id), request.form
    given = commands.Assessment(form.get("known", ""), form.get("result", ""), form.get("reason_text", ""), _version())
    try:
        commands.review_practice(db.session(), current_actor(), found, given, guard.consent(), now=utc_now())
    except Invalid as error:
        db.session.rollback()
        return _review_page(found, given, wrong(error, {"reason": given.reason})), 422
    except Conflict as error:
        db.session.rollback()
        found = _open(thread_id)
        # Whoever saves again has what stands now before them.
        given = replace(given, version=found.said["version"])
        return _review_page(found, given, wrong(error, {}), stands=True), 409
    db.session.commit()

    flash(_("Din vurdering er gemt og står på eksemplet med dit navn."), "success")
    return redirect(url_for("network.example", thread_id=thread_id))


@bp.get(f"{PRACTICE}/proevet")
def telling_try(thread_id: int) -> ResponseReturnValue:
    """Show the form for those who have tried it, too."""
    draft = kept(queries.try_place(thread_id))
    return _try_page(_open(thread_id), _tried(draft.fields), secrets.token_hex(8), draft)


@bp.post(f"{PRACTICE}/proevet")
def tell_try(thread_id: int) -> ResponseReturnValue:
    """Answer an example with what came of trying it."""
    found, tried, nonce = _open(thread_id), _tried(drafting.fields(commands.TRY_FIELDS)), _nonce()
    thread = _thread(thread_id)
    first = commands.NewPost("", nonce, guard.consent(), drafting.sent())
    try:
        number = commands.tell_try(db.session(), current_actor(), thread, tried, first, now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        return refused(_try_page(found, tried, nonce, sent_back(), wrong(error, tried.texts or {})), error)
    db.session.commit()

    flash(_("Tak. Det tæller nu med i, hvor det er prøvet."), "success")
    return redirect(post_url(thread, number))


def _open(thread_id: int) -> OpenPractice:
    return queries.practice(db.session(), current_actor(), thread_id, today=today())


def _thread(thread_id: int) -> queries.OpenThread:
    return queries.thread(db.session(), current_actor(), thread_id, today=today())


def _post(thread_id: int) -> queries.OpenPost:
    return queries.post(db.session(), _thread(thread_id), 1)


def _themes() -> Mapping[str, str]:
    return {theme.id: theme.title for theme in shelf(db.session()).registers.all.themes}


def _told() -> commands.Told:
    return commands.told_of(drafting.fields(commands.PRACTICE_FIELDS))


def _tried(fields: Mapping[str, str]) -> commands.Tried:
    texts = {name: fields.get(name, "") for name in ("changed", "came_of_it")}
    return commands.Tried(fields.get("terrain", ""), fields.get("size_band", ""), fields.get("result", ""), texts)


def _texts(told: commands.Told) -> Mapping[str, str]:
    return {**told.texts, "title": " ".join(told.title.split())}


def _nonce() -> str:
    return request.form.get("nonce", "")[:40] or secrets.token_hex(8)


def _version() -> int:
    try:
        return row_id(request.form.get("version", ""))
    except ValueError:
        return 0


def _words() -> dict[str, object]:
    return {
        "rules": practice,
        "labels": LABELS,
        "professions": PROFESSION_NAMES,
        "said_pairs": _pairs,
        "said_steps": _steps,
        "said_levels": _levels,
    }


def _pairs(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(value, _(said)) for value, said in words.items()]


def _steps(steps: Mapping[str, practice.Step]) -> list[tuple[str, str]]:
    return [(value, _("%(name)s: %(meaning)s", name=_(step.name), meaning=_(step.meaning))) for value, step in steps.items()]


def _levels(steps: Sequence[practice.Step]) -> list[tuple[str, str]]:
    return [
        (str(number), _("%(number)s · %(name)s: %(meaning)s", number=number, name=_(step.name), meaning=_(step.meaning)))
        for number, step in enumerate(steps)
    ]


def _share_page(
    board: OpenBoard, told: commands.Told, nonce: str, draft: Kept, problems: Wrong | None = None, files: FilesForm = NO_FILES
) -> str:
    return render_template(
        "network/share_practice.html",
        board=board,
        told=told,
        nonce=nonce,
        kept=draft,
        wrong=problems or Wrong(),
        files=files,
        readers=queries.readers(db.session(), board, today=today()),
        themes=_themes(),
        action=share_url(board),
        back=board_url(board),
        **_words(),
    )


def _edit_page(
    found: OpenPractice,
    told: commands.Told,
    version: int,
    draft: Kept,
    problems: Wrong | None = None,
    *,
    files: FilesForm,
    stands: bool = False,
) -> str:
    return render_template(
        "network/edit_practice.html",
        example=found,
        told=told,
        version=version,
        kept=draft,
        wrong=problems or Wrong(),
        files=files,
        themes=_themes(),
        stands=stands,
        **_words(),
    )


def _review_page(found: OpenPractice, given: commands.Assessment, problems: Wrong | None = None, *, stands: bool = False) -> str:
    wrong, question = problems or Wrong(), commands.REASON
    return render_template(
        "network/review_practice.html", example=found, given=given, wrong=wrong, question=question, stands=stands, **_words()
    )


def _try_page(found: OpenPractice, tried: commands.Tried, nonce: str, draft: Kept, problems: Wrong | None = None) -> str:
    questions = (commands.CHANGED, commands.CAME_OF_IT)
    return render_template(
        "network/try_practice.html",
        example=found,
        tried=tried,
        nonce=nonce,
        kept=draft,
        wrong=problems or Wrong(),
        questions=questions,
        **_words(),
    )
