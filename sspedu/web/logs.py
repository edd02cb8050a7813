"""Logs, one JSON object a line: what was asked, how it ended, how long it took. Never a name, address, text, password or token."""

import logging
import sys
import time
from contextlib import suppress
from typing import TextIO, cast

import structlog
from flask import Flask, Response, g, request


class _Patient:
    """Standard error that never fails: a log on a full disk must not take the answers with it."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            return sys.stderr.write(text)
        return 0

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


log = structlog.get_logger("sspedu")


def write_logs(app: Flask, *, level: str) -> None:
    """Set up structlog for the process and one line for each request."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, _Patient())),
    )
    app.before_request(_start_clock)
    app.after_request(_log_request)


def _start_clock() -> None:
    g.started = time.perf_counter()


def _log_request(response: Response) -> Response:
    # The rule, never the path: a path may name what someone reads.
    rule = request.url_rule.rule if request.url_rule is not None else None
    milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
    log.info(
        "request",
        request_id=g.get("request_id"),
        method=request.method,
        rule=rule,
        status=response.status_code,
        ms=milliseconds,
    )
    return response
