"""Everything that learners change. One file per noun."""

from sspedu.learning.commands.enrolments import Answer, answer, enrol, follow_publication, leave, lock_enrolment, mark_read
from sspedu.learning.commands.reflections import MAX_REFLECTION, Thought, reflect
from sspedu.learning.commands.reports import Fault, handle_fault, report_fault
from sspedu.learning.commands.tracks import begin_track, follow_tracks, leave_track, lock_tracks

__all__ = [
    "MAX_REFLECTION",
    "Answer",
    "Fault",
    "Thought",
    "answer",
    "begin_track",
    "enrol",
    "follow_publication",
    "follow_tracks",
    "handle_fault",
    "leave",
    "leave_track",
    "lock_enrolment",
    "lock_tracks",
    "mark_read",
    "reflect",
    "report_fault",
]
