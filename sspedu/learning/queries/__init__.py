"""What is asked about learning. One file per noun."""

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

__all__ = [
    "NOTHING",
    "PAGE",
    "Done",
    "LastAttempt",
    "OwnReport",
    "Record",
    "ReportRow",
    "Standing",
    "Try",
    "Written",
    "lesson_record",
    "place_of",
    "record",
    "records",
    "report",
    "reports",
    "standing",
]
