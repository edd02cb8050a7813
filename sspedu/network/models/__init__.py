"""Tables of the network."""

from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.posts import Post, PostRevision
from sspedu.network.models.practice import (
    Again,
    Arena,
    MarkKind,
    PracticeExample,
    PracticeMark,
    PracticeTry,
    PracticeVersion,
    Prevention,
    Result,
    SizeBand,
    Terrain,
)
from sspedu.network.models.threads import CONVERSATIONS, Thread, ThreadKind, ThreadSeen

__all__ = [
    "CONVERSATIONS",
    "Again",
    "Arena",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "MarkKind",
    "Post",
    "PostRevision",
    "PracticeExample",
    "PracticeMark",
    "PracticeTry",
    "PracticeVersion",
    "Prevention",
    "Result",
    "SizeBand",
    "Terrain",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
]
