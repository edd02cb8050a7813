"""Practice examples: shared, changed, assessed, and tried by others.

An example is a thread; its first post says the same as running text, through the commands that every post goes through.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from sspedu.db import insert_new
from sspedu.drafts.commands import Sent
from sspedu.errors import N_, Conflict, Invalid, NotFound
from sspedu.network.attaching.clearing import Files
from sspedu.network.commands.drafts import settle_fields
from sspedu.network.commands.posts import Edit, NewPost, NewThread, edit_post, reply, start_thread
from sspedu.network.commands.practice_words import Fit, Refused, Told, answer, chosen, fields_of, fit
from sspedu.network.locking import is_standing, locked_post
from sspedu.network.models import (
    MarkKind,
    Post,
    PracticeExample,
    PracticeMark,
    PracticeTry,
    PracticeVersion,
    Result,
    SizeBand,
    Terrain,
    Thread,
    ThreadKind,
)
from sspedu.network.practice import FIELDS, KNOWN, RESULTS, SIZES, TERRAINS, TextField
from sspedu.network.queries import OpenBoard, OpenPost, OpenPractice, OpenThread, practice_edit_place, practice_place, try_place
from sspedu.network.steps import post_changed
from sspedu.policy import Action, Actor, require
from sspedu.privacy.guarding import NOTHING_SEEN, Consent

CHANGED = TextField(
    "changed",
    N_("Hvad gjorde I anderledes?"),
    N_("Skriv »intet«, hvis I gjorde det samme."),
    N_("Eksempel: »Vi gik om torsdagen, fordi klubben har lukket fredag.«"),
    900,
    is_required=True,
)
CAME_OF_IT = TextField(
    "came_of_it",
    N_("Hvad skete der hos jer, og hvordan ved I det?"),
    N_("Et par linjer er nok. Skriv ingen tal under 5 om unge."),
    N_("Eksempel: »Opkaldene blev ved. Vi talte dem med betjenten i tre måneder.«"),
    900,
    is_required=True,
)
REASON = TextField(
    "reason",
    N_("Hvorfor vurderer du det sådan?"),
    N_("Skriv, hvad du har læst, og hvad det kan bære. Alle, der kan læse eksemplet, kan læse begrundelsen."),
    N_("Eksempel: »Evalueringen er lavet af en professionshøjskole, der ikke var med i indsatsen, og har en sammenligningsgruppe.«"),
    900,
    is_required=True,
)

# The fields of the form of those who have tried it, from top to bottom.
TRY_FIELDS = ("result", "terrain", "size_band", CHANGED.name, CAME_OF_IT.name)


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tells of having tried it: nothing in it is checked. `texts` in the order of `TRY_FIELDS`."""

    terrain: str = ""
    size_band: str = ""
    result: str = ""
    texts: Mapping[str, str] | None = None

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the form, in its order."""
        return {"result": self.result, "terrain": self.terrain, "size_band": self.size_band, **(self.texts or {})}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a professional says of an example, and the version that they read."""

    known: str
    result: str
    reason: str
    version: int


class PracticeConflict(Conflict):
    """Somebody saved another version of the example meanwhile. The form shows both."""

    def __init__(self) -> None:
        super().__init__(
            N_("Eksemplet er ændret, siden du åbnede det, måske i en anden fane. Se, hvad der står nu, og vælg, hvad der skal gælde.")
        )


