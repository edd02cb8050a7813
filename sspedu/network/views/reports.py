"""What members send to moderators: reports of posts, and one's own list with what became of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import Conflict, Invalid, NotFound, TooMany
from sspedu.network import commands, queries
from sspedu.network.queries import OpenPost, OpenThread
from sspedu.network.reasons import BY_KIND, REPORTING
from sspedu.network.views.blueprint import POST, bp, post_url
from sspedu.network.views.refusing import Refusal, refused
from sspedu.policy import Action, require
from sspedu.web import guard
from sspedu.web.access import current_actor, utc_now
from sspedu.web.language import _, sentence, today
from sspedu.web.requests import row_id


@bp.get(f"{POST}/anmeld")
def reporting(thread_id: int, number: int) -> ResponseReturnValue:
    """Show the form that reports a post."""
    opened, post = _open(thread_id, number)
    if post.removed_at is not None or post.user_id == current_actor().id:
        return redirect(post_url(opened, number))
    return _report_page(opened, post, commands.Report(""))


@bp.post(f"{POST}/anmeld")
def report(thread_id: int, number: int) -> ResponseReturnValue:
    """Report a post to the moderators of its board."""
    opened, post = _open(thread_id, number)
    said = commands.Report(request.form.get("why", ""), request.form.get("text", ""), guard.consent())
    try:
        is_new = commands.report_post(db.session(), current_actor(), opened, post, said, now=utc_now())
    except (Invalid, Conflict, TooMany) as error:
        db.session.rollback()
        return refused(_report_page(opened, post, said, error), error)
    db.session.commit()

    flash(_("Tak. Anmeldelsen er sendt.") if is_new else _("Du har allerede anmeldt indlægget. Her kan du følge sagen."), "success")
    return redirect(url_for("network.own_cases"))


@bp.get("/netvaerk/sager")
def own_cases() -> ResponseReturnValue:
    """Show what the reader has sent to moderators, and what moderators have done to what the reader wrote."""
    before = _cursor()
    found = queries.own_cases(db.session(), current_actor(), before=before, today=today())
    acts = queries.acts_on(db.session(), current_actor(), today=today()) if before is None else ()
    return render_template("network/own_cases.html", found=found, acts=acts, reasons=BY_KIND)


@bp.post("/netvaerk/sager/<int:case_id>/traek-tilbage")
def withdraw_case(case_id: int) -> ResponseReturnValue:
    """Take back what one sent."""
    commands.withdraw_case(db.session(), current_actor(), case_id, now=utc_now())
    db.session.commit()

    flash(_("Sagen er trukket tilbage, og teksten er slettet her."), "success")
    return redirect(url_for("network.own_cases"))


def _open(thread_id: int, number: int) -> tuple[OpenThread, OpenPost]:
    opened = queries.thread(db.session(), current_actor(), thread_id, today=today())
    require(current_actor(), Action.REPORT_POST, opened)
    post = queries.post(db.session(), opened, number)
    if post.hidden_at is not None and not opened.sees_hidden:
        raise NotFound
    return opened, post


def _cursor() -> int | None:
    try:
        return row_id(request.args.get("foer", ""))
    except ValueError:
        return None


def _report_page(opened: OpenThread, post: OpenPost, said: commands.Report, error: Refusal | None = None) -> str:
    count = queries.moderator_count(db.session(), current_actor(), opened.board.id, today=today(), now=utc_now())
    return render_template(
        "network/report.html",
        thread=opened,
        post=post,
        said=said,
        reasons=REPORTING,
        moderators=count,
        error=sentence(error) if error else "",
        wrong_field=error.field if isinstance(error, Invalid) else "text",
        review=guard.reviewed(said.words, error) if error else None,
        back=post_url(opened, post.number),
    )
