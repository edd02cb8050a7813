"""Enrolment and completion on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sspedu.curriculum.marking import Marking
from sspedu.db import db, stamp
from sspedu.errors import Conflict, Forbidden, Invalid, NotFound
from sspedu.learning import commands
from sspedu.learning.models import Attempt, Completion, CompletionKind, ContractItem, Enrolment, WrittenReflection
from sspedu.learning.queries import Record, lesson_record, record
from sspedu.library.commands import Publication, publish
from sspedu.library.queries import PublishedModule, published_ids, shelf
from sspedu.policy import OPERATOR, VISITOR, Actor
from tests.content import FIRST, SECOND, publish_tree, read_tree, small_tree
from tests.people import People

ITEMS = ("foerste", "valg", "alle", "anden", "gaet", "mandag")


@pytest.fixture
def learner(people: People) -> Actor:
    return people.add()


@pytest.fixture
def module(people: People) -> PublishedModule:
    return shelf(people.session).module("lov")


class Desk:
    """A learner at work on the module."""

    def __init__(self, people: People, actor: Actor) -> None:
        self.people = people
        self.session = people.session
        self.actor = actor

    @property
    def module(self) -> PublishedModule:
        return shelf(self.session).module("lov")

    @property
    def record(self) -> Record:
        self.session.flush()
        return lesson_record(self.session, self.actor.id, "lov", "foerste", ITEMS)

    def enrol(self) -> Enrolment:
        return commands.enrol(self.session, self.actor, self.module, now=self.people.now)

    def read(self, lesson: str) -> None:
        commands.mark_read(self.session, self.actor, self._enrolment(), self.module, lesson, now=self.people.now)

    def answer(self, item: str, *, right: bool = True, number: int | None = None) -> bool:
        last = self.record.attempts.get(item)
        given = commands.Answer(
            item_id=item,
            text_hash=self.module.lesson("anden" if item == "gaet" else "foerste").text_hash,
            number=(last.number if last else 0) + 1 if number is None else number,
            raw=("40" if item == "gaet" else "1",),
            marking=Marking(is_right=right, score=Decimal(int(right)), verdicts=()),
        )
        return commands.answer(self.session, self.actor, self._enrolment(), self.module, given, now=self.people.now)

    def write(self, text: str = "Jeg taler med min leder.", *, based_on: str | None = None) -> None:
        written = self.record.reflections.get("mandag")
        seen = stamp(written.written_at) if written else ""
        thought = commands.Thought("mandag", text, seen if based_on is None else based_on)
        commands.reflect(self.session, self.actor, self._enrolment(), self.module, thought, now=self.people.now)

    def complete(self, item: str) -> None:
        match item:
            case "mandag":
                self.write()
            case "valg" | "alle" | "gaet":
                self.answer(item)
            case _:
                self.read(item)

    def _enrolment(self) -> Enrolment:
        return commands.lock_enrolment(self.session, self.actor, self.module)


@pytest.fixture
def desk(people: People, learner: Actor) -> Desk:
    desk = Desk(people, learner)
    desk.enrol()
    return desk


def test_enrolling_copies_what_the_module_asks_for(desk: Desk) -> None:
    assert tuple(desk.session.scalars(select(ContractItem.item_id))) != ()
    assert set(desk.record.contract) == set(ITEMS)


def test_enrolling_twice_is_harmless(desk: Desk) -> None:
    assert desk.enrol().id == desk.enrol().id
    assert desk.session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_a_visitor_cannot_enrol(people: People, module: PublishedModule) -> None:
    with pytest.raises(Forbidden):
        commands.enrol(people.session, VISITOR, module, now=people.now)


def test_the_enrolment_of_another_looks_as_if_it_were_not_there(people: People, desk: Desk) -> None:
    other = people.add("bo@kommune.example")
    enrolment = desk.enrol()
    with pytest.raises(NotFound):
        commands.mark_read(people.session, other, enrolment, desk.module, "foerste", now=people.now)


def test_one_who_is_not_on_the_module_is_told_to_enrol(people: People, module: PublishedModule) -> None:
    with pytest.raises(NotFound, match="Tilmeld dig"):
        commands.lock_enrolment(people.session, people.add("bo@kommune.example"), module)


def test_reading_a_lesson_twice_counts_once(desk: Desk) -> None:
    desk.read("foerste")
    desk.read("foerste")
    assert desk.session.scalars(select(Completion.item_id)).all() == ["foerste"]


def test_a_wrong_answer_completes_only_what_asks_for_an_answer(desk: Desk) -> None:
    desk.answer("valg", right=False)
    desk.answer("alle", right=False)
    assert set(desk.record.done) == {"alle"}


def test_a_right_answer_after_a_wrong_one_completes_the_question(desk: Desk) -> None:
    desk.answer("valg", right=False)
    desk.answer("valg", right=True)
    assert "valg" in desk.record.done


def test_a_wrong_answer_after_a_right_one_takes_nothing_back(desk: Desk) -> None:
    desk.answer("valg", right=True)
    desk.answer("valg", right=False)
    assert "valg" in desk.record.done


def test_the_same_form_sent_twice_counts_once(desk: Desk) -> None:
    assert desk.answer("valg", right=False, number=1)
    assert not desk.answer("valg", right=True, number=1)
    assert desk.session.scalar(select(func.count()).select_from(Attempt)) == 1
    assert "valg" not in desk.record.done


def test_a_form_from_the_future_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="Hent siden igen"):
        desk.answer("valg", number=7)


def test_a_reflection_is_kept_and_can_be_written_anew(desk: Desk) -> None:
    desk.write("Første tanke")
    desk.write("Anden tanke")
    assert desk.session.scalars(select(WrittenReflection.text)).all() == ["Anden tanke"]
    assert "mandag" in desk.record.done


def test_a_text_written_in_another_tab_is_not_written_over(desk: Desk) -> None:
    desk.write("Fra den ene fane")
    with pytest.raises(Conflict, match="en anden udgave"):
        desk.write("Fra den anden fane", based_on="")
    assert desk.session.scalars(select(WrittenReflection.text)).all() == ["Fra den ene fane"]


def test_the_same_text_sent_twice_is_no_conflict(desk: Desk) -> None:
    desk.write("Den samme", based_on="")
    desk.write("Den samme", based_on="")


@pytest.mark.parametrize("number", [0, -5])
def test_a_number_that_no_form_has_is_refused(desk: Desk, number: int) -> None:
    desk.answer("valg", right=False)
    with pytest.raises(Invalid):
        desk.answer("valg", number=number)


@pytest.mark.parametrize("text", ["", "   \n ", "x"])
def test_an_empty_reflection_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(Invalid, match="tomt"):
        desk.write(text)


def test_a_reflection_that_is_too_long_says_how_long_it_is(desk: Desk) -> None:
    with pytest.raises(Invalid, match="5001 tegn"):
        desk.write("a" * 5001)


def test_a_reflection_with_a_cpr_number_is_refused_and_says_where(desk: Desk) -> None:
    with pytest.raises(Invalid, match="linje 2"):
        desk.write("En dreng,\n010203-1234, kom.")
    assert desk.session.scalar(select(func.count()).select_from(WrittenReflection)) == 0


def test_the_module_is_completed_when_everything_in_the_contract_is(desk: Desk) -> None:
    for item in ITEMS[:-1]:
        desk.complete(item)
        assert desk.record.completed_at is None
    desk.complete(ITEMS[-1])
    assert desk.record.completed_at == desk.people.now
    assert desk.record.progress.percent == 100


def test_a_completed_module_stays_completed_whatever_is_published(desk: Desk) -> None:
    for item in ITEMS:
        desk.complete(item)
    desk.session.commit()
    extra = SECOND.replace(
        "/// reflection", "/// quiz\n    id: ny\n\nNyt?\n\n- [x] Ja\n\n    > Ja.\n\n- [ ] Nej\n\n    > Nej.\n///\n\n/// reflection"
    )
    publish_tree(desk.session, small_tree(second=extra), now=desk.people.now + timedelta(days=1))
    assert desk.record.completed_at == desk.people.now
    assert desk.record.progress.percent == 100


def test_what_is_new_is_offered_beside_the_contract(desk: Desk) -> None:
    extra = FIRST.replace(
        "/// quiz\n    id: alle",
        "/// quiz\n    id: ny\n\nNyt?\n\n- [x] Ja\n\n    > Ja.\n\n- [ ] Nej\n\n    > Nej.\n///\n\n/// quiz\n    id: alle",
    )
    desk.session.commit()
    publish_tree(desk.session, small_tree(first=extra), now=desk.people.now)
    desk.answer("ny")
    assert "ny" in desk.record.done
    assert "ny" not in desk.record.contract
    assert desk.record.progress.done == 0


def test_what_is_retired_is_waived_and_nobody_waits_for_it(desk: Desk) -> None:
    for item in ITEMS:
        if item != "alle":
            desk.complete(item)
    desk.session.commit()
    start = FIRST.index("/// quiz\n    id: alle")
    publish_tree(
        desk.session,
        small_tree(first=FIRST[:start], retired="retired:\n  - id: alle\n    on: 2026-11-22\n"),
        now=desk.people.now + timedelta(days=1),
    )
    assert desk.record.done["alle"].kind is CompletionKind.WAIVED
    assert desk.record.completed_at == desk.people.now + timedelta(days=1)


def test_progress_survives_a_lesson_that_changes_place_title_and_section(desk: Desk) -> None:
    desk.read("foerste")
    desk.answer("valg")
    desk.session.commit()
    moved = "    lessons: [anden]\n  - title: Slutningen\n    lessons: [foerste]"
    publish_tree(desk.session, small_tree(first=FIRST.replace("Den første", "Et nyt navn"), sections=moved), now=desk.people.now)
    assert set(desk.record.done) == {"foerste", "valg"}
    assert desk.record.progress.done == 2


def test_what_is_no_longer_asked_for_is_waived_too(desk: Desk) -> None:
    for item in ITEMS:
        if item != "alle":
            desk.complete(item)
    desk.session.commit()
    publish_tree(desk.session, small_tree(first=FIRST.replace("    required: answered\n", "    required: no\n")), now=desk.people.now)
    assert desk.record.done["alle"].kind is CompletionKind.WAIVED
    assert desk.record.completed_at == desk.people.now


def test_a_module_whose_contract_was_waived_whole_is_not_completed(desk: Desk) -> None:
    desk.session.commit()
    new = FIRST.replace("id: foerste", "id: tredje").replace("id: valg", "id: valg-to").replace("id: alle", "id: alle-to")
    gone = "".join(f"  - id: {item}\n    on: 2026-11-22\n" for item in ITEMS)
    tree = small_tree(
        first="", second="", sections="    lessons: [tredje]", retired=f"retired:\n{gone}", more={"modules/lov/tredje.md": new}
    )
    publish_tree(desk.session, tree, now=desk.people.now)
    assert desk.record.completed_at is None
    assert desk.record.progress.percent == 99


def test_enrolling_takes_the_version_that_holds_when_one_gets_in(people: People, learner: Actor, module: PublishedModule) -> None:
    start = FIRST.index("/// quiz\n    id: alle")
    retired = "retired:\n  - id: alle\n    on: 2026-11-22\n"
    publish_tree(people.session, small_tree(first=FIRST[:start], retired=retired), now=people.now)
    commands.enrol(people.session, learner, module, now=people.now)
    assert "alle" not in record(people.session, learner.id, "lov").contract


def test_two_tabs_that_finish_the_last_two_items_at_once_complete_the_module(desk: Desk) -> None:
    for item in ITEMS[:-2]:
        desk.complete(item)
    desk.session.commit()
    engine = desk.session.get_bind()
    together = Barrier(2)

    def finish(item: str) -> None:
        with Session(engine) as session:
            tab = Desk(People(desk.people.app, session, desk.people.now), desk.actor)
            module = tab.module
            session.rollback()
            together.wait()
            enrolment = commands.lock_enrolment(session, desk.actor, module)
            if item == "mandag":
                commands.reflect(session, desk.actor, enrolment, module, commands.Thought(item, "Et par ord"), now=desk.people.now)
            else:
                marking = Marking(is_right=True, score=Decimal(1), verdicts=())
                given = commands.Answer(item, module.lesson("anden").text_hash, 1, ("40",), marking)
                commands.answer(session, desk.actor, enrolment, module, given, now=desk.people.now)
            session.commit()

    with ThreadPoolExecutor(2) as tabs:
        list(tabs.map(finish, ITEMS[-2:]))
    assert desk.record.completed_at is not None


def test_who_answers_while_a_new_version_is_published_waits_in_no_ring(desk: Desk, session: Session, app: Flask, engine_name: str) -> None:
    files = small_tree(first=FIRST + "\nEn ny linje.\n")
    found = read_tree(files, now=desk.people.now, published=published_ids(session))
    session.commit()
    has_modules, has_enrolment = Event(), Event()

    def learn() -> None:
        with app.app_context():
            own = db.session()
            module = shelf(own).module("lov")
            own.rollback()
            enrolment = commands.lock_enrolment(own, desk.actor, module)
            has_enrolment.set()
            # On SQLite only one of the two writes at a time, and the learner was first.
            assert engine_name == "sqlite" or has_modules.wait(10)
            commands.mark_read(own, desk.actor, enrolment, module, "foerste", now=desk.people.now)
            own.commit()

    with ThreadPoolExecutor(1) as learner:
        learning = learner.submit(learn)
        assert has_enrolment.wait(10)
        followers = [lambda *_: has_modules.set(), commands.follow_publication]
        report = publish(session, OPERATOR, Publication(files, found.curriculum), followers=followers, now=desk.people.now)
        session.commit()
        learning.result()
    assert session.scalars(select(Completion.item_id)).all() == ["foerste"]
    assert [version.version_id for version in report.published] == [desk.module.version_id]


def test_who_begins_while_a_new_version_is_published_gets_its_contract(
    people: People, learner: Actor, session: Session, app: Flask
) -> None:
    files = small_tree(first=FIRST + "\nEn ny linje.\n")
    found = read_tree(files, now=people.now, published=published_ids(session))
    session.commit()
    is_done = Event()

    def begin() -> int:
        with app.app_context():
            own = db.session()
            module = shelf(own).module("lov")
            own.rollback()
            version_id = commands.enrol(own, learner, module, now=people.now).version_id
            own.commit()
            is_done.set()
            return version_id

    with ThreadPoolExecutor(1) as beside:
        publication = Publication(files, found.curriculum)
        (version,) = publish(session, OPERATOR, publication, followers=[], now=people.now).published
        begun = beside.submit(begin)
        # It waits for this transaction on either engine; a moment lets it get as far as it can.
        assert not is_done.wait(0.3)
        session.commit()
        assert begun.result() == version.version_id
