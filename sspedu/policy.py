"""Who may do what: roles, actions and one table of rules. Pure; knows neither web nor database.

No role implies another. A rule is a predicate over the actor and the thing acted upon; lists are narrowed in SQL by the feature that owns
the noun.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sspedu.errors import Forbidden, NotFound


class Role(StrEnum):
    """What someone is here for. Roles add up."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    MODERATOR = "moderator"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. A visitor has no id; the operator at the machine has none either, but every role."""

    id: int | None
    name: str = ""
    place: str = ""
    roles: frozenset[Role] = frozenset()
    municipality_code: str | None = None
    police_district_id: str | None = None
    language: str | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person with an account."""
        return self.id is not None


VISITOR = Actor(id=None)
OPERATOR = Actor(id=None, name="operator", roles=frozenset(Role))


class Action(StrEnum):
    """Everything that asks permission."""

    READ_LESSON = "read lesson"
    ENROL = "enrol"
    LEARN = "learn"
    DRILL = "drill"
    READ_DOUBTS = "read doubts"
    WRITE_DRAFT = "write draft"
    REPORT_FAULT = "report fault"
    HANDLE_FAULTS = "handle faults"
    SIGN_IN = "sign in"
    SIGN_OUT = "sign out"
    RENEW_PASSWORD = "renew password"  # noqa: S105 - the name of an act
    ACCEPT_INVITATION = "accept invitation"
    CHANGE_PROFILE = "change profile"
    PUBLISH = "publish"
    MANAGE_PLACES = "manage places"
    READ_USERS = "read users"
    MANAGE_USERS = "manage users"
    SET_ROLES = "set roles"
    OPERATE = "operate"
    TIDY = "tidy"
    OPEN_BOARDS = "open boards"
    OPEN_GROUP = "open group"
    COORDINATE = "coordinate"
    READ_BOARD = "read board"
    WRITE_POST = "write post"
    EDIT_POST = "edit post"
    REMOVE_POST = "remove post"
    ACCEPT_ANSWER = "accept answer"
    REPORT_POST = "report post"
    READ_CASES = "read cases"
    MODERATE = "moderate"
    CHOOSE_MAIL = "choose mail"
    STOP_MAIL = "stop mail"
    TELL = "tell"
    CHANGE_EVENT = "change event"
    REVIEW_PRACTICE = "review practice"


Rule = Callable[[Actor, object], bool]


def anyone(_actor: Actor, _thing: object) -> bool:
    """Allow visitors too."""
    return True


def signed_in(actor: Actor, _thing: object) -> bool:
    """Allow everyone with an account."""
    return actor.is_signed_in


def owns(actor: Actor, thing: object) -> bool:
    """Allow the person to whom the thing belongs: it says so by its `user_id`."""
    return actor.is_signed_in and getattr(thing, "user_id", None) == actor.id


def coordinates(actor: Actor, thing: object) -> bool:
    """Allow the coordinators of a working group."""
    return owns(actor, thing) and getattr(thing, "is_coordinator", False)


def asked(actor: Actor, thing: object) -> bool:
    """Allow the person who began the thread."""
    return actor.is_signed_in and getattr(thing, "author_id", None) == actor.id


def holds(role: Role) -> Rule:
    """Allow those who have the role."""
    return lambda actor, _thing: role in actor.roles


def both(*rules: Rule) -> Rule:
    """Allow what all of the rules allow."""
    return lambda actor, thing: all(rule(actor, thing) for rule in rules)


def judges(actor: Actor, thing: object) -> bool:
    """Allow an instructor who has the thing open and did not write it: nobody assesses their own."""
    return owns(actor, thing) and Role.INSTRUCTOR in actor.roles and getattr(thing, "author_id", None) != actor.id


def either(*rules: Rule) -> Rule:
    """Allow what any of the rules allows."""
    return lambda actor, thing: any(rule(actor, thing) for rule in rules)


RULES: dict[Action, Rule] = {
    Action.READ_LESSON: signed_in,
    Action.ENROL: signed_in,
    Action.LEARN: owns,
    # One's own: the command takes no other.
    Action.DRILL: signed_in,
    # Sums over people, never anyone's answer.
    Action.READ_DOUBTS: either(holds(Role.INSTRUCTOR), holds(Role.ADMIN)),
    # A draft is found under its writer's own id, so nobody can name another's.
    Action.WRITE_DRAFT: signed_in,
    Action.REPORT_FAULT: signed_in,
    Action.HANDLE_FAULTS: either(holds(Role.INSTRUCTOR), holds(Role.ADMIN)),
    Action.SIGN_IN: anyone,
    Action.SIGN_OUT: signed_in,
    # Whoever has the link, has the mailbox.
    Action.RENEW_PASSWORD: anyone,
    Action.ACCEPT_INVITATION: anyone,
    # One's own: the commands take no other.
    Action.CHANGE_PROFILE: signed_in,
    Action.PUBLISH: either(holds(Role.INSTRUCTOR), holds(Role.ADMIN)),
    Action.MANAGE_PLACES: holds(Role.ADMIN),
    Action.READ_USERS: holds(Role.ADMIN),
    Action.MANAGE_USERS: holds(Role.ADMIN),
    Action.SET_ROLES: holds(Role.ADMIN),
    Action.OPERATE: holds(Role.ADMIN),
    Action.TIDY: holds(Role.ADMIN),
    Action.OPEN_BOARDS: holds(Role.ADMIN),
    # A group has readers that no register knows, so those open one who answer for others.
    Action.OPEN_GROUP: either(holds(Role.MODERATOR), holds(Role.INSTRUCTOR), holds(Role.MANAGER), holds(Role.ADMIN)),
    Action.COORDINATE: coordinates,
    # Boards and threads are opened by one person, who may read them as the database found (`network.access`). Whoever reads, writes.
    Action.READ_BOARD: owns,
    Action.WRITE_POST: owns,
    Action.EDIT_POST: owns,
    Action.REMOVE_POST: owns,
    # Whoever asked knows what answered them; a moderator who may read the thread can say that an answer has been overtaken.
    Action.ACCEPT_ANSWER: either(asked, holds(Role.MODERATOR)),
    Action.REPORT_POST: owns,
    # Moderators do it to what they have open themselves: their rights follow the board.
    Action.READ_CASES: holds(Role.MODERATOR),
    Action.MODERATE: both(holds(Role.MODERATOR), owns),
    # One's own: the command takes no other.
    Action.CHOOSE_MAIL: signed_in,
    # Whoever has the mail, has the mailbox, and can only end what it says.
    Action.STOP_MAIL: anyone,
    Action.TELL: holds(Role.ADMIN),
    Action.CHANGE_EVENT: owns,
    Action.REVIEW_PRACTICE: judges,
}

# To refuse these would tell that the thing exists, so the answer is "not found".
CONCEALED: frozenset[Action] = frozenset(
    {Action.LEARN, Action.READ_USERS, Action.HANDLE_FAULTS, Action.OPERATE, Action.READ_DOUBTS, Action.READ_BOARD, Action.WRITE_POST}
    | {Action.REPORT_POST, Action.READ_CASES, Action.MODERATE}
)


def may(actor: Actor, action: Action, thing: object = None) -> bool:
    """Say whether the actor may do this to the thing."""
    return RULES[action](actor, thing)


def require(actor: Actor, action: Action, thing: object = None) -> None:
    """Raise `Forbidden` (or `NotFound` where existence itself is private) unless the actor may."""
    if may(actor, action, thing):
        return
    raise NotFound if action in CONCEALED else Forbidden
