"""Every address of the site with what stands in the planted world. An address of the network that is not listed here fails the tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tests.architecture.test_routes import ALL_ROUTES
from tests.network.leaks.cast import LURE, Planted
from tests.network.telling import FIELDS

# What is in no database.
NOTHING: Mapping[str, str | int] = {
    "thread_id": 999_999, "number": 1, "word": "gruppe", "place": "findes-ikke", "file_id": 999_999, "name": "intet.docx",
    "case_id": 999_999, "user_id": 999_999, "token": "x", "module_id": "intet", "lesson_id": "intet",
}  # fmt: skip
# What each page of the network is asked besides its address.
PAGES: Mapping[str, tuple[str, ...]] = {
    "about_lesson": ("",),
    "board": ("", "?foer=999999", "?fra=1"),
    "boards": ("",),
    "calendar_file": ("",),
    "calling_off": ("",),
    "case": ("",),
    "cases": ("", "?orden=nyeste", "?fra=0"),
    "changing_event": ("",),
    "colleagues_in_thread": ("", "?navn=person"),
    "colleagues_on_board": ("", "?navn=person"),
    "coming": ("",),
    "editing": ("",),
    "editing_example": ("",),
    "example": ("",),
    "example_head": ("",),
    "examples": ("", f"?ord={LURE}", "?kommune=0461", "?kreds=fyns-politi", "?ligner=1", "?orden=viden", "?skete=promising", "?antal=1"),
    "file": ("",),
    "leaving_group": ("",),
    "mail_choices": ("",),
    "members": ("", "?navn=person"),
    "merging": ("",),
    "moderating_post": ("",),
    "moderating_thread": ("",),
    "moved_post": ("",),
    "moving": ("", "?tavle=1"),
    "new_event": ("",),
    "new_group": ("",),
    "new_thread": ("", "?lektion=foerste"),
    "newest_examples": ("?tema=lovgivning", "?tema=metoder", ""),
    "news": ("", "?foer=999999"),
    "news_count": ("",),
    "own_cases": ("", "?foer=999999"),
    "post_at": ("",),
    "quotation": ("",),
    "redacting": ("",),
    "removing": ("",),
    "reporting": ("",),
    "reviewing": ("",),
    "sharing": ("",),
    "show_edit_draft": ("",),
    "show_edit_note_draft": ("",),
    "show_reply_note_draft": ("",),
    "show_thread_note_draft": ("",),
    "show_event_draft": ("",),
    "show_try_draft": ("",),
    "show_practice_edit_draft": ("",),
    "show_practice_draft": ("",),
    "show_reply_draft": ("",),
    "show_thread_draft": ("",),
    "splitting": ("",),
    "stop": ("",),
    "telling_try": ("",),
    "thread": ("", "?fra=1", "?citer=1"),
    "thread_readers": ("",),
    "versions": ("", "?foer=99"),
}
_TEXT = {"text": "Et svar af mig selv.", "title": "En titel", "nonce": "w", "kind": "discussion"}
_DRAFT = {**_TEXT, "tab": "w", "sequence": "1"}
_WHY = {"reason_text": "Det hører ikke til her.", "version": "1"}
_EVENT = {"begins_on": "2030-05-01", "begins_at": "10:00", "ends_at": "11:00", "place": "Rådhuset", "reason": "Flyttet.", "version": "0"}
_TRIED = {"terrain": "town", "size_band": "small", "result": "worked", "changed": "Intet.", "came_of_it": "Det gik.", "nonce": "w"}
# A form that would be taken from whoever may send it.
FORMS: Mapping[str, Mapping[str, str]] = {
    "accept": {"number": "1"},
    "add_member": {"person": "1"},
    "answer_event": {"coming": "yes"},
    "call_event": {**_TEXT, **_EVENT},
    "call_off": _WHY,
    "change_event": _EVENT,
    "change_group": {"name": "Et andet navn", "purpose": "Et andet formål"},
    "choose_mail": {"digest_day": "aldrig"},
    "claim_case": {},
    "decide_case": {"act": "no_act", "text": "Det er i orden."},
    "discard_edit_draft": _DRAFT,
    "discard_reply_draft": _DRAFT,
    "discard_thread_draft": _DRAFT,
    "edit": {**_TEXT, "version": "2"},
    "edit_draft": _DRAFT,
    "edit_note_draft": _DRAFT,
    "discard_edit_note_draft": _DRAFT,
    "reply_note_draft": _DRAFT,
    "discard_reply_note_draft": _DRAFT,
    "thread_note_draft": _DRAFT,
    "discard_thread_note_draft": _DRAFT,
    "event_draft": _DRAFT,
    "discard_event_draft": _DRAFT,
    "try_draft": _DRAFT,
    "discard_try_draft": _DRAFT,
    "practice_edit_draft": _DRAFT,
    "discard_practice_edit_draft": _DRAFT,
    "practice_draft": _DRAFT,
    "discard_practice_draft": _DRAFT,
    "edit_example": {**FIELDS, "version": "1"},
    "hold_edit": {**_TEXT, "send": "1", "why": "other"},
    "hold_reply": {**_TEXT, "send": "1", "why": "other"},
    "hold_thread": {**_TEXT, "send": "1", "why": "other"},
    "leave_group": {},
    "make_coordinator": {"person": "1"},
    "merge": {**_WHY, "target": "1"},
    "moderate_post": {**_WHY, "act": "hide"},
    "moderate_thread": {**_WHY, "act": "lock"},
    "move": {**_WHY, "board": "1"},
    "open_group": {"name": "", "purpose": ""},
    "preview_edit": _TEXT,
    "preview_reply": _TEXT,
    "preview_thread": _TEXT,
    "redact": {**_WHY, "with_title": "1"},
    "release_case": {},
    "remove": _WHY,
    "remove_member": {"person": "1"},
    "reply": _TEXT,
    "reply_draft": _DRAFT,
    "report": {"why": "tone", "text": "Se lige her."},
    "review_example": {**_WHY, "known": "4", "result": "worked"},
    "see_board": {"number": "1", "post": "1"},
    "see_thread": {"number": "1"},
    "share": FIELDS,
    "split": {**_WHY, "numbers": "2", "title": "Noget for sig"},
    "start_thread": _TEXT,
    "stop_mail": {},
    "tell_try": _TRIED,
    "thread_draft": _DRAFT,
    "watch_board": {"level": "all"},
    "watch_thread": {"level": "all"},
    "withdraw_case": {},
}
OF_EVENTS = frozenset({"calendar_file", "calling_off", "call_off", "changing_event", "change_event", "answer_event"})
OF_EXAMPLES = frozenset(
    {"example", "example_head", "editing_example", "edit_example", "reviewing", "review_example", "telling_try", "tell_try"}
    | {f"{act}{form}_draft" for form in ("practice_edit", "try") for act in ("", "show_", "discard_")}
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address with what it leads to, the address where there is nothing of that kind, and who may know of it."""

    endpoint: str
    path: str
    nothing: str
    readers: frozenset[str] | None

    def is_hidden_from(self, name: str) -> bool:
        """Say whether it is to look to someone as if nothing were there."""
        return self.readers is not None and name not in self.readers


