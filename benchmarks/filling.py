"""Fill a database with boards' threads and posts: as many as wanted, in minutes, the same ones each time.

Words come as often as in the training's own texts, with rare ones in between, so that some stand in every post and some in none.
Rows are written past the product: what is measured is reading.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from sspedu.accounts.models import Municipality, Profession, User
from sspedu.db import Base
from sspedu.network.indexing import BREAK, PERIOD, period_of, scope_of
from sspedu.network.models import Board, BoardKind, Event, Post, PostEntry, PostWord, Thread, ThreadKind, ThreadSeen
from sspedu.search.words import stems
from sspedu.settings import ROOT

SEED = 5
PEOPLE = 3_000
MEAN_POSTS = 12
ROWS_AT_ONCE = 20_000
# Threads that are written on at the same time: their posts' ids lie among each other, as they do when people talk.
AT_ONCE = 3_000
FIRST_DAY = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
COMING_EVENTS = 3
COMING = datetime(2099, 6, 1, 8, 0, tzinfo=UTC)
FIRST_USER = 100_000


@dataclass(frozen=True, slots=True)
class Language:
    """Sentences to write posts from, and the words of them, the commonest first."""

    sentences: tuple[str, ...]
    words: tuple[str, ...]


def fill(engine: Engine, posts: int) -> None:
    """Write people, threads and posts on the boards that stand there. Thread 1 is on everyone's board and has fifty posts."""
    chance = random.Random(SEED)  # noqa: S311 - the same texts each time, and no secret
    language = _language(chance)
    with engine.begin() as connection:
        boards = _boards(connection)
        _write_people(connection)
        _empty(connection)
    threads = _threads(chance, boards, posts)
    order = _order(chance, threads, posts)
    with engine.begin() as connection:
        written = _thread_rows(chance, threads, order, posts)
        _write(connection, Thread, written)
        _write(connection, Event, _event_rows(written, everyones=boards[0]))
        for rows in _batches(_post_rows(chance, language, order, posts)):
            _write(connection, Post, rows)
        if connection.dialect.name == "postgresql":
            # It still believes its tables to be empty, and would read every thread for each post.
            connection.exec_driver_sql("ANALYZE")
        _index(connection, threads)
        for rows in _batches(_seen_rows(chance, threads)):
            _write(connection, ThreadSeen, rows)
        if connection.dialect.name == "postgresql":
            for table in (Thread, Post, User):
                last = select(func.max(table.id)).scalar_subquery()
                connection.execute(select(func.setval(func.pg_get_serial_sequence(table.__tablename__, "id"), last)))
    _analyse(engine)


def _empty(connection: Connection) -> None:
    """Take away what the demo has written: the words of the index, and every row that stands on a thread, the last made first."""
    connection.execute(delete(PostWord))
    on_threads = {Thread.__tablename__}
    tables = Base.metadata.sorted_tables
    for table in tables:
        if any(key.column.table.name in on_threads for key in table.foreign_keys):
            on_threads.add(table.name)
    for table in reversed(tables):
        if table.name in on_threads:
            connection.execute(delete(table))


def words_by_frequency() -> tuple[str, ...]:
    """Return the training's words, the commonest first."""
    return tuple(word for word, _ in _counts().most_common())


def _counts() -> Counter[str]:
    written = " ".join(path.read_text().split("---\n", 2)[-1] for path in sorted((ROOT / "content" / "modules").glob("*/*.md")))
    return Counter(word.lower() for word in re.findall(r"[A-Za-zÆØÅæøå]{2,}", written))


def _language(chance: random.Random) -> Language:
    """Take the training's words as often as they stand there, and put them together anew: Danish to an index, if not to a reader."""
    words, weights = zip(*_counts().most_common(), strict=True)
    sentences = (" ".join(chance.choices(words, weights, k=chance.randint(6, 14))).capitalize() + "." for _ in range(6_000))
    return Language(tuple(sentences), words)


def _rare_word(chance: random.Random, language: Language) -> str:
    return f"{chance.choice(language.words)}s{chance.choice(language.words)}"


