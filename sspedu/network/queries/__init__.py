"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.attachments import OpenFile, file, held_files
from sspedu.network.queries.boards import OpenBoard, board, boards, reader_count
from sspedu.network.queries.events import ComingEvent, OpenEvent, coming_events
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, FileLink, OpenPost, post, posts, revisions
from sspedu.network.queries.threads import THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads

__all__ = [
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "ComingEvent",
    "FileLink",
    "OpenBoard",
    "OpenEvent",
    "OpenFile",
    "OpenPost",
    "OpenThread",
    "ThreadList",
    "ThreadRow",
    "board",
    "boards",
    "coming_events",
    "file",
    "held_files",
    "post",
    "posts",
    "reader_count",
    "revisions",
    "thread",
    "threads",
]
