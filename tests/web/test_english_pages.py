"""The pages of learners at work, of those who look after people, lessons and the service: all of them speak English."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sspedu.accounts.models import Invitation, PoliceDistrict, User
from sspedu.curriculum.situations import Verdict
from sspedu.jobs import outbox
from sspedu.jobs.models import Mail
from sspedu.learning.models import Attempt, LessonReport
from sspedu.operations.words import FAULTS, KINDS
from sspedu.policy import Role
from tests.content import SOURCES, publish_tree, situation, small_tree
from tests.english import danish_in, switch
from tests.learning.test_doubt_list import Crowd
from tests.learning.test_views import Learner
from tests.people import People

DRAFT = "/moduler/lov/anden/refleksion/mandag/kladde"
FAULT = "/moduler/lov/foerste/fejl"


@pytest.fixture
def learner(people: People) -> Learner:
    learner = Learner(people.sign_in())
    switch(learner.client)
    return learner


@pytest.fixture
def staff(people: People) -> Learner:
    people.add("ulla@kommune.example", roles=[Role.ADMIN, Role.INSTRUCTOR], name="Ulla Test")
    browser = people.browser("ulla@kommune.example")
    switch(browser)
    return Learner(browser)


def assert_english(client: FlaskClient, *paths: str) -> None:
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert '<html lang="en" ' in answer.text, path
        assert danish_in(answer.text) == [], path


def test_what_comes_back_and_what_fits_into_a_few_minutes(learner: Learner, session: Session) -> None:
    learner.answer("valg", option="0", confidence="sikker")
    assert_english(learner.client, "/min-laering")
    for attempt in session.query(Attempt):
        attempt.answered_at -= timedelta(days=1)
    session.commit()
    assert_english(
        learner.client, "/min-laering", "/min-laering/tid/5", "/min-laering/tid/10", "/min-laering/tid/20", "/moduler/lov/foerste"
    )


def test_the_drill_open_answered_and_done_for_today(learner: Learner, session: Session, people: People) -> None:
    twin = situation("hallen-igen", more="twin: hallen\nturns: Formålet vender svaret.\nask: Spørg juristen.\nreservation: Udledt.\n")
    publish_tree(session, small_tree(more={"drill/hallen-igen.md": twin}), now=people.now)
    assert_english(learner.client, "/maa-jeg-dele-det", "/maa-jeg-dele-det/hallen-igen")
    for name in ("hallen", "hallen-igen"):
        learner.post(f"/maa-jeg-dele-det/{name}", number="1", answer="maa", confidence="i-tvivl")
    assert_english(learner.client, "/maa-jeg-dele-det/hallen-igen", "/maa-jeg-dele-det")


def test_what_many_doubt(staff: Learner, people: People, session: Session) -> None:
    crowd = Crowd(people)
    assert_english(staff.client, "/undervis/tvivl")
    for _ in range(5):
        crowd.answer(Verdict.MAY)
    assert_english(staff.client, "/undervis/tvivl")


def test_few_minutes_for_someone_on_no_module_or_with_nothing_left(people: People, learner: Learner) -> None:
    people.add("bo@kommune.example", name="Bo Test")
    other = people.browser("bo@kommune.example")
    switch(other)
    assert_english(other, "/min-laering/tid/5")
    learner.post("/moduler/lov/foerste/laest")
    learner.answer("valg", option="1", confidence="i-tvivl")
    learner.answer("alle", option=["0", "1"])
    learner.post("/moduler/lov/anden/laest")
    learner.answer("gaet", "anden", value="55")
    learner.post("/moduler/lov/anden/refleksion/mandag", text="I call the school.")
    assert_english(learner.client, "/min-laering/tid/5", "/min-laering", "/moduler/lov/anden")


def test_a_draft(learner: Learner) -> None:
    kept = learner.post(DRAFT, text="Half a thought", tab="a", sequence=1)
    assert "Draft kept: " in kept.text
    assert danish_in(kept.text) == []
    assert danish_in(learner.post(DRAFT, text="Another thought", tab="b", sequence=1).text) == []
    assert danish_in(learner.post(DRAFT, text="CPR 0101010101", tab="a", sequence=2).text) == []
    assert "Draft from " in learner.page("anden")
    assert_english(learner.client, "/moduler/lov/anden", DRAFT)
    learner.post(f"{DRAFT}/kasser")
    assert_english(learner.client, "/moduler/lov/anden")


def test_a_fault_from_its_report_to_its_answer(learner: Learner, staff: Learner, session: Session) -> None:
    assert_english(staff.client, "/undervis/fejl", "/undervis/fejl?vis=behandlede")
    for fields in ({"kind": "", "text": "A fault"}, {"kind": "law", "text": ""}, {"kind": "law", "text": "CPR 0101010101"}):
        assert danish_in(learner.post(FAULT, **fields).text) == []
    for kind in ("fact", "law", "language", "broken", "other"):
        learner.post(FAULT, kind=kind, heading="valg", text=f"A fault: {kind}")
    assert_english(learner.client, "/moduler/lov/foerste")
    pages = [f"/undervis/fejl/{id_}" for (id_,) in session.query(LessonReport.id)]
    assert len(pages) == 5
    assert_english(staff.client, "/undervis/fejl", *pages)
    assert danish_in(staff.post(f"{pages[0]}/behandlet", text="").text) == []
    staff.post(f"{pages[0]}/behandlet", text="Put right.")
    assert danish_in(staff.post(f"{pages[0]}/behandlet", text="Put right by me.").text) == []
    assert_english(staff.client, "/undervis/fejl", "/undervis/fejl?vis=behandlede", pages[0])
    assert_english(learner.client, "/moduler/lov/foerste")


def test_users_their_roles_and_their_history(people: People, staff: Learner, session: Session) -> None:
    anna = people.add("anna@kommune.example", name="Anna Test")
    page = f"/brugere/{anna.id}"
    assert_english(staff.client, "/brugere", "/brugere?q=nobody", "/brugere?side=9", f"{page}/spaer", page)
    for fields in (
        {"role": ["manager"], "until_manager": "2020-01-01"},
        {"role": "manager", "until_manager": "never"},
        {"based_on": "old"},
    ):
        assert danish_in(staff.post(f"{page}/roller", **fields).text) == []
    district = session.query(PoliceDistrict.id).limit(1).scalar()
    session.query(User).filter(User.id == anna.id).update({"external_id": "m-1", "police_district_id": district})
    session.commit()
    based_on = staff.client.get(page).text.split('name="based_on" value="')[1].split('"')[0]
    staff.post(f"{page}/roller", role=["manager", "moderator"], until_manager="2099-12-31", based_on=based_on)
    for act in ("link", "log-ud"):
        staff.post(f"{page}/{act}")
        assert_english(staff.client, page)
    assert danish_in(staff.post(f"{page}/spaer", reason="").text) == []
    staff.post(f"{page}/spaer", reason="Has left.")
    assert_english(staff.client, "/brugere", page)
    staff.post(f"{page}/link")
    assert_english(staff.client, page)
    staff.post(f"{page}/ophaev")
    assert_english(staff.client, page)
    history = staff.client.get(page).text
    for words in ("The account was created", "The account was suspended", "Roles were given: ", "The operators"):
        assert words in history


def test_invitations(staff: Learner, session: Session) -> None:
    assert_english(staff.client, "/invitationer", "/invitationer?q=nobody")
    bo = {"name": "Bo Test", "email": "bo@kommune.example", "profession": "local_officer", "municipality": "0265", "role": "manager"}
    for fields in (
        {},
        {**bo, "email": "bo"},
        {**bo, "municipality": ""},
        {**bo, "municipality": "9999"},
        {**bo, "email": "ulla@kommune.example"},
    ):
        assert danish_in(staff.post("/invitationer", **fields).text) == []
    staff.post("/invitationer", **bo)
    assert_english(staff.client, "/invitationer")
    assert danish_in(staff.post("/invitationer", **bo).text) == []
    id_ = session.query(Invitation.id).scalar()
    staff.post(f"/invitationer/{id_}/send-igen")
    assert_english(staff.client, "/invitationer", f"/invitationer/{id_}/traek-tilbage")
    staff.post(f"/invitationer/{id_}/traek-tilbage")
    assert_english(staff.client, "/invitationer")


def test_operations_with_every_kind_of_mail_and_of_trouble(staff: Learner, session: Session, people: People) -> None:
    assert_english(staff.client, "/drift", "/demo/post")
    for number, (start, _sentence) in enumerate(FAULTS):
        kind = list(KINDS)[number % len(KINDS)]
        mail = outbox.put(session, outbox.Letter(kind, "anna@kommune.example", "A subject", "A text", ""), now=people.now)
        mail.next_try_at, mail.dead_at, mail.fault = None, people.now, f"{start} 550"
    session.commit()
    assert_english(staff.client, "/drift")
    page = staff.client.get("/drift").text
    assert not [start for start, _sentence in FAULTS if start in page]
    staff.post(f"/drift/mail/{session.query(Mail.key).limit(1).scalar()}/igen")
    assert_english(staff.client, "/drift")


def test_a_kind_of_mail_never_stands_as_the_program_calls_it(people: People, learner: Learner, session: Session) -> None:
    people.add("ulla@kommune.example", roles=[Role.INSTRUCTOR])
    learner.post(FAULT, kind="law", text="A fault")
    assert {kind for (kind,) in session.query(Mail.kind)} == {"fault_reported"}
    assert "fault_reported" in KINDS


@pytest.mark.parametrize(("code", "danish", "english"), [("da", "", ' lang="en"'), ("en", ' lang="da"', "")])
def test_a_source_is_titled_in_its_own_language(
    client: FlaskClient, session: Session, now: datetime, code: str, danish: str, english: str
) -> None:
    review = "- id: review\n  title: A review\n  language: en\n  author: Somebody\n  kind: artikel\n  read: Read.\n"
    publish_tree(session, small_tree(more={"sources.yml": SOURCES + review}), now=now)
    switch(client, code)
    page = client.get("/kilder").text
    assert f"{danish}>En rapport</h2>" in page
    assert f"{english}>A review</h2>" in page


def test_what_is_asked_and_how_far_one_is_are_named_by_words_that_say_their_language(learner: Learner) -> None:
    page = learner.page()
    assert 'aria-labelledby="valg-slags valg-titel"' in page
    assert '<span id="valg-titel" hidden lang="da">' in page
    assert '<span class="sr-only"><span lang="da">Lov i små bidder</span>: </span>' in page
    assert '<title lang="da">Den første' in page
