"""Everything that changes drafts. A draft is a promise to its writer: what was typed is there again, whatever became of the page.

Several pages may write to the same place: another tab, another device. The newest writer's text is the draft. What it wrote over without
having shown it is set aside, never dropped.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from sspedu.db import insert_new, stamp
from sspedu.drafts.models import Draft
from sspedu.errors import N_, Invalid
from sspedu.policy import Action, Actor, require
from sspedu.privacy import without_numbers
from sspedu.privacy.guarding import tidied

# More than any form takes: what is too long to be saved must survive too.
MAX_DRAFT = 20_000
TOO_LONG = N_("Kladden er ikke gemt: teksten er for lang. Den er her stadig, så længe siden er åben.")
# Further ones fall out at the oldest end, so that nobody's row grows without end.
MAX_SET_ASIDE = 10
KEEP = timedelta(days=90)
# A save may be this late at most: until then an emptied row remembers which of them it has outlived.
KEEP_EMPTIED = timedelta(days=1)
SMALLEST_STEP = timedelta(microseconds=1)


class Place(NamedTuple):
    """Where something is being written: a kind of form, and which one of them."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page holds at this moment. `seen` names the moment of the newest draft that the page has shown; empty if it showed none."""

    text: str
    tab: str
    sequence: int
    seen: str = ""
    based_on: str = ""


class Sent(NamedTuple):
    """What a form that is sent says of the draft in it. A form that does not say what it showed (`seen` is nothing) showed everything.

    `sequence` is how many saves its page had begun: one of them that arrives later is late, and brings nothing back.
    """

    seen: str | None
    tab: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """How a draft's text is read: how numbers are masked in it, and in which pieces a browser may put back what was sent.

    None where it puts back all or nothing, and what was sent can be read back and compared with (`Saved`).
    """

    mask: Callable[[str], str]
    pieces: Callable[[str], Iterable[str]]


PLAIN = Shape(without_numbers, lambda _text: ())
# The name of a saved text that stands sent, so that nothing continues it.
STANDS_SENT = "sent"
NOT_CONTINUED = ("", STANDS_SENT)
# What an emptied row has in the place of texts that are set aside: hashes of what was sent.
SENT = "sent"


# A form without JavaScript, or of another kind: nothing was saved on the way.
NOTHING_SHOWN = Sent(None)


class Saved(NamedTuple):
    """The text that stands saved in a place, with the name by which a page says that it began from it; both empty where nothing is."""

    text: str = ""
    name: str = ""


class Outcome(StrEnum):
    """What became of a save."""

    KEPT = "kept"
    # A later save of the same page arrived first.
    LATE = "late"
    # There is nothing in it that is not saved already.
    NOTHING_NEW = "nothing new"


def keep(
    session: Session,
    actor: Actor,
    place: Place,
    typed: Typed,
    *,
    saved: Saved,
    shape: Shape = PLAIN,
    now: datetime,
) -> Outcome:
    """Keep what the actor has typed so far. `saved` must have been read under a lock that saving takes too.

    A place where what was sent cannot be read back has none: there the row that it left knows what was sent (`settle`).
    What is certain to be a CPR number is masked: only the browser holds it. Raises `Invalid` for more than 20,000 characters.
    """
    require(actor, Action.WRITE_DRAFT, place)
    text = _fit(typed.text, shape)
    draft = _lock(session, actor, place)
    if draft is not None and draft.tab == typed.tab and typed.sequence <= draft.sequence:
        return Outcome.LATE
    # Late too, but what stands is another page's: this one must not be told that it has shown that.
    if draft is not None and _has_set_aside_later(draft, typed):
        return Outcome.NOTHING_NEW
    if draft is not None and saved.name in NOT_CONTINUED and _was_sent(draft, text, shape):
        return Outcome.NOTHING_NEW
    if _holds_nothing_new(text.strip(), typed, saved):
        _forget_what_was_seen(session, draft, replace(typed, text=saved.text))
        return Outcome.NOTHING_NEW
    if draft is None:
        new = Draft(kind=place.kind, key=place.key, user_id=actor.id, text=text, tab=typed.tab, set_aside=[])
        new.sequence, new.based_on, new.updated_at = typed.sequence, typed.based_on, now
        if insert_new(session, new):
            return Outcome.KEPT
        return keep(session, actor, place, typed, saved=saved, shape=shape, now=now)
    _set_aside(draft, typed, text)
    draft.text, draft.tab, draft.sequence, draft.based_on = text, typed.tab, typed.sequence, typed.based_on
    draft.updated_at = max(now, draft.updated_at + SMALLEST_STEP)
    session.flush()
    return Outcome.KEPT


