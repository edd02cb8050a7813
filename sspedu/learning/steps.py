"""Steps that several commands take. They ask no permission, since the command that takes them has: only commands may call them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from sspedu.learning.models import Completion, CompletionKind, Enrolment, TrackContractItem, TrackEnrolment

OPEN_TRACKS = (
    select(TrackEnrolment)
    .where(TrackEnrolment.user_id == bindparam("user_id"), TrackEnrolment.completed_at.is_(None), TrackEnrolment.left_at.is_(None))
    .order_by(TrackEnrolment.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _is_completed(*kinds: CompletionKind) -> ColumnElement[bool]:
    """The fact that the track's item at hand is complete, in whichever round; by one of these kinds, if any are given."""
    found = exists().where(
        Completion.user_id == TrackEnrolment.user_id,
        Completion.module_id == TrackContractItem.module_id,
        Completion.item_id == TrackContractItem.item_id,
    )
    return found.where(Completion.kind.in_(kinds)) if kinds else found


_OF_TRACK = TrackContractItem.enrolment_id == TrackEnrolment.id
HAS_NOTHING_OPEN = (
    ~exists().where(_OF_TRACK, TrackContractItem.waived_at.is_(None), ~_is_completed()),
    # As with a module: what was waived whole was never completed.
    exists().where(_OF_TRACK, _is_completed(CompletionKind.DONE, CompletionKind.GRANTED)),
)


def hold_tracks(session: Session, enrolment: Enrolment) -> Sequence[TrackEnrolment]:
    """Lock the open tracks of the enrolment's person. Always after the enrolment, so that nobody waits in a ring."""
    if not enrolment.has_track:
        return ()
    return session.scalars(OPEN_TRACKS, {"user_id": enrolment.user_id}).all()


def is_on_track_with(session: Session, enrolment: Enrolment) -> bool:
    """Say whether a track that the enrolment's person is on, and has not completed, asks for something of the module."""
    asked = exists().where(_OF_TRACK, TrackContractItem.module_id == enrolment.module_id)
    mine = (TrackEnrolment.user_id == enrolment.user_id, TrackEnrolment.completed_at.is_(None), TrackEnrolment.left_at.is_(None))
    return session.scalar(select(TrackEnrolment.id).where(*mine, asked).limit(1)) is not None


def finish_tracks(session: Session, tracks: Sequence[TrackEnrolment], *, now: datetime) -> list[TrackEnrolment]:
    """Complete those of the locked tracks in which nothing is left, and return them."""
    if not tracks:
        return []
    ready = set(session.scalars(select(TrackEnrolment.id).where(TrackEnrolment.id.in_([track.id for track in tracks]), *HAS_NOTHING_OPEN)))
    finished = [track for track in tracks if track.id in ready]
    for track in finished:
        track.completed_at = max(now, track.enrolled_at)
        track.revision += 1
    session.flush()
    return finished
