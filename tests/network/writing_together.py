"""Write in a thread as a web server's process does, with several threads. Run in processes of their own, so it imports little."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from sspedu.network import commands, queries
from sspedu.policy import Actor


def write_together(address: str, people: Sequence[Actor], thread_id: int, posts_each: int, today: date, now: datetime) -> list[int]:
    """Let each write some posts. Returns the numbers that were given."""
    engine = create_engine(address)

    def write(actor: Actor) -> list[int]:
        given = []
        for time in range(posts_each):
            with Session(engine) as session:
                opened = queries.thread(session, actor, thread_id, today=today)
                given.append(commands.reply(session, actor, opened, commands.NewPost("Hej", f"{actor.id}-{time}"), now=now))
                session.commit()
        return given

    with ThreadPoolExecutor(len(people)) as pool:
        numbers = [number for given in pool.map(write, people) for number in given]
    engine.dispose()
    return numbers
