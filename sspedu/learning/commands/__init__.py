"""Everything that learners change. One file per noun."""

from sspedu.learning.commands.drill import DrillAnswered, answer_situation
from sspedu.learning.commands.enrolments import Answer, answer, enrol, follow_publication, leave, lock_enrolment, lock_place, mark_read
from sspedu.learning.commands.reflections import MAX_REFLECTION, Thought, keep_draft, reflect
from sspedu.learning.commands.reports import Fault, handle_fault, report_fault
from sspedu.learning.commands.tracks import begin_track, follow_tracks, leave_track

__all__ = [
    "MAX_REFLECTION",
    "Answer",
    "DrillAnswered",
    "Fault",
    "Thought",
    "answer",
    "answer_situation",
    "begin_track",
    "enrol",
    "follow_publication",
    "follow_tracks",
    "handle_fault",
    "keep_draft",
    "leave",
    "leave_track",
    "lock_enrolment",
    "lock_place",
    "mark_read",
    "reflect",
    "report_fault",
]