def of_network(app: Flask, method: str) -> dict[str, Rule]:
    """Return the rules of the network that answer a method, by the end of their endpoint."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("network.") and method in (rule.methods or ())]
    return {rule.endpoint.removeprefix("network."): rule for rule in rules}


def addresses(planted: Planted, method: str) -> Iterator[Address]:
    """Fill every rule of the network with everything of its kind that stands in the world."""
    for endpoint, rule in of_network(planted.app, method).items():
        for values, readers in _things(planted, endpoint, set(rule.arguments)):
            yield Address(endpoint, _built(rule, values), _built(rule, {name: NOTHING[name] for name in values}), readers)


def _things(planted: Planted, endpoint: str, names: set[str]) -> Iterator[tuple[Mapping[str, str | int], frozenset[str] | None]]:
    """Give the values of a rule's names for each thing. A name that is not known here raises `KeyError`, where it is built."""
    if "thread_id" in names:
        kind = "event" if endpoint in OF_EVENTS else "practice" if endpoint in OF_EXAMPLES else "talk"
        for thread_id, (what, numbers, readers) in planted.threads.items():
            if what == kind or endpoint == "thread":
                for number in numbers if "number" in names else (1,):
                    yield {"thread_id": thread_id} | ({"number": number} if "number" in names else {}), readers
    elif "place" in names:
        for (word, place), readers in planted.boards.items():
            if "word" in names or word == "gruppe":
                yield {"place": place} | ({"word": word} if "word" in names else {}), readers
    elif "file_id" in names:
        for (file_id, name), readers in planted.files.items():
            yield {"file_id": file_id, "name": name}, readers
    elif "case_id" in names:
        for case_id, readers in planted.cases.items():
            yield {"case_id": case_id}, readers
    elif "lesson_id" in names:
        yield {"module_id": "lov", "lesson_id": "foerste"}, None
    else:
        yield {name: NOTHING[name] for name in names}, None


def _built(rule: Rule, values: Mapping[str, str | int]) -> str:
    _domain, path = rule.build(values, append_unknown=False) or ("", "")
    assert path, f"{rule.endpoint}: say in `_things` what stands for {sorted(rule.arguments)}"
    return path


def other_pages() -> list[str]:
    """Return the addresses of every page beside the network, as the table of routes has them, and what else they can be asked."""
    table = [path for method, path in ALL_ROUTES if method == "GET" and not path.startswith(("/netvaerk", "/moderation"))]
    kinds = ("", "netvaerk", "provision", "lesson")
    searches = [f"/soeg?q={LURE}&slags={kind}{more}" for kind in kinds for more in ("", "&orden=nyeste")]
    filters = ("tavle=12", "art=event", "art=practice", "kommune=0461", "tema=metoder", "fra=2020-01-01", "til=2030-01-01", "foer=999999")
    return [*table, *searches, *(f"/soeg?q={LURE}&slags=netvaerk&{filter}" for filter in filters), "/soeg?q=zilkfindesikke"]
