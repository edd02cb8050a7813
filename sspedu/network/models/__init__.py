"""Tables of the network."""

from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.moderation import ActKind, Case, CaseKind, CaseOutcome, HeldAs, HeldText, ModerationAct
from sspedu.network.models.posts import Post, PostRevision
from sspedu.network.models.threads import CONVERSATIONS, Thread, ThreadKind, ThreadSeen
from sspedu.network.models.traces import Mention, PostQuote

__all__ = [
    "CONVERSATIONS",
    "ActKind",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "Case",
    "CaseKind",
    "CaseOutcome",
    "HeldAs",
    "HeldText",
    "Mention",
    "ModerationAct",
    "Post",
    "PostQuote",
    "PostRevision",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
]