def _boards(connection: Connection) -> list[int]:
    """List the boards: that of the whole country first, which has half of all threads."""
    rows = connection.execute(select(Board.id, Board.kind).where(Board.closed_at.is_(None)).order_by(Board.id)).all()
    national = [row.id for row in rows if row.kind is BoardKind.NATIONAL]
    return [*national, *(row.id for row in rows if row.id not in national)]


def _write_people(connection: Connection) -> None:
    codes = list(connection.scalars(select(Municipality.code).order_by(Municipality.code)))
    facts = {"profession": Profession.CONSULTANT, "password_hash": "!", "is_demo": True, "created_at": FIRST_DAY}
    people = [
        {
            **facts,
            "id": FIRST_USER + number,
            "email": f"deltager{number}@kommune.example",
            "name": f"Deltager {number}",
            "municipality_code": codes[number % len(codes)],
        }
        for number in range(PEOPLE)
    ]
    connection.execute(insert(User), people)


def _threads(chance: random.Random, boards: Sequence[int], posts: int) -> list[tuple[int, int]]:
    """Return board and number of posts of each thread. The first is on the national board and has fifty."""
    threads, left = [(boards[0], 50)], posts - 50
    while left > 0:
        size = min(left, 1 + int(chance.expovariate(1 / MEAN_POSTS)))
        threads.append((boards[0] if chance.random() < 0.5 else chance.choice(boards), size))
        left -= size
    return threads


