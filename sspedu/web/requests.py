"""Requests as the app reads them: what a form holds is plain text, and a number in an address is one that a database can hold."""

import re
import unicodedata

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

# Both engines keep ids in 64 bits, and SQLite's driver raises for more: eighteen digits always fit.
ID = r"[0-9]{1,18}"


class IdConverter(IntegerConverter):
    """An `<int:…>` of an address: a larger number than any id leads to no page."""

    regex = ID


def row_id(text: str) -> int:
    """Read an id after a question mark. Raises `ValueError` for what can be none."""
    if not re.fullmatch(ID, text):
        raise ValueError(text[:20])
    return int(text)


class CleanRequest(Request):
    """A request whose form has no NUL (PostgreSQL refuses it) and whose letters are composed (å is one mark, however it was typed)."""

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        pairs = self.__dict__["form"].items(multi=True)
        self.__dict__["form"] = ImmutableMultiDict((name, _clean(value)) for name, value in pairs)


def _clean(value: str) -> str:
    return unicodedata.normalize("NFC", value.replace("\0", ""))
