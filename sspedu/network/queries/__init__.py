"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.boards import OpenBoard, board, boards, reader_count
from sspedu.network.queries.drafts import edit_draft, edit_place, new_thread_place, reply_place, thread_draft, titled, untitled
from sspedu.network.queries.groups import Member, OpenGroup, Peer, could_join, group
from sspedu.network.queries.mentions import Colleague, colleagues, mentioned, mentioned_ids
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, OpenPost, post, posts, revisions
from sspedu.network.queries.threads import THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads, threads_about

__all__ = [
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "Colleague",
    "Member",
    "OpenBoard",
    "OpenGroup",
    "OpenPost",
    "OpenThread",
    "Peer",
    "ThreadList",
    "ThreadRow",
    "board",
    "boards",
    "colleagues",
    "could_join",
    "edit_draft",
    "edit_place",
    "group",
    "mentioned",
    "mentioned_ids",
    "new_thread_place",
    "post",
    "posts",
    "reader_count",
    "reply_place",
    "revisions",
    "thread",
    "thread_draft",
    "threads",
    "threads_about",
    "titled",
    "untitled",
]
