"""Nothing typed is lost: a form that is refused for a reason of ours comes back with everything that was in it, to the one who wrote it."""

import json
from typing import NamedTuple

from flask import render_template, request
from werkzeug.exceptions import HTTPException

from sspedu.errors import N_
from sspedu.web.access import current_actor
from sspedu.web.language import _

# What must be asked for again or made anew, and what only carries a form that is kept already.
NEVER_KEPT = frozenset({"csrf_token", "password", "present_password", "kept", "kept_path"})
# What a form says for us rather than for its writer. `by` is the id of the person whose page the form stood on.
WRITER = "by"
PROFILE = frozenset({"profession", "municipality", "police_district", "role", "language"})
# What one chooses in the forms of the network.
IN_THE_NETWORK = frozenset({
    *("act", "board", "coming", "digest_day", "fra", "is_each", "lesson", "level", "numbers", "person", "send", "target", "with_title"),
    *("again", "ages", "arena", "known", "partners", "prevention", "result", "size_band", "terrain", "themes", "why"),
})  # fmt: skip
CHOICES = PROFILE | IN_THE_NETWORK | {"option", "place", "confidence", "heading", "kind", "cause"}
# A day beside a role: alone it says nothing.
DAYS = "until_"
LABELS = {
    "name": N_("Navn"),
    "email": N_("Mailadresse"),
    "reason": N_("Hvorfor?"),
    "value": N_("Dit bud"),
}
NOT_WRITTEN = CHOICES | {
    WRITER,
    "attached",
    "number",
    "version",
    "based_on",
    "seen",
    "tab",
    "sequence",
    "plan",
    "next",
    "nonce",
    "confirmed",
}


class KeptField(NamedTuple):
    """One field of a refused form. What somebody wrote is shown for editing; the rest only goes along.

    Of a file there is only the name (`value`): no page can put it into its field again, so it is asked for.
    """

    name: str
    value: str
    is_file: bool = False

    @property
    def is_written(self) -> bool:
        """Whether this is text that somebody wrote rather than a choice."""
        return not self.is_file and self.name not in NOT_WRITTEN and not self.name.startswith(DAYS) and bool(self.value)

    @property
    def is_long(self) -> bool:
        """Whether it may take many lines."""
        return self.name not in LABELS or len(self.value) > 120

    @property
    def label(self) -> str:
        """What the field is called on its own page."""
        return _(LABELS.get(self.name, N_("Det, du skrev")))


Fields = tuple[KeptField, ...]


def kept_fields() -> Fields:
    """Return what this request's form held, in order; nothing of a body that could not be read."""
    try:
        form, files = request.form, request.files
    except HTTPException:
        # Too large, or broken off. Whoever explains what went wrong must not fail on it once more.
        return ()
    named = (KeptField(name, file.filename, is_file=True) for name, file in files.items(multi=True) if file.filename)
    return (*(KeptField(name, value) for name, value in form.items(multi=True) if name not in NEVER_KEPT), *named)


def pack(fields: Fields) -> str:
    """Write fields so that one hidden field of another form can carry them."""
    return json.dumps(fields, ensure_ascii=False)


def unpack(text: str) -> Fields:
    """Read what `pack` wrote; anything else gives nothing."""
    try:
        packed = json.loads(text)
        return tuple(KeptField(str(name), str(value), any(rest)) for name, value, *rest in packed)
    except (ValueError, TypeError):
        return ()


def is_written_by(fields: Fields, user_id: int | None) -> bool:
    """Say whether the form stood on this person's page, or on one that anyone may fill in."""
    return all(field.value == str(user_id) for field in fields if field.name == WRITER)


def kept_page(reason: str, fields: Fields, action: str) -> str:
    """Render the form again with its text, ready to be sent once more; to someone else than its writer only the text, to be copied."""
    may_send = is_written_by(fields, current_actor().id)
    if not may_send:
        reason = _(
            "Teksten blev skrevet af en anden, der var logget ind her. Kopiér den, hvis den er din, og log ind som den, der skrev den."
        )
    going_along = tuple(field for field in fields if field.name != WRITER)
    return render_template("kept.html", reason=reason, fields=going_along, action=action, may_send=may_send)


def kept_request(reason: str) -> str:
    """Render the form of this request again."""
    return kept_page(reason, kept_fields(), request.full_path.rstrip("?"))
