"""What the web server counts of its requests, for Prometheus.

Never a path, name or text: a label is a route's rule, a status class or an outcome.

Each of the web server's processes keeps its counts in files of its own in one folder (the library's multi-process mode); a process beside
them adds them up and answers at an address of its own. So it does not matter which of them is asked, and the public port knows no metrics.
"""

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from sqlalchemy import event

from sspedu.db import db

if TYPE_CHECKING:  # slow to import, and needed for its type only
    from prometheus_client import Gauge

# The library reads this when it is imported; `serve` sets it before the web server starts.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
NO_RULE = "none"
METHODS = frozenset({"GET", "POST", "HEAD"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# What became of a try to sign in, by the endpoint and the status that answered it.
Outcomes = Mapping[tuple[str, int], str]


def count_requests(app: Flask, sign_ins: Outcomes) -> None:
    """Count requests, their time, sign-ins and database connections, if this process was started with metrics."""
    if not os.environ.get(FOLDER):
        return
    import prometheus_client as prometheus  # slow to import, and off by default

    requests = prometheus.Counter("sspedu_requests", "Requests by method, route rule and status class.", ["method", "rule", "status"])
    seconds = prometheus.Histogram("sspedu_request_seconds", "Time to answer by route rule.", ["rule"], buckets=SECONDS)
    in_flight = prometheus.Gauge("sspedu_requests_in_flight", "Requests being answered now.", multiprocess_mode="livesum")
    tries = prometheus.Counter("sspedu_sign_ins", "Tries to sign in by outcome: ok, failed, throttled.", ["outcome"])

    def begin() -> None:
        g.counted_from = time.perf_counter()
        in_flight.inc()

    def count(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule is not None else NO_RULE
        method = request.method if request.method in METHODS else "other"
        requests.labels(method, rule, f"{response.status_code // 100}xx").inc()
        if "counted_from" in g:
            seconds.labels(rule).observe(time.perf_counter() - g.counted_from)
        outcome = sign_ins.get((request.endpoint or "", response.status_code)) if request.method == "POST" else None
        if outcome:
            tries.labels(outcome).inc()
        return response

    def end(_error: BaseException | None) -> None:
        if g.pop("counted_from", None) is not None:
            in_flight.dec()

    app.before_request(begin)
    app.after_request(count)
    app.teardown_request(end)
    pool = prometheus.Gauge("sspedu_database_connections", "Connections of the pool by state.", ["state"], multiprocess_mode="livesum")
    with app.app_context():
        _count_connections(pool)


def _count_connections(gauge: "Gauge") -> None:
    is_open, in_use = gauge.labels("open"), gauge.labels("in use")
    event.listen(db.engine, "connect", lambda *_: is_open.inc())
    event.listen(db.engine, "close", lambda *_: is_open.dec())
    event.listen(db.engine, "checkout", lambda *_: in_use.inc())
    event.listen(db.engine, "checkin", lambda *_: in_use.dec())
