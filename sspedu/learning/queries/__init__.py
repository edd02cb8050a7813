"""What is asked about learning. One file per noun."""

from sspedu.learning.queries.drill import drill_tries
from sspedu.learning.queries.records import (
    LONG_AGO,
    NO_TRACK,
    NOTHING,
    Done,
    LastAttempt,
    Mine,
    OwnReport,
    Record,
    Standing,
    TrackBeside,
    TrackRecord,
    Try,
    Written,
    everything,
    lesson_record,
    record,
    standing,
)
from sspedu.learning.queries.reports import PAGE, ReportRow, report, reports
from sspedu.learning.queries.statements import place_of
from sspedu.learning.queries.tallies import Tally, question_tallies, situation_tallies

__all__ = [
    "LONG_AGO",
    "NOTHING",
    "NO_TRACK",
    "PAGE",
    "Done",
    "LastAttempt",
    "Mine",
    "OwnReport",
    "Record",
    "ReportRow",
    "Standing",
    "Tally",
    "TrackBeside",
    "TrackRecord",
    "Try",
    "Written",
    "drill_tries",
    "everything",
    "lesson_record",
    "place_of",
    "question_tallies",
    "record",
    "report",
    "reports",
    "situation_tallies",
    "standing",
]
