"""Requests as the app reads them: what a form or an address holds is plain text, and a number is one that a database can hold."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, PathConverter, Rule, UnicodeConverter

# Both engines keep ids in 64 bits, and SQLite's driver raises for more: eighteen digits always fit.
ID = r"[0-9]{1,18}"


class IdConverter(IntegerConverter):
    """An `<int:…>` of an address: a larger number than any id leads to no page."""

    regex = ID


class WordConverter(UnicodeConverter):
    """A word of an address: one with a NUL, which PostgreSQL refuses, leads to no page."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **kwargs)
        self.regex = self.regex.replace("[^/]", r"[^/\0]")


class WordsConverter(PathConverter):
    """Several words of an address with their slashes, none with a NUL."""

    regex = r"[^/\0][^\0]*?"


def row_id(text: str) -> int:
    """Read an id after a question mark. Raises `ValueError` for what can be none."""
    if not re.fullmatch(ID, text):
        raise ValueError(text[:20])
    return int(text)


class House(Flask):
    """Flask, without its look at every function of every request whether it is a coroutine. None of ours is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with what signs the cookie made once and not with each request."""

    signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookie."""
        if self.signer is None:
            self.signer = super().get_signing_serializer(app)
        return self.signer


class LateRule(Rule):
    """An address that learns to be written when a link first leads to it: to teach all two hundred at the start takes a twentieth of it."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make = super()._compile_builder

        @cache
        def builder() -> Callable[..., tuple[str, str]]:
            return make(append_unknown)

        return lambda rule, *values, **named: builder()(rule, *values, **named)


class CleanRequest(Request):
    """A request without a NUL (PostgreSQL refuses it) in what was typed, and with letters composed (å is one mark, however typed)."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What stands behind the question mark."""
        return _clean_all(super().args)

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        self.__dict__["form"] = _clean_all(self.__dict__["form"])


def _clean_all(typed: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict((name, _clean(value)) for name, value in typed.items(multi=True))


def _clean(value: str) -> str:
    return unicodedata.normalize("NFC", value.replace("\0", ""))
