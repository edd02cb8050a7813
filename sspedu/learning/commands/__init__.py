"""Everything that learners change. One file per noun."""

from sspedu.learning.commands.enrolments import Answer, answer, enrol, follow_publication, leave, lock_enrolment, mark_read
from sspedu.learning.commands.reflections import MAX_REFLECTION, Thought, reflect

__all__ = [
    "MAX_REFLECTION",
    "Answer",
    "Thought",
    "answer",
    "enrol",
    "follow_publication",
    "leave",
    "lock_enrolment",
    "mark_read",
    "reflect",
]
