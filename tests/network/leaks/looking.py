"""What an answer tells: the canaries in all of it, and whether it differs from what somebody meets where nothing is."""

import re
from collections.abc import Mapping
from html import unescape
from io import BytesIO
from types import MappingProxyType
from urllib.parse import unquote, unquote_plus
from zipfile import ZipFile

from werkzeug.test import TestResponse

from tests.network.leaks.cast import Planted
from tests.people import token

CANARY = re.compile("zilk[b-v]{3}")
# New with each answer, or told by the length of what is compared anyway.
PASSING = {"Content-Length", "Set-Cookie", "Date", "X-Request-ID"}


def canaries(answer: TestResponse) -> set[str]:
    """Find every canary in an answer: in its headers, in its body, and in a file."""
    body = _unpacked(answer.data) if answer.data.startswith(b"PK") else answer.text
    return set(CANARY.findall(unquote(f"{answer.status}\n{answer.headers}\n{body}").lower()))


def _unpacked(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def leaks(planted: Planted, name: str, path: str, answer: TestResponse) -> list[str]:
    """Say which canaries in an answer are not for this person. What they asked with tells them nothing."""
    forbidden = planted.forbidden(name)
    told = (canaries(answer) & forbidden.keys()) - set(CANARY.findall(path))
    return [f"{name} reads {forbidden[word]} at {path}" for word in sorted(told)]


def bare(answer: TestResponse, path: str) -> tuple[int, dict[str, str], str]:
    """Return an answer without its own address, and without what is made anew each time."""
    path, body = unquote(path), unquote_plus(unquote(unescape(answer.text))).replace(unquote(path), "")
    headers = {key: unquote_plus(unquote(value)).replace(path, "") for key, value in answer.headers.items() if key not in PASSING}
    return answer.status_code, headers, re.sub(r'(value|content)="[^"]{40,}"|<p class="quiet">.*?</p>', "", body)


class Missing:
    """What somebody meets where nothing is: asked once for each address."""

    def __init__(self, planted: Planted, name: str, method: str) -> None:
        self.person = planted.people[name]
        self.token = "" if method == "GET" or name in {"visitor", "suspended"} else token(self.person.client)
        self.method = method
        self.met: dict[str, object] = {}

    def ask(self, path: str, form: Mapping[str, str] = MappingProxyType({})) -> TestResponse:
        """Ask for an address, or send a form there."""
        if self.method == "GET":
            return self.person.get(path)
        return self.person.client.post(path, data={**form, "csrf_token": self.token})

    def is_like(self, answer: TestResponse, path: str, nothing: str, form: Mapping[str, str] = MappingProxyType({})) -> bool:
        """Say whether an answer tells no more than that nothing is there."""
        if nothing not in self.met:
            self.met[nothing] = bare(self.ask(nothing, form), nothing)
        return bare(answer, path) == self.met[nothing]
