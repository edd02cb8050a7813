"""Nothing typed is lost: a form that is refused for a reason of ours comes back with everything that was in it."""

import json
from dataclasses import dataclass

from flask import render_template, request
from werkzeug.datastructures import MultiDict

# What must be asked for again or made anew, and what only carries a form that is kept already.
NEVER_KEPT = frozenset({"csrf_token", "password", "kept", "kept_path"})
LONG = 60
MAX_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class KeptField:
    """One field of a refused form. A long one is text somebody wrote, and is shown for editing."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether this is text rather than a choice."""
        return len(self.value) > LONG or "\n" in self.value


def kept_fields(form: MultiDict[str, str]) -> tuple[KeptField, ...]:
    """Return what the form held, in order."""
    return tuple(KeptField(name, value) for name, value in form.items(multi=True) if name not in NEVER_KEPT)


def pack(fields: tuple[KeptField, ...]) -> str:
    """Write fields so that one hidden field of another form can carry them."""
    return json.dumps([[field.name, field.value] for field in fields], ensure_ascii=False)


def unpack(text: str) -> tuple[KeptField, ...]:
    """Read what `pack` wrote; anything else gives nothing."""
    try:
        pairs = json.loads(text[:MAX_KEPT])
        return tuple(KeptField(str(name), str(value)) for name, value in pairs)
    except (ValueError, TypeError):
        return ()


def kept_page(reason: str, fields: tuple[KeptField, ...], action: str) -> str:
    """Render the form again with its text, ready to be sent once more."""
    return render_template("kept.html", reason=reason, fields=fields, action=action)


def kept_request(reason: str) -> str:
    """Render the form of this request again."""
    return kept_page(reason, kept_fields(request.form), request.full_path.rstrip("?"))
