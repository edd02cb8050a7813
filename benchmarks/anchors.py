"""The anchors: what the least possible program costs on this machine. Bare Flask, SQLAlchemy, Jinja and SQLite; nothing of ours.

B is a page of about 18 kB from three ORM queries, T a thread of 50 posts from two, H one progress UPSERT with its commit, M one bare
Markdown conversion with nh3. Granian runs `app` as it runs the product. `ANCHOR_DATABASE` is the address of the database: a file of SQLite,
save where T is also measured on PostgreSQL. Keep it plain and as quick as plain is: a slow anchor flatters us.
"""

import os
import time
from datetime import UTC, datetime

import nh3
from flask import Flask, render_template_string, session
from markdown import Markdown
from sqlalchemy import Engine, ForeignKey, create_engine, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, contains_eager, mapped_column, relationship

EXTENSIONS = ["tables", "footnotes", "def_list", "abbr", "sane_lists", "toc"]
SECRET = "an anchor keeps no secrets, but it signs its cookie"  # noqa: S105
LESSON_BYTES = 12_000
OUTLINE = 30
PAGE = """<!doctype html>
<html lang="da"><head><meta charset="utf-8"><title>{{ lesson.title }}</title></head>
<body>
<header><p>{{ user.name }}, {{ user.place }}</p></header>
<nav><ol>
{% for entry in outline %}
  <li{% if entry.id == lesson.id %} class="current"{% endif %}>
    <a class="step" href="{{ url_for('page', lesson_id=entry.id) }}"><span class="step-number">{{ loop.index }}</span>
    <span class="step-title">{{ entry.title }}</span> <span class="step-information">{{ entry.minutes }} min</span></a>
  </li>
{% endfor %}
</ol></nav>
<main><h1>{{ lesson.title }}</h1>{{ lesson.html|safe }}
<p>{% if progress %}Læst {{ progress.read_at }}{% else %}Ikke læst{% endif %}</p></main>
</body></html>"""

POSTS = 50
POST_BYTES = 320
THREAD = """<!doctype html>
<html lang="da"><head><meta charset="utf-8"><title>{{ thread.title }}</title></head>
<body>
<header><p>{{ thread.board }}</p></header>
<main><h1>{{ thread.title }}</h1><ol>
{% for post in posts %}
  <li class="post" id="post-{{ post.number }}"><article>
    <header><a href="#post-{{ post.number }}">{{ post.number }}</a> <strong>{{ post.author.name }}</strong>
    <span>{{ post.author.place }}</span> <span>{{ post.posted_at.strftime("%d.%m.%Y kl. %H.%M") }}</span></header>
    <div class="text">{{ post.html|safe }}</div>
    {% if post.author.id == user %}<p><a href="{{ url_for('thread', thread_id=thread.id) }}">Ret</a></p>{% endif %}
  </article></li>
{% endfor %}
</ol></main>
</body></html>"""


class Base(DeclarativeBase):
    """The base of the anchor's tables."""


class User(Base):
    """A person."""

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    place: Mapped[str]


class Lesson(Base):
    """A lesson with its finished HTML."""

    __tablename__ = "lesson"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    html: Mapped[str]


class Entry(Base):
    """A line of the outline."""

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    minutes: Mapped[int]


class Progress(Base):
    """That a person has read a lesson."""

    __tablename__ = "progress"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]


class Thread(Base):
    """A thread."""

    __tablename__ = "thread"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    board: Mapped[str]


class Post(Base):
    """A post with its finished HTML."""

    __tablename__ = "post"
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    posted_at: Mapped[datetime]
    html: Mapped[str]
    author: Mapped[User] = relationship()


@event.listens_for(Engine, "connect")
def _prepare(connection: DBAPIConnection, _record: object) -> None:
    # As durable as the product: an anchor that may lose what it answered would be no anchor.
    if not type(connection).__module__.startswith("sqlite3"):
        return
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.cursor().execute(f"PRAGMA {pragma}")


def create_anchor(database: str) -> Flask:
    """Make the anchor's app on a database, with its rows if it is new."""
    engine = create_engine(database)
    _fill(engine)
    anchor = Flask(__name__)
    anchor.secret_key = SECRET

    @anchor.get("/side/<int:lesson_id>")
    def page(lesson_id: int) -> str:
        with Session(engine) as database:
            user = database.get_one(User, session["user"])
            both = select(Lesson, Progress).outerjoin(Progress, (Progress.lesson_id == Lesson.id) & (Progress.user_id == user.id))
            lesson, progress = database.execute(both.where(Lesson.id == lesson_id)).one()
            outline = database.scalars(select(Entry).order_by(Entry.id)).all()
            return render_template_string(PAGE, user=user, lesson=lesson, progress=progress, outline=outline)

    @anchor.get("/traad/<int:thread_id>")
    def thread(thread_id: int) -> str:
        with Session(engine) as database:
            found = database.get_one(Thread, thread_id)
            of_thread = select(Post).where(Post.thread_id == thread_id).options(contains_eager(Post.author)).join(Post.author)
            posts = database.scalars(of_thread.order_by(Post.number)).all()
            return render_template_string(THREAD, thread=found, posts=posts, user=session["user"])

    @anchor.post("/laest/<int:lesson_id>")
    def mark_read(lesson_id: int) -> tuple[str, int]:
        with Session(engine) as database:
            read = insert(Progress).values(user_id=session["user"], lesson_id=lesson_id, read_at=datetime.now(UTC))
            database.execute(read.on_conflict_do_update(index_elements=["user_id", "lesson_id"], set_={"read_at": read.excluded.read_at}))
            database.commit()
        return "", 204

    return anchor


def _fill(engine: Engine) -> None:
    Base.metadata.create_all(engine)
    paragraph = "<p>Oplysningen skal være nødvendig for det forebyggende arbejde, og den, der giver den videre, skal kunne sige det.</p>"
    with Session(engine) as database:
        if database.get(User, 1) is not None:
            return
        database.add(User(id=1, name="Anna Prøve", place="Lindeborg Kommune"))
        database.add_all(Entry(id=number, title=f"Lektion {number}: hvem, hvad, hvorfor", minutes=12) for number in range(1, OUTLINE + 1))
        html = paragraph * (LESSON_BYTES // len(paragraph.encode()))
        database.add_all(Lesson(id=number, title=f"Lektion {number}", html=html) for number in range(1, OUTLINE + 1))
        database.add_all(User(id=number, name=f"Deltager {number}", place="Lindeborg Kommune") for number in range(2, POSTS + 1))
        post = paragraph * (POST_BYTES // len(paragraph.encode()))
        database.add(Thread(id=1, title="Hvad gør I, når det haster?", board="Hele landet"))
        database.flush()
        moment = datetime(2026, 11, 20, 15, tzinfo=UTC)
        database.add_all(Post(thread_id=1, number=number, author_id=number, posted_at=moment, html=post) for number in range(1, POSTS + 1))
        database.commit()


def convert(texts: list[str]) -> float:
    """Convert texts with one bare converter, clean each, and return the CPU seconds that it took (anchor M, once for each text)."""
    converter = Markdown(extensions=EXTENSIONS)
    began = time.process_time()
    for text in texts:
        nh3.clean(converter.reset().convert(text))
    return time.process_time() - began


if "ANCHOR_DATABASE" in os.environ:
    app = create_anchor(os.environ["ANCHOR_DATABASE"])