def _order(chance: random.Random, threads: Sequence[tuple[int, int]], posts: int) -> list[int]:
    """Return for each post, by id, the id of its thread. The thread of fifty lies in the middle of it all, as any thread may."""
    ids = [*range(2, len(threads) + 1)]
    ids.insert(len(ids) // 2, 1)
    places = [thread_id for thread_id in ids for _ in range(threads[thread_id - 1][1])]
    spread = min(AT_ONCE, posts // 10)
    return [thread_id for _, thread_id in sorted((at + chance.random() * spread, thread_id) for at, thread_id in enumerate(places))]


def _moment(post_id: int, posts: int) -> datetime:
    return FIRST_DAY + timedelta(seconds=int((LAST_DAY - FIRST_DAY).total_seconds() * post_id / posts))


def _thread_rows(chance: random.Random, threads: Sequence[tuple[int, int]], order: Sequence[int], posts: int) -> list[dict[str, Any]]:
    first = {thread_id: post_id for post_id, thread_id in reversed(list(enumerate(order, 1)))}
    last = {thread_id: post_id for post_id, thread_id in enumerate(order, 1)}
    kinds = chance.choices(list(ThreadKind), (60, 30, 6, 4), k=len(threads))
    everyones = [place for place, (board_id, _) in enumerate(threads) if board_id == threads[0][0]]
    for place in everyones[1 : COMING_EVENTS + 1]:
        kinds[place] = ThreadKind.EVENT
    return [
        {
            "id": thread_id,
            "board_id": board_id,
            "kind": kinds[thread_id - 1],
            "title": f"Hvad gør I, når det gælder nummer {thread_id}?",
            "author_id": FIRST_USER + first[thread_id] % PEOPLE,
            "opened_at": _moment(first[thread_id], posts),
            "post_count": size,
            "last_post_id": last[thread_id],
            "last_post_at": _moment(last[thread_id], posts),
        }
        for thread_id, (board_id, size) in enumerate(threads, 1)
    ]


def _event_rows(threads: Sequence[dict[str, Any]], everyones: int) -> list[dict[str, object]]:
    """Let a few events on everyone's board be to come, with few threads as with many: the page that lists them is to cost the same."""
    events = [thread for thread in threads if thread["kind"] is ThreadKind.EVENT]
    coming = [thread["id"] for thread in events if thread["board_id"] == everyones][:COMING_EVENTS]
    begins = {thread["id"]: COMING if thread["id"] in coming else thread["opened_at"] + timedelta(days=30) for thread in events}
    same = {"place": "Rådhuset", "url": "", "audience": "", "sequence": 0, "saved_at": FIRST_DAY, "change_reason": ""}
    return [{"thread_id": id_, "begins_at": at, "ends_at": at + timedelta(hours=2), **same} for id_, at in begins.items()]


def _post_rows(chance: random.Random, language: Language, order: Sequence[int], posts: int) -> Iterator[dict[str, object]]:
    numbers: Counter[int] = Counter()
    for post_id, thread_id in enumerate(order, 1):
        numbers[thread_id] += 1
        said = chance.choices(language.sentences, k=chance.randint(2, 6))
        if chance.random() < 0.3:
            said.append(f"Vi kalder det {_rare_word(chance, language)}.")
        written = " ".join(said)
        yield {
            "id": post_id,
            "thread_id": thread_id,
            "number": numbers[thread_id],
            "author_id": FIRST_USER + post_id % PEOPLE,
            "nonce": str(post_id),
            "text": written,
            "html": f"<p>{written}</p>",
            "version": 1,
            "posted_at": _moment(post_id, posts),
            "removed_reason": "",
        }


def _index(connection: Connection, threads: Sequence[tuple[int, int]]) -> None:
    """Write the index of all posts: sorted within a period, as its key is, since in any other order this would take hours."""
    scopes = {board.id: scope_of(board) for board in connection.execute(select(Board.id, Board.kind)).all()}
    found = select(Post.id, Post.thread_id, Post.number, Post.html, Thread.title).join(Thread, Thread.id == Post.thread_id)
    start = 0
    while posts := connection.execute(found.where(Post.id >= start, Post.id < start + PERIOD).order_by(Post.id)).all():
        entries, filed = [], defaultdict[tuple[int, str], list[int]](list)
        for post in posts:
            scope, said = scopes[threads[post.thread_id - 1][0]], _words(post.title if post.number == 1 else "", post.html)
            entries.append({"post_id": post.id, "scope": scope, "words": said})
            for token in set(said.split()):
                filed[scope, token].append(post.id)
        _write(connection, PostEntry, entries)
        period = period_of(start)
        _write_words(connection, ((period, *place, post_id) for place in sorted(filed) for post_id in filed[place]))
        start += PERIOD


def _words(title: str, html: str) -> str:
    """Do what `indexing.words_of` does, with each sentence cut into words once."""
    said = " ".join(_sentence_words(sentence) for sentence in html.removeprefix("<p>").removesuffix("</p>").split(". "))
    return f" {stems(title)} {BREAK} {said} " if title else f" {said} "


@lru_cache(maxsize=100_000)
def _sentence_words(sentence: str) -> str:
    return stems(sentence)


def _write_words(connection: Connection, words: Iterable[tuple[int, int, str, int]]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "sqlite":
        driver.executemany("INSERT INTO post_word (period, scope, token, post_id) VALUES (?, ?, ?, ?)", words)
        return
    with driver.cursor() as cursor, cursor.copy("COPY post_word (period, scope, token, post_id) FROM STDIN") as copy:
        copy.write("".join(f"{period}\t{scope}\t{token}\t{post_id}\n" for period, scope, token, post_id in words))


def _seen_rows(chance: random.Random, threads: Sequence[tuple[int, int]]) -> Iterator[dict[str, object]]:
    """Let three people in a thousand have read a thread, somewhat."""
    for thread_id, (_, size) in enumerate(threads, 1):
        for user_id in chance.sample(range(FIRST_USER, FIRST_USER + PEOPLE), 9):
            yield {"user_id": user_id, "thread_id": thread_id, "number": chance.randint(1, size)}


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _write(connection: Connection, table: type[Thread | Event | Post | PostEntry | ThreadSeen], rows: Sequence[dict[str, object]]) -> None:
    """Write rows: on PostgreSQL by COPY, which is ten times as fast as anything else it has."""
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), rows)
        return
    columns = list(rows[0])
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.__tablename__} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([value.value if isinstance(value, ThreadKind) else value for value in row.values()])


def _analyse(engine: Engine) -> None:
    """Let PostgreSQL know its own figures, as it does by itself after a while. SQLite never does, and is measured without them."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
