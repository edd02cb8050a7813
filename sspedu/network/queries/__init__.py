"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.boards import Move, OpenBoard, board, boards, move, reader_count
from sspedu.network.queries.cases import CaseList, Held, OpenCase, acts_on, case_of, cases, moderator_count, own_cases
from sspedu.network.queries.former import FormerThread, former_thread
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, OpenPost, post, posts, revisions
from sspedu.network.queries.threads import MOST_PINNED, THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads

__all__ = [
    "MOST_PINNED",
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "CaseList",
    "FormerThread",
    "Held",
    "Move",
    "OpenBoard",
    "OpenCase",
    "OpenPost",
    "OpenThread",
    "ThreadList",
    "ThreadRow",
    "acts_on",
    "board",
    "boards",
    "case_of",
    "cases",
    "former_thread",
    "moderator_count",
    "move",
    "own_cases",
    "post",
    "posts",
    "reader_count",
    "revisions",
    "thread",
    "threads",
]
