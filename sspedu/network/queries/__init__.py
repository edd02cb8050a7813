"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.boards import OpenBoard, board, boards, reader_count
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, OpenPost, post, posts, revisions
from sspedu.network.queries.practice import OpenPractice, Tries, practice, tries, versions
from sspedu.network.queries.threads import THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads

__all__ = [
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "OpenBoard",
    "OpenPost",
    "OpenPractice",
    "OpenThread",
    "ThreadList",
    "ThreadRow",
    "Tries",
    "board",
    "boards",
    "post",
    "posts",
    "practice",
    "reader_count",
    "revisions",
    "thread",
    "threads",
    "tries",
    "versions",
]