def share_practice(
    session: Session, actor: Actor, board: OpenBoard, told: Told, first: NewPost, *, themes: frozenset[str], now: datetime
) -> Thread:
    """Begin a thread with a practice example. The same form sent twice shares it once. `first` holds no text, that is in `told`.

    Raises `Refused` with all that is wrong in it.
    """
    require(actor, Action.WRITE_POST, board)
    kept = fit(told, themes, first.consent)
    told_as_text = NewPost(running_text(kept.columns), _sending(first.nonce, kept), first.consent, files=first.files)
    thread = start_thread(session, actor, board, NewThread(kept.title, ThreadKind.PRACTICE, told_as_text), now=now)
    settle_fields(session, actor, practice_place(board), first.draft, fields_of(told), now=now)
    row = PracticeExample(thread_id=thread.id, version=1, municipality_code=actor.municipality_code, looked_at=now, review_reason="")
    _say(row, kept.columns)
    # A form that is sent again brings nothing back that was taken away meanwhile.
    if is_standing(session, thread.id, 1) and insert_new(session, row):
        _mark(session, thread.id, kept)
    return thread


def edit_practice(
    session: Session,
    actor: Actor,
    post: OpenPost,
    told: Told,
    *,
    version: int,
    themes: frozenset[str],
    consent: Consent = NOTHING_SEEN,
    draft: Sent | None = None,
    files: Files | None = None,
    now: datetime,
) -> None:
    """Change an example of one's own. What it said is kept, and an assessment of what it said holds no more.

    `post` is the first of its thread; without `files` those that it has stay. What stands already is not said again. Raises `Refused`, or
    `PracticeConflict` when it was changed since the form was made.
    """
    require(actor, Action.EDIT_POST, post)
    kept = fit(told, themes, consent)
    # Thread and post first, as whoever takes it away does.
    standing = locked_post(session, post)
    row, thread = _lock(session, standing.thread_id), session.get_one(Thread, standing.thread_id)
    if row.version != version:
        if _is_said(session, row, thread, kept):
            return
        raise PracticeConflict
    _keep_version(session, actor, row, thread.title, now=now)
    text, thread.title = running_text(kept.columns), kept.title
    if text == standing.text:
        post_changed(session, thread, standing, now=now)
    edit_post(session, actor, post, Edit(text, post.version, consent, files=files), now=now)
    _say(row, kept.columns)
    row.reviewed_at, row.reviewed_by_id, row.review_reason = None, None, ""
    row.version, row.looked_at = row.version + 1, now
    session.flush()
    session.execute(delete(PracticeMark).where(PracticeMark.thread_id == thread.id))
    _mark(session, thread.id, kept)
    settle_fields(session, actor, practice_edit_place(thread.id), draft, fields_of(told), now=now)


def review_practice(
    session: Session, actor: Actor, example: OpenPractice, given: Assessment, consent: Consent = NOTHING_SEEN, *, now: datetime
) -> None:
    """Assess an example on both axes, with a reason and under one's own name. How it stood is kept. The same again changes nothing.

    Raises `Refused`, or `PracticeConflict` when it was changed since it was read.
    """
    require(actor, Action.REVIEW_PRACTICE, example)
    errors: dict[str, Invalid] = {}
    if given.known not in {str(step) for step in range(len(KNOWN))}:
        errors["known"] = Invalid("known", N_("Vælg et trin."))
    result = _or_note(errors, "result", Result, given.result)
    reason = _words(errors, REASON, given.reason, consent)
    if errors:
        raise Refused(errors, ("known", "result", REASON.name))
    row = _lock(session, example.id)
    if row.version != given.version:
        if (row.known, row.result, row.review_reason, row.reviewed_by_id) == (int(given.known), Result(result), reason, actor.id):
            return
        raise PracticeConflict
    _keep_version(session, actor, row, example.title, now=now)
    row.known, row.result, row.review_reason = int(given.known), Result(result), reason
    row.version, row.reviewed_at, row.reviewed_by_id, row.looked_at = row.version + 1, now, actor.id, now
    session.flush()


