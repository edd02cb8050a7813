"""Random sequences of publishing, answering, leaving and coming back: a track's percent never falls, never passes 100, and nothing is lost."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from sspedu.learning import commands
from sspedu.learning.queries import everything
from sspedu.learning.track_states import TrackState, track_state
from sspedu.library.queries import shelf
from tests.conftest import empty
from tests.content import MODULE, publish_tree, small_tree
from tests.learning.tracks import LESSON
from tests.people import People

MODULES = ("moede", "aftale")
NAMES = tuple(f"del-{letter}" for letter in "abcd")
PLACES = tuple((module, name) for module in MODULES for name in NAMES)
TRACKS = ("kort", "langt")
TRACK = "- id: {id}\n  title: {id}\n  audience: Alle.\n  summary: Noget.\n  why: Fordi.\n  minutes: {minutes}\n  lessons: [{lessons}]\n"
Place = tuple[str, str]


@dataclass
class Draft:
    """The modules and tracks as their author has them."""

    lessons: dict[str, list[str]]
    tracks: dict[str, list[Place]]
    retired: set[Place] = field(default_factory=set)

    @property
    def places(self) -> list[Place]:
        return [(module, name) for module, names in self.lessons.items() for name in names]

    def tree(self) -> dict[str, bytes]:
        files = {f"modules/{module}/{name}.md": LESSON.format(id=name, title=name) for module, name in self.places}
        files |= {f"modules/{module}/module.md": self._module(module) for module in MODULES}
        files["tracks.yml"] = "".join(
            TRACK.format(id=id, minutes=5 * len(places), lessons=", ".join(map("/".join, places))) for id, places in self.tracks.items()
        )
        return small_tree(more=files)

    def _module(self, module: str) -> str:
        gone = "".join(f"  - id: {name}\n    on: 2026-11-22\n" for other, name in sorted(self.retired) if other == module)
        head = MODULE.format(retired=f"retired:\n{gone}" if gone else "")
        return head.replace("id: lov\n", f"id: {module}\n").replace("[foerste, anden]", f"[{', '.join(self.lessons[module])}]")


class Selection(RuleBasedStateMachine):
    """An author who edits modules and tracks, and a learner who comes and goes."""

    app: Flask
    session: Session
    start: datetime

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.moment = self.start
        self.draft = Draft({module: list(NAMES[:2]) for module in MODULES}, {})
        for track in TRACKS:
            self.draft.tracks[track] = data.draw(st.lists(st.sampled_from(self.draft.places), min_size=1, max_size=3, unique=True))
        self.done: set[Place] = set()
        self.percents = dict.fromkeys(TRACKS, 0)
        self.completed: set[str] = set()
        self.publish()
        self.actor = People(self.app, self.session, self.start).add()
        commands.begin_track(self.session, self.actor, shelf(self.session).track("kort"), now=self.moment)
        self.session.commit()

    def teardown(self) -> None:
        empty(self.session)

    def publish(self) -> None:
        self.moment += timedelta(hours=1)
        publish_tree(self.session, self.draft.tree(), now=self.moment)

    @rule(track=st.sampled_from(TRACKS), data=st.data())
    def select_anew(self, track: str, data: st.DataObject) -> None:
        self.draft.tracks[track] = data.draw(st.lists(st.sampled_from(self.draft.places), min_size=1, max_size=3, unique=True))
        self.publish()

    @rule(place=st.sampled_from(PLACES))
    def add_lesson(self, place: Place) -> None:
        if place not in self.draft.places and place not in self.draft.retired:
            self.draft.lessons[place[0]].append(place[1])
            self.publish()

    @rule(data=st.data())
    def retire(self, data: st.DataObject) -> None:
        module, name = place = data.draw(st.sampled_from(self.draft.places))
        tracks = {track: [other for other in places if other != place] for track, places in self.draft.tracks.items()}
        if len(self.draft.lessons[module]) > 1 and all(tracks.values()):
            self.draft.lessons[module].remove(name)
            self.draft.retired.add(place)
            self.draft.tracks = tracks
            self.publish()

    @rule(track=st.sampled_from(TRACKS))
    def begin_or_come_back(self, track: str) -> None:
        self.moment += timedelta(minutes=1)
        commands.begin_track(self.session, self.actor, shelf(self.session).track(track), now=self.moment)
        self.session.commit()

    @rule(track=st.sampled_from(TRACKS))
    def leave(self, track: str) -> None:
        if (state := self.state(track)).is_enrolled and not state.is_completed:
            self.moment += timedelta(minutes=1)
            commands.leave_track(self.session, self.actor, shelf(self.session).track(track), now=self.moment)
            self.session.commit()

    @rule(module=st.sampled_from(MODULES))
    def choose_and_leave_a_module(self, module: str) -> None:
        published = shelf(self.session).module(module)
        enrolment = commands.enrol(self.session, self.actor, published, now=self.moment)
        if enrolment.completed_at is None:
            commands.leave(self.session, self.actor, enrolment, now=self.moment)
        self.session.commit()

    @precondition(lambda self: hasattr(self, "actor"))
    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Read any lesson of a module that one was ever on, as from a tab that is open still."""
        begun = everything(self.session, self.actor.id).modules
        open_to_read = [place for place in self.draft.places if place[0] in begun]
        module_id, name = place = data.draw(st.sampled_from(open_to_read))
        self.moment += timedelta(minutes=1)
        module = shelf(self.session).module(module_id)
        enrolment = commands.lock_enrolment(self.session, self.actor, module)
        commands.mark_read(self.session, self.actor, enrolment, module, name, now=self.moment)
        self.session.commit()
        self.done.add(place)

    def state(self, track: str) -> TrackState:
        published = shelf(self.session)
        found = track_state(published.track(track), published, everything(self.session, self.actor.id))
        self.session.rollback()
        return found

    @invariant()
    def percent_never_falls_and_what_is_done_counts(self) -> None:
        for track in TRACKS if hasattr(self, "actor") else ():
            state = self.state(track)
            assert self.percents[track] <= state.percent <= 100
            self.percents[track] = state.percent
            assert state.is_completed or track not in self.completed
            self.completed |= {track} if state.is_completed else set()
            for lesson in state.lessons if state.is_enrolled else ():
                assert not ((lesson.module_id, lesson.outline.id) in self.done and not lesson.is_done)
            # Nobody waits on a track in which nothing is left, unless they are away or nothing of it was ever done.
            if state.is_enrolled and not state.is_completed:
                assert state.next_lesson is not None or state.progress.earned == 0


def test_no_sequence_of_edits_and_comings_and_goings_takes_progress_away(app: Flask, session: Session, now: datetime) -> None:
    machine = type("Machine", (Selection,), {"app": app, "session": session, "start": now})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)),
    )
