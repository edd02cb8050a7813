"""Requests as the app reads them: what a form holds is plain text."""

import unicodedata

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict


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
