"""What is being written in the network, kept on the way."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.drafts.commands import Outcome, Saved, Typed, keep
from sspedu.network.models import Post
from sspedu.network.queries import OpenBoard, OpenPost, OpenThread, edit_place, new_thread_place, reply_place
from sspedu.network.queries.drafts import sent_reply, sent_thread
from sspedu.policy import Action, Actor, require


def keep_thread_draft(session: Session, actor: Actor, board: OpenBoard, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a new thread, its title and text put together by `titled`."""
    require(actor, Action.WRITE_POST, board)
    return keep(session, actor, new_thread_place(board), typed, saved=sent_thread(session, board), now=now)


def keep_reply_draft(session: Session, actor: Actor, thread: OpenThread, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a reply."""
    require(actor, Action.WRITE_POST, thread)
    return keep(session, actor, reply_place(thread), typed, saved=sent_reply(session, thread), now=now)


def keep_edit_draft(session: Session, actor: Actor, post: OpenPost, typed: Typed, *, now: datetime) -> Outcome:
    """Keep what the actor has typed of a post's new text. The post is locked, as it is when it is edited."""
    require(actor, Action.EDIT_POST, post)
    text, version, removed_at = session.execute(
        select(Post.text, Post.version, Post.removed_at).where(Post.id == post.id).with_for_update()
    ).one()
    if removed_at is not None:
        return Outcome.NOTHING_NEW
    return keep(session, actor, edit_place(post.id), typed, saved=Saved(text, str(version)), now=now)
