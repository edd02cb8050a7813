"""Tables of the network."""

from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.finding import PostEntry, PostWord
from sspedu.network.models.posts import Post, PostRevision
from sspedu.network.models.threads import CONVERSATIONS, Thread, ThreadKind, ThreadSeen

__all__ = [
    "CONVERSATIONS",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "Post",
    "PostEntry",
    "PostRevision",
    "PostWord",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
]
