"""Threads: begun, read, answered."""

from dataclasses import replace

from flask import Response, flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.drafts import forms as drafting
from sspedu.errors import Conflict, Invalid, NotFound, TooMany
from sspedu.network import commands, queries
from sspedu.network.models import CONVERSATIONS, ThreadKind
from sspedu.network.queries import POSTS_A_PAGE, OpenBoard, OpenPost, OpenThread
from sspedu.network.quoting import quote, with_quote
from sspedu.network.views import composing
from sspedu.network.views.blueprint import BOARD, KINDS, POST, THREAD, board_url, bp, new_thread_url, post_url
from sspedu.network.views.composing import Composer
from sspedu.network.views.files import kept_files, sent_files
from sspedu.network.views.lessons import lesson_of
from sspedu.network.views.refusing import MERGED, refused
from sspedu.network.views.showing import Showing
from sspedu.web import guard
from sspedu.web.access import current_actor, takes_files, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id


@bp.get(f"{BOARD}/ny")
def new_thread(word: str, place: str) -> ResponseReturnValue:
    """Show the form for a new thread."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    if opened.place != place:
        return redirect(new_thread_url(opened), 301)
    form = composing.empty(queries.thread_draft(db.session(), opened), is_titled=True)
    about = request.args.get("lektion", "")
    if about:
        # A question, unless one has begun already and chosen.
        form = replace(form, kind=form.kind if form.draft else ThreadKind.QUESTION, lesson=about)
    return new_thread_page(opened, form)


@bp.post(f"{BOARD}/ny")
@takes_files
def start_thread(word: str, place: str) -> ResponseReturnValue:
    """Begin a thread."""
    form = composing.filled_in()
    sent = sent_files(form.nonce)
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    if opened.place != place:
        return merged_page(opened, replace(form, files=kept_files(sent, opened)))
    kind = ThreadKind(form.kind) if form.kind in CONVERSATIONS else ThreadKind.DISCUSSION
    about = lesson_of(opened, form.lesson)
    try:
        first = commands.NewPost(form.text, form.nonce, guard.consent(), drafting.sent(), sent.cleared())
        new = commands.NewThread(form.title, kind, first, about.id if about else None)
        thread = commands.start_thread(db.session(), current_actor(), opened, new, now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        form = replace(composing.refused(form, error), files=kept_files(sent, opened, error))
        return refused(new_thread_page(opened, form), error)
    thread_id = thread.id
    db.session.commit()

    flash(_("Din tråd er begyndt."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(THREAD)
def thread(thread_id: int) -> ResponseReturnValue:
    """Show a page of a thread; of one that is not shown, where its posts went, or to its writer why."""
    try:
        opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    except NotFound:
        return _former_page(thread_id)
    return thread_page(opened, composing.empty(opened.draft), cited=_number(request.args.get("citer", "")))


@bp.get(POST)
def post_at(thread_id: int, number: int) -> ResponseReturnValue:
    """Lead to a post, on the page of its thread where it stands."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    return redirect(post_url(opened, min(number, opened.post_count)))


