"""What is new for someone, what they want to hear of, and how a mail is stopped."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import Invalid, NotFound
from sspedu.network import commands, queries
from sspedu.network.models import Level
from sspedu.network.stopping import Stop, read_stop
from sspedu.network.views.blueprint import BOARD, KINDS, THREAD, board_url, bp, place_url, post_place
from sspedu.web.access import current_actor, public, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id
from sspedu.web.revisits import unless_seen

NEVER = "aldrig"


@bp.get("/netvaerk/nyt")
def news() -> ResponseReturnValue:
    """List what is new for the reader, newest first."""
    page = queries.notices(db.session(), current_actor(), before=_cursor(), today=today(), now=utc_now())
    return render_template("network/news.html", page=page, post_place=post_place)


@bp.get("/netvaerk/nyt/antal")
def news_count() -> ResponseReturnValue:
    """Say how much is new: the mark beside the word in the bar, asked for again while the page is looked at.

    For a minute the browser need not ask again: whoever goes from lesson to lesson fetches nothing else either.
    """
    count = queries.notice_count(db.session(), current_actor(), today=today(), now=utc_now())
    response = unless_seen(str(count), lambda: render_template("network/_news_count.html", count=count))
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@bp.get("/netvaerk/besked")
def mail_choices() -> ResponseReturnValue:
    """Show what the reader is told of, and by which mail."""
    return _choices_page(queries.mail_wanted(db.session(), current_actor().id))


@bp.post("/netvaerk/besked")
def choose_mail() -> ResponseReturnValue:
    """Keep which mail the reader wants."""
    day = request.form.get("digest_day", "")
    wanted = queries.MailWanted("is_each" in request.form, None if day == NEVER else _day(day))
    try:
        commands.choose_mail(db.session(), current_actor(), is_each=wanted.is_each, digest_day=wanted.digest_day)
    except Invalid as error:
        db.session.rollback()
        return _choices_page(wanted, sentence(error)), 422
    db.session.commit()

    flash(_("Det er gemt."), "success")
    return redirect(url_for(".mail_choices"))


@bp.post(f"{THREAD}/besked")
def watch_thread(thread_id: int) -> ResponseReturnValue:
    """Keep what the reader wants to hear of a thread."""
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    commands.watch_thread(db.session(), current_actor(), opened, _level())
    db.session.commit()

    flash(_("Det er gemt."), "success")
    return redirect(url_for(".thread", thread_id=thread_id))


@bp.post(f"{BOARD}/besked")
def watch_board(word: str, place: str) -> ResponseReturnValue:
    """Keep what the reader wants to hear of a board."""
    opened = queries.board(db.session(), current_actor(), KINDS[word], place, today=today())
    commands.watch_board(db.session(), current_actor(), opened, _level())
    db.session.commit()

    flash(_("Det er gemt."), "success")
    return redirect(board_url(opened))


@bp.get("/netvaerk/besked/stop/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """Show what a mail's address would end, with a button: programs that look at links in mail must end nothing."""
    return render_template("network/stop.html", stop=_stop(token), is_done=False)


@bp.post("/netvaerk/besked/stop/<token>")
@public
def stop_mail(token: str) -> ResponseReturnValue:
    """End just what a mail's address says (RFC 8058)."""
    ends = _stop(token)
    if ends.thread_id is None:
        commands.stop_week(db.session(), current_actor(), ends.user_id)
    else:
        commands.stop_thread_mail(db.session(), current_actor(), ends.user_id, ends.thread_id)
    db.session.commit()
    return render_template("network/stop.html", stop=ends, is_done=True)


def _stop(token: str) -> Stop:
    found = read_stop(token)
    if found is None:
        raise NotFound
    return found


def _choices_page(wanted: queries.MailWanted, error: str = "") -> str:
    watched = queries.watched(db.session(), current_actor(), today=today())
    return render_template("network/mail_choices.html", wanted=wanted, watched=watched, error=error, place_url=place_url, never=NEVER)


def _level() -> Level:
    word = request.form.get("level", "")
    return Level(word) if word in set(Level) else Level.REPLIES


def _day(text: str) -> int:
    return int(text) if text in set("0123456") else len("0123456")


def _cursor() -> int | None:
    try:
        return row_id(request.args.get("foer", ""))
    except ValueError:
        return None
