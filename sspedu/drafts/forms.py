"""What a form that keeps a draft says of it. The script that saves is `web/assets/drafts.js`, the parts of a page `_macros/drafts.html`."""

from collections.abc import Iterable

from flask import request

from sspedu.drafts.commands import Sent, Typed

MAX_COUNT = 2**31 - 1


def typed(text: str) -> Typed:
    """Read a save: the text as the form of its kind puts it together, and where it comes from."""
    form = request.form
    return Typed(text, form.get("tab", "")[:40], _count(), form.get("seen", "")[:40], form.get("based_on", "")[:40])


def sent(before: str = "") -> Sent:
    """Read what a form that is sent, or whose draft is thrown away, has shown of its draft.

    `before` stands before the names of what it says of a second draft, which it carries along from the page before.
    """
    seen = request.form.get(f"{before}seen")
    return Sent(seen if seen is None else seen[:40], request.form.get(f"{before}tab", "")[:40], _count(before))


def fields(names: Iterable[str]) -> dict[str, str]:
    """Read the fields of a form, in this order. What has several values has each on a line of its own."""
    return {name: "\n".join(request.form.getlist(name)) for name in names}


def _count(before: str = "") -> int:
    count = request.form.get(f"{before}sequence", "")
    # Python reads no number of thousands of digits, and any with so many is too large as it is.
    return min(int(count[:18]), MAX_COUNT) if count.isascii() and count.isdigit() else 0
