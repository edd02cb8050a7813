"""Is it alive, and is it ready? For those who watch the service; answers name no version and no data."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue

from sspedu.web.access import public

Check = Callable[[], bool]


def answer_health(app: Flask, checks: Mapping[str, Check]) -> None:
    """Add `/sundhed` (the process answers) and `/klar` (each named check holds; 503 if one does not)."""
    bp = Blueprint("health", __name__)

    @bp.get("/sundhed")
    @public
    def alive() -> ResponseReturnValue:
        return jsonify(status="ok")

    @bp.get("/klar")
    @public
    def ready() -> ResponseReturnValue:
        results = {name: _holds(check) for name, check in checks.items()}
        return jsonify(status="ok" if all(results.values()) else "ikke klar", **results), 200 if all(results.values()) else 503

    app.register_blueprint(bp)


def _holds(check: Check) -> bool:
    try:
        return check()
    except Exception:  # whatever is wrong, the answer is "not ready"
        return False
