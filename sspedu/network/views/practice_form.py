"""The form of a practice example as a page shows it and as it is sent back: parts in the order in which people tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sspedu.errors import N_, Invalid
from sspedu.network import commands
from sspedu.network.practice import FIELDS
from sspedu.network.views.refusing import MERGED, Refusal
from sspedu.web import guard
from sspedu.web.language import _, sentence

WHOLE = "whole"
FILES = "files"
# What each field of the forms is called, above the field and in the list of what is wrong.
LABELS: Mapping[str, str] = {
    "title": N_("Titel"),
    "ages": N_("Hvor gamle var de?"),
    "prevention": N_("Hvilket niveau?"),
    "participants": N_("Hvor mange deltog?"),
    "arena": N_("Hvor foregik det?"),
    "terrain": N_("By eller land?"),
    "size_band": N_("Hvor mange bor i kommunen?"),
    "partners": N_("Med hvem?"),
    "result": N_("Hvad skete der?"),
    "known": N_("Hvordan ved I det?"),
    "known_of_others": N_("Hvordan ved vi det?"),
    "again": N_("Ville I gøre det igen?"),
    "themes": N_("Hvilke temaer hører det til?"),
    **{question.name: question.label for question in (*FIELDS, commands.CHANGED, commands.CAME_OF_IT, commands.REASON)},
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a form: a sentence at each field, and what the guard found there."""

    sentences: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, guard.Review] = field(default_factory=dict)
    review: guard.Review | None = None


def wrong(error: Refusal, texts: Mapping[str, str]) -> Wrong:
    """Say what is wrong, with what the guard found in each of the texts. What is wrong with files is said at them."""
    if isinstance(error, Invalid) and error.field == FILES:
        return Wrong()
    errors: Mapping[str, Refusal] = error.errors if isinstance(error, commands.Refused) else {_field(error, texts): error}
    sentences, reviews = {}, {}
    for name, problem in errors.items():
        sentences[name] = sentence(problem)
        if review := guard.reviewed(texts.get(name, ""), problem):
            reviews[name] = review
    return Wrong(sentences, reviews, _together(list(reviews.values())))


def _field(error: Refusal, texts: Mapping[str, str]) -> str:
    """Return the field that an error is about, if the form has it."""
    return error.field if isinstance(error, Invalid) and error.field in texts else WHOLE


def merged() -> Wrong:
    """Say that more people read along than the writer was told."""
    return Wrong({WHOLE: _(MERGED)})


def _together(reviews: list[guard.Review]) -> guard.Review | None:
    """Join what was found in several fields, so that one way on goes past all of it, or none where something must go."""
    if not reviews:
        return None
    names = {name for review in reviews for name in review.confirmed.split()}
    asking = next((review for review in reviews if review.reasons), reviews[0])
    is_stopped = any(review.is_stopped for review in reviews)
    return guard.Review((), 0, is_stopped, " ".join(sorted(names)), () if is_stopped else asking.reasons, asking.reason)
