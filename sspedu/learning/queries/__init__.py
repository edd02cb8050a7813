"""What is asked about learning. One file per noun."""

from sspedu.learning.queries.records import NOTHING, Done, LastAttempt, Record, Standing, Written, record, records, stamp, standing

__all__ = ["NOTHING", "Done", "LastAttempt", "Record", "Standing", "Written", "record", "records", "stamp", "standing"]
