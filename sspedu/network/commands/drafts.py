"""What is being written in the network, kept on the way."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.days import day_of
from sspedu.drafts.commands import Outcome, Place, Saved, Sent, Typed, keep, settle
from sspedu.drafts.fields import FIELDS, joined, without_numbers_in_fields
from sspedu.network.commands.practice_words import fields_of, of_example
from sspedu.network.models import Post
from sspedu.network.queries import (
    OpenBoard,
    OpenPost,
    OpenThread,
    edit_place,
    new_thread_place,
    practice,
    practice_edit_place,
    reply_place,
)
from sspedu.network.queries.drafts import TITLED, sent_reply, sent_thread
from sspedu.network.quotes import without_gone
from sspedu.policy import Action, Actor, require


def keep_thread_draft(session: Session, actor: Actor, board: OpenBoard, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a new thread, its title and text put together by `titled`."""
    require(actor, Action.WRITE_POST, board)
    typed = _without_gone(session, actor, typed, now=now)
    return keep(session, actor, new_thread_place(board), typed, saved=sent_thread(session, board), shape=TITLED, now=now)


def keep_reply_draft(session: Session, actor: Actor, thread: OpenThread, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a reply."""
    require(actor, Action.WRITE_POST, thread)
    typed = _without_gone(session, actor, typed, now=now)
    return keep(session, actor, reply_place(thread), typed, saved=sent_reply(session, thread), now=now)


def keep_edit_draft(session: Session, actor: Actor, post: OpenPost, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a post's new text. The post is locked, as it is when it is edited."""
    require(actor, Action.EDIT_POST, post)
    # What is quoted is locked before what quotes it, as by whoever takes it away.
    typed = _without_gone(session, actor, typed, now=now)
    text, version, removed_at = session.execute(
        select(Post.text, Post.version, Post.removed_at).where(Post.id == post.id).with_for_update()
    ).one()
    if removed_at is not None:
        return Outcome.NOTHING_NEW
    return keep(session, actor, edit_place(post.id), typed, saved=Saved(text, str(version)), now=now)


def keep_fields_draft(
    session: Session, actor: Actor, opened: OpenBoard | OpenThread, place: Place, typed: Typed, *, now: datetime
) -> Outcome:
    """Keep what the actor has typed in a form with several fields, put together by `drafts.fields`, of something that they have open."""
    require(actor, Action.WRITE_POST, opened)
    typed = _without_gone(session, actor, typed, now=now)
    return keep(session, actor, place, typed, saved=Saved(), shape=FIELDS, now=now)


def keep_practice_edit_draft(session: Session, actor: Actor, post: OpenPost, typed: Typed, *, today: date, now: datetime) -> Outcome:
    """Keep what the actor has typed of an example's new fields. Its first post is locked, as it is when the example is changed."""
    require(actor, Action.EDIT_POST, post)
    typed = _without_gone(session, actor, typed, now=now)
    session.execute(select(Post.id).where(Post.id == post.id).with_for_update())
    stands = practice(session, actor, post.thread_id, today=today)
    saved = Saved(joined(fields_of(of_example(stands))), str(stands.said["version"]))
    place = practice_edit_place(post.thread_id)
    return keep(session, actor, place, typed, saved=saved, shape=FIELDS, now=now)


def settle_fields(session: Session, actor: Actor, place: Place, sent: Sent | None, fields: Mapping[str, str], *, now: datetime) -> None:
    """Remove the draft of a form with several fields that was sent, in the same transaction. A form that kept none says nothing of it."""
    require(actor, Action.WRITE_DRAFT, place)
    if sent is not None:
        settle(session, actor, place, sent, saved=without_numbers_in_fields(joined(fields)), shape=FIELDS, now=now)


def _without_gone(session: Session, actor: Actor, typed: Typed, *, now: datetime) -> Typed:
    return replace(typed, text=without_gone(session, actor.id, typed.text, today=day_of(now)))