def tell_try(session: Session, actor: Actor, thread: OpenThread, tried: Tried, first: NewPost, *, now: datetime) -> int:
    """Answer an example with what came of trying it; return the post's number. The same form sent twice tells it once."""
    require(actor, Action.WRITE_POST, thread)
    if thread.kind is not ThreadKind.PRACTICE:
        raise NotFound
    errors: dict[str, Invalid] = {}
    terrain = _or_note(errors, "terrain", Terrain, tried.terrain)
    size_band = _or_note(errors, "size_band", SizeBand, tried.size_band)
    result = _or_note(errors, "result", Result, tried.result)
    texts = tried.texts or {}
    changed = _words(errors, CHANGED, texts.get("changed", ""), first.consent)
    came = _words(errors, CAME_OF_IT, texts.get("came_of_it", ""), first.consent)
    if errors:
        raise Refused(errors, TRY_FIELDS)
    said = f"{TERRAINS[terrain]} · {SIZES[size_band]} · {RESULTS[Result(result)].name}"
    text = f"**Vi har prøvet det** ({said})\n\n**{CHANGED.label}**\n\n{changed}\n\n**{CAME_OF_IT.label}**\n\n{came}"
    number = reply(session, actor, thread, NewPost(text, first.nonce, first.consent), now=now)
    settle_fields(session, actor, try_place(thread.id), first.draft, tried.fields, now=now)
    if not is_standing(session, thread.id, number):
        return number
    post_id = session.scalars(select(Post.id).where(Post.thread_id == thread.id, Post.number == number)).one()
    row = PracticeTry(post_id=post_id, municipality_code=actor.municipality_code, terrain=terrain, size_band=size_band, result=result)
    insert_new(session, row)
    return number


def running_text(columns: Mapping[str, Any]) -> str:
    """Return an example as its first post says it: each question that was answered, with the answer."""
    return "\n\n".join(f"**{question.label}**\n\n{columns[question.name]}" for question in FIELDS if columns[question.name])


def _sending(nonce: str, kept: Fit) -> str:
    """Name a sending by all that was chosen, too: what is chosen does not stand in the text."""
    chosen_values = sorted((name, str(value)) for name, value in kept.columns.items())
    return repr((nonce, chosen_values, sorted((kind, sorted(values)) for kind, values in kept.marks.items())))


def _say(row: PracticeExample, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)


def _is_said(session: Session, row: PracticeExample, thread: Thread, kept: Fit) -> bool:
    """Whether an example says all this already: the same form was sent twice."""
    marks = session.execute(select(PracticeMark.kind, PracticeMark.value).where(PracticeMark.thread_id == row.thread_id)).all()
    wanted = {(MarkKind(kind), value) for kind, values in kept.marks.items() for value in values}
    is_same = all(getattr(row, name) == value for name, value in kept.columns.items())
    return is_same and thread.title == kept.title and {(mark.kind, mark.value) for mark in marks} == wanted


def _mark(session: Session, thread_id: int, kept: Fit) -> None:
    for kind, values in kept.marks.items():
        session.add_all(PracticeMark(thread_id=thread_id, kind=MarkKind(kind), value=value) for value in sorted(values))
    session.flush()


def _keep_version(session: Session, actor: Actor, row: PracticeExample, title: str, *, now: datetime) -> None:
    names = (*(question.name for question in FIELDS), "participants", "prevention", "arena", "terrain", "size_band", "result", "known")
    said = {"title": title, **{name: getattr(row, name) for name in (*names, "again", "review_reason")}}
    session.add(PracticeVersion(thread_id=row.thread_id, version=row.version, said=said, replaced_by_id=actor.id, replaced_at=now))
    session.flush()


def _lock(session: Session, thread_id: int) -> PracticeExample:
    wanted = select(PracticeExample).where(PracticeExample.thread_id == thread_id)
    row = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def _or_note(errors: dict[str, Invalid], name: str, members: type[Terrain | SizeBand | Result], value: str) -> str:
    try:
        return chosen(members, value)
    except Invalid as error:
        errors[name] = error
        return ""


def _words(errors: dict[str, Invalid], question: TextField, text: str, consent: Consent) -> str:
    try:
        return answer(question, text, consent)
    except Invalid as error:
        errors[question.name] = error
        return ""
