"""Whose documents somebody may find. A room that adds documents with an audience of their own adds here who belongs to it."""

from sspedu.policy import Action, Actor, may
from sspedu.search.entries import EVERYONE, MEMBERS


def audiences_of(actor: Actor) -> frozenset[str]:
    """Return the audiences to which the actor belongs; the queries hold every document to them."""
    return frozenset({EVERYONE, MEMBERS}) if may(actor, Action.READ_LESSON) else frozenset({EVERYONE})
