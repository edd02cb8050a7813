"""What a mail looks like: the same words as text and as HTML, and links to the configured address, whatever host was asked for."""

from typing import NamedTuple

from flask import current_app

from sspedu.web.access import current_settings


class Link(NamedTuple):
    """The one thing to do from a mail."""

    label: str
    url: str


class Section(NamedTuple):
    """A heading, and links under it."""

    heading: str
    links: tuple[Link, ...]


class Words(NamedTuple):
    """What a mail says: a greeting, paragraphs, perhaps lists of links, at most one link, and paragraphs after it."""

    subject: str
    greeting: str
    before: tuple[str, ...]
    link: Link | None = None
    after: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()


def as_text(words: Words) -> str:
    """Write the words as plain text."""
    return _render("letter.txt", words)


def as_html(words: Words) -> str:
    """Write the words as an HTML page without pictures, styles or anything to fetch."""
    return _render("letter.html", words)


def address_of(endpoint: str, **values: str) -> str:
    """Return a page's whole address under the configured one. Works outside a request too."""
    return current_settings().address + current_app.url_map.bind("").build(endpoint, values)


def _render(template: str, words: Words) -> str:
    # Without the pages' own context: a letter knows no request and no reader.
    text: str = current_app.jinja_env.get_template(template).render(words=words, address=current_settings().address)
    return text
