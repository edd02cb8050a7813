"""Tables of the network."""

from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.moderation import ActKind, Case, CaseKind, CaseOutcome, HeldAs, HeldText, ModerationAct
from sspedu.network.models.posts import Post, PostRevision
from sspedu.network.models.telling import (
    MONDAY,
    THREAD_LEVELS,
    BoardWatch,
    DigestSent,
    Level,
    MailChoice,
    ThreadTold,
    ThreadWatch,
    ToldUpTo,
)
from sspedu.network.models.threads import CONVERSATIONS, Thread, ThreadKind, ThreadSeen
from sspedu.network.models.traces import Mention, PostQuote

__all__ = [
    "CONVERSATIONS",
    "MONDAY",
    "THREAD_LEVELS",
    "ActKind",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "BoardWatch",
    "Case",
    "CaseKind",
    "CaseOutcome",
    "DigestSent",
    "HeldAs",
    "HeldText",
    "Level",
    "MailChoice",
    "Mention",
    "ModerationAct",
    "Post",
    "PostQuote",
    "PostRevision",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
    "ThreadTold",
    "ThreadWatch",
    "ToldUpTo",
]
