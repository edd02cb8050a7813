"""Being on a track: beginning it, leaving it, and what comes of a new selection.

A track opens the modules of its lessons quietly, so that a lesson is read and answered in one way however one came to it, and what is done
counts everywhere. Modules are locked first, then their enrolments, then tracks: in this order wherever several are.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from sspedu.curriculum.offers import Track
from sspedu.db import insert_new
from sspedu.errors import N_, Conflict, NotFound
from sspedu.learning.commands.enrolments import enrol
from sspedu.learning.models import Enrolment, TrackContractItem, TrackEnrolment
from sspedu.learning.steps import finish_tracks
from sspedu.library.models import Module
from sspedu.library.queries import Shelf, shelf
from sspedu.policy import Action, Actor, require


def begin_track(session: Session, actor: Actor, track: Track, *, now: datetime) -> TrackEnrolment:
    """Put the actor on the track with the contract that holds now. Beginning again is harmless; who had left finds all as it was.

    What is done of it already counts. Raises `Conflict` for a track that is not offered any longer, unless the actor is on it.
    """
    require(actor, Action.ENROL, track)
    _hold_modules(session)
    _hold_enrolments(session, actor)
    published = shelf(session)
    track = published.track(track.id)
    enrolment = session.scalar(_own(actor, track))
    if enrolment is None and not track.is_offered:
        raise Conflict(N_("Forløbet ”%(title)s” bliver ikke tilbudt længere. Lektionerne er der stadig, hver for sig."), title=track.title)
    for module_id in sorted({place.module for place in track.lessons}):
        enrol(session, actor, published.module(module_id), is_quiet=True, now=now)
    is_new = insert_new(session, TrackEnrolment(user_id=actor.id, track_id=track.id, enrolled_at=now, revision=0))
    enrolment = session.scalars(_own(actor, track).with_for_update().execution_options(populate_existing=True)).one()
    if is_new:
        pairs = sorted(asked_by(track, published))
        session.add_all(TrackContractItem(enrolment_id=enrolment.id, module_id=module, item_id=item) for module, item in pairs)
    if enrolment.left_at is not None:
        enrolment.left_at = None
        enrolment.revision += 1
    session.flush()
    if enrolment.completed_at is None:
        finish_tracks(session, [enrolment], now=now)
    return enrolment


def leave_track(session: Session, actor: Actor, track: Track, *, now: datetime) -> TrackEnrolment:
    """Take the actor off a track, and off the modules that only it had opened. Everything is kept; leaving again changes nothing.

    Raises `NotFound` for those who never began it, and `Conflict` when it is completed: that is a fact.
    """
    require(actor, Action.ENROL, track)
    _hold_modules(session)
    _hold_enrolments(session, actor)
    enrolment = session.scalar(_own(actor, track).with_for_update())
    if enrolment is None:
        raise NotFound
    if enrolment.completed_at is not None:
        raise Conflict(N_("Du har gennemført forløbet, så det kan ikke forlades. Det bliver ved med at stå som gennemført."))
    if enrolment.left_at is None:
        enrolment.left_at = now
        enrolment.revision += 1
        session.flush()
        _close_quiet(session, enrolment, now=now)
    return enrolment


def follow_tracks(session: Session, actor: Actor, now: datetime) -> list[TrackEnrolment]:
    """Let go of what tracks or their modules no longer ask for, for everyone who has it in their contract: nobody waits for it.

    Returns the enrolments that this completed.
    """
    require(actor, Action.PUBLISH)
    published = shelf(session)
    statement = select(TrackEnrolment).where(TrackEnrolment.completed_at.is_(None)).order_by(TrackEnrolment.id).with_for_update()
    begun = session.scalars(statement.execution_options(populate_existing=True)).all()
    for track_id in sorted({enrolment.track_id for enrolment in begun}):
        _waive(session, published.track(track_id), published, now=now)
    return finish_tracks(session, [enrolment for enrolment in begun if enrolment.left_at is None], now=now)


def asked_by(track: Track, published: Shelf) -> set[tuple[str, str]]:
    """Return what the track's lessons ask for now: pairs of module and item."""
    outlines = ((place.module, published.module(place.module).lesson(place.lesson)) for place in track.lessons)
    return {(module_id, item.id) for module_id, outline in outlines for item in outline.items}


def _own(actor: Actor, track: Track) -> Select[TrackEnrolment]:
    return select(TrackEnrolment).where(TrackEnrolment.user_id == actor.id, TrackEnrolment.track_id == track.id)


def _hold_modules(session: Session) -> None:
    """Let publishing wait until what is begun or left here is so, or wait until publishing is done."""
    session.execute(select(Module.id).order_by(Module.id).with_for_update(read=True))


def _hold_enrolments(session: Session, actor: Actor) -> None:
    """Lock the actor's enrolments in one order, whatever is done with them after: two tabs wait for one another, never in a ring."""
    session.execute(select(Enrolment.id).where(Enrolment.user_id == actor.id).order_by(Enrolment.id).with_for_update())


def _close_quiet(session: Session, left: TrackEnrolment, *, now: datetime) -> None:
    """Close the modules that the track opened quietly and no other needs."""
    other = aliased(TrackEnrolment)
    needed = exists().where(
        other.user_id == left.user_id,
        other.left_at.is_(None),
        other.completed_at.is_(None),
        TrackContractItem.enrolment_id == other.id,
        TrackContractItem.module_id == Enrolment.module_id,
    )
    open_quietly = (
        Enrolment.user_id == left.user_id, Enrolment.is_quiet, Enrolment.left_at.is_(None), Enrolment.completed_at.is_(None)
    )  # fmt: skip
    closed = update(Enrolment).where(*open_quietly, ~needed).values(left_at=now, revision=Enrolment.revision + 1)
    session.execute(closed.execution_options(synchronize_session="fetch"))


def _waive(session: Session, track: Track, published: Shelf, *, now: datetime) -> None:
    asked = asked_by(track, published)
    begun = select(TrackEnrolment.id).where(TrackEnrolment.track_id == track.id, TrackEnrolment.completed_at.is_(None))
    open_items = (TrackContractItem.enrolment_id.in_(begun), TrackContractItem.waived_at.is_(None))
    for gone in _no_longer(asked):
        statement = update(TrackContractItem).where(*open_items, gone).values(waived_at=now)
        session.execute(statement.execution_options(synchronize_session=False))


def _no_longer(asked: Iterable[tuple[str, str]]) -> list[ColumnElement[bool]]:
    """Say, module by module, which items are asked for no longer."""
    by_module: dict[str, list[str]] = {}
    for module_id, item_id in asked:
        by_module.setdefault(module_id, []).append(item_id)
    gone: list[ColumnElement[bool]] = [TrackContractItem.module_id.not_in(sorted(by_module))]
    for module_id, items in by_module.items():
        gone.append((TrackContractItem.module_id == module_id) & TrackContractItem.item_id.not_in(sorted(items)))
    return gone
