"""The names under which the log keeps what moderators do, and what the worker does to working groups. Pure.

An act holds a kind, ids and codes, never a word that anybody wrote.
"""

from sspedu.audit.chain import Act
from sspedu.network.models import ActKind, CaseKind, CaseOutcome


def on_post(kind: ActKind, post_id: int) -> Act:
    """Note an act on a post."""
    return Act(f"moderation.{kind}", f"post:{post_id}")


def on_thread(kind: ActKind, thread_id: int, **details: int) -> Act:
    """Note an act on a thread. `details` are ids and counts."""
    return Act(f"moderation.{kind}", f"thread:{thread_id}", details)


def on_case(outcome: CaseOutcome, case_id: int, kind: CaseKind) -> Act:
    """Note what became of a case. Of a held text the log has its kind and outcome only."""
    return Act("moderation.decide", f"case:{case_id}", {"kind": kind.value, "outcome": outcome.value})


def on_group(board_id: int, user_id: int) -> Act:
    """Note who coordinates a working group since nobody did."""
    return Act("group.hand_on", f"board:{board_id}", {"user": user_id})
