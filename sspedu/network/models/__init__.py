"""Tables of the network."""

from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.mentions import Mention
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

__all__ = [
    "CONVERSATIONS",
    "MONDAY",
    "THREAD_LEVELS",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "BoardWatch",
    "DigestSent",
    "Level",
    "MailChoice",
    "Mention",
    "Post",
    "PostRevision",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
    "ThreadTold",
    "ThreadWatch",
    "ToldUpTo",
]
