"""What is asked about drafts. Always one's own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.db import stamp
from sspedu.drafts.commands import Place
from sspedu.drafts.models import Draft
from sspedu.privacy import MASK

Parts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """What another page of the same person wrote in the same place. `parts` as those of `Unsaved`."""

    text: str
    written_at: datetime
    parts: Parts = ()


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A draft as it stands. `parts` are what it says for people to read, where that is not its text: pairs of a heading and words."""

    text: str
    written_at: datetime
    based_on: str
    set_aside: tuple[SetAside, ...] = ()
    parts: Parts = ()

    def in_parts(self, read: Callable[[str], Parts]) -> "Unsaved":
        """Return the draft, and what is set aside, with what they say for people to read."""
        aside = tuple(replace(text, parts=read(text.text)) for text in self.set_aside)
        return replace(self, set_aside=aside, parts=read(self.text))

    @property
    def is_masked(self) -> bool:
        """Whether something was left out of it that only its writer's browser may hold."""
        return any(MASK in text for text in (self.text, *(other.text for other in self.set_aside)))

    @property
    def name(self) -> str:
        """The name by which a form says that it has shown this draft."""
        return stamp(self.written_at)


def set_aside(entries: Iterable[Mapping[str, str]]) -> tuple[SetAside, ...]:
    """Read what a draft's row holds of other pages, the newest first."""
    found = (SetAside(entry["text"], datetime.fromisoformat(entry["at"])) for entry in entries)
    return tuple(sorted(found, key=lambda text: text.written_at, reverse=True))


def unsaved(session: Session, user_id: int | None, place: Place) -> Unsaved | None:
    """Return what one person is writing in a place, if anything."""
    mine = (Draft.user_id == user_id, Draft.kind == place.kind, Draft.key == place.key, Draft.text != "")
    row = session.execute(select(Draft.text, Draft.updated_at, Draft.based_on, Draft.set_aside).where(*mine)).one_or_none()
    return None if row is None else Unsaved(row.text, row.updated_at, row.based_on, set_aside(row.set_aside))
