"""Random sequences of publishing, enrolling, completing, editing and retiring never lose or invent progress."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from sspedu.curriculum.marking import Marking
from sspedu.learning import commands
from sspedu.learning.queries import Record, lesson_record, record
from sspedu.library.queries import shelf
from sspedu.policy import Actor
from tests.conftest import empty
from tests.content import publish_tree, small_tree
from tests.people import People

NAMES = tuple(f"del-{letter}" for letter in "abcdef")
LESSON = """\
---
id: {id}
title: {title}
minutes: 5
objectives: [Læse]
why: Fordi.
sources: []
law: []
---

{text}

{quiz}
"""
QUIZ = """\
/// quiz
    id: {id}-valg
    required: answered

{text}?

- [x] Ja

    > Ja.

- [ ] Nej

    > Nej.
///
"""


@dataclass
class Draft:
    """The module as its author has it."""

    lessons: list[str]
    with_quiz: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)
    edits: int = 0

    @property
    def items(self) -> set[str]:
        return set(self.lessons) | {f"{lesson}-valg" for lesson in self.lessons if lesson in self.with_quiz}

    def tree(self) -> dict[str, bytes]:
        files = {f"modules/lov/{id}.md": self._lesson(id) for id in self.lessons}
        retired = "".join(f"  - id: {id}\n    on: 2026-11-22\n" for id in sorted(self.retired))
        return small_tree(
            first="",
            second="",
            sections=f"    lessons: [{', '.join(self.lessons)}]",
            retired=f"retired:\n{retired}" if retired else "",
            more=files,
        )

    def _lesson(self, id: str) -> str:
        quiz = QUIZ.format(id=id, text=f"Spørgsmål {self.edits}") if id in self.with_quiz else ""
        return LESSON.format(id=id, title=f"{id} {self.edits}", text=f"Tekst {self.edits}.", quiz=quiz)


@dataclass
class Learner:
    """What must be true of one learner, kept apart from the database."""

    actor: Actor
    contract: set[str]
    done: set[str] = field(default_factory=set)
    earned: set[str] = field(default_factory=set)
    is_completed: bool = False

    def earn(self, item: str) -> None:
        if item not in self.done:
            self.earned.add(item)
        self.done.add(item)
        self.finish()

    def finish(self) -> None:
        self.is_completed = self.is_completed or (self.contract <= self.done and bool(self.contract & self.earned))


class Curriculum(RuleBasedStateMachine):
    """An author who edits, and learners who learn."""

    app: Flask
    session: Session
    start: datetime

    @initialize(lessons=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), quizzes=st.sets(st.sampled_from(NAMES)))
    def begin(self, lessons: list[str], quizzes: set[str]) -> None:
        self.moment = self.start
        self.people = People(self.app, self.session, self.start)
        self.draft = Draft(lessons, quizzes & set(lessons))
        self.learners: list[Learner] = []
        self.published: set[str] = set()
        self.publish()

    def teardown(self) -> None:
        empty(self.session)

    @rule()
    def publish(self) -> None:
        self.moment += timedelta(hours=1)
        publish_tree(self.session, self.draft.tree(), now=self.moment)
        self.published |= self.draft.items
        for learner in self.learners:
            if not learner.is_completed:
                learner.done |= learner.contract - self.draft.items
                learner.finish()

    @rule()
    def edit(self) -> None:
        self.draft.edits += 1
        self.publish()

    @rule(data=st.data())
    def reorder(self, data: st.DataObject) -> None:
        self.draft.lessons = data.draw(st.permutations(self.draft.lessons))
        self.publish()

    @rule(name=st.sampled_from(NAMES), quiz=st.booleans())
    def add_lesson(self, name: str, quiz: bool) -> None:
        if name in self.draft.lessons or name in self.draft.retired:
            return
        self.draft.lessons.append(name)
        if quiz and f"{name}-valg" not in self.draft.retired:
            self.draft.with_quiz.add(name)
        self.publish()

    @precondition(lambda self: len(self.draft.lessons) > 1)
    @rule(data=st.data())
    def retire(self, data: st.DataObject) -> None:
        before = self.draft.items
        gone = data.draw(st.sampled_from(self.draft.lessons))
        self.draft.lessons.remove(gone)
        self.draft.with_quiz.discard(gone)
        self.draft.retired |= before - self.draft.items
        self.publish()

    @precondition(lambda self: len(self.learners) < 3)
    @rule()
    def enrol(self) -> None:
        actor = self.people.add(f"person{len(self.learners)}@kommune.example")
        commands.enrol(self.session, actor, shelf(self.session).module("lov"), now=self.moment)
        self.session.commit()
        self.learners.append(Learner(actor, set(self.draft.items)))

    @precondition(lambda self: self.learners)
    @rule(data=st.data(), times=st.integers(1, 2))
    def complete(self, data: st.DataObject, times: int) -> None:
        learner = data.draw(st.sampled_from(self.learners))
        lesson = data.draw(st.sampled_from(self.draft.lessons))
        self.moment += timedelta(minutes=1)
        for _ in range(times):
            module = shelf(self.session).module("lov")
            enrolment = commands.lock_enrolment(self.session, learner.actor, module)
            commands.mark_read(self.session, learner.actor, enrolment, module, lesson, now=self.moment)
            self.session.commit()
        learner.earn(lesson)

    @precondition(lambda self: self.learners and self.draft.with_quiz)
    @rule(data=st.data(), is_right=st.booleans())
    def answer(self, data: st.DataObject, is_right: bool) -> None:
        learner = data.draw(st.sampled_from(self.learners))
        lesson = data.draw(st.sampled_from(sorted(self.draft.with_quiz)))
        self.moment += timedelta(minutes=1)
        module = shelf(self.session).module("lov")
        item = f"{lesson}-valg"
        last = lesson_record(self.session, learner.actor.id, "lov", "foerste", [item]).attempts.get(item)
        marking = Marking(is_right=is_right, score=Decimal(int(is_right)), verdicts=())
        given = commands.Answer(item, module.lesson(lesson).text_hash, (last.number if last else 0) + 1, ("0",), marking)
        enrolment = commands.lock_enrolment(self.session, learner.actor, module)
        commands.answer(self.session, learner.actor, enrolment, module, given, now=self.moment)
        self.session.commit()
        learner.earn(item)

    @invariant()
    def nothing_is_lost_or_invented(self) -> None:
        for learner in self.learners if hasattr(self, "learners") else []:
            found: Record = record(self.session, learner.actor.id, "lov")
            self.session.rollback()
            assert set(found.contract) == learner.contract
            assert set(found.done) == learner.done
            assert (found.completed_at is not None) == learner.is_completed
            assert 0 <= found.progress.percent <= 100


def test_no_sequence_of_edits_loses_or_invents_progress(app: Flask, session: Session, now: datetime) -> None:
    machine = type("Machine", (Curriculum,), {"app": app, "session": session, "start": now})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)),
    )