@bp.get(f"{POST}/flyttet")
def moved_post(thread_id: int, number: int) -> ResponseReturnValue:
    """Lead to where a post stands now, whoever may read there: where that is, its old place tells nobody."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    now_in, new_number = queries.where_moved(db.session(), opened, number)
    return redirect(post_url(queries.thread(db.session(), current_actor(), now_in, today=today()), new_number))


@bp.post(THREAD)
@takes_files
def reply(thread_id: int) -> ResponseReturnValue:
    """Add a post."""
    form = composing.filled_in()
    sent = sent_files(form.nonce)
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    try:
        new = commands.NewPost(form.text, form.nonce, guard.consent(), drafting.sent(), sent.cleared())
        number = commands.reply(db.session(), current_actor(), opened, new, now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        form = replace(composing.refused(form, error), files=kept_files(sent, opened, error))
        return refused(thread_page(opened, form), error)
    db.session.commit()
    return redirect(post_url(opened, number))


@bp.post(f"{THREAD}/svaret")
def accept(thread_id: int) -> ResponseReturnValue:
    """Note which post answers the question; an empty number says that none does."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    number = _number(request.form.get("number", "")) or None
    try:
        commands.accept_answer(db.session(), current_actor(), opened, number, now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        flash(sentence(error), "error")
        return redirect(post_url(opened, number or 1))
    db.session.commit()

    flash(_("Svaret er valgt.") if number else _("Spørgsmålet har ikke længere et valgt svar."), "success")
    return redirect(post_url(opened, number or 1))


@bp.post(f"{THREAD}/set")
def see_thread(thread_id: int) -> ResponseReturnValue:
    """Note how far the reader has come: sent by the page when it is shown, or by its button."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    commands.see_thread(db.session(), current_actor(), opened, _number(request.form.get("number", "")))
    db.session.commit()
    if "HX-Request" in request.headers:
        return "", 204
    return redirect(board_url(opened.board))


def new_thread_page(board: OpenBoard, form: Composer) -> str:
    """Render the form for a new thread."""
    readers = queries.readers(db.session(), board, today=today())
    return render_template(
        "network/new_thread.html",
        board=board,
        form=form,
        lesson=lesson_of(board, form.lesson),
        readers=readers,
        board_url=board_url,
        new_thread_url=new_thread_url,
    )


def merged_page(board: OpenBoard, form: Composer) -> ResponseReturnValue:
    """Give a new thread back on the board that took over: more people read it than the writer was told."""
    return new_thread_page(board, replace(form, error=_(MERGED), wrong_field="text")), 409


@bp.get(f"{THREAD}/laesere")
def thread_readers(thread_id: int) -> ResponseReturnValue:
    """Say how many read a thread: a page, or the sentence alone for one that puts it above its field."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    readers = queries.readers(db.session(), opened.board, today=today())
    if "HX-Request" in request.headers:
        sentence_of = get_template_attribute("network/_readers.html", "visible_to")
        return f"<span>{sentence_of(readers)}</span>"
    return render_template("network/readers.html", thread=opened, readers=readers, board_url=board_url)


@bp.get(f"{POST}/citat")
def quotation(thread_id: int, number: int) -> ResponseReturnValue:
    """Return a post as a quote, for a page that puts it into its own field."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    post = queries.post(db.session(), opened, number)
    if not _is_quotable(post):
        raise NotFound
    return Response(_quote(opened, post), mimetype="text/plain")


def thread_page(opened: OpenThread, form: Composer, *, cited: int = 0) -> str:
    """Render a page of a thread, with the form for a reply, perhaps with a post quoted in it."""
    first = _page_of(opened, cited) if cited else _first(opened)
    found = queries.posts(db.session(), opened, first=first)
    for post in found:
        if post.number == cited and _is_quotable(post):
            form = replace(form, text=with_quote(form.text, _quote(opened, post)))
    return render_template(
        "network/thread.html",
        thread=opened,
        lesson=lesson_of(opened.board, opened.lesson or ""),
        posts=found,
        first=first,
        pages=tuple(range(1, opened.post_count + 1, POSTS_A_PAGE)),
        form=form,
        board_url=board_url,
        post_url=post_url,
        showing=Showing(opened, current_actor()),
        today=today(),
    )


def _former_page(thread_id: int) -> str:
    first = max(1, _number(request.args.get("fra", "")))
    found = queries.former_thread(db.session(), current_actor(), thread_id, first=first, today=today())
    return render_template("network/former.html", former=found)


def _first(opened: OpenThread) -> int:
    """Return the first number of the page that is asked for; without one, of the page with the first unread post."""
    asked = request.args.get("fra", "")
    return _page_of(opened, _number(asked) if asked else opened.seen_number + 1)


def _page_of(opened: OpenThread, number: int) -> int:
    number = max(1, min(number, opened.post_count))
    return (number - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1


def _is_quotable(post: OpenPost) -> bool:
    """Say whether the words of a post may stand in another: those of a hidden one, which moderators see, may not."""
    return bool(post.html) and post.hidden_at is None


def _quote(opened: OpenThread, post: OpenPost) -> str:
    return quote(post.author.name, post.number, post_url(opened, post.number), post.text)


def _number(text: str) -> int:
    try:
        return row_id(text)
    except ValueError:
        return 0
