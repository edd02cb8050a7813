"""A small Denmark to talk in: two regions that become one, two police districts, four municipalities, and people in each. All invented."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sspedu.accounts import commands as accounts
from sspedu.accounts.models import Profession
from sspedu.curriculum.models import Registers
from sspedu.curriculum.places import Municipality, PoliceDistrict, Region
from sspedu.library.queries import shelf
from sspedu.network import commands, queries
from sspedu.network.models import Board, BoardKind, BoardMember, ThreadKind
from sspedu.policy import OPERATOR, Actor, Role
from tests.people import password_hash

BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)
# Real codes of real places; nobody in them is real.
ROSKILDE, COPENHAGEN, ODENSE, AARHUS = "0265", "0101", "0461", "0751"
FYN = "fyns-politi"
DISTRICTS = {
    ROSKILDE: "midt-og-vestsjaellands-politi",
    COPENHAGEN: "koebenhavns-politi",
    ODENSE: FYN,
    AARHUS: "oestjyllands-politi",
}
REGIONS = {ROSKILDE: "sjaelland", COPENHAGEN: "hovedstaden", ODENSE: "syddanmark", AARHUS: "midtjylland"}
PLACES = Registers(
    regions=(
        *(Region(id=id_, name=id_, valid_to=BEFORE, replaced_by="oestdanmark") for id_ in ("sjaelland", "hovedstaden")),
        *(Region(id=id_, name=id_) for id_ in ("syddanmark", "midtjylland")),
        Region(id="oestdanmark", name="oestdanmark", valid_from=AFTER),
    ),
    police_districts=tuple(PoliceDistrict(id=id_, name=id_) for id_ in DISTRICTS.values()),
    municipalities=tuple(
        Municipality(code=code, name=code, region=region, police_district=DISTRICTS[code]) for code, region in REGIONS.items()
    ),
)


@dataclass
class World:
    """Boards of the registers, and people on demand."""

    session: Session
    now: datetime
    today: date = BEFORE
    count: int = 0
    written: int = 0
    takes_time: bool = True

    def open(self, today: date | None = None) -> None:
        """Make the boards of a day."""
        self.today = today or self.today
        accounts.record_places(self.session, OPERATOR, PLACES)
        commands.open_boards(self.session, OPERATOR, shelf(self.session), today=self.today, now=self.now)
        self.session.commit()

    def person(self, municipality: str | None = ROSKILDE, district: str | None = None, roles: Iterable[Role] = ()) -> Actor:
        """Make someone who belongs in a place."""
        self.count += 1
        new = accounts.NewUser(
            email=f"person{self.count}@kommune.example",
            name=f"Person {self.count}",
            profession=Profession.CONSULTANT,
            password_hash=password_hash(),
            municipality_code=municipality,
            police_district_id=district,
            roles=frozenset(roles),
        )
        user = accounts.add_user(self.session, OPERATOR, new, now=self.now)
        self.session.commit()
        return Actor(id=user.id, name=user.name, roles=frozenset(roles) | {Role.LEARNER}, municipality_code=municipality)

    def group(self, *members: Actor, place: str = "arbejdsgruppe") -> Board:
        """Make a working group."""
        board = Board(kind=BoardKind.GROUP, place=place, name="Arbejdsgruppe", purpose="", opened_at=self.now)
        self.session.add(board)
        self.session.flush()
        self.session.add_all(BoardMember(board_id=board.id, user_id=member.id, added_at=self.now) for member in members)
        self.session.commit()
        return board

    def board(self, actor: Actor, kind: BoardKind = BoardKind.NATIONAL, place: str = "landet") -> queries.OpenBoard:
        """Open a board as someone."""
        return queries.board(self.session, actor, kind, place, today=self.today)

    def begin(
        self,
        actor: Actor,
        board: queries.OpenBoard | None = None,
        *,
        title: str = "En tråd",
        nonce: str = "a",
        text: str = "Det første indlæg.",
    ) -> queries.OpenThread:
        """Begin a thread as someone, on the national board unless another is given, and open it."""
        new = commands.NewThread(title, ThreadKind.DISCUSSION, commands.NewPost(text, nonce))
        thread = commands.start_thread(self.session, actor, board or self.board(actor), new, now=self.moment())
        self.session.commit()
        return self.thread(actor, thread.id)

    def moment(self) -> datetime:
        """Return when the next thing is written: people take their time, so that nobody writes more than a member may."""
        if not self.takes_time:
            return self.now
        self.written += 1
        return self.now - timedelta(days=100) + self.written * timedelta(hours=3)

    def thread(self, actor: Actor, thread_id: int) -> queries.OpenThread:
        """Open a thread as someone."""
        return queries.thread(self.session, actor, thread_id, today=self.today)

    def reply(self, actor: Actor, thread_id: int, text: str = "Et svar.", *, nonce: str = "b") -> int:
        """Answer as someone."""
        number = commands.reply(self.session, actor, self.thread(actor, thread_id), commands.NewPost(text, nonce), now=self.moment())
        self.session.commit()
        return number
