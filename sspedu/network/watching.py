"""What someone hears of a thread, in SQL: what they chose for it or for its board, or took part in; otherwise answers and mentions only.

The names of tables here are the statement's own: it joins `ThreadWatch` and `BoardWatch` of one person to a thread on a board.
"""

from sqlalchemy import ColumnElement, and_, case, func, or_

from sspedu.network.models import BoardKind, BoardWatch, Level, ThreadWatch
from sspedu.network.models.boards import Board

# What is nearest counts: the thread, then the board. Whoever chose nothing is still told of what is meant for them.
HEARS: ColumnElement[bool] = func.coalesce(ThreadWatch.level, BoardWatch.level, Level.REPLIES) != Level.NONE
FOLLOWS: ColumnElement[bool] = or_(
    ThreadWatch.level == Level.ALL, and_(ThreadWatch.level.is_(None), func.coalesce(BoardWatch.level, Level.REPLIES) == Level.ALL)
)
# What stood before someone began to follow is no news to them.
SINCE: ColumnElement[int] = case(
    (ThreadWatch.level == Level.ALL, ThreadWatch.since_post_id), else_=func.coalesce(BoardWatch.since_post_id, 0)
)
# A group and one's own municipality are in the week of whoever can read them; of other boards one has to ask for it.
IS_IN_THE_WEEK: ColumnElement[bool] = or_(
    BoardWatch.level.in_((Level.ALL, Level.WEEKLY)),
    and_(BoardWatch.level.is_(None), Board.kind.in_((BoardKind.GROUP, BoardKind.MUNICIPALITY))),
)
