"""What is asked about learning. One file per noun."""

from sspedu.learning.queries.drill import drill_tries
from sspedu.learning.queries.records import (
    NOTHING,
    Done,
    LastAttempt,
    OwnReport,
    Record,
    Standing,
    Try,
    Written,
    lesson_record,
    record,
    records,
    standing,
)
from sspedu.learning.queries.reports import PAGE, ReportRow, report, reports
from sspedu.learning.queries.statements import place_of
from sspedu.learning.queries.tallies import Tally, question_tallies, situation_tallies

__all__ = [
    "NOTHING",
    "PAGE",
    "Done",
    "LastAttempt",
    "OwnReport",
    "Record",
    "ReportRow",
    "Standing",
    "Tally",
    "Try",
    "Written",
    "drill_tries",
    "lesson_record",
    "place_of",
    "question_tallies",
    "record",
    "records",
    "report",
    "reports",
    "situation_tallies",
    "standing",
]
