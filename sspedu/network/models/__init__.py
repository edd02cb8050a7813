"""Tables of the network."""

from sspedu.network.models.attachments import Attachment, StoredFile
from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.events import Coming, Event, EventAnswer
from sspedu.network.models.finding import PostEntry, PostWord
from sspedu.network.models.moderation import ActKind, Case, CaseKind, CaseOutcome, HeldAs, HeldText, ModerationAct
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
    "Again",
    "Arena",
    "Attachment",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "BoardWatch",
    "Case",
    "CaseKind",
    "CaseOutcome",
    "Coming",
    "DigestSent",
    "Event",
    "EventAnswer",
    "HeldAs",
    "HeldText",
    "Level",
    "MailChoice",
    "MarkKind",
    "Mention",
    "ModerationAct",
    "Post",
    "PostEntry",
    "PostQuote",
    "PostRevision",
    "PostWord",
    "PracticeExample",
    "PracticeMark",
    "PracticeTry",
    "PracticeVersion",
    "Prevention",
    "Result",
    "SizeBand",
    "StoredFile",
    "Terrain",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
    "ThreadTold",
    "ThreadWatch",
    "ToldUpTo",
]
