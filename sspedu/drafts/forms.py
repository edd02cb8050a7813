"""What a form that keeps a draft says of it. The script that saves is `web/assets/drafts.js`, the parts of a page `_macros/drafts.html`."""

from flask import request

from sspedu.drafts.commands import Sent, Typed

MAX_COUNT = 2**31 - 1


def typed(text: str) -> Typed:
    """Read a save: the text as the form of its kind puts it together, and where it comes from."""
    form = request.form
    return Typed(text, form.get("tab", "")[:40], _count(), form.get("seen", "")[:40], form.get("based_on", "")[:40])


def sent() -> Sent:
    """Read what a form that is sent, or whose draft is thrown away, has shown of its draft."""
    seen = request.form.get("seen")
    return Sent(seen if seen is None else seen[:40], request.form.get("tab", "")[:40], _count())


def _count() -> int:
    count = request.form.get("sequence", "")
    return min(int(count), MAX_COUNT) if count.isascii() and count.isdigit() else 0
