"""What is asked about boards, threads and posts. Whatever comes back, its reader may read: the rule stands in every statement."""

from sspedu.network.queries.boards import OpenBoard, board, boards, reader_count
from sspedu.network.queries.examples import EXAMPLES_A_PAGE, Cursor, ExampleList, ExampleRow, Ours, Wanted, examples, ours
from sspedu.network.queries.posts import POSTS_A_PAGE, Author, OpenPost, post, posts, revisions
from sspedu.network.queries.practice import OpenPractice, Tries, practice, tries, versions
from sspedu.network.queries.threads import THREADS_A_PAGE, OpenThread, ThreadList, ThreadRow, thread, threads

__all__ = [
    "EXAMPLES_A_PAGE",
    "POSTS_A_PAGE",
    "THREADS_A_PAGE",
    "Author",
    "Cursor",
    "ExampleList",
    "ExampleRow",
    "OpenBoard",
    "OpenPost",
    "OpenPractice",
    "OpenThread",
    "Ours",
    "ThreadList",
    "ThreadRow",
    "Tries",
    "Wanted",
    "board",
    "boards",
    "examples",
    "ours",
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
