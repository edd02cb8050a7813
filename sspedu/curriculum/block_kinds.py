"""The vocabulary of blocks: which there are, what they are called on the page, which options they take and where they may stand."""

from dataclasses import dataclass
from enum import Enum

TOP = ""
TEXT_PARENTS = frozenset({TOP, "case", "note", "warning", "details"})


class Title(Enum):
    """Whether a block has words after its `|`."""

    NEEDED = "needed"
    ALLOWED = "allowed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BlockKind:
    """What is true of every block of one name. `parents` are the blocks in which it may stand; the empty name is the page itself."""

    name: str
    label: str
    title: Title
    options: frozenset[str]
    parents: frozenset[str]

    @property
    def has_id(self) -> bool:
        """Whether the block is known by an id."""
        return "id" in self.options

    @property
    def is_activity(self) -> bool:
        """Whether the block is something that the learner does."""
        return self.name in ("quiz", "reflection")


ESTIMATE_OPTIONS = ("answer", "tolerance", "unit")
QUIZ_OPTIONS = frozenset({"id", "confidence", "required", "type", *ESTIMATE_OPTIONS})

KINDS = {
    kind.name: kind
    for kind in (
        BlockKind("case", "Konstrueret case", Title.NEEDED, frozenset({"id"}), frozenset({TOP})),
        BlockKind("local", "Lokalt hos jer", Title.NEEDED, frozenset({"id"}), frozenset({TOP})),
        BlockKind("note", "Bemærk", Title.ALLOWED, frozenset(), TEXT_PARENTS | {"local"}),
        BlockKind("warning", "Vær opmærksom", Title.ALLOWED, frozenset(), TEXT_PARENTS | {"local"}),
        BlockKind("details", "", Title.NEEDED, frozenset(), TEXT_PARENTS | {"local"}),
        BlockKind("drawing", "", Title.NEEDED, frozenset({"file"}), TEXT_PARENTS),
        BlockKind("quiz", "", Title.NONE, QUIZ_OPTIONS, TEXT_PARENTS),
        BlockKind("reflection", "", Title.NONE, frozenset({"id", "required"}), TEXT_PARENTS),
        BlockKind("answer", "", Title.NONE, frozenset(), frozenset({"quiz", "reflection"})),
    )
}
OPTION_NAMES = frozenset(option for kind in KINDS.values() for option in kind.options)
