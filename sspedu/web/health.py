"""Is it alive, and is it ready? For those who watch the service; answers name no version and no data."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue

from sspedu.web.access import public

Check = Callable[[], bool]
# Facts by name. What is false is a fault; numbers are only told.
Report = Callable[[], Mapping[str, bool | int | None]]


def answer_health(app: Flask, checks: Mapping[str, Check], report: Report) -> None:
    """Add `/sundhed` (the process answers) and `/klar` (each named check holds; 503 if one does not).

    `/klar` also reports on what works beside the web server. A fault there makes the status "nedsat" and never 503: a proxy takes a
    server that is not ready out of use, and a page that can be read must not go because mail waits.
    """
    bp = Blueprint("health", __name__)

    @bp.get("/sundhed")
    @public
    def alive() -> ResponseReturnValue:
        return jsonify(status="ok")

    @bp.get("/klar")
    @public
    def ready() -> ResponseReturnValue:
        results = {name: _holds(check) for name, check in checks.items()}
        if not all(results.values()):
            return jsonify(status="ikke klar", **results), 503
        reported = report()
        is_well = all(value is not False for value in reported.values())
        return jsonify(status="ok" if is_well else "nedsat", **results, **reported)

    app.register_blueprint(bp)


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # whatever is wrong, the answer is "not ready"
        return False