def settle(session: Session, actor: Actor, place: Place, sent: Sent, *, saved: str = "", shape: Shape = PLAIN, now: datetime) -> None:
    """Remove what has been saved or was thrown away: all that the actor's page had shown, and what `saved` holds whole.

    A text that another page wrote meanwhile stays. Where nothing is left, an empty row remembers the page, so that a save of its own
    which is still on its way brings nothing back, and by hashes what was sent, so that what a browser puts back of it is no draft.
    """
    require(actor, Action.WRITE_DRAFT, place)
    draft = _lock(session, actor, place)
    if draft is None and sent.tab and sent.sequence and not insert_new(session, _emptied(actor, place, sent, now=now)):
        draft = _lock(session, actor, place)
    if draft is not None and sent.seen is None:
        session.delete(draft)
        session.flush()
    elif sent.seen is not None:
        _forget_what_was_seen(session, draft, Typed(saved, sent.tab, sent.sequence, sent.seen))
        if hashes := _hashes(saved, shape):
            _note_sent(session, _lock(session, actor, place), hashes)


def forget_old(session: Session, actor: Actor, *, now: datetime) -> None:
    """Remove drafts that nobody has written on for 90 days, and rows that were emptied a day ago."""
    require(actor, Action.TIDY)
    is_emptied = and_(Draft.text == "", Draft.updated_at < now - KEEP_EMPTIED)
    session.execute(delete(Draft).where(or_(Draft.updated_at < now - KEEP, is_emptied)))


def move_drafts(session: Session, actor: Actor, old: Place, heir: Place) -> None:
    """Move what everybody is writing in a place that is no more to the one that took over. Doing it again changes nothing.

    Where somebody writes in both, the newest text is the draft, and the other is set aside.
    """
    require(actor, Action.TIDY)
    for draft in session.scalars(select(Draft).where(Draft.kind == old.kind, Draft.key == old.key).with_for_update()).all():
        there = (Draft.user_id == draft.user_id, Draft.kind == heir.kind, Draft.key == heir.key)
        other = session.scalar(select(Draft).where(*there).with_for_update())
        if other is not None:
            _take_in(draft, other)
            session.delete(other)
            session.flush()
        draft.kind, draft.key = heir.kind, heir.key
        session.flush()


def _fit(text: str, shape: Shape) -> str:
    text = tidied(text)
    if len(text) > MAX_DRAFT:
        raise Invalid("text", TOO_LONG)
    return shape.mask(text)


def _emptied(actor: Actor, place: Place, sent: Sent, *, now: datetime) -> Draft:
    draft = Draft(kind=place.kind, key=place.key, user_id=actor.id, text="", tab=sent.tab, set_aside=[])
    draft.sequence, draft.based_on, draft.updated_at = sent.sequence, "", now
    return draft


def _note_sent(session: Session, draft: Draft | None, hashes: list[str]) -> None:
    """Note in an emptied row what was sent, piece by piece, without keeping a word of it: nothing can be set aside there."""
    if draft is not None and not draft.text:
        draft.set_aside = [{SENT: " ".join(hashes)}]
        session.flush()


def _was_sent(draft: Draft, text: str, shape: Shape) -> bool:
    """Say whether every piece of a text was sent when its row was emptied: a browser does not put back all that stood in a form."""
    if draft.text or not draft.set_aside:
        return False
    hashes = set(_hashes(text, shape))
    return bool(hashes) and hashes <= set(draft.set_aside[0][SENT].split())


