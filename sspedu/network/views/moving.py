"""Threads moved to another board, merged and split, each on a page that says what happens first."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.network import commands, queries
from sspedu.network.queries import OpenBoard, OpenThread
from sspedu.network.views.blueprint import bp
from sspedu.network.views.moderating import THREAD, open_thread, why, why_fields
from sspedu.network.views.refusing import refused
from sspedu.network.views.verdicts import tell_authors
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, today
from sspedu.web.requests import row_id


@bp.get(f"{THREAD}/flyt")
def moving(thread_id: int) -> ResponseReturnValue:
    """Show where a thread can go, and once a board is chosen who will read it there."""
    return _move_page(open_thread(thread_id), request.args.get("tavle", ""))


@bp.post(f"{THREAD}/flyt")
def move(thread_id: int) -> ResponseReturnValue:
    """Move a thread to another board."""
    opened, asked = open_thread(thread_id), request.form.get("board", "")
    target = next((board for board in _boards() if str(board.id) == asked), None)
    if target is None:
        raise NotFound
    try:
        done = commands.move_thread(db.session(), current_actor(), opened, target, why(), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_move_page(open_thread(thread_id), asked, error), error)
    tell_authors(done)
    db.session.commit()

    flash(_("Tråden er flyttet. Dens adresse er den samme for dem, der kan læse den nu."), "success")
    return redirect(url_for("network.thread", thread_id=thread_id))


@bp.get(f"{THREAD}/saml")
def merging(thread_id: int) -> ResponseReturnValue:
    """Show which threads of the board this one can be merged into."""
    return _merge_page(open_thread(thread_id))


@bp.post(f"{THREAD}/saml")
def merge(thread_id: int) -> ResponseReturnValue:
    """Put a thread's posts after those of another."""
    try:
        return _merge(thread_id)
    except NotFound:
        db.session.rollback()
        return _merged_already(thread_id)


def _merge(thread_id: int) -> ResponseReturnValue:
    opened = open_thread(thread_id)
    try:
        target = _asked_target()
        done = commands.merge_threads(db.session(), current_actor(), opened, target, why(), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_merge_page(open_thread(thread_id), error), error)
    tell_authors(done)
    db.session.commit()

    flash(_("Trådene er lagt sammen. Den gamle adresse viser, hvor hvert indlæg står nu."), "success")
    return redirect(url_for("network.thread", thread_id=target.id))


@bp.get(f"{THREAD}/del")
def splitting(thread_id: int) -> ResponseReturnValue:
    """Show a page of posts to choose from."""
    return _split_page(open_thread(thread_id))


@bp.post(f"{THREAD}/del")
def split(thread_id: int) -> ResponseReturnValue:
    """Begin a thread with the chosen posts, or show another page to choose from and lose nothing that was chosen."""
    opened = open_thread(thread_id)
    if request.form.get("vis"):
        return _split_page(opened)
    chosen = commands.Split(_numbers(), request.form.get("title", ""))
    try:
        new_id, done = commands.split_thread(db.session(), current_actor(), opened, chosen, why(), now=utc_now())
    except (Invalid, Conflict) as error:
        db.session.rollback()
        return refused(_split_page(open_thread(thread_id), error), error)
    tell_authors(done)
    db.session.commit()

    flash(_("Den nye tråd er begyndt. Hvor indlæggene stod før, står et link hertil."), "success")
    return redirect(url_for("network.thread", thread_id=new_id))


def _merged_already(thread_id: int) -> ResponseReturnValue:
    """Answer the same form that comes twice. Raises `NotFound` for any other that comes too late."""
    require(current_actor(), Action.READ_CASES)
    former = queries.former_thread(db.session(), current_actor(), thread_id, today=today())
    try:
        target = _asked_target()
    except Invalid:
        raise NotFound from None
    if former.heir_id != target.id:
        raise NotFound
    return redirect(url_for("network.thread", thread_id=target.id))


def _boards() -> tuple[OpenBoard, ...]:
    return queries.boards(db.session(), current_actor(), today=today())


def _move_page(opened: OpenThread, asked: str, error: Invalid | Conflict | None = None) -> str:
    targets = [board for board in _boards() if board.id != opened.board.id]
    target = next((board for board in targets if str(board.id) == asked), None)
    effect = queries.move(db.session(), opened.board, target, today=today()) if target else None
    return render_template("network/move.html", thread=opened, targets=targets, target=target, effect=effect, **why_fields(error))


def _merge_page(opened: OpenThread, error: Invalid | Conflict | None = None) -> str:
    targets = [row for row in queries.threads(db.session(), opened.board).threads if row.id != opened.id]
    chosen, address = request.form.get("target", ""), request.form.get("address", "")
    return render_template("network/merge.html", thread=opened, targets=targets, chosen=chosen, address=address, **why_fields(error))


def _asked_target() -> OpenThread:
    """Open the thread that takes the posts: from the list, or by an address that was typed."""
    address = re.search(r"traad/([0-9]{1,18})", request.form.get("address", ""))
    asked = address[1] if address else request.form.get("target", "")
    try:
        return queries.thread(db.session(), current_actor(), row_id(asked), today=today())
    except (ValueError, NotFound):
        raise Invalid("target", N_("Vælg en tråd på listen, eller skriv adressen på en tråd på den samme tavle.")) from None


def _split_page(opened: OpenThread, error: Invalid | Conflict | None = None) -> str:
    first = _first(opened)
    posts = [
        post for post in queries.posts(db.session(), opened, first=first) if post.number > 1 and not post.is_moved and not post.removed_at
    ]
    after, chosen = first + queries.POSTS_A_PAGE, _numbers()
    return render_template(
        "network/split.html",
        thread=opened,
        posts=posts,
        first=first,
        before=max(1, first - queries.POSTS_A_PAGE) if first > 1 else None,
        after=after if after <= opened.post_count else None,
        chosen=chosen,
        chosen_elsewhere=sorted(chosen - {post.number for post in posts}),
        title=request.form.get("title", ""),
        **why_fields(error),
    )


def _first(opened: OpenThread) -> int:
    try:
        return max(1, min(row_id(request.form.get("vis") or request.values.get("fra", "")), opened.post_count))
    except ValueError:
        return 1


def _numbers() -> frozenset[int]:
    given = request.form.getlist("numbers")
    return frozenset(int(number) for number in given if re.fullmatch("[0-9]{1,9}", number))
