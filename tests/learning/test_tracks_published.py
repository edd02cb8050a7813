"""What becomes of tracks when they, or their modules, are published anew; and when two tabs finish them at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.db import db
from sspedu.errors import Conflict
from sspedu.jobs.models import Mail
from sspedu.learning import commands
from sspedu.learning.models import Completion, Enrolment, TrackContractItem, TrackEnrolment
from sspedu.library.commands import Publication, publish
from sspedu.library.queries import PublishedModule, published_ids, shelf
from sspedu.policy import OPERATOR, Actor
from tests.content import publish_tree, read_tree
from tests.learning.tracks import LESSON, TRACKS, two_modules
from tests.people import People, token

ONE_LESSON = TRACKS.replace("minutes: 11\n  lessons: [moede/indkald, lov/anden]", "minutes: 5\n  lessons: [moede/indkald]")


@pytest.fixture
def learner(people: People) -> Actor:
    """Someone who has read the first lesson of the short track."""
    publish_tree(people.session, two_modules(), now=people.now)
    actor = people.add()
    commands.begin_track(people.session, actor, shelf(people.session).track("kort"), now=people.now)
    read(people.session, actor, "moede", "indkald", people.now)
    return actor


def read(session: Session, actor: Actor, module_id: str, lesson_id: str, now: datetime) -> None:
    module = shelf(session).module(module_id)
    enrolment = commands.lock_enrolment(session, actor, module)
    commands.mark_read(session, actor, enrolment, module, lesson_id, now=now)
    session.commit()


def test_modules_stand_on_the_site_in_the_order_of_the_tracks(learner: Actor, session: Session) -> None:
    assert [entry.id for entry in shelf(session).modules] == ["moede", "lov"]


def test_a_lesson_that_a_track_lets_go_keeps_nobody_waiting_and_stays_open_in_its_module(
    learner: Actor, session: Session, app: Flask, now: datetime
) -> None:
    files = two_modules(ONE_LESSON)
    reading = read_tree(files, now=now, published=published_ids(session))
    session.commit()
    with app.app_context():
        publication = Publication(files, reading.curriculum)
        publish(db.session(), OPERATOR, publication, followers=[], closers=[commands.follow_tracks], now=now)
        db.session.commit()
    assert session.scalars(select(TrackEnrolment.completed_at)).one() == now
    assert session.scalars(select(Mail.kind)).all() == ["track_completed"]
    assert set(session.scalars(select(TrackContractItem.item_id).where(TrackContractItem.waived_at.is_not(None)))) == {
        "anden",
        "gaet",
        "mandag",
    }
    assert session.scalars(select(Completion.item_id)).all() == ["indkald"]


def test_a_waiver_stays_when_the_track_takes_the_lesson_back(learner: Actor, session: Session, now: datetime) -> None:
    publish_tree(session, two_modules(ONE_LESSON.replace("moede/indkald]", "moede/referat]", 1)), now=now)
    publish_tree(session, two_modules(), now=now + timedelta(days=1))
    waived = select(TrackContractItem.item_id).where(TrackContractItem.waived_at.is_not(None))
    assert set(session.scalars(waived)) == {"indkald", "anden", "gaet", "mandag"}


def test_a_lesson_that_came_later_from_another_module_is_offered_beside_and_opened_by_who_wants_it(
    people: People, session: Session, now: datetime
) -> None:
    publish_tree(session, two_modules(ONE_LESSON), now=now)
    client = people.sign_in()
    fields = {"csrf_token": token(client)}
    client.post("/forloeb/kort/tilmeld", data=fields)
    publish_tree(session, two_modules(), now=now + timedelta(days=1))
    assert "Nyt siden du begyndte" in client.get("/forloeb/kort").text
    assert "Åbn lektionen for mig" in client.get("/moduler/lov/anden").text
    client.post("/forloeb/kort/tilmeld", data=fields)
    assert "Markér som læst" in client.get("/moduler/lov/anden").text
    assert "0 af 1 lektion" in client.get("/forloeb/kort").text


def test_a_track_that_was_published_may_be_hidden_but_not_vanish(learner: Actor, session: Session, now: datetime) -> None:
    files = two_modules(TRACKS[TRACKS.index("- id: langt") :])
    reading = read_tree(files, now=now, published=published_ids(session))
    session.commit()
    assert not reading.errors
    with pytest.raises(Conflict, match="offered: false"):
        publish(session, OPERATOR, Publication(files, reading.curriculum), followers=[], now=now)


def test_two_tabs_that_read_the_last_two_lessons_at_once_complete_the_track_once(people: People, session: Session, app: Flask) -> None:
    more = {"modules/lov/tredje.md": LESSON.format(id="tredje", title="Den tredje")}
    tree = two_modules(
        TRACKS.replace("minutes: 11\n  lessons: [moede/indkald, lov/anden]", "minutes: 10\n  lessons: [moede/indkald, lov/tredje]")
    )
    tree |= {path: text.encode() for path, text in more.items()}
    tree["modules/lov/module.md"] = tree["modules/lov/module.md"].replace(b"[foerste, anden]", b"[foerste, anden, tredje]")
    publish_tree(session, tree, now=people.now)
    actor = people.add()
    commands.begin_track(session, actor, shelf(session).track("kort"), now=people.now)
    session.commit()
    together = Barrier(2)

    def finish_one(place: tuple[str, str]) -> None:
        with app.app_context():
            tab = db.session()
            module = shelf(tab).module(place[0])
            tab.rollback()
            together.wait()
            enrolment = commands.lock_enrolment(tab, actor, module)
            commands.mark_read(tab, actor, enrolment, module, place[1], now=people.now)
            tab.commit()

    with ThreadPoolExecutor(2) as tabs:
        list(tabs.map(finish_one, (("moede", "indkald"), ("lov", "tredje"))))
    session.rollback()
    assert session.scalars(select(TrackEnrolment.completed_at)).one() is not None
    assert session.scalars(select(Mail.kind)).all() == ["track_completed"]


def test_a_tab_that_begins_a_track_and_one_that_leaves_another_wait_in_no_ring(
    people: People, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_tree(session, two_modules(), now=people.now)
    actor = people.add()
    # The module that the track to be begun comes to first is the one that was begun last.
    for module in ("moede", "lov"):
        commands.enrol(session, actor, shelf(session).module(module), now=people.now)
    commands.begin_track(session, actor, shelf(session).track("kort"), now=people.now)
    session.commit()
    has_one = Event()
    enrol = commands.enrol

    def enrol_slowly(tab: Session, who: Actor, module: PublishedModule, *, is_quiet: bool, now: datetime) -> Enrolment:
        enrolment = enrol(tab, who, module, is_quiet=is_quiet, now=now)
        has_one.set()
        # Where it has not gone on to wait for this tab, the other takes what it can meanwhile.
        leaving.wait(0.3)
        return enrolment

    leaving = Event()
    monkeypatch.setattr("sspedu.learning.commands.tracks.enrol", enrol_slowly)

    def begin() -> None:
        with app.app_context():
            tab = db.session()
            commands.begin_track(tab, actor, shelf(tab).track("langt"), now=people.now)
            tab.commit()

    def leave() -> None:
        with app.app_context():
            tab = db.session()
            kort = shelf(tab).track("kort")
            tab.rollback()
            assert has_one.wait(10)
            commands.leave_track(tab, actor, kort, now=people.now)
            tab.commit()
            leaving.set()

    with ThreadPoolExecutor(2) as tabs:
        for tab in [tabs.submit(begin), tabs.submit(leave)]:
            tab.result()
    session.rollback()
    left = dict(session.execute(select(TrackEnrolment.track_id, TrackEnrolment.left_at)).all())
    assert left == {"kort": people.now, "langt": None}
