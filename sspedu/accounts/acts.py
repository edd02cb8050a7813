"""What the audit log calls the acts on people, and whom they are about."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sspedu.audit.chain import Act


class ActName(StrEnum):
    """An act that is written down."""

    ADD = "add person"
    INVITE = "invite"
    SEND_AGAIN = "send invitation again"
    WITHDRAW = "withdraw invitation"
    ACCEPT = "accept invitation"
    IMPORT = "import people"
    CHANGE = "change person"
    SET_ROLES = "set roles"
    SUSPEND = "suspend"
    LIFT = "lift suspension"
    SIGN_OUT = "end sign-ins"
    SEND_LINK = "send password link"
    SET_PASSWORD = "set password"  # noqa: S105 - the name of an act
    CORRECT = "correct person"
    LOOK_UP = "look up person"


class Cause(StrEnum):
    """Why a person was corrected: a code, for the log holds no text of anybody's."""

    MISSPELT = "misspelt"
    CHANGED = "changed"
    ASKED = "asked"


def on_user(name: ActName, user_id: int, details: Mapping[str, Any] | None = None) -> Act:
    """Say what was done to a person."""
    return Act(name, user_subject(user_id), details or {})


def on_invitation(name: ActName, invitation_id: int, details: Mapping[str, Any] | None = None) -> Act:
    """Say what was done to an invitation."""
    return Act(name, f"invitation:{invitation_id}", details or {})


def user_subject(user_id: int) -> str:
    """Return the name under which the log knows a person."""
    return f"user:{user_id}"
