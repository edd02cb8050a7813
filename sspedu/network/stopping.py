"""The address in a mail that ends just that mail: signed, so that it works for whoever has the mail, signed in or not.

It never runs out, since a mail may be read late and the address can only end something.
"""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from sspedu.web.access import current_settings

SALT = "network mail that is to stop"


@dataclass(frozen=True, slots=True)
class Stop:
    """What a mail's address ends: what someone hears of a thread, or, without one, their week."""

    user_id: int
    thread_id: int | None = None


def stop_token(stop: Stop) -> str:
    """Return a word that stands for what is to end."""
    return str(_serializer().dumps([stop.user_id, stop.thread_id or 0]))


def read_stop(token: str) -> Stop | None:
    """Return what a word stands for; nothing for one that we did not write."""
    try:
        user_id, thread_id = _serializer().loads(token)
    except BadSignature:
        return None
    return Stop(user_id, thread_id or None)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_settings().secret(), salt=SALT)
