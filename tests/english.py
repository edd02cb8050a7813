"""What reads a page aloud as English, and says what is Danish in it and not marked so."""

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient

from tests.people import token

VOID = {"meta", "link", "input", "br", "hr", "img"}
SPOKEN = (
    "aria-label", "data-title", "data-left", "data-over", "data-offline", "data-away", "data-signed-out", "data-form-too-large", "label",
    "placeholder", "alt",
)  # fmt: skip
DANISH = re.compile(
    r"[æøåÆØÅ]|\b(og|ikke|du|det|til|med|som|hvad|hvor|kommune|kommuner|lektion|lektioner|eller|siden|skal|efter)\b", re.IGNORECASE
)
# Names stand in any language.
NAMES = re.compile(r"SSP Læring|Datatilsynet|Anna Prøve|[\w.]+@[\w.]+")


class Reader(HTMLParser):
    """Reads a page aloud as English, leaving out what is marked as Danish."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "en")]
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.open[-1][1]
        if language == "en":
            self.said += [given[name] or "" for name in SPOKEN if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return None

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open[-1][1] == "en" and self.open[-1][0] not in {"title", "textarea", "script"} and data.strip():
            self.said.append(data.strip())


def danish_in(page: str) -> list[str]:
    """Return what a page says in Danish without saying that it is."""
    reader = Reader()
    reader.feed(page)
    return [words for words in reader.said if DANISH.search(NAMES.sub("", words))]


def switch(client: FlaskClient, code: str = "en", path: str = "/") -> None:
    """Choose a language in a browser."""
    page = client.get(path).text
    fields = {"language": code, "next": path}
    if 'name="csrf_token"' in page:
        fields["csrf_token"] = token(client)
    assert client.post("/sprog", data=fields).status_code == 303
