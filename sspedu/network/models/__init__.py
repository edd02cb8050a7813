"""Tables of the network."""

from sspedu.network.models.attachments import Attachment, StoredFile
from sspedu.network.models.boards import Board, BoardKind, BoardMember, BoardSeen
from sspedu.network.models.events import Coming, Event, EventAnswer
from sspedu.network.models.posts import Post, PostRevision
from sspedu.network.models.threads import CONVERSATIONS, Thread, ThreadKind, ThreadSeen

__all__ = [
    "CONVERSATIONS",
    "Attachment",
    "Board",
    "BoardKind",
    "BoardMember",
    "BoardSeen",
    "Coming",
    "Event",
    "EventAnswer",
    "Post",
    "PostRevision",
    "StoredFile",
    "Thread",
    "ThreadKind",
    "ThreadSeen",
]
