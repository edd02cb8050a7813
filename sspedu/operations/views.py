"""How the service is doing, for administrators; and in a demo, the mail that nobody sends."""

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sspedu.db import db
from sspedu.errors import NotFound
from sspedu.jobs import outbox
from sspedu.jobs.models import Mail
from sspedu.operations import commands, queries, words
from sspedu.operations.post import written_mail
from sspedu.operations.release import migration_of, version
from sspedu.policy import Action, require
from sspedu.web.access import current_actor, current_settings, public, utc_now
from sspedu.web.language import _

bp = Blueprint("operations", "sspedu.operations", template_folder="templates")
# Links in the mail are secrets: a page with them is kept nowhere.
SECRET = {"Cache-Control": "no-store"}


class DeadLetter(NamedTuple):
    """A mail that was given up, as it is listed. What it says, and to whom, is not for this page."""

    key: str
    kind: str
    fault: str
    dead_at: datetime | None
    attempts: int
    may_be_retried: bool


@bp.get("/drift")
def status() -> ResponseReturnValue:
    """Show mail, worker, version and backup."""
    require(current_actor(), Action.OPERATE)
    found = queries.condition(db.session(), now=utc_now())
    dead = [_dead_letter(mail) for mail in outbox.dead_letters(db.session())]
    failed_steps = found.worker.failed_steps if found.worker else ""
    waits_for = words.fault(found.worker.fault) if found.worker and found.worker.fault and not failed_steps else ""
    return render_template(
        "operations/status.html",
        condition=found,
        dead=dead,
        waits_for=waits_for,
        failed_steps=failed_steps,
        version=version(),
        migration=migration_of(db.session.connection()),
        engine=db.engine.dialect.name,
        mail_dir=None if current_settings().smtp_host else current_settings().mail_dir,
    )


@bp.post("/drift/mail/<key>/igen")
def retry(key: str) -> ResponseReturnValue:
    """Let a mail that was given up be tried afresh."""
    commands.retry_mail(db.session(), current_actor(), key, now=utc_now())
    db.session.commit()

    flash(_("Mailen prøves igen. Genindlæs siden om lidt, så kan du se, hvordan det gik."), "success")
    return redirect(url_for(".status"))


@bp.get("/demo/post")
@public
def demo_post() -> ResponseReturnValue:
    """Show the mail that a demo has written in its folder. Nowhere else is there such a page."""
    if not current_settings().is_demo:
        raise NotFound
    mail = written_mail(current_settings().mail_dir)
    return render_template("operations/demo_post.html", mail=mail, smtp_host=current_settings().smtp_host), 200, SECRET


def _dead_letter(mail: Mail) -> DeadLetter:
    is_worth_it = bool(mail.text) and (mail.expires_at is None or mail.expires_at > utc_now())
    return DeadLetter(mail.key, words.kind(mail.kind), words.fault(mail.fault or ""), mail.dead_at, mail.attempts, is_worth_it)