def _hashes(text: str, shape: Shape) -> list[str]:
    return [hashlib.sha256(piece.strip().encode()).hexdigest() for piece in shape.pieces(text)]


def _holds_nothing_new(text: str, typed: Typed, saved: Saved) -> bool:
    """Say whether there is nothing in a text that is not saved already.

    A page that began from what is saved has changed it, if only by making it shorter. One that began from something else may have set out
    before its text was saved, and arrive after: then what it holds is there already, and more.
    """
    if typed.based_on == saved.name:
        return text in {"", saved.text.strip()}
    return text in saved.text


def _lock(session: Session, actor: Actor, place: Place) -> Draft | None:
    mine = (Draft.user_id == actor.id, Draft.kind == place.kind, Draft.key == place.key)
    return session.scalar(select(Draft).where(*mine).with_for_update().execution_options(populate_existing=True))


def _take_in(draft: Draft, other: Draft) -> None:
    """Make one draft of two: the newest text that is there stands, and what it does not hold of the other is set aside."""
    aside = [*_aside(draft), *_aside(other)]
    older, newer = sorted((draft, other), key=lambda each: (each.text != "", each.updated_at))
    is_of_same_page = bool(newer.tab) and older.tab == newer.tab
    if not is_of_same_page and older.text.strip() not in newer.text:
        aside.append(_entry(older))
    draft.text, draft.tab, draft.sequence, draft.based_on = newer.text, newer.tab, newer.sequence, newer.based_on
    draft.updated_at = newer.updated_at
    draft.set_aside = sorted(aside, key=itemgetter("at"))[-MAX_SET_ASIDE:]


def _aside(draft: Draft) -> list[dict[str, str]]:
    return draft.set_aside if draft.text else []


def _entry(draft: Draft) -> dict[str, str]:
    """Return what a draft says, as it is set aside."""
    return {"text": draft.text, "tab": draft.tab, "at": stamp(draft.updated_at), "sequence": str(draft.sequence)}


def _sequence(entry: dict[str, str]) -> int:
    # One that was set aside before the saves of such were counted knows none.
    return int(entry.get("sequence", 0))


def _has_set_aside_later(draft: Draft, typed: Typed) -> bool:
    """Say whether a later save of the same page is set aside."""
    return bool(typed.tab) and any(entry["tab"] == typed.tab and typed.sequence <= _sequence(entry) for entry in _aside(draft))


def _set_aside(draft: Draft, typed: Typed, text: str) -> None:
    """Put aside what the draft says if the page that now writes never showed it, and drop what was set aside of that page itself."""
    others = [entry for entry in _aside(draft) if entry["tab"] != typed.tab or not typed.tab]
    is_new_to_writer = draft.tab != typed.tab and stamp(draft.updated_at) > typed.seen
    if is_new_to_writer and draft.text.strip() not in text:
        others.append(_entry(draft))
    draft.set_aside = others[-MAX_SET_ASIDE:]


def _forget_what_was_seen(session: Session, draft: Draft | None, typed: Typed) -> None:
    if draft is None:
        return
    texts = [*_aside(draft), _entry(draft)]
    left = [entry for entry in texts if not _is_settled(entry, typed)]
    is_own = bool(typed.tab) and draft.tab == typed.tab
    if not left and is_own:
        draft.text, draft.set_aside, draft.sequence = "", [], max(draft.sequence, typed.sequence)
    elif not left and typed.tab and typed.sequence:
        draft.text, draft.set_aside, draft.tab, draft.sequence = "", [], typed.tab, typed.sequence
    elif not left:
        session.delete(draft)
    else:
        newest = max(left, key=itemgetter("at"))
        draft.text, draft.tab, draft.sequence = newest["text"], newest["tab"], _sequence(newest)
        draft.set_aside = [entry for entry in left if entry is not newest]
        draft.updated_at = datetime.fromisoformat(newest["at"])
    session.flush()


def _is_settled(entry: dict[str, str], typed: Typed) -> bool:
    is_own = bool(typed.tab) and entry["tab"] == typed.tab
    return is_own or entry["at"] <= typed.seen or entry["text"].strip() in typed.text
