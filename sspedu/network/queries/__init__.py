"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.boards import OpenBoard, board, boards, reader_count
from sspedu.network.queries.groups import Colleague, Member, OpenGroup, could_join, group
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
    "ThreadList",
    "ThreadRow",
    "board",
    "boards",
    "could_join",
    "group",
    "post",
    "posts",
    "reader_count",
    "revisions",
    "thread",
    "threads",
    "threads_about",
]
